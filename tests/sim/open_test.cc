// SPDX-License-Identifier: BSD-2-Clause
// What seeds found in the core and is not mended yet. A test that passes moves to found_test.cc.
#include <gtest/gtest.h>

#include "vfpair/testing/sim_world.h"

namespace vfpair::testing {
namespace {

SimOptions Asked(HostMode host) {
  SimOptions options;
  options.host = host;
  return options;
}

// What V received is delivered before what S has still to deliver is there.
TEST(Open, SwitchThatIsGivenUpKeepsTheOrder) {
  SimOptions options = Asked(HostMode::kToldLater);
  options.actor_delay_ns = 2 * kNsPerMs;
  SimWorld world(options);
  world.host().synthetic_wire_ns = 900'000;
  ASSERT_TRUE(world.StartPair().ok());
  ASSERT_TRUE(world.Arrive(world.AddVf()).ok());
  world.Advance(104 * kNsPerMs);
  world.Stream(400, 20'000);
  world.Advance(kNsPerMs + 500'000);  // the host moves at 105
  ASSERT_EQ(world.pair().state(), State::kSwitching);
  world.Unpair();
  world.Advance(kNsPerSecond);
  EXPECT_EQ(world.traffic.totals().reordered, 0u);
}

// Stage::Arrive() does not look at refusals when the list is full.
TEST(Open, FullListIsToldAlsoWhereAnotherPairIsAboutToEnd) {
  SimSystem<SimPlatform> system;
  SimOptions options;
  SimWorld one(options, &system);
  options.host = HostMode::kNeverAnswers;
  options.synthetic.mac = options.synthetic.permanent_mac = UnicastMac(2);
  SimWorld two(options, &system);
  ASSERT_TRUE(one.StartPair().ok());
  ASSERT_TRUE(two.StartPair().ok());
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(one.Arrive(one.AddVf()).ok());
  two.UnpairInOrder();
  EXPECT_EQ(one.Arrive(one.AddVf()).reason(), Reason::kTooManyCandidates);
}

}  // namespace
}  // namespace vfpair::testing
