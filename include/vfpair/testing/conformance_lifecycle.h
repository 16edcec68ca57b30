// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Conformance: the life of a pair, from a V's arrival to the end, in every order.
#ifndef VFPAIR_TESTING_CONFORMANCE_LIFECYCLE_H_
#define VFPAIR_TESTING_CONFORMANCE_LIFECYCLE_H_

#include "vfpair/testing/conformance_fixture.h"

VFPAIR_TESTING_BEGIN

template <class H>
class PairLifecycle : public ConformanceFixture<H> {};

TYPED_TEST_SUITE_P(PairLifecycle);

TYPED_TEST_P(PairLifecycle, PairWithoutVfSendsOverSynthetic) {
  this->Begin();
  this->Exchange(20);
  EXPECT_EQ(this->StateNow(), "idle");
  EXPECT_EQ(this->h().PacketsOverVf(), 0u);
  this->ExpectNothingLost();
}

TYPED_TEST_P(PairLifecycle, ArrivalCapturesInputAndTouchesNothingElseUntilSettled) {
  this->Begin();
  auto vf = this->h().AddVf();
  NicSnapshot expected = this->h().SeenVf(vf);
  ASSERT_TRUE(this->h().Arrive(vf).ok());
  this->h().Advance(this->options_.profile.settle_ns - 1);
  EXPECT_EQ(this->StateNow(), "settling");
  expected.marked = expected.captured = expected.linked = true;
  EXPECT_EQ(this->h().SeenVf(vf).Text(), expected.Text());
  this->h().Advance(1);
  EXPECT_NE(this->StateNow(), "settling");
}

TYPED_TEST_P(PairLifecycle, SettledVfBecomesThePathWithoutLoss) {
  this->Begin();
  auto vf = this->h().AddVf();
  ASSERT_TRUE(this->h().Arrive(vf).ok());
  this->Exchange(2000);
  EXPECT_EQ(this->StateNow(), "active");
  EXPECT_EQ(this->h().path(), PathMode::kVf);
  EXPECT_TRUE(this->h().HostSteersToVf(vf));
  EXPECT_GT(this->h().PacketsOverVf(), 1000u);
  this->ExpectNothingLost();
}

TYPED_TEST_P(PairLifecycle, SecondArrivalOfTheSameVfChangesNothing) {
  this->BeginActive();
  const Size before = this->h().faults().records().size();
  EXPECT_TRUE(this->h().Arrive(this->vf()).ok());
  EXPECT_EQ(this->StateNow(), "active");
  EXPECT_EQ(this->h().candidates(), 0u);
  EXPECT_EQ(this->h().faults().records().size(), before);
}

TYPED_TEST_P(PairLifecycle, WhileSyntheticIsDownVfIsNegotiatedAndKeptDown) {
  ConformanceOptions options;
  options.synthetic_up = false;
  this->BeginWithVf(options);
  EXPECT_EQ(this->StateNow(), "ready");
  EXPECT_FALSE(this->h().SeenVf(this->vf()).up);
  EXPECT_EQ(this->h().SeenVf(this->vf()).mtu, this->h().SeenSynthetic().mtu);
  this->h().SetSyntheticUp(true);
  EXPECT_EQ(this->StateNow(), "active");
}

TYPED_TEST_P(PairLifecycle, SyntheticDownAndUpInEveryState) {
  // settling
  this->Begin();
  auto vf = this->h().AddVf();
  ASSERT_TRUE(this->h().Arrive(vf).ok());
  this->h().SetSyntheticUp(false);
  EXPECT_EQ(this->StateNow(), "settling");
  this->h().SetSyntheticUp(true);
  this->h().SetSyntheticUp(false);
  this->h().Advance(this->options_.profile.settle_ns);
  EXPECT_EQ(this->StateNow(), "ready");
  // ready, starting
  this->h().SetVfCable(vf, false);
  this->h().SetSyntheticUp(true);
  EXPECT_EQ(this->StateNow(), "starting");
  this->h().SetSyntheticUp(false);
  EXPECT_EQ(this->StateNow(), "ready");
  EXPECT_FALSE(this->h().SeenVf(vf).up);
  // switching
  this->h().SetHost(HostMode::kToldLater);
  this->h().SetVfCable(vf, true);
  this->h().SetSyntheticUp(true);
  EXPECT_EQ(this->StateNow(), "switching");
  this->h().SetSyntheticUp(false);
  EXPECT_EQ(this->StateNow(), "returning");
  EXPECT_EQ(this->h().path(), PathMode::kSynthetic);
  // returning
  this->h().SetSyntheticUp(true);
  EXPECT_EQ(this->StateNow(), "returning");
  this->h().Advance(100 * kNsPerMs);
  EXPECT_EQ(this->StateNow(), "active");
  // active
  this->h().SetSyntheticUp(false);
  this->h().Advance(100 * kNsPerMs);
  EXPECT_EQ(this->StateNow(), "ready");
  EXPECT_FALSE(this->h().SeenVf(vf).up);
  // degraded
  this->h().SetHost(HostMode::kRefuses);
  this->h().SetSyntheticUp(true);
  EXPECT_EQ(this->StateNow(), "degraded");
  this->h().SetSyntheticUp(false);
  EXPECT_EQ(this->StateNow(), "degraded");
  this->h().Advance(kNsPerSecond);
  EXPECT_EQ(this->StateNow(), "ready");
}

