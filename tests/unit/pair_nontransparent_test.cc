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
