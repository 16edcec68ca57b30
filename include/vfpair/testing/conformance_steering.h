// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Conformance: the host's part in a switch, the order of effects, failures and their repair.
#ifndef VFPAIR_TESTING_CONFORMANCE_STEERING_H_
#define VFPAIR_TESTING_CONFORMANCE_STEERING_H_

#include <optional>

#include "vfpair/testing/conformance_fixture.h"

VFPAIR_TESTING_BEGIN

template <class H>
class PairSteering : public ConformanceFixture<H> {};

TYPED_TEST_SUITE_P(PairSteering);

TYPED_TEST_P(PairSteering, SettingsAreMadeInTheNormativeOrder) {
  this->Begin();
  ASSERT_TRUE(this->h().AddSyntheticFilter(MulticastFilter(1)));
  ASSERT_TRUE(this->h().Arrive(this->h().AddVf()).ok());
  this->h().SetSyntheticWanted(kTxCsumIp4 | kRxCsum | kTxCsumIp6 | kScatterGather | kTso4);
  this->h().Advance(this->options_.profile.settle_ns);
  EXPECT_EQ(this->Order(this->Settings()),
            "+overlay +mark +capture +link +s-caps +s-tso +v-caps +v-mtu +v-filter +v-up +host "
            "+path-hold +path-v");
}

TYPED_TEST_P(PairSteering, SettingsAreUndoneInTheOppositeOrder) {
  this->Begin();
  ASSERT_TRUE(this->h().AddSyntheticFilter(MulticastFilter(1)));
  ASSERT_TRUE(this->h().Arrive(this->h().AddVf()).ok());
  this->h().SetSyntheticWanted(kTxCsumIp4 | kRxCsum | kTxCsumIp6 | kScatterGather | kTso4);
  this->h().Advance(this->options_.profile.settle_ns);
  this->h().faults().ForgetRecords();
  this->h().Unpair();
  EXPECT_EQ(this->Order(this->Settings()),
            "+path-hold +path-s -host -v-up -v-filter -v-mtu -v-caps -s-tso -s-caps -link -capture "
            "-mark -overlay");
}

TYPED_TEST_P(PairSteering, PathOpensOnlyAfterTheHostAnswered) {
  ConformanceOptions options;
  options.host = HostMode::kToldLater;
  this->BeginWithVf(options);
  EXPECT_EQ(this->StateNow(), "switching");
  this->Exchange(20);
  EXPECT_EQ(this->h().path(), PathMode::kSynthetic);
  this->h().Advance(100 * kNsPerMs);
  EXPECT_EQ(this->StateNow(), "active");
  EXPECT_EQ(this->h().path(), PathMode::kVf);
  this->ExpectNothingLost();
}

TYPED_TEST_P(PairSteering, VfStaysUpUntilTheHostSteersBack) {
  ConformanceOptions options;
  options.host = HostMode::kToldLater;
  this->BeginActive(options);
  this->h().SetSyntheticUp(false);
  EXPECT_EQ(this->StateNow(), "returning");
  EXPECT_TRUE(this->h().SeenVf(this->vf()).up);
  EXPECT_EQ(this->h().path(), PathMode::kSynthetic);
  this->h().Advance(100 * kNsPerMs);
  EXPECT_EQ(this->StateNow(), "ready");
  EXPECT_FALSE(this->h().SeenVf(this->vf()).up);
}

TYPED_TEST_P(PairSteering, RefusalDegradesWithAReasonAndIsRetriedWithBackOff) {
  ConformanceOptions options;
  options.host = HostMode::kRefuses;
  this->BeginWithVf(options);
  for (U64 wait = kNsPerSecond; wait <= 64 * kNsPerSecond; wait *= 2) {
    EXPECT_EQ(this->StateNow(), "degraded");
    EXPECT_EQ(this->ReasonNow(), ReasonSentence(Reason::kHostRefused));
    EXPECT_FALSE(this->h().SeenVf(this->vf()).up);
    const Size effects = this->h().faults().records().size();
    this->h().Advance(wait - 1);
    EXPECT_EQ(this->h().faults().records().size(), effects) << "tried again too early";
    this->h().Advance(1);
    EXPECT_GT(this->h().faults().records().size(), effects) << "not tried after " << wait;
  }
  this->h().SetHost(HostMode::kToldAtOnce);
  this->h().Advance(64 * kNsPerSecond);
  EXPECT_EQ(this->StateNow(), "active");
  EXPECT_EQ(this->h().reason(), Reason::kNone);
}

TYPED_TEST_P(PairSteering, NoAnswerInTimeDegradesAndTrafficStaysOnSynthetic) {
  ConformanceOptions options;
  options.host = HostMode::kNeverAnswers;
  this->BeginWithVf(options);
  this->Exchange(100);
  EXPECT_EQ(this->StateNow(), "switching");
  this->h().Advance(options.profile.host_timeout_ns);
  EXPECT_EQ(this->StateNow(), "degraded");
  EXPECT_EQ(this->ReasonNow(), ReasonSentence(Reason::kHostTimeout));
  this->Exchange(100);
  this->ExpectNothingLost();
}

