// SPDX-License-Identifier: BSD-2-Clause
// Non-transparent mode (hn section 19, oracle A28): V is its user's, S only follows.
#include <gtest/gtest.h>

#include "tests/unit/pair_fixture.h"

namespace vfpair {
namespace {

using testing::DefaultVfSpec;
using testing::Effect;
using testing::SimNic;
using testing::SimNicSpec;
using testing::SimOptions;

class NonTransparentTest : public PairFixture {
 protected:
  SimNic& BeginTracking(bool synthetic_up = true) {
    SimOptions options;
    options.profile = kHnNonTransparentProfile;
    options.synthetic.up = synthetic_up;
    Begin(options);
    SimNicSpec spec = DefaultVfSpec();
    spec.kind |= kKindAddresses;
    SimNic& vf = world_->AddVf(spec);
    EXPECT_TRUE(world_->Arrive(vf).ok());
    world_->Advance(kNsPerSecond);
    return vf;
  }
};

TEST_F(NonTransparentTest, VfWithAddressesIsTrackedAndNotTouched) {
  SimNic& vf = BeginTracking();
  EXPECT_EQ(State(), "starting");
  EXPECT_FALSE(vf.up() || vf.captured || vf.marked);
  EXPECT_EQ(vf.mtu(), 1400u);
  EXPECT_EQ(Order({Effect::kVfUp, Effect::kVfMtu, Effect::kVfCapabilities, Effect::kVfFilter}), "");
}

TEST_F(NonTransparentTest, VfBroughtUpByItsUserGetsTheHostAndSyntheticsInput) {
  SimNic& vf = BeginTracking();
  world_->OpenVf(vf);
  world_->Advance(kNsPerSecond);
  EXPECT_EQ(State(), "active");
  EXPECT_TRUE(world_->host().SteersTo(vf));
  EXPECT_TRUE(world_->synthetic().receives_as_vf);
  EXPECT_FALSE(world_->synthetic().ShowsLink());
  EXPECT_EQ(world_->pair().path(), PathMode::kSynthetic) << "transmit is not redirected";
  EXPECT_EQ(vf.mtu(), 1400u);
}

TEST_F(NonTransparentTest, VfBroughtDownByItsUserGivesAllBackAndIsWaitedFor) {
  SimNic& vf = BeginTracking();
  for (int i = 0; i < 3; ++i) {
    world_->OpenVf(vf);
    world_->Advance(kNsPerSecond);
    ASSERT_EQ(State(), "active");
    world_->CloseVf(vf);
    world_->Advance(kNsPerMs);
    EXPECT_EQ(State(), "starting") << "nothing is wrong: no back-off";
    EXPECT_FALSE(world_->synthetic().receives_as_vf);
    EXPECT_TRUE(world_->synthetic().ShowsLink());
    EXPECT_FALSE(world_->host().SteersTo(vf));
  }
  world_->Unpair();
  EXPECT_EQ(world_->IdentityComplaint(), "");
}

TEST_F(NonTransparentTest, SyntheticHasItsInputBackWhateverTheHostHasToSay) {
  SimNic& vf = BeginTracking();
  world_->OpenVf(vf);
  world_->Advance(kNsPerSecond);
  ASSERT_EQ(State(), "active");
  world_->host().SetMode(testing::HostMode::kNeverAnswers);
  world_->CloseVf(vf);
  world_->Advance(kNsPerMs);
  EXPECT_EQ(State(), "returning");
  EXPECT_FALSE(world_->synthetic().receives_as_vf);
  EXPECT_TRUE(world_->synthetic().ShowsLink());
  world_->Advance(3 * kNsPerSecond);
  EXPECT_EQ(State(), "starting");
}

TEST_F(NonTransparentTest, VfClosedByItsUserBeforeItHasLinkIsStillWaitedFor) {
  SimNic& vf = BeginTracking();
  world_->SetCable(vf, false);
  world_->OpenVf(vf);
  world_->Advance(kNsPerMs);
  ASSERT_EQ(State(), "starting");
  world_->CloseVf(vf);
  world_->Advance(kNsPerMs);
  EXPECT_EQ(State(), "starting");
  EXPECT_EQ(Path(), "settling starting");
}

TEST_F(NonTransparentTest, VfClosedByItsUserDuringAHoldOffIsWaitedForAgain) {
  SimOptions options;
  options.profile = kHnNonTransparentProfile;
  options.profile.damping.up_hold_ns = 10 * kNsPerSecond;
  Begin(options);
  SimNic& vf = world_->AddVf();
  ASSERT_TRUE(world_->Arrive(vf).ok());
  world_->OpenVf(vf);
  world_->Advance(kNsPerSecond);
  ASSERT_EQ(State(), "holding");
  world_->CloseVf(vf);
  world_->Advance(kNsPerMs);
  EXPECT_EQ(State(), "starting");
  EXPECT_EQ(Path(), "settling starting holding starting");
}

TEST_F(NonTransparentTest, VfClosedByItsUserIsGivenUpAlsoWhereItsLinkDoesNotMatter) {
  const std::string states[] = {"holding", "switching", "active"};
  for (const std::string& state : states) {
    SimOptions options;
    options.profile = kHnNonTransparentProfile;
    options.profile.link_policy = LinkPolicy::kVfOnly;
    options.host = testing::HostMode::kToldLater;
    if (state == "holding") options.profile.damping.up_hold_ns = 10 * kNsPerSecond;
    Begin(options);
    SimNicSpec spec = DefaultVfSpec();
    spec.cable = false;
    SimNic& vf = world_->AddVf(spec);
    ASSERT_TRUE(world_->Arrive(vf).ok());
    world_->Advance(kNsPerMs);
    world_->OpenVf(vf);
    world_->pair().Signal(kSignalVf);
    world_->pair().Run();
    if (state != "switching") world_->Advance(kNsPerSecond);
    ASSERT_EQ(State(), state);
    const std::string before = Path();
    world_->CloseVf(vf);
    world_->Advance(kNsPerSecond);
    EXPECT_EQ(Path(), before + (state == "holding" ? " starting" : " returning starting"));
  }
}

TEST_F(NonTransparentTest, VfClosedByItsUserOnTheWayToTheHostOrBackDegradesNothing) {
  for (const bool back : {false, true}) {
    SimOptions options;
    options.profile = kHnNonTransparentProfile;
    options.host = testing::HostMode::kToldLater;
    Begin(options);
    SimNic& vf = world_->AddVf();
    ASSERT_TRUE(world_->Arrive(vf).ok());
    world_->Advance(kNsPerMs);
    world_->OpenVf(vf);
    world_->Advance(back ? kNsPerSecond : kNsPerMs);
    ASSERT_EQ(State(), back ? "active" : "switching");
    if (back) world_->SetCable(vf, false);
    world_->Advance(kNsPerMs);
    world_->CloseVf(vf);
    world_->Advance(kNsPerMs);
    EXPECT_EQ(State(), "returning");
    world_->Advance(kNsPerSecond);
    EXPECT_EQ(State(), "starting");
    EXPECT_EQ(Path().find("degraded"), std::string::npos);
  }
}

TEST_F(NonTransparentTest, SyntheticThatIsDownDoesNotKeepVfFromTheHost) {
  SimNic& vf = BeginTracking(false);
  world_->OpenVf(vf);
  world_->Advance(kNsPerSecond);
  EXPECT_EQ(State(), "active");
  EXPECT_TRUE(world_->host().SteersTo(vf));
}

TEST_F(NonTransparentTest, WhatSyntheticReceivesIsVfs) {
  SimNic& vf = BeginTracking();
  world_->OpenVf(vf);
  world_->Advance(kNsPerSecond);
  world_->host().FallBack();  // Azure sends some over S all the same
  world_->PeerSend();
  world_->Advance(kNsPerMs);
  EXPECT_EQ(world_->traffic.totals().delivered, 1u);
  EXPECT_EQ(world_->platform().last_receiver(), &vf);
}

TEST_F(NonTransparentTest, VfThatDepartsWhileInUseLeavesSyntheticAsItWas) {
  SimNic& vf = BeginTracking();
  world_->OpenVf(vf);
  world_->Advance(kNsPerSecond);
  world_->Depart(vf);
  EXPECT_EQ(State(), "idle");
  world_->Unpair();
  EXPECT_EQ(world_->IdentityComplaint(), "");
}

TEST_F(NonTransparentTest, MtuOfSyntheticIsItsOwn) {
  SimNic& vf = BeginTracking();
  world_->OpenVf(vf);
  world_->Advance(kNsPerSecond);
  ASSERT_TRUE(world_->SetMtu(9000).ok());
  EXPECT_EQ(vf.mtu(), 1400u);
  ASSERT_TRUE(vf.SetMtu(1450));
  world_->pair().Signal(kSignalVf);
  world_->pair().Run();
  EXPECT_EQ(vf.mtu(), 1450u);
}

}  // namespace
}  // namespace vfpair
