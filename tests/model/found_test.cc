// SPDX-License-Identifier: BSD-2-Clause
// What the exploration found in the core, each as the shortest test that shows it.
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "vfpair/testing/sim_world.h"

namespace vfpair {
namespace {

using testing::Effect;
using testing::SimNic;
using testing::SimOptions;
using testing::SimWorld;

std::string StateOf(SimWorld& world) { return StateName(world.pair().state()); }

TEST(Found, VfMtuSetByItsUserWhileDegradedIsGivenBack) {
  SimWorld world;
  ASSERT_TRUE(world.StartPair().ok());
  SimNic& vf = world.AddVf();
  ASSERT_TRUE(world.Arrive(vf).ok());
  world.Advance(kNsPerSecond);
  world.RevokeHost();
  ASSERT_EQ(StateOf(world), "degraded");
  ASSERT_TRUE(vf.SetMtu(1450));
  ASSERT_TRUE(world.TwinOf(vf).SetMtu(1450));
  world.pair().Signal(kSignalVf);
  world.platform().Schedule();
  world.Advance(2 * kNsPerSecond);
  ASSERT_EQ(StateOf(world), "active");
  EXPECT_EQ(vf.mtu(), 1500u);
  world.Unpair();
  EXPECT_EQ(world.IdentityComplaint(), "");
}

TEST(Found, VfThatKeepsAnMtuThatSyntheticRefusedIsPutRight) {
  SimWorld world;
  ASSERT_TRUE(world.StartPair().ok());
  SimNic& vf = world.AddVf();
  ASSERT_TRUE(world.Arrive(vf).ok());
  world.Advance(kNsPerSecond);
  ASSERT_EQ(StateOf(world), "active");
  int vf_calls = 0;
  world.faults.FailWhen([&](Effect effect, bool) {
    const bool fails =
        effect == Effect::kSyntheticMtu || (effect == Effect::kVfMtu && ++vf_calls == 2);
    return fails ? std::optional(Outcome::kRefused) : std::nullopt;
  });
  EXPECT_EQ(world.SetMtu(1600).reason(), Reason::kSyntheticMtuRefused);
  world.faults.Clear();
  world.Advance(kNsPerMs);
  EXPECT_EQ(vf.mtu(), world.synthetic().mtu());
  EXPECT_EQ(StateOf(world), "active");
}

TEST(Found, PairThatIsOverHasNoTimerEvenAfterADoubledTimerSignal) {
  SimWorld world;
  ASSERT_TRUE(world.StartPair().ok());
  ASSERT_TRUE(world.Arrive(world.AddVf()).ok());
  ASSERT_EQ(world.clock.waiting(), 1u);
  world.pair().Signal(kSignalTimer);
  world.Unpair();
  EXPECT_EQ(world.clock.waiting(), 0u);
}

TEST(Found, SettleTimeThatIsOverWhenVfIsRenamedStartsAgain) {
  SimOptions options;
  options.actor_delay_ns = 50'000;
  SimWorld world(options);
  ASSERT_TRUE(world.StartPair().ok());
  SimNic& vf = world.AddVf();
  ASSERT_TRUE(world.Arrive(vf).ok());
  world.Advance(100 * kNsPerMs - 10'000);
  world.Rename(vf);
  world.Advance(20'000);  // the actor finds both
  EXPECT_EQ(StateOf(world), "settling");
}

TEST(Found, VfThatIsClosedWhenItsHoldOffEndsIsNotTriedAtOnce) {
  SimOptions options;
  options.actor_delay_ns = 50'000;
  options.profile.damping.up_hold_ns = 5 * kNsPerSecond;
  SimWorld world(options);
  ASSERT_TRUE(world.StartPair().ok());
  SimNic& vf = world.AddVf();
  ASSERT_TRUE(world.Arrive(vf).ok());
  world.Advance(100 * kNsPerMs + 5 * kNsPerSecond - 10'000);
  ASSERT_EQ(StateOf(world), "holding");
  world.CloseVf(vf);
  world.Advance(20'000);  // the actor finds both
  EXPECT_EQ(StateOf(world), "degraded");
  world.Advance(500 * kNsPerMs);
  EXPECT_EQ(StateOf(world), "degraded");
}

}  // namespace
}  // namespace vfpair
