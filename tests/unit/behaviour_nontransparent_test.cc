// SPDX-License-Identifier: BSD-2-Clause
// The non-transparent mode where its host fails it, and what is told of it (R-NXP-5, R-NXP-6).
#include <string>

#include "tests/unit/behaviour_fixture.h"

namespace vfpair {
namespace {

using testing::DefaultVfSpec;
using testing::HostMode;
using testing::SimNic;
using testing::SimNicSpec;
using testing::SimOptions;

class BehaviourNonTransparentTest : public BehaviourTest {
 protected:
  SimNic& BeginTracking(HostMode host) {
    SimOptions options;
    options.profile = kHnNonTransparentProfile;
    options.host = host;
    Begin(options);
    SimNicSpec spec = DefaultVfSpec();
    spec.kind |= kKindAddresses;
    SimNic& vf = world_->AddVf(spec);
    EXPECT_TRUE(world_->Arrive(vf).ok());
    world_->Advance(kNsPerSecond);
    return vf;
  }
  void ExpectSyntheticIsItsOwn() {
    EXPECT_FALSE(S().receives_as_vf);
    EXPECT_TRUE(S().ShowsLink());
    EXPECT_TRUE(world_->host().SteersTo(S()));
  }
};

TEST_F(BehaviourNonTransparentTest, EachEdgeOfVfIsToldOnce) {
  SimNic& vf = BeginTracking(HostMode::kToldAtOnce);
  for (int i = 0; i < 3; ++i) {
    world_->OpenVf(vf);
    world_->Advance(kNsPerSecond);
    world_->CloseVf(vf);
    world_->Advance(kNsPerSecond);
  }
  int ups = 0, downs = 0;
  for (const Transition& t : world_->platform().history()) {
    ups += t.to == State::kActive ? 1 : 0;
    downs += t.from == State::kActive ? 1 : 0;
  }
  EXPECT_EQ(ups, 3) << Path();
  EXPECT_EQ(downs, 3) << Path();
}

TEST_F(BehaviourNonTransparentTest,
       HostThatRefusesOrIsSilentLeavesSyntheticAsItWasAndIsAskedAgain) {
  for (const HostMode host : {HostMode::kRefuses, HostMode::kNeverAnswers}) {
    SimNic& vf = BeginTracking(host);
    world_->OpenVf(vf);
    world_->Advance(kHnNonTransparentProfile.host_timeout_ns);
    EXPECT_EQ(State(), "degraded");
    EXPECT_EQ(world_->pair().reason(),
              host == HostMode::kRefuses ? Reason::kHostRefused : Reason::kHostTimeout);
    ExpectSyntheticIsItsOwn();
    EXPECT_TRUE(vf.up()) << "V is its user's";
    world_->host().SetMode(HostMode::kToldAtOnce);
    world_->Advance(4 * kNsPerSecond);
    EXPECT_EQ(State(), "active");
    EXPECT_TRUE(world_->host().SteersTo(vf));
    world_->Unpair();
    ExpectSyntheticIsItsOwn();
    EXPECT_EQ(world_->IdentityComplaint(), "");
  }
}

}  // namespace
}  // namespace vfpair