TYPED_TEST_P(PairLifecycle, LinkLossReturnsToSyntheticAndLinkBringsVfBack) {
  this->BeginActive();
  this->h().SetVfCable(this->vf(), false);
  EXPECT_EQ(this->StateNow(), "starting");
  EXPECT_EQ(this->h().path(), PathMode::kSynthetic);
  this->h().Advance(kNsPerMs);  // a host that learns has to hear of it
  EXPECT_FALSE(this->h().HostSteersToVf(this->vf()));
  this->Exchange(20);
  this->ExpectNothingLost();
  this->h().SetVfCable(this->vf(), true);
  EXPECT_EQ(this->StateNow(), "active");
}

TYPED_TEST_P(PairLifecycle, LinkThatComesAfterVfIsUpIsAwaited) {
  ConformanceOptions options;
  options.vf_link_ns = 30 * kNsPerMs;
  this->BeginWithVf(options);
  EXPECT_EQ(this->StateNow(), "starting");
  EXPECT_EQ(this->h().path(), PathMode::kSynthetic);
  this->h().Advance(options.vf_link_ns);
  EXPECT_EQ(this->StateNow(), "active");
}

TYPED_TEST_P(PairLifecycle, LinkChangesWhileSettlingAreLookedAtLater) {
  this->Begin();
  auto vf = this->h().AddVf();
  this->h().SetVfCable(vf, false);
  ASSERT_TRUE(this->h().Arrive(vf).ok());
  this->h().SetVfCable(vf, true);
  this->h().SetVfCable(vf, false);
  this->h().Advance(this->options_.profile.settle_ns);
  EXPECT_EQ(this->StateNow(), "starting");
}

TYPED_TEST_P(PairLifecycle, OrderlyRemovalUnderTrafficLosesNothing) {
  this->BeginActive();
  this->Exchange(50);
  this->h().Depart(this->vf());
  EXPECT_EQ(this->StateNow(), "idle");
  this->Exchange(50);
  this->ExpectNothingLost();
  this->ExpectNothingHeld(this->vf());
}

TYPED_TEST_P(PairLifecycle, RemovalWithoutWarningLosesOnlyWhatVfHad) {
  this->BeginActive();
  this->Exchange(50);
  this->h().Advance(kNsPerMs);  // all of them have arrived
  this->h().Send();             // is in V's ring
  this->h().PullOut(this->vf());
  EXPECT_EQ(this->h().path(), PathMode::kSynthetic);
  EXPECT_EQ(this->StateNow(), "idle");
  this->Exchange(50);
  this->h().Advance(kNsPerMs);
  EXPECT_LE(this->h().Traffic().dropped, 1u);
  this->ExpectNothingHeld(this->vf());
}

TYPED_TEST_P(PairLifecycle, VfThatGoesToAnotherNamespaceIsLeftAsItsUserHadIt) {
  this->BeginActive();
  ASSERT_TRUE(this->h().AddSyntheticFilter(MulticastFilter(1)));
  ASSERT_TRUE(this->h().AddSyntheticFilter(VlanFilter(7)));
  ASSERT_TRUE(this->h().AddSyntheticFilter(kPromiscuousFilter));
  this->Exchange(20);
  this->h().MoveVf(this->vf());
  EXPECT_EQ(this->StateNow(), "idle");
  EXPECT_EQ(this->h().SeenVf(this->vf()).Text(), this->vf_before_.Text());
  this->Exchange(20);
  this->ExpectNothingLost();
}

