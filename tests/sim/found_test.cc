// SPDX-License-Identifier: BSD-2-Clause
// What seeds found in the core, as single tests.
#include <gtest/gtest.h>

#include "vfpair/testing/sim_world.h"

VFPAIR_TESTING_BEGIN
namespace {

SimOptions Asked(HostMode host) {
  SimOptions options;
  options.host = host;
  return options;
}

TEST(Found, VfThatDepartsWhileTheHostIsAskedLosesNothing) {
  SimWorld world(Asked(HostMode::kToldLater));
  ASSERT_TRUE(world.StartPair().ok());
  SimNic& vf = world.AddVf();
  ASSERT_TRUE(world.Arrive(vf).ok());
  world.Advance(101 * kNsPerMs);
  ASSERT_EQ(world.pair().state(), State::kSwitching);
  world.Stream(4000, 5'000);
  world.Depart(vf);
  world.Advance(kNsPerSecond);
  EXPECT_EQ(world.traffic.totals().delivered, world.traffic.totals().sent);
  EXPECT_EQ(world.traffic.totals().reordered, 0u);
}

// S's input would be kept back until a timer ends that, which a pair that is over has no more.
TEST(Found, HostThatForgetsAndThenRefusesDoesNotCostTheInputOfS) {
  SimWorld world(Asked(HostMode::kToldAtOnce));
  ASSERT_TRUE(world.StartPair().ok());
  ASSERT_TRUE(world.Arrive(world.AddVf()).ok());
  world.Advance(kNsPerSecond);
  ASSERT_EQ(world.pair().state(), State::kActive);
  world.host().SetMode(HostMode::kRefuses);
  world.HostForgets();
  ASSERT_EQ(world.pair().state(), State::kDegraded);
  world.Unpair();
  world.Stream(10, 1'000);
  world.Advance(kNsPerMs);
  EXPECT_EQ(world.traffic.totals().delivered, world.traffic.totals().sent);
}

TEST(Found, HostThatForgetsRightAfterItsAnswerIsAskedAgain) {
  SimOptions options = Asked(HostMode::kToldLater);
  options.actor_delay_ns = 2 * kNsPerMs;
  SimWorld world(options);
  ASSERT_TRUE(world.StartPair().ok());
  SimNic& vf = world.AddVf();
  ASSERT_TRUE(world.Arrive(vf).ok());
  world.Advance(106 * kNsPerMs);  // answered after 105, and not handled yet
  ASSERT_EQ(world.pair().state(), State::kSwitching);
  world.HostForgets();
  world.Advance(kNsPerSecond);
  EXPECT_EQ(world.pair().state(), State::kActive);
  EXPECT_TRUE(world.host().SteersTo(vf));
}

TEST(Found, VfThatFitsAgainWhileItIsBeingLeftIsTakenAgain) {
  SimWorld world(Asked(HostMode::kToldLater));
  ASSERT_TRUE(world.StartPair().ok());
  SimNic& vf = world.AddVf();
  const MacAddress mac = vf.mac();
  ASSERT_TRUE(world.Arrive(vf).ok());
  world.Advance(kNsPerSecond);
  ASSERT_EQ(world.pair().state(), State::kActive);
  world.SetVfMac(vf, UnicastMac(40));
  ASSERT_EQ(world.pair().state(), State::kLeaving);  // the host is asked
  world.SetVfMac(vf, mac);
  EXPECT_TRUE(world.Arrive(vf).ok());
  world.Advance(kNsPerSecond);
  EXPECT_EQ(world.pair().state(), State::kActive);
}

// What V received is delivered before what S has still to deliver is there.
TEST(Found, SwitchThatIsGivenUpKeepsTheOrder) {
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

TEST(Found, FullListIsToldAlsoWhereAnotherPairIsAboutToEnd) {
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
VFPAIR_TESTING_END
