// SPDX-License-Identifier: BSD-2-Clause
// A pair and its host: promises, revocations, answers, order of what is received, orderly ends.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "tests/unit/pair_fixture.h"

namespace vfpair {
namespace {

using testing::Effect;
using testing::HostMode;
using testing::SimNic;
using testing::SimOptions;

class PairHostTest : public PairFixture {
 protected:
  static SimOptions WithHost(HostMode mode) {
    SimOptions options;
    options.host = mode;
    return options;
  }
};

TEST_F(PairHostTest, PromisedVfThatNeverAppearsIsMissingWithAReason) {
  Begin();
  world_->HostPromise(true);
  EXPECT_EQ(State(), "awaiting");
  world_->Advance(kStrictProfile.promise_ns);
  EXPECT_EQ(State(), "missing");
  EXPECT_EQ(world_->pair().reason(), Reason::kVfMissing);
  world_->Advance(1000 * kNsPerSecond);
  EXPECT_EQ(Path(), "awaiting missing") << "one event, not one per minute";
  EXPECT_TRUE(world_->Arrive(world_->AddVf()).ok());
  world_->Advance(kNsPerSecond);
  EXPECT_EQ(State(), "active");
  EXPECT_EQ(world_->pair().reason(), Reason::kNone);
}

TEST_F(PairHostTest, PromiseTakenBackEndsTheWait) {
  Begin();
  world_->HostPromise(true);
  world_->HostPromise(false);
  EXPECT_EQ(State(), "idle");
  world_->Advance(1000 * kNsPerSecond);
  EXPECT_EQ(State(), "idle");
  EXPECT_EQ(world_->clock.waiting(), 0u);
}

// Every order of: the device appears, the host promises it, its link comes up (T-N14).
TEST_F(PairHostTest, DevicePromiseAndLinkInAnyOrderEndInTheSameState) {
  int order[] = {0, 1, 2};
  do {
    if (std::find(order, order + 3, 2) < std::find(order, order + 3, 0)) continue;
    Begin();
    world_->HostPromise(false);  // this host has a say, and says no so far
    testing::SimNicSpec spec = testing::DefaultVfSpec();
    spec.cable = false;
    SimNic& vf = world_->AddVf(spec);
    for (const int step : order) {
      EXPECT_NE(State(), "active");
      if (step == 0) {
        EXPECT_TRUE(world_->Arrive(vf).ok());
      }
      if (step == 1) world_->HostPromise(true);
      if (step == 2) world_->SetCable(vf, true);
      world_->Advance(kNsPerSecond);
    }
    EXPECT_EQ(State(), "active") << order[0] << order[1] << order[2];
    EXPECT_EQ(Order({Effect::kHost}), "+host") << "asked exactly once";
    EXPECT_EQ(world_->Complaint(), "");
  } while (std::next_permutation(order, order + 3));
}

TEST_F(PairHostTest, VfWhoseHostTookItsPromiseBackIsNotUsedUntilItPromisesAgain) {
  BeginActive();
  world_->HostPromise(true);
  world_->HostPromise(false);
  EXPECT_EQ(world_->pair().path(), PathMode::kSynthetic);
  world_->Advance(100 * kNsPerSecond);
  EXPECT_EQ(State(), "starting");
  world_->HostPromise(true);
  world_->Advance(kNsPerSecond);
  EXPECT_EQ(State(), "active");
}

TEST_F(PairHostTest, DepartureWithThePromiseStandingWaitsForTheNextVf) {
  SimNic& vf = BeginActive();
  world_->HostPromise(true);
  world_->Depart(vf);
  EXPECT_EQ(State(), "awaiting");
}

TEST_F(PairHostTest, HostThatForgotIsAskedAgainOnceAndThePathStays) {
  BeginActive();
  world_->faults.ForgetRecords();
  world_->HostForgets();
  world_->Advance(kNsPerSecond);
  EXPECT_EQ(Order({Effect::kHost, Effect::kPublishSynthetic, Effect::kPublishVf}), "+host");
  EXPECT_EQ(State(), "active");
}

TEST_F(PairHostTest, HostThatForgotWithoutAVfIsNotAsked) {
  Begin();
  world_->faults.ForgetRecords();
  world_->HostForgets();
  world_->Advance(kNsPerSecond);
  EXPECT_EQ(Order({Effect::kHost}), "");
}

// The host switches long before it answers: what V receives meanwhile is not to pass what S has.
TEST_F(PairHostTest, NothingIsReorderedWhileAnAcknowledgingHostSwitchesThereAndBack) {
  SimOptions options = WithHost(HostMode::kToldLater);
  Begin(options);
  world_->host().synthetic_wire_ns = 900'000;
  world_->host().vf_wire_ns = 20'000;
  SimNic& vf = world_->AddVf();
  ASSERT_TRUE(world_->Arrive(vf).ok());
  world_->Stream(8000, 50'000);
  world_->Advance(200 * kNsPerMs);
  ASSERT_EQ(State(), "active");
  world_->host().vf_wire_ns = 900'000;
  world_->host().synthetic_wire_ns = 20'000;
  world_->UnpairInOrder();
  world_->Advance(200 * kNsPerMs);
  EXPECT_EQ(State(), "closed");
  ExpectNothingLostNorReordered();
  EXPECT_EQ(world_->IdentityComplaint(), "");
}

// All at once, as when a device is unplugged or a module unloaded: nothing waits for the answer,
// but what comes until the host has switched is received.
TEST_F(PairHostTest, NothingIsLostToAnAcknowledgingHostWhenVfIsRemovedOrThePairEndsAtOnce) {
  for (const bool departs : {true, false}) {
    SimNic& vf = BeginActive(WithHost(HostMode::kToldLater));
    world_->host().vf_wire_ns = 900'000;
    world_->Stream(2000, 50'000);
    world_->Advance(20 * kNsPerMs);
    if (departs)
      world_->Depart(vf);
    else
      world_->Unpair();
    EXPECT_EQ(State(), departs ? "idle" : "closed");
    ExpectNothingLostNorReordered();
    EXPECT_EQ(Order({Effect::kHost}), "+host -host") << "asked once each way";
    EXPECT_EQ(world_->Complaint(), "");
  }
}

TEST_F(PairHostTest, OrderlyEndKeepsVfOpenUntilTheHostHasAnswered) {
  SimNic& vf = BeginActive(WithHost(HostMode::kToldLater));
  world_->faults.ForgetRecords();
  world_->UnpairInOrder();
  EXPECT_EQ(State(), "leaving");
  EXPECT_TRUE(vf.up());
  EXPECT_TRUE(vf.captured);
  world_->Advance(kNsPerSecond);
  EXPECT_EQ(State(), "closed");
  EXPECT_EQ(Order({Effect::kPublishSynthetic, Effect::kHost, Effect::kVfUp, Effect::kCapture}),
            "+path-s -host -v-up -capture");
  EXPECT_EQ(world_->IdentityComplaint(), "");
}

TEST_F(PairHostTest, OrderlyEndDoesNotWaitForAHostThatNeverAnswers) {
  SimNic& vf = BeginActive();
  world_->host().SetMode(HostMode::kNeverAnswers);
  world_->UnpairInOrder();
  world_->Advance(kStrictProfile.host_timeout_ns);
  EXPECT_EQ(State(), "closed");
  EXPECT_FALSE(vf.captured);
  EXPECT_EQ(world_->clock.waiting(), 0u);
}

TEST_F(PairHostTest, OrderlyEndIsHurriedByShutdownAndByDeparture) {
  for (const bool departs : {false, true}) {
    SimNic& vf = BeginActive();
    world_->host().SetMode(HostMode::kNeverAnswers);
    world_->UnpairInOrder();
    ASSERT_EQ(State(), "leaving");
    if (departs)
      world_->Depart(vf);
    else
      world_->Unpair();
    EXPECT_EQ(State(), "closed");
    EXPECT_EQ(world_->IdentityComplaint(), "");
    EXPECT_EQ(world_->Complaint(), "");
  }
}

TEST_F(PairHostTest, WhatIsKeptBackForAHostThatDoesNotAnswerIsDeliveredInTime) {
  Begin(WithHost(HostMode::kLate));  // switches, and answers when nobody waits any more
  world_->host().late_ns = 0;
  world_->host().answer_ns = 1500 * kNsPerMs;
  world_->host().SetMode(HostMode::kToldLater);
  SimNic& vf = world_->AddVf();
  ASSERT_TRUE(world_->Arrive(vf).ok());
  world_->Advance(120 * kNsPerMs);
  ASSERT_EQ(State(), "switching");
  world_->PeerSend();
  world_->Advance(60 * kNsPerMs);
  EXPECT_EQ(world_->traffic.totals().delivered, 1u);
  world_->Advance(2 * kNsPerSecond);
  EXPECT_EQ(State(), "active");
}

}  // namespace
}  // namespace vfpair