TYPED_TEST_P(PairLifecycle, FiftyArrivalsAndRemovalsLoseNothing) {
  ConformanceOptions options;
  options.profile.damping.leaves = 0;
  this->Begin(options);
  for (int i = 0; i < 50; ++i) {
    auto vf = this->h().AddVf();
    ASSERT_TRUE(this->h().Arrive(vf).ok());
    this->Exchange(150, kNsPerMs);
    ASSERT_EQ(this->StateNow(), "active");
    this->h().Depart(vf);
    ASSERT_EQ(this->StateNow(), "idle");
  }
  this->ExpectNothingLost();
  this->h().Unpair();
  EXPECT_EQ(this->h().SeenSynthetic().Text(), this->synthetic_before_.Text());
}

TYPED_TEST_P(PairLifecycle, CandidateIsAdoptedWhenTheActiveLeaves) {
  this->BeginActive();
  auto second = this->h().AddVf();
  ASSERT_TRUE(this->h().Arrive(second).ok());
  EXPECT_EQ(this->h().candidates(), 1u);
  EXPECT_FALSE(this->h().SeenVf(second).captured);
  this->h().Depart(this->vf());
  EXPECT_TRUE(this->h().Holds(second));
  this->h().Advance(this->options_.profile.settle_ns);
  EXPECT_EQ(this->StateNow(), "active");
  EXPECT_TRUE(this->h().HostSteersToVf(second));
}

TYPED_TEST_P(PairLifecycle, CandidateThatLeavesIsForgotten) {
  this->BeginActive();
  auto second = this->h().AddVf();
  ASSERT_TRUE(this->h().Arrive(second).ok());
  this->h().Depart(second);
  EXPECT_EQ(this->h().candidates(), 0u);
  this->h().Depart(this->vf());
  EXPECT_EQ(this->StateNow(), "idle");
}

TYPED_TEST_P(PairLifecycle, UnpairRestoresBothLegsFromEveryState) {
  for (const HostMode host : {HostMode::kToldAtOnce, HostMode::kToldLater, HostMode::kRefuses,
                              HostMode::kNeverAnswers, HostMode::kLearns}) {
    for (const U64 after : {U64{0}, 50 * kNsPerMs, 100 * kNsPerMs, 2500 * kNsPerMs}) {
      ConformanceOptions options;
      options.host = host;
      this->Begin(options);
      auto vf = this->h().AddVf();
      const NicSnapshot before = this->h().SeenVf(vf);
      ASSERT_TRUE(this->h().Arrive(vf).ok());
      this->h().Advance(after);
      SCOPED_TRACE("unpaired while " + this->StateNow());
      this->h().Unpair();
      EXPECT_EQ(this->StateNow(), "closed");
      EXPECT_EQ(this->h().SeenVf(vf).Text(), before.Text());
      EXPECT_EQ(this->h().SeenSynthetic().Text(), this->synthetic_before_.Text());
      EXPECT_EQ(this->h().Complaint(), "");
    }
  }
}

TYPED_TEST_P(PairLifecycle, SyntheticGoneFirstReleasesVf) {
  this->BeginActive();
  this->h().RemoveSynthetic();
  EXPECT_EQ(this->StateNow(), "closed");
  EXPECT_EQ(this->h().SeenVf(this->vf()).Text(), this->vf_before_.Text());
}

TYPED_TEST_P(PairLifecycle, ClosedPairTakesNoVf) {
  this->Begin();
  this->h().Unpair();
  EXPECT_EQ(this->h().Arrive(this->h().AddVf()).reason(), Reason::kNotPaired);
  EXPECT_EQ(this->StateNow(), "closed");
}

REGISTER_TYPED_TEST_SUITE_P(
    PairLifecycle, PairWithoutVfSendsOverSynthetic,
    ArrivalCapturesInputAndTouchesNothingElseUntilSettled, SettledVfBecomesThePathWithoutLoss,
    SecondArrivalOfTheSameVfChangesNothing, WhileSyntheticIsDownVfIsNegotiatedAndKeptDown,
    SyntheticDownAndUpInEveryState, LinkLossReturnsToSyntheticAndLinkBringsVfBack,
    LinkThatComesAfterVfIsUpIsAwaited, LinkChangesWhileSettlingAreLookedAtLater,
    OrderlyRemovalUnderTrafficLosesNothing, RemovalWithoutWarningLosesOnlyWhatVfHad,
    VfThatGoesToAnotherNamespaceIsLeftAsItsUserHadIt, FiftyArrivalsAndRemovalsLoseNothing,
    CandidateIsAdoptedWhenTheActiveLeaves, CandidateThatLeavesIsForgotten,
    UnpairRestoresBothLegsFromEveryState, SyntheticGoneFirstReleasesVf, ClosedPairTakesNoVf);

VFPAIR_TESTING_END

#endif  // VFPAIR_TESTING_CONFORMANCE_LIFECYCLE_H_
