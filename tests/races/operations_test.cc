// SPDX-License-Identifier: BSD-2-Clause
// Every operation against every other one, in two threads and under traffic (R6). Afterwards the
// pair must still be able to become active: a wake-up that was lost would leave it where it is.
#include <gtest/gtest.h>

#include <iterator>
#include <string>
#include <tuple>

#include "tests/races/sync_epoch.h"
#include "tests/races/world.h"

namespace vfpair::races {
namespace {

using EpochWorld = World<Epoch>;

struct Operation {
  const char* name;
  void (*run)(EpochWorld& world, int turn);
};

constexpr Operation kOperations[] = {
    {"V comes and goes by surprise",
     [](EpochWorld& world, int turn) { turn % 2 == 0 ? world.UnplugVf() : world.PlugVf(); }},
    {"V is announced to go, and comes back",
     [](EpochWorld& world, int turn) {
       if (turn % 2 == 0) {
         world.CloseVf();
         world.UnplugVf();
       } else {
         world.PlugVf();
       }
     }},
    {"V is brought down by someone else", [](EpochWorld& world, int) { world.CloseVf(); }},
    {"V loses and finds its link",
     [](EpochWorld& world, int turn) { world.SetCarrier(turn % 2 != 0); }},
    {"S goes down and up",
     [](EpochWorld& world, int turn) { world.SetSyntheticUp(turn % 2 != 0); }},
    {"the host takes V's path back", [](EpochWorld& world, int) { world.RevokeHost(); }},
    {"the MTU changes",
     [](EpochWorld& world, int turn) { (void)world.ChangeMtu(1400 + static_cast<U32>(turn)); }},
    {"filters change",
     [](EpochWorld& world, int turn) { world.ToggleFilter(static_cast<U8>(turn)); }},
    {"the rule is deleted and made",
     [](EpochWorld& world, int turn) { turn % 2 == 0 ? world.Unpair() : world.MakePair(); }},
    {"time passes", [](EpochWorld& world, int) { world.Advance(50 * kNsPerMs); }},
};

class OperationsTest : public ::testing::TestWithParam<std::tuple<HostMode, const Profile*>> {};

TEST_P(OperationsTest, EveryPairOfThemRacesAndThePairRecovers) {
  EpochWorld world({.host = std::get<0>(GetParam()), .profile = *std::get<1>(GetParam())});
  world.StartTraffic();
  const auto recover = [&world] {
    world.MakePair();
    world.SetSyntheticUp(true);
    world.PlugVf();
    world.SetCarrier(true);
    world.Reach(State::kActive);
  };
  recover();
  int pairs = 0;
  for (const Operation& one : kOperations) {
    for (const Operation* other = &one; other != std::end(kOperations); ++other) {
      SCOPED_TRACE(std::string(one.name) + " x " + other->name);
      const auto repeat = [&world](const Operation& operation) {
        for (int turn = 0; turn < 4; ++turn) operation.run(world, turn);
      };
      std::thread racer([&] { repeat(*other); });
      repeat(one);
      racer.join();
      recover();
      ++pairs;
    }
  }
  world.Finish();
  EXPECT_EQ(world.ledger().Complaint(), "");
  EXPECT_EQ(pairs, 55);
}

INSTANTIATE_TEST_SUITE_P(HostsAndProfiles, OperationsTest,
                         ::testing::Combine(::testing::Values(HostMode::kLearns, HostMode::kSteers),
                                            ::testing::Values(&kStrictProfile, &kHnProfile)));

}  // namespace
}  // namespace vfpair::races