TYPED_TEST_P(PairSteering, AnswerThatComesTooLateIsIgnored) {
  ConformanceOptions options;
  options.host = HostMode::kLate;
  this->BeginWithVf(options);
  this->h().SetHost(HostMode::kNeverAnswers);  // so the late answer is the only one
  this->h().Advance(options.profile.host_timeout_ns);
  EXPECT_EQ(this->StateNow(), "degraded");
  this->h().SetVfCable(this->vf(), false);
  this->h().Advance(options.profile.retry_first_ns + 300 * kNsPerMs);
  this->h().SetVfCable(this->vf(), true);  // it comes while the next question is open
  EXPECT_EQ(this->StateNow(), "switching");
  for (U64 passed = 0; passed < 20 * kNsPerSecond; passed += 100 * kNsPerMs) {
    this->h().Advance(100 * kNsPerMs);
    EXPECT_EQ(this->h().path(), PathMode::kSynthetic);
    EXPECT_NE(this->StateNow(), "active");
    EXPECT_NE(this->ReasonNow(), ReasonSentence(Reason::kHostRefused));
  }
}

TYPED_TEST_P(PairSteering, AnswerToAnOldQuestionIsNotTakenForTheNewOne) {
  ConformanceOptions options;
  options.host = HostMode::kToldLater;
  this->BeginWithVf(options);
  this->h().SetVfCable(this->vf(), false);  // asks to steer back before the first answer
  EXPECT_EQ(this->StateNow(), "returning");
  this->h().Advance(kNsPerMs);
  this->h().SetVfCable(this->vf(), true);
  this->h().Advance(100 * kNsPerMs);
  EXPECT_EQ(this->StateNow(), "active");
  EXPECT_TRUE(this->h().HostSteersToVf(this->vf()));
}

TYPED_TEST_P(PairSteering, RevocationWithdrawsThePathAndIsRetried) {
  this->BeginActive();
  this->h().RevokeHost();
  EXPECT_EQ(this->StateNow(), "degraded");
  EXPECT_EQ(this->ReasonNow(), ReasonSentence(Reason::kHostRevoked));
  EXPECT_EQ(this->h().path(), PathMode::kSynthetic);
  this->Exchange(50);
  this->ExpectNothingLost();
  this->h().Advance(kNsPerSecond);
  EXPECT_EQ(this->StateNow(), "active");
}

TYPED_TEST_P(PairSteering, RemovalDoesNotWaitForTheHost) {
  for (const bool orderly : {true, false}) {
    for (const bool returning : {true, false}) {
      ConformanceOptions options;
      options.host = HostMode::kToldLater;
      this->BeginActive(options);
      this->h().SetHost(HostMode::kNeverAnswers);
      if (returning) this->h().SetVfCable(this->vf(), false);
      SCOPED_TRACE(this->StateNow() + (orderly ? ", orderly" : ", pulled out"));
      if (orderly)
        this->h().Depart(this->vf());
      else
        this->h().PullOut(this->vf());
      EXPECT_EQ(this->StateNow(), "idle");
      this->ExpectNothingHeld(this->vf());
      EXPECT_EQ(this->h().Complaint(), "");
    }
  }
}

TYPED_TEST_P(PairSteering, VfBroughtDownBySomeoneElseIsLeftInTimeAndRetried) {
  this->BeginActive();
  this->Exchange(20);
  this->h().CloseVf(this->vf());
  EXPECT_EQ(this->StateNow(), "degraded");
  EXPECT_EQ(this->ReasonNow(), ReasonSentence(Reason::kVfClosed));
  this->Exchange(20);
  this->ExpectNothingLost();
  this->h().Advance(kNsPerSecond);
  EXPECT_EQ(this->StateNow(), "active");
}

TYPED_TEST_P(PairSteering, VfBroughtDownBySomeoneElseIsNotBroughtUpBeforeTheRetry) {
  ConformanceOptions options;
  options.vf_up = true;
  this->BeginActive(options);
  this->h().CloseVf(this->vf());
  EXPECT_EQ(this->StateNow(), "degraded");
  EXPECT_FALSE(this->h().SeenVf(this->vf()).up);
  this->h().Advance(kNsPerSecond);
  EXPECT_EQ(this->StateNow(), "active");
}

TYPED_TEST_P(PairSteering, ClosingCallsNoControlFunctionOfVf) {
  this->BeginActive();
  this->h().faults().ForgetRecords();
  this->h().CloseVf(this->vf());
  EXPECT_EQ(this->h().Complaint(), "");
  EXPECT_EQ(this->Order({Effect::kPublishHold, Effect::kDrainTransmit, Effect::kPublishSynthetic,
                         Effect::kGrace, Effect::kDrainReceive, Effect::kHost}),
            "+path-hold +grace +drain-tx +path-s +grace -host +drain-rx");
}

