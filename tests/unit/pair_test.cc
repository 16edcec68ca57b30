// SPDX-License-Identifier: BSD-2-Clause
// What a pair does beyond the conformance suite: races, refusals, what tools are shown.
#include "vfpair/pair.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>

#include "tests/unit/pair_fixture.h"

namespace vfpair {
namespace {

using testing::DefaultVfSpec;
using testing::Effect;
using testing::HostMode;
using testing::SimNic;
using testing::SimNicSpec;
using testing::SimOptions;
using testing::SimPlatform;
using testing::SimWorld;

using PairTest = PairFixture;

TEST_F(PairTest, RefusesUnfitSyntheticsAndTouchesNothing) {
  SimOptions options;
  options.synthetic.kind |= kKindMember;
  world_ = std::make_unique<SimWorld>(options);
  EXPECT_EQ(world_->StartPair().reason(), Reason::kSyntheticIsMember);
  EXPECT_EQ(world_->IdentityComplaint(), "");
}

TEST_F(PairTest, RefusesUnfitVfsAndTouchesNothing) {
  Begin();
  SimNicSpec spec = DefaultVfSpec();
  spec.kind |= kKindAddresses;
  SimNic& vf = world_->AddVf(spec);
  EXPECT_EQ(world_->Arrive(vf).reason(), Reason::kVfHasAddresses);
  EXPECT_EQ(vf.Snapshot(), world_->TwinOf(vf).Snapshot());
  EXPECT_EQ(State(), "idle");
}

TEST_F(PairTest, VfMtuChangedBySomeoneElseIsPutRight) {
  SimNic& vf = BeginActive();
  const U32 mtu = vf.mtu();
  ASSERT_TRUE(vf.SetMtu(mtu - 100));
  world_->pair().Signal(kSignalVf);
  world_->platform().Schedule();
  world_->Advance(kNsPerMs);
  EXPECT_EQ(vf.mtu(), mtu);
  EXPECT_EQ(State(), "active");
}

TEST_F(PairTest, VfFoundUpThatCannotBeBroughtUpAgainIsTriedAgain) {
  Begin();
  SimNicSpec spec = DefaultVfSpec();
  spec.up = true;
  SimNic& vf = world_->AddVf(spec);
  ASSERT_TRUE(world_->Arrive(vf).ok());
  world_->SetSyntheticUp(false);
  world_->Advance(kNsPerSecond);
  ASSERT_EQ(State(), "ready");  // V is kept down while S is
  bool first = true;
  world_->faults.FailWhen([&](Effect effect, bool) {
    const bool fails = effect == Effect::kVfUp && std::exchange(first, false);
    return fails ? std::optional(Outcome::kRefused) : std::nullopt;
  });
  world_->SetSyntheticUp(true);
  world_->Advance(kNsPerSecond / 2);
  EXPECT_EQ(State(), "degraded");
  EXPECT_EQ(world_->pair().reason(), Reason::kOpenRefused);
  world_->Advance(2 * kNsPerSecond);
  EXPECT_EQ(State(), "active");
}

TEST_F(PairTest, FifthCandidateIsRefusedWithAReason) {
  BeginActive();
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(world_->Arrive(world_->AddVf()).ok());
  EXPECT_EQ(world_->Arrive(world_->AddVf()).reason(), Reason::kTooManyCandidates);
}

TEST_F(PairTest, CandidateThatBecameUnfitIsPassedOver) {
  SimNic& first = BeginActive();
  SimNic& second = world_->AddVf();
  SimNic& third = world_->AddVf();
  ASSERT_TRUE(world_->Arrive(second).ok());
  ASSERT_TRUE(world_->Arrive(third).ok());
  second.Vanish();  // and nobody said so
  world_->Depart(first);
  EXPECT_TRUE(world_->pair().Holds(VfId(third.id())));
}

TEST_F(PairTest, OnlyUnfitCandidatesLeaveThePairIdle) {
  SimNic& first = BeginActive();
  SimNic& second = world_->AddVf();
  ASSERT_TRUE(world_->Arrive(second).ok());
  second.Vanish();
  world_->Depart(first);
  EXPECT_EQ(State(), "idle");
  EXPECT_TRUE(world_->pair().vf().get().IsNone());
}

TEST_F(PairTest, SyntheticThatGoesDownJustBeforeAnArrivalIsNotOverlooked) {
  SimOptions options;
  options.actor_delay_ns = 50'000;
  BeginActive(options);
  world_->SetSyntheticUp(false);
  EXPECT_TRUE(world_->Arrive(world_->AddVf()).ok());
  world_->Advance(kNsPerSecond);
  EXPECT_EQ(State(), "ready");
}

TEST_F(PairTest, SyntheticThatComesUpDuringAWithdrawalIsNotOverlooked) {
  BeginActive();
  world_->clock.After(2 * kNsPerMs, [this] { world_->SetSyntheticUp(true); });
  world_->SetSyntheticUp(false);  // waits 4 ms for V to go quiet
  world_->Advance(kNsPerSecond);
  EXPECT_EQ(State(), "active");
}

TEST_F(PairTest, SyntheticThatCameUpAndWentDownAgainUnseenIsDown) {
  SimOptions options;
  options.actor_delay_ns = 50'000;
  BeginActive(options);
  world_->SetSyntheticUp(false);
  world_->Advance(kNsPerSecond);
  world_->SetSyntheticUp(true);
  EXPECT_TRUE(world_->SetMtu(1600).ok());  // looks at S
  world_->SetSyntheticUp(false);
  world_->Advance(kNsPerSecond);
  EXPECT_EQ(State(), "ready");
}

TEST_F(PairTest, VfBroughtUpByItsUserWhileSettlingIsLeftUp) {
  Begin();
  SimNic& vf = world_->AddVf();
  ASSERT_TRUE(world_->Arrive(vf).ok());
  world_->OpenVf(vf);
  world_->Advance(kNsPerSecond);
  ASSERT_EQ(State(), "active");
  world_->Unpair();
  EXPECT_EQ(world_->IdentityComplaint(), "");
}

TEST_F(PairTest, VfMtuSetByItsUserWhileSettlingIsGivenBack) {
  Begin();
  SimNic& vf = world_->AddVf();
  ASSERT_TRUE(world_->Arrive(vf).ok());
  ASSERT_TRUE(vf.SetMtu(1450));
  ASSERT_TRUE(world_->TwinOf(vf).SetMtu(1450));
  world_->Advance(kNsPerSecond);
  ASSERT_EQ(vf.mtu(), 1500u);
  world_->Unpair();
  EXPECT_EQ(world_->IdentityComplaint(), "");
}

TEST_F(PairTest, VfBroughtUpWhileSyntheticIsDownIsBroughtDownAgain) {
  SimNic& vf = BeginActive();
  world_->SetSyntheticUp(false);
  ASSERT_EQ(State(), "ready");
  world_->OpenVf(vf);
  EXPECT_FALSE(vf.up());
  world_->Unpair();
  EXPECT_TRUE(vf.up()) << "its user wants it up";
}

TEST_F(PairTest, FailedStepIsNamedAndForgottenWhenTheReasonIsAnother) {
  Begin();
  world_->faults.FailAll(Effect::kVfMtu, Outcome::kRefused);
  SimNic& vf = world_->AddVf();
  ASSERT_TRUE(world_->Arrive(vf).ok());
  world_->Advance(500 * kNsPerMs);
  ASSERT_EQ(State(), "degraded");
  EXPECT_TRUE(world_->pair().has_failed_setting());
  EXPECT_EQ(world_->pair().failed_setting(), Setting::kVfMtu);
  world_->faults.Clear();
  world_->SetCable(vf, false);
  world_->Advance(kNsPerSecond);
  ASSERT_EQ(State(), "starting");
  world_->CloseVf(vf);
  EXPECT_EQ(world_->pair().reason(), Reason::kVfClosed);
  EXPECT_FALSE(world_->pair().has_failed_setting());
}

TEST_F(PairTest, PacketThatVfCannotTakeGoesOverSyntheticAndIsCounted) {
  SimOptions options;
  options.actor_delay_ns = 50'000;
  SimNic& vf = BeginActive(options);
  world_->SetCable(vf, false);
  world_->Send();  // before the actor noticed
  world_->Advance(kNsPerSecond);
  EXPECT_EQ(world_->platform().counters().Get(Counter::kTxVfNotReady), 1u);
  EXPECT_EQ(world_->traffic.totals().delivered, 1u);
  EXPECT_EQ(State(), "starting");
}

TEST_F(PairTest, PacketsOfACutOverAreHeldAndKeepTheirOrder) {
  Begin();
  SimNic& vf = world_->AddVf();
  ASSERT_TRUE(world_->Arrive(vf).ok());
  world_->clock.After(100 * kNsPerMs - 1, [this] {  // fill S's ring just before V is settled
    for (int i = 0; i < 50; ++i) world_->Send();
  });
  for (U64 us = 1; us < 90; ++us)  // and go on sending while it drains
    world_->clock.After(100 * kNsPerMs + us * 1000, [this] { world_->Send(); });
  world_->Advance(kNsPerSecond);
  EXPECT_EQ(State(), "active");
  EXPECT_GT(world_->platform().counters().Get(Counter::kTxHeld), 0u);
  EXPECT_EQ(world_->traffic.totals().delivered, world_->traffic.totals().sent);
  EXPECT_EQ(world_->traffic.totals().reordered, 0u);
}

TEST_F(PairTest, DrainThatTakesTooLongIsCountedAndCostsNoPacket) {
  Begin();
  SimNic& vf = world_->AddVf();
  ASSERT_TRUE(world_->Arrive(vf).ok());
  world_->clock.After(100 * kNsPerMs - 1, [this] {
    for (int i = 0; i < 15'000; ++i) world_->Send();  // 30 ms of S's ring
  });
  world_->Advance(kNsPerSecond);
  EXPECT_EQ(State(), "active");
  EXPECT_EQ(world_->pair().legs().drain_timeouts(), 1u);
  EXPECT_EQ(world_->traffic.totals().delivered, world_->traffic.totals().sent);
}

TEST_F(PairTest, WhatVfReceivesWaitsForWhatSyntheticHasNotDeliveredYet) {
  for (const HostMode host : {HostMode::kLearns, HostMode::kToldAtOnce, HostMode::kToldLater}) {
    SimOptions options;
    options.host = host;
    Begin(options);
    world_->host().synthetic_wire_ns = 900'000;  // a loaded host behind a fast VF
    SimNic& vf = world_->AddVf();
    ASSERT_TRUE(world_->Arrive(vf).ok());
    for (U64 i = 0; i < 4000; ++i)  // also while the pair waits
      world_->clock.After(i * 50'000, [this] { world_->PeerSend(); });
    world_->Advance(kNsPerSecond);
    EXPECT_EQ(State(), "active");
    EXPECT_EQ(world_->traffic.totals().delivered, world_->traffic.totals().sent);
    EXPECT_EQ(world_->traffic.totals().reordered, 0u) << "host mode " << static_cast<int>(host);
  }
}

TEST_F(PairTest, HnProfileSwitchesWithoutWaiting) {
  SimOptions options;
  options.profile = kHnProfile;
  Begin(options);
  SimNic& vf = world_->AddVf();
  ASSERT_TRUE(world_->Arrive(vf).ok());
  world_->Advance(2 * kNsPerSecond);
  EXPECT_EQ(State(), "active");
  for (const auto& record : world_->faults.records())
    EXPECT_NE(record.effect, Effect::kPublishHold);
}

TEST_F(PairTest, UnansweredQuestionIsFollowedByATimerAndNothingElse) {
  SimOptions options;
  options.host = HostMode::kNeverAnswers;
  Begin(options);
  ASSERT_TRUE(world_->Arrive(world_->AddVf()).ok());
  world_->Advance(kNsPerSecond);
  EXPECT_EQ(State(), "switching");
  EXPECT_EQ(world_->clock.waiting(), 1u);
  world_->Unpair();
  EXPECT_EQ(world_->clock.waiting(), 0u) << "a closed pair has no timer";
}

TEST_F(PairTest, SpuriousSignalsChangeNothing) {
  SimNic& vf = BeginActive();
  world_->faults.ForgetRecords();
  world_->pair().Signal(kSignalSynthetic | kSignalVf | kSignalTimer | kSignalCompletion);
  world_->pair().Run();
  world_->pair().Complete(77, Status::Ok());
  EXPECT_EQ(State(), "active");
  EXPECT_TRUE(world_->faults.records().empty());
  EXPECT_TRUE(vf.up());
}

// Knows better than vfpair why it refused.
struct TellingPlatform : SimPlatform {
  static constexpr Reason kWhy = Reason::kVfInputTaken;
  static Status Tell(Status status) noexcept {
    return status.ok() ? status : Status(status.outcome(), kWhy);
  }
  using SimPlatform::SetMtu;
  using SimPlatform::SimPlatform;
  Status SetMtu(VfId vf, U32 mtu) noexcept { return Tell(SimPlatform::SetMtu(vf, mtu)); }
  Status ReadFilters(SyntheticId s, FilterSet& out) noexcept {
    return Tell(SimPlatform::ReadFilters(s, out));
  }
};

TEST(PairOnATellingPlatform, PassesOnWhyAStepOrAChangeWasRefused) {
  testing::BasicSimWorld<TellingPlatform> world;
  ASSERT_TRUE(world.StartPair().ok());
  ASSERT_TRUE(world.Arrive(world.AddVf()).ok());
  for (const Effect effect : {Effect::kVfMtu, Effect::kReadFilters}) {
    world.faults.Clear();
    world.faults.FailAll(effect, Outcome::kRefused);
    world.Advance(100 * kNsPerSecond);
    EXPECT_EQ(world.pair().reason(), TellingPlatform::kWhy) << testing::EffectName(effect);
    EXPECT_EQ(world.pair().state(), State::kDegraded);
  }
  world.faults.Clear();
  world.Advance(100 * kNsPerSecond);
  ASSERT_EQ(world.pair().state(), State::kActive);
  world.faults.FailAll(Effect::kVfMtu, Outcome::kRefused);
  EXPECT_EQ(world.SetMtu(1600).reason(), TellingPlatform::kWhy);
}

}  // namespace
}  // namespace vfpair
