// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Conformance: what is negotiated between the legs, and what users change meanwhile.
#ifndef VFPAIR_TESTING_CONFORMANCE_SETTINGS_H_
#define VFPAIR_TESTING_CONFORMANCE_SETTINGS_H_

#include "vfpair/testing/conformance_fixture.h"

VFPAIR_TESTING_BEGIN

template <class H>
class PairSettings : public ConformanceFixture<H> {};

TYPED_TEST_SUITE_P(PairSettings);

TYPED_TEST_P(PairSettings, SyntheticShowsOnlyWhatBothCan) {
  this->BeginActive();
  const NicSnapshot s = this->h().SeenSynthetic();
  const bool lacks_gather = !this->Limits().always.Has(kScatterGather);
  EXPECT_FALSE(s.effective.Has(kTso4));
  EXPECT_EQ(s.effective.Has(kScatterGather), !lacks_gather);
  EXPECT_EQ(s.effective.Has(kTso6), !lacks_gather) << "needs scatter-gather";
  EXPECT_TRUE(s.effective.Has(kTxCsumIp4 | kRxCsum));
  EXPECT_EQ(s.wanted, this->synthetic_before_.wanted) << "the user's wishes are the user's";
  EXPECT_EQ(s.tso.max_bytes, 32'000u);
  this->h().Depart(this->vf());
  EXPECT_EQ(this->h().SeenSynthetic().effective, this->synthetic_before_.effective);
  EXPECT_EQ(this->h().SeenSynthetic().tso, this->synthetic_before_.tso);
}

TYPED_TEST_P(PairSettings, WhatTheUserTurnsOffOnSyntheticIsOffOnVf) {
  this->BeginActive();
  const Capabilities all = this->synthetic_before_.wanted;
  this->h().SetSyntheticWanted(all.Without(kRxCsum));
  EXPECT_FALSE(this->h().SeenVf(this->vf()).effective.Has(kRxCsum));
  EXPECT_EQ(this->StateNow(), "active");
  this->h().SetSyntheticWanted(all);
  EXPECT_TRUE(this->h().SeenVf(this->vf()).effective.Has(kRxCsum));
  this->h().SetSyntheticWanted(all.Without(kRxCsum));
  this->h().Unpair();
  EXPECT_FALSE(this->h().SeenSynthetic().effective.Has(kRxCsum)) << "the user still wants it off";
  EXPECT_EQ(this->h().SeenVf(this->vf()).Text(), this->vf_before_.Text());
}

TYPED_TEST_P(PairSettings, VfFollowsTheSyntheticsMtu) {
  this->BeginActive();
  EXPECT_EQ(this->h().SeenVf(this->vf()).mtu, 1500u);
  EXPECT_TRUE(this->h().SetMtu(4000).ok());
  EXPECT_EQ(this->h().SeenSynthetic().mtu, 4000u);
  EXPECT_EQ(this->h().SeenVf(this->vf()).mtu, 4000u);
  this->h().Unpair();
  EXPECT_EQ(this->h().SeenSynthetic().mtu, 4000u) << "it was the user's change";
  EXPECT_EQ(this->h().SeenVf(this->vf()).mtu, this->vf_before_.mtu);
}

TYPED_TEST_P(PairSettings, MtuOutsideTheRangeOfBothChangesNothing) {
  ConformanceOptions options;
  options.vf_mtu_max = 2000;
  this->BeginActive(options);
  EXPECT_EQ(this->h().SetMtu(2001).reason(),
            this->Limits().mtu_unknown ? Reason::kMtuRefused : Reason::kMtuOutOfRange);
  EXPECT_EQ(this->h().SeenSynthetic().mtu, 1500u);
  EXPECT_EQ(this->h().SeenVf(this->vf()).mtu, 1500u);
  EXPECT_EQ(this->StateNow(), "active");
}

TYPED_TEST_P(PairSettings, MtuThatVfRefusesChangesNothing) {
  this->BeginActive();
  this->h().faults().FailAll(Effect::kVfMtu, Outcome::kRefused);
  EXPECT_EQ(this->h().SetMtu(4000).reason(), Reason::kMtuRefused);
  EXPECT_EQ(this->h().SeenSynthetic().mtu, 1500u);
  EXPECT_EQ(this->h().SeenVf(this->vf()).mtu, 1500u);
}

TYPED_TEST_P(PairSettings, MtuThatSyntheticRefusesIsRolledBackOnVf) {
  this->BeginActive();
  this->h().faults().FailAll(Effect::kSyntheticMtu, Outcome::kRefused);
  EXPECT_EQ(this->h().SetMtu(4000).reason(), Reason::kSyntheticMtuRefused);
  EXPECT_EQ(this->h().SeenSynthetic().mtu, 1500u);
  EXPECT_EQ(this->h().SeenVf(this->vf()).mtu, 1500u);
  EXPECT_EQ(this->StateNow(), "active");
}

TYPED_TEST_P(PairSettings, MtuThatAnArrivingVfCannotHaveDegradesThePair) {
  ConformanceOptions options;
  options.vf_mtu_max = 1450;
  this->BeginWithVf(options);
  EXPECT_EQ(this->StateNow(), "degraded");
  EXPECT_EQ(this->ReasonNow(), ReasonSentence(Reason::kMtuRefused));
  EXPECT_EQ(this->h().SeenSynthetic().mtu, 1500u);
  EXPECT_EQ(this->h().SeenVf(this->vf()).mtu, 1400u);
}

TYPED_TEST_P(PairSettings, MtuWithoutVfIsTheSyntheticsOwn) {
  this->Begin();
  EXPECT_TRUE(this->h().SetMtu(9000).ok());
  EXPECT_EQ(this->h().SeenSynthetic().mtu, 9000u);
  EXPECT_FALSE(this->h().SetMtu(9001).ok());
}

TYPED_TEST_P(PairSettings, VfListensToExactlyWhatSyntheticListensTo) {
  this->Begin();
  if (!this->Limits().one_unicast_address) {
    ASSERT_TRUE(this->h().AddSyntheticFilter(UnicastFilter(9)));
  }
  ASSERT_TRUE(this->h().AddSyntheticFilter(MulticastFilter(1)));
  ASSERT_TRUE(this->h().AddSyntheticFilter(VlanFilter(100)));
  auto vf = this->h().AddVf();
  ASSERT_TRUE(this->h().Arrive(vf).ok());
  this->h().Advance(this->options_.profile.settle_ns);
  EXPECT_EQ(this->h().SeenVf(vf).filters, this->h().SeenSynthetic().filters);
  ASSERT_TRUE(this->h().AddSyntheticFilter(MulticastFilter(2)));
  ASSERT_TRUE(this->h().AddSyntheticFilter(kPromiscuousFilter));
  EXPECT_EQ(this->h().SeenVf(vf).filters, this->h().SeenSynthetic().filters);
  this->h().RemoveSyntheticFilter(MulticastFilter(1));
  EXPECT_EQ(this->h().SeenVf(vf).filters, this->h().SeenSynthetic().filters);
  this->h().Unpair();
  EXPECT_TRUE(this->h().SeenVf(vf).filters.empty());
}

TYPED_TEST_P(PairSettings, EntriesThatOthersHoldOnVfSurviveOurs) {
  this->BeginActive();
  ASSERT_TRUE(this->h().AddSyntheticFilter(MulticastFilter(1)));
  ASSERT_TRUE(this->h().AddVfFilter(this->vf(), MulticastFilter(1)));
  ASSERT_TRUE(this->h().AddVfFilter(this->vf(), MulticastFilter(5)));
  this->h().RemoveSyntheticFilter(MulticastFilter(1));
  EXPECT_EQ(this->h().SeenVf(this->vf()).filters.size(), 2u);
  this->h().Unpair();
  EXPECT_EQ(this->h().SeenVf(this->vf()).filters.size(), 2u);
}

TYPED_TEST_P(PairSettings, FullHardwareTableMakesVfListenWider) {
  ConformanceOptions options;
  options.vf_unicast_room = 2;
  this->BeginActive(options);
  for (U8 i = 10; i < 13; ++i) ASSERT_TRUE(this->h().AddSyntheticFilter(UnicastFilter(i)));
  EXPECT_EQ(this->StateNow(), "active");
  EXPECT_EQ(this->h().SeenVf(this->vf()).filters.count("promisc"), 1u);
  for (U8 i = 10; i < 12; ++i) this->h().RemoveSyntheticFilter(UnicastFilter(i));
  EXPECT_EQ(this->h().SeenVf(this->vf()).filters, this->h().SeenSynthetic().filters)
      << "narrow again when there is room";
}

TYPED_TEST_P(PairSettings, MoreAddressesThanTheListHoldsMakeVfListenWider) {
  this->BeginActive();
  for (Size i = 0; i < kMaxMulticast + 1; ++i)
    ASSERT_TRUE(this->h().AddSyntheticFilter(MulticastFilter(static_cast<U8>(i))));
  EXPECT_EQ(this->h().SeenVf(this->vf()).filters.count("allmulti"), 1u);
  EXPECT_EQ(this->StateNow(), "active");
}

TYPED_TEST_P(PairSettings, VlanThatVfCannotFilterDegradesAndLeavesNoEntryBehind) {
  ConformanceOptions options;
  options.vf_has_vlan_filter = false;
  this->Begin(options);
  ASSERT_TRUE(this->h().AddSyntheticFilter(MulticastFilter(1)));
  ASSERT_TRUE(this->h().AddSyntheticFilter(VlanFilter(100)));
  auto vf = this->h().AddVf();
  ASSERT_TRUE(this->h().Arrive(vf).ok());
  this->h().Advance(this->options_.profile.settle_ns);
  EXPECT_EQ(this->StateNow(), "degraded");
  EXPECT_EQ(this->ReasonNow(), ReasonSentence(Reason::kFiltersRefused));
  EXPECT_TRUE(this->h().SeenVf(vf).filters.empty()) << this->h().SeenVf(vf).Text();
  this->h().Unpair();
  EXPECT_TRUE(this->h().SeenVf(vf).filters.empty()) << this->h().SeenVf(vf).Text();
}

TYPED_TEST_P(PairSettings, UnpairLeavesBothLegsAsTheyWere) {
  for (const bool vf_up : {false, true}) {
    ConformanceOptions options;
    options.vf_up = vf_up;
    this->BeginActive(options);
    this->h().Unpair();
    this->ExpectAsBefore();
  }
}

TYPED_TEST_P(PairSettings, ChangesWhileTheHostIsAskedAreMadeAfterItsAnswer) {
  ConformanceOptions options;
  options.host = HostMode::kToldLater;
  this->BeginWithVf(options);
  ASSERT_EQ(this->StateNow(), "switching");
  ASSERT_TRUE(this->h().AddSyntheticFilter(MulticastFilter(3)));
  this->h().SetSyntheticWanted(this->synthetic_before_.wanted.Without(kRxCsum));
  this->h().Advance(100 * kNsPerMs);
  EXPECT_EQ(this->StateNow(), "active");
  EXPECT_EQ(this->h().SeenVf(this->vf()).filters, this->h().SeenSynthetic().filters);
  EXPECT_FALSE(this->h().SeenVf(this->vf()).effective.Has(kRxCsum));
}

REGISTER_TYPED_TEST_SUITE_P(
    PairSettings, SyntheticShowsOnlyWhatBothCan, WhatTheUserTurnsOffOnSyntheticIsOffOnVf,
    VfFollowsTheSyntheticsMtu, MtuOutsideTheRangeOfBothChangesNothing,
    MtuThatVfRefusesChangesNothing, MtuThatSyntheticRefusesIsRolledBackOnVf,
    MtuThatAnArrivingVfCannotHaveDegradesThePair, MtuWithoutVfIsTheSyntheticsOwn,
    VfListensToExactlyWhatSyntheticListensTo, EntriesThatOthersHoldOnVfSurviveOurs,
    FullHardwareTableMakesVfListenWider, MoreAddressesThanTheListHoldsMakeVfListenWider,
    VlanThatVfCannotFilterDegradesAndLeavesNoEntryBehind, UnpairLeavesBothLegsAsTheyWere,
    ChangesWhileTheHostIsAskedAreMadeAfterItsAnswer);

VFPAIR_TESTING_END

#endif  // VFPAIR_TESTING_CONFORMANCE_SETTINGS_H_