TYPED_TEST_P(PairSteering, EveryFailedStepDegradesWithItsReasonAndIsRepairedByARetry) {
  const struct {
    Effect effect;
    Reason reason;
  } kCases[] = {
      {Effect::kMark, Reason::kHookRefused},
      {Effect::kCapture, Reason::kHookRefused},
      {Effect::kLink, Reason::kLinkRefused},
      {Effect::kSyntheticCapabilities, Reason::kCapabilitiesRefused},
      {Effect::kSyntheticTso, Reason::kCapabilitiesRefused},
      {Effect::kVfMtu, Reason::kMtuRefused},
      {Effect::kReadFilters, Reason::kFiltersRefused},
      {Effect::kVfUp, Reason::kOpenRefused},
      {Effect::kHost, Reason::kHostRefused},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(EffectName(c.effect));
    this->Begin();
    auto vf = this->h().AddVf();
    this->h().faults().FailAll(c.effect, Outcome::kRefused);
    ASSERT_TRUE(this->h().Arrive(vf).ok());
    this->h().Advance(this->options_.profile.settle_ns);
    EXPECT_EQ(this->StateNow(), "degraded");
    EXPECT_EQ(this->ReasonNow(), ReasonSentence(c.reason));
    EXPECT_EQ(this->h().path(), PathMode::kSynthetic);
    EXPECT_FALSE(this->h().SeenVf(vf).up);
    this->Exchange(10);
    this->h().faults().Clear();
    this->h().Advance(4 * kNsPerSecond);
    EXPECT_EQ(this->StateNow(), "active");
    EXPECT_EQ(this->h().reason(), Reason::kNone);
    this->ExpectNothingLost();
    EXPECT_EQ(this->h().Complaint(), "");
  }
}

TYPED_TEST_P(PairSteering, VfThatVanishesInTheMiddleOfAnyStepIsReleasedWhole) {
  for (Size step = 0;; ++step) {
    this->Begin();
    ASSERT_TRUE(this->h().AddSyntheticFilter(MulticastFilter(1)));
    ASSERT_TRUE(this->h().AddSyntheticFilter(VlanFilter(7)));
    auto vf = this->h().AddVf();
    const NicSnapshot before = this->h().SeenVf(vf);
    const Size first = this->h().faults().count();
    bool gone = false;
    this->h().faults().FailWhen([&](Effect, bool off) -> std::optional<Outcome> {
      gone = gone || this->h().faults().count() > first + step;
      return gone && !off ? std::optional(Outcome::kGone) : std::nullopt;
    });
    ASSERT_TRUE(this->h().Arrive(vf).ok());
    this->h().Advance(this->options_.profile.settle_ns);
    if (!gone) break;  // there is no such step any more
    SCOPED_TRACE("step " + std::to_string(step) + " while " + this->StateNow());
    this->h().PullOut(vf);
    EXPECT_EQ(this->StateNow(), "idle");
    const NicSnapshot after = this->h().SeenVf(vf);
    EXPECT_FALSE(after.marked || after.captured || after.linked) << after.Text();
    EXPECT_EQ(after.filters, before.filters);
    this->h().faults().Clear();
    this->h().RemoveSyntheticFilter(MulticastFilter(1));
    this->h().RemoveSyntheticFilter(VlanFilter(7));
    this->h().Unpair();
    EXPECT_EQ(this->h().SeenSynthetic().Text(), this->synthetic_before_.Text());
    EXPECT_EQ(this->h().Complaint(), "");
  }
}

REGISTER_TYPED_TEST_SUITE_P(
    PairSteering, SettingsAreMadeInTheNormativeOrder, SettingsAreUndoneInTheOppositeOrder,
    PathOpensOnlyAfterTheHostAnswered, VfStaysUpUntilTheHostSteersBack,
    RefusalDegradesWithAReasonAndIsRetriedWithBackOff,
    NoAnswerInTimeDegradesAndTrafficStaysOnSynthetic, AnswerThatComesTooLateIsIgnored,
    AnswerToAnOldQuestionIsNotTakenForTheNewOne, RevocationWithdrawsThePathAndIsRetried,
    RemovalDoesNotWaitForTheHost, VfBroughtDownBySomeoneElseIsLeftInTimeAndRetried,
    VfBroughtDownBySomeoneElseIsNotBroughtUpBeforeTheRetry, ClosingCallsNoControlFunctionOfVf,
    EveryFailedStepDegradesWithItsReasonAndIsRepairedByARetry,
    VfThatVanishesInTheMiddleOfAnyStepIsReleasedWhole);

VFPAIR_TESTING_END

#endif  // VFPAIR_TESTING_CONFORMANCE_STEERING_H_
