// SPDX-License-Identifier: BSD-2-Clause
#include "vfpair/plan.h"

#include <gtest/gtest.h>

#include <vector>

namespace vfpair {
namespace {

Ledger SomeLedger() {
  Ledger ledger;
  ledger.vf_mtu = 1400;
  ledger.synthetic_up = true;
  ledger.mtu = 1500;
  ledger.synthetic_capabilities = {kAllCapabilities, kAllCapabilities.Without(kLro)};
  ledger.vf_capabilities = {kAllCapabilities.Without(kTso4), kAllCapabilities};
  ledger.vf_tso = {32'000, 0, 0};
  ledger.mac = MacAddress{{2, 0, 0, 0, 0, 9}};
  ledger.mtu_clamp = 1450;
  ledger.vf_link = true;
  ledger.synthetic_rss = {true, RssFunction::kToeplitz, {{1}, 40}, kAllRssTypes, 4};
  ledger.vf_rss = {true, RssFunction::kToeplitz, {{2}, 40}, kRssTcp4, 4};
  return ledger;
}

constexpr Rung kRungs[] = {Rung::kNothing, Rung::kCaptured, Rung::kNegotiated,
                           Rung::kUp,      Rung::kSteered,  Rung::kRedirected};

Settings Wanted(Rung rung) { return Desired(rung, SomeLedger(), kStrictProfile, false); }

std::vector<Step> Walk(Settings actual, const Settings& wanted, Rung rung) {
  const Settings rest = AtRest(SomeLedger(), false);
  std::vector<Step> steps;
  for (Step step = NextStep(actual, wanted, rest, rung); !step.none && steps.size() < 100;
       step = NextStep(actual, wanted, rest, rung)) {
    Adopt(step.setting, actual, wanted);
    steps.push_back(step);
  }
  EXPECT_EQ(actual, wanted);
  return steps;
}

TEST(NextStep, LeadsFromAnyRungToAnyOtherInAtMostOneStepPerSetting) {
  for (const Rung from : kRungs)
    for (const Rung to : kRungs)
      EXPECT_LE(Walk(Wanted(from), Wanted(to), to).size(), kSettingCount);
}

TEST(NextStep, MakesInTheOrderOfTheList) {
  const auto steps =
      Walk(AtRest(SomeLedger(), false), Wanted(Rung::kRedirected), Rung::kRedirected);
  // all but the hook, which is there before V is, and those of other modes
  EXPECT_EQ(steps.size(), kSettingCount - 4);
  for (Size i = 1; i < steps.size(); ++i) {
    EXPECT_LT(steps[i - 1].setting, steps[i].setting);
    EXPECT_FALSE(steps[i].undoes);
  }
}

TEST(NextStep, UndoesInTheOppositeOrder) {
  const auto steps = Walk(Wanted(Rung::kRedirected), AtRest(SomeLedger(), false), Rung::kNothing);
  for (Size i = 1; i < steps.size(); ++i) {
    EXPECT_GT(steps[i - 1].setting, steps[i].setting);
    EXPECT_TRUE(steps[i].undoes);
  }
}

TEST(NextStep, UndoesBeforeItMakes) {
  Settings actual = Wanted(Rung::kRedirected);
  Settings wanted = Wanted(Rung::kUp);
  wanted.vf_mtu = 9000;
  const auto steps = Walk(actual, wanted, Rung::kUp);
  ASSERT_EQ(steps.size(), 4u);
  EXPECT_EQ(steps[0].setting, Setting::kCarrier);
  EXPECT_EQ(steps[1].setting, Setting::kRedirect);
  EXPECT_EQ(steps[2].setting, Setting::kHost);
  EXPECT_EQ(steps[3].setting, Setting::kVfMtu);
}

TEST(NextStep, HostThatDidNotAnswerIsAskedAgain) {
  Settings actual = Wanted(Rung::kUp);
  actual.host = HostPath::kUnknown;
  const Step step = NextStep(actual, Wanted(Rung::kUp), AtRest(SomeLedger(), false), Rung::kUp);
  EXPECT_EQ(step.setting, Setting::kHost);
  EXPECT_TRUE(step.undoes);
}

TEST(NextStep, MakingWhatHappensToBeAsFoundIsNoUndo) {
  Ledger ledger = SomeLedger();
  ledger.vf_up = true;  // as it was found
  ledger.vf_mtu = ledger.mtu;
  const Settings wanted = Desired(Rung::kUp, ledger, kStrictProfile, false);
  for (const Setting setting : {Setting::kVfUp, Setting::kVfMtu}) {
    Settings actual = wanted;
    actual.vf_up = setting != Setting::kVfUp;
    actual.vf_mtu = setting == Setting::kVfMtu ? 9000 : wanted.vf_mtu;
    const Step step = NextStep(actual, wanted, AtRest(ledger, false), Rung::kUp);
    EXPECT_EQ(step.setting, setting);
    EXPECT_FALSE(step.undoes) << "its failure must be seen";
  }
}

TEST(MadeAt, RisesInTheOrderOfTheList) {
  EXPECT_EQ(MadeAt(Setting::kOverlay), Rung::kNothing) << "before there is a V";
  for (Size i = 1; i < kSettingCount; ++i)
    EXPECT_LE(MadeAt(static_cast<Setting>(i - 1)), MadeAt(static_cast<Setting>(i)));
  EXPECT_EQ(MadeAt(Setting::kCarrier), Rung::kRedirected);
}

TEST(Adopt, MakesExactlyThatSettingAgree) {
  for (Size i = 0; i < kSettingCount; ++i) {
    const auto setting = static_cast<Setting>(i);
    Settings to = AtRest(SomeLedger(), true), from = Wanted(Rung::kRedirected);
    from.vf_withheld = kLro;
    from.receives_as_vf = true;
    from.synthetic_granted = from.vf_granted = kTxCsumIp4;
    for (Size k = 0; k < kSettingCount; ++k)
      EXPECT_FALSE(Agrees(static_cast<Setting>(k), to, from));
    Adopt(setting, to, from);
    for (Size k = 0; k < kSettingCount; ++k)
      EXPECT_EQ(Agrees(static_cast<Setting>(k), to, from), k == i);
  }
}

TEST(Desired, EachRungIncludesTheOnesBeforeIt) {
  for (Size i = 1; i < std::size(kRungs); ++i) {
    const Settings lower = Wanted(kRungs[i - 1]), higher = Wanted(kRungs[i]);
    EXPECT_LE(lower.captured, higher.captured);
    EXPECT_LE(lower.vf_up, higher.vf_up);
    EXPECT_LE(lower.redirected, higher.redirected);
  }
}

TEST(Desired, WithoutVfNothingOfVfIsSet) {
  Settings rest = Wanted(Rung::kNothing);
  EXPECT_EQ(rest, AtRest(SomeLedger(), false));
  EXPECT_TRUE(rest.synthetic_withheld.IsEmpty());
  EXPECT_EQ(rest.synthetic_tso, TsoLimits{});
  EXPECT_TRUE(rest.overlaid);
  EXPECT_FALSE(AtRest(SomeLedger(), true).overlaid);
}

TEST(Desired, TsoTooSmallToBeUsefulIsWithheld) {
  Ledger ledger = SomeLedger();
  ledger.vf_capabilities.supported = kAllCapabilities;
  ledger.vf_tso = {2000, 0, 0};
  const Settings s = Desired(Rung::kNegotiated, ledger, kStrictProfile, false);
  EXPECT_TRUE(s.synthetic_withheld.Has(kTso4 | kTso6));
}

TEST(Desired, VfIsUpOnlyFromItsRungOn) {
  Ledger ledger = SomeLedger();
  ledger.vf_up = true;  // as it was found
  EXPECT_TRUE(Desired(Rung::kCaptured, ledger, kStrictProfile, false).vf_up);
  EXPECT_FALSE(Desired(Rung::kNegotiated, ledger, kStrictProfile, false).vf_up);
  EXPECT_TRUE(Desired(Rung::kUp, ledger, kStrictProfile, false).vf_up);
}

// Each field by itself, from the ledger; what a rung does not call for is at rest.
TEST(Desired, EachRungCallsForExactlyItsSettings) {
  Ledger ledger = SomeLedger();
  ledger.vf_mac = MacAddress{{2, 0, 0, 0, 0, 7}};
  ledger.vf_up = true;  // as it was found
  ledger.filters_version = 5;
  for (const Rung rung : kRungs) {
    const Settings s = Desired(rung, ledger, kStrictProfile, false);
    const bool captured = rung >= Rung::kCaptured, negotiated = rung >= Rung::kNegotiated;
    EXPECT_TRUE(s.overlaid);
    EXPECT_EQ(s.marked, captured);
    EXPECT_EQ(s.captured, captured);
    EXPECT_EQ(s.linked, captured);
    EXPECT_EQ(s.synthetic_mtu, negotiated ? 1450u : 1500u);
    EXPECT_EQ(s.vf_mtu, negotiated ? 1450u : 1400u);
    EXPECT_EQ(s.vf_mac, negotiated ? ledger.mac : ledger.vf_mac);
    EXPECT_EQ(s.vf_filters, negotiated ? 5u : 0u);
    EXPECT_EQ(s.synthetic_tso, negotiated ? ledger.vf_tso : TsoLimits{});
    EXPECT_EQ(s.synthetic_withheld, negotiated ? kTso4 | kStatefulOffloads : Capabilities());
    EXPECT_EQ(s.vf_withheld, negotiated ? kLro : Capabilities());
    EXPECT_EQ(s.synthetic_granted | s.vf_granted, Capabilities());
    EXPECT_EQ(s.vf_up, !negotiated || rung >= Rung::kUp);
    EXPECT_EQ(s.rss, rung >= Rung::kUp ? NegotiateRss(ledger.synthetic_rss, ledger.vf_rss).settings
                                       : RssSettings());
    EXPECT_EQ(s.host, rung >= Rung::kSteered ? HostPath::kVf : HostPath::kSynthetic);
    EXPECT_EQ(s.redirected, rung == Rung::kRedirected);
    EXPECT_EQ(s.carrier, rung == Rung::kRedirected ? LinkShown::kForcedUp : LinkShown::kOwn);
    EXPECT_FALSE(s.receives_as_vf);
  }
}

TEST(Desired, WhatIsGrantedIsWhatWasNegotiated) {
  Ledger ledger = SomeLedger();
  ledger.synthetic_capabilities = {kTxCsumIp4 | kRxCsum, kTxCsumIp4 | kRxCsum};
  ledger.vf_capabilities = {kTxCsumIp4 | kVlanStrip, {}};
  Profile profile;
  profile.capability_mode = CapabilityMode::kLower;
  EXPECT_EQ(Desired(Rung::kNegotiated, ledger, profile, false).synthetic_granted, kVlanStrip);
  profile.capability_mode = CapabilityMode::kPush;
  EXPECT_EQ(Desired(Rung::kNegotiated, ledger, profile, false).vf_granted, kTxCsumIp4);
}

// hn R-NXP-2/3: V is its user's, so of V itself nothing is set.
TEST(Desired, VfOfItsUserIsOnlyShownSteeredToAndHeardAs) {
  Ledger ledger = SomeLedger();
  ledger.vf_mac = MacAddress{{2, 0, 0, 0, 0, 7}};
  for (const bool closing : {false, true})
    for (const Rung rung : kRungs) {
      Settings expected = AtRest(ledger, closing);
      expected.linked = rung >= Rung::kCaptured;
      if (rung >= Rung::kSteered) expected.host = HostPath::kVf;
      expected.receives_as_vf = rung == Rung::kRedirected;
      if (rung == Rung::kRedirected) expected.carrier = LinkShown::kForcedDown;
      EXPECT_EQ(Desired(rung, ledger, kHnNonTransparentProfile, closing), expected);
    }
}

TEST(Desired, HnShowsVfsLinkFromTheCaptureOnceItIsKnown) {
  Ledger ledger = SomeLedger();
  ledger.vf_link_known = true;
  for (const bool link : {false, true})
    for (const Rung rung : kRungs) {
      ledger.vf_link = link;
      const LinkShown shown = link ? LinkShown::kForcedUp : LinkShown::kForcedDown;
      EXPECT_EQ(Desired(rung, ledger, kHnProfile, false).carrier,
                rung >= Rung::kCaptured ? shown : LinkShown::kOwn);
    }
}

TEST(Desired, PathWithoutLinkIsNotShownAsOne) {
  Ledger ledger = SomeLedger();
  ledger.vf_link = false;
  EXPECT_EQ(Desired(Rung::kRedirected, ledger, kStrictProfile, false).carrier, LinkShown::kOwn);
}

TEST(AtRest, IsHowBothWereFound) {
  Ledger ledger = SomeLedger();
  ledger.vf_mac = MacAddress{{2, 0, 0, 0, 0, 7}};
  for (const bool up : {false, true}) {
    ledger.vf_up = up;
    const Settings rest = AtRest(ledger, false);
    EXPECT_EQ(rest.synthetic_mtu, ledger.mtu);
    EXPECT_EQ(rest.vf_mtu, ledger.vf_mtu);
    EXPECT_EQ(rest.vf_mac, ledger.vf_mac);
    EXPECT_EQ(rest.vf_up, up);
  }
}

TEST(Settings, WithoutALedgerAreAllZero) {
  constexpr Settings kNone;
  EXPECT_EQ(kNone.synthetic_mtu + kNone.vf_mtu + kNone.vf_filters, 0u);
}

TEST(MssForMtu, IsWhatTheHeadersLeaveAndNeverNothing) {
  EXPECT_EQ(MssForMtu(1500), 1460u);
  EXPECT_EQ(MssForMtu(42), 2u);
  EXPECT_EQ(MssForMtu(41), 1u);
  EXPECT_EQ(MssForMtu(40), 1u);
  EXPECT_EQ(MssForMtu(0), 1u);
}

TEST(UnusableWith, SegmentationGoesExactlyWhenItsLimitsAreTooTight) {
  EXPECT_EQ(UnusableWith(TsoVerdict::kUsable), kStatefulOffloads);
  for (const TsoVerdict verdict :
       {TsoVerdict::kTooFewBytes, TsoVerdict::kOneSegment, TsoVerdict::kSegmentsTooSmall})
    EXPECT_EQ(UnusableWith(verdict), kStatefulOffloads | kTso4 | kTso6);
}

TEST(RungOf, StatesClimbInOrder) {
  EXPECT_EQ(RungOf(State::kDegraded), Rung::kCaptured);
  EXPECT_EQ(RungOf(State::kReturning), Rung::kUp);
  for (const State state : {State::kIdle, State::kLeaving, State::kClosed})
    EXPECT_EQ(RungOf(state), Rung::kNothing);
  EXPECT_EQ(RungOf(State::kActive), Rung::kRedirected);
}

}  // namespace
}  // namespace vfpair
