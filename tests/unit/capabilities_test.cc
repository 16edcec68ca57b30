// SPDX-License-Identifier: BSD-2-Clause
#include "vfpair/capabilities.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace vfpair {
namespace {

static_assert(ExplainCapability(kLro, CapabilityMode::kLower, {}, {}) ==
              CapabilityVerdict::kSyntheticCannot);

constexpr U32 kEvery = kAllCapabilities.bits();

CapabilityFacts Facts(U32 supported, U32 enabled) {
  return {Capabilities(supported), Capabilities(enabled)};
}

// All 512 x 512 pairs of sets.
template <class Check>
void ForAllSets(Check&& check) {
  for (U32 s = 0; s <= kEvery; ++s)
    for (U32 v = 0; v <= kEvery; ++v) check(s, v);
}

TEST(Capabilities, SetsBehaveAsSets) {
  EXPECT_TRUE((kTso4 | kRxCsum).Has(kTso4));
  EXPECT_FALSE(kTso4.Has(kTso4 | kRxCsum));
  EXPECT_TRUE(kTso4.Without(kTso4).IsEmpty());
  EXPECT_TRUE((kTso4 & kRxCsum).IsEmpty());
  EXPECT_TRUE((kTso4 | kRxCsum).HasAny(kTso4 | kLro));
  EXPECT_FALSE(kTso4.HasAny(kRxCsum));
}

TEST(Capabilities, AreABitEachAndTogetherAll) {
  Capabilities seen;
  for (const Capabilities one : {kTxCsumIp4, kTxCsumIp6, kRxCsum, kTso4, kTso6, kScatterGather,
                                 kVlanInsert, kVlanStrip, kLro, kStatefulOffloads}) {
    EXPECT_EQ(one.bits() & (one.bits() - 1), 0u);
    EXPECT_FALSE(seen.HasAny(one));
    seen = seen | one;
  }
  EXPECT_EQ(seen, kAllCapabilities);
}

TEST(WithDependents, IsAClosureThatSplitsOverUnions) {
  ForAllSets([](U32 a, U32 b) {
    const Capabilities x(a), y(b);
    ASSERT_TRUE(WithDependents(x).Has(x));
    ASSERT_EQ(WithDependents(WithDependents(x)), WithDependents(x));
    ASSERT_EQ(WithDependents(x | y), WithDependents(x) | WithDependents(y));
  });
}

TEST(WithDependents, SegmentationNeedsItsFamilysChecksumAndScatterGather) {
  EXPECT_EQ(WithDependents(kTxCsumIp4), kTxCsumIp4 | kTso4);
  EXPECT_EQ(WithDependents(kTxCsumIp6), kTxCsumIp6 | kTso6);
  EXPECT_EQ(WithDependents(kScatterGather), kScatterGather | kTso4 | kTso6);
  const Capabilities others = kAllCapabilities.Without(kTxCsumIp4 | kTxCsumIp6 | kScatterGather);
  EXPECT_EQ(WithDependents(others), others);
}

TEST(NegotiateCapabilities, SyntheticNeverShowsWhatVfCannot) {
  ForAllSets([](U32 s, U32 v) {
    const Withheld w = NegotiateCapabilities(CapabilityMode::kIntersect, Facts(s, s), Facts(v, v));
    const Capabilities shown = Capabilities(s).Without(w.synthetic);
    EXPECT_TRUE(Capabilities(v).Has(shown));
  });
}

TEST(NegotiateCapabilities, OnlyWhatIsSupportedIsWithheld) {
  ForAllSets([](U32 s, U32 v) {
    const Withheld w =
        NegotiateCapabilities(CapabilityMode::kIntersect, Facts(s, s / 2), Facts(v, v));
    EXPECT_TRUE(Capabilities(s).Has(w.synthetic));
    EXPECT_TRUE(Capabilities(v).Has(w.vf));
  });
}

TEST(NegotiateCapabilities, SegmentationGoesWithWhatItNeeds) {
  ForAllSets([](U32 s, U32 v) {
    const Withheld w = NegotiateCapabilities(CapabilityMode::kIntersect, Facts(s, s), Facts(v, v));
    const Capabilities shown = Capabilities(s).Without(w.synthetic);
    const Capabilities all(s);
    if (all.Has(kTxCsumIp4) && !shown.Has(kTxCsumIp4)) {
      EXPECT_FALSE(shown.Has(kTso4));
    }
    if (all.Has(kTxCsumIp6) && !shown.Has(kTxCsumIp6)) {
      EXPECT_FALSE(shown.Has(kTso6));
    }
    if (all.Has(kScatterGather) && !shown.Has(kScatterGather)) {
      EXPECT_TRUE((shown & (kTso4 | kTso6)).IsEmpty());
    }
  });
}

TEST(NegotiateCapabilities, EqualLegsWithholdNothing) {
  for (U32 s = 0; s <= kEvery; ++s) {
    const Withheld w = NegotiateCapabilities(CapabilityMode::kIntersect, Facts(s, s), Facts(s, s));
    EXPECT_EQ(w, Withheld{});
  }
}

TEST(NegotiateCapabilities, WhatTheUserTurnedOffOnSyntheticIsOffOnVfInBothModes) {
  for (const auto mode : {CapabilityMode::kIntersect, CapabilityMode::kOwn}) {
    const Withheld w =
        NegotiateCapabilities(mode, Facts(kEvery, kRxCsum.bits()), Facts(kEvery, kEvery));
    EXPECT_EQ(w.vf, kAllCapabilities.Without(kRxCsum));
  }
}

TEST(NegotiateCapabilities, SegmentationIsOffOnVfWithTheChecksumTheUserTurnedOff) {
  const Withheld w = NegotiateCapabilities(
      CapabilityMode::kIntersect, Facts(kEvery, kAllCapabilities.Without(kTxCsumIp6).bits()),
      Facts(kEvery, kEvery));
  EXPECT_EQ(w.vf, kTxCsumIp6 | kTso6);
}

TEST(NegotiateCapabilities, VfKeepsWhatOnlyVfHas) {
  const Withheld w = NegotiateCapabilities(CapabilityMode::kIntersect, Facts(kRxCsum.bits(), 0),
                                           Facts(kEvery, kEvery));
  EXPECT_EQ(w.vf, kRxCsum);
}

TEST(NegotiateCapabilities, OwnModeLeavesSyntheticAlone) {
  ForAllSets([](U32 s, U32 v) {
    EXPECT_TRUE(
        NegotiateCapabilities(CapabilityMode::kOwn, Facts(s, s), Facts(v, v)).synthetic.IsEmpty());
  });
}

TEST(NegotiateCapabilities, LowerShowsWhatOnlyVfCan) {
  const CapabilityFacts s = Facts((kRxCsum | kLro).bits(), (kRxCsum | kLro).bits());
  const CapabilityFacts v = Facts(kAllCapabilities.Without(kRxCsum | kTso6).bits(), 0);
  const Withheld w = NegotiateCapabilities(CapabilityMode::kLower, s, v);
  EXPECT_EQ(w.synthetic, kRxCsum);
  EXPECT_EQ(w.synthetic_granted, kAdoptable.Without(kRxCsum | kTso6));
  EXPECT_EQ(EffectiveOnSynthetic(s, w),
            kAllCapabilities.Without(kRxCsum | kTso6 | kStatefulOffloads));
}

TEST(NegotiateCapabilities, WhatWasGrantedCanBeTurnedOffAndOnAgain) {
  CapabilityFacts s;
  const CapabilityFacts v = Facts(kEvery, kEvery);
  s.declined = kTxCsumIp4;
  const Withheld w = NegotiateCapabilities(CapabilityMode::kLower, s, v);
  EXPECT_TRUE(w.synthetic_granted.Has(kTxCsumIp4)) << "the user may want it again";
  EXPECT_EQ(EffectiveOnSynthetic(s, w), kAdoptable.Without(kTxCsumIp4 | kTso4));
  EXPECT_EQ(w.vf, kTxCsumIp4 | kTso4);
  EXPECT_EQ(ExplainCapability(kTxCsumIp4, CapabilityMode::kLower, s, v),
            CapabilityVerdict::kUserTurnedOff);
  EXPECT_EQ(ExplainCapability(kTso4, CapabilityMode::kLower, s, v),
            CapabilityVerdict::kNeedsCapabilityTurnedOff);
}

TEST(NegotiateCapabilities, LowerGrantsNoSegmentationWithoutWhatItNeeds) {
  const Withheld w = NegotiateCapabilities(CapabilityMode::kLower, Facts(0, 0),
                                           Facts((kTso4 | kTxCsumIp4).bits(), 0));
  EXPECT_EQ(w.synthetic_granted, kTxCsumIp4);
}

TEST(NegotiateCapabilities, PushForcesVfBothWays) {
  const CapabilityFacts s = Facts((kTxCsumIp4 | kRxCsum | kLro).bits(),  //
                                  (kTxCsumIp4 | kLro).bits());
  const CapabilityFacts v = Facts(kEvery, kScatterGather.bits());
  const Withheld w = NegotiateCapabilities(CapabilityMode::kPush, s, v);
  EXPECT_TRUE(w.synthetic.IsEmpty());
  EXPECT_EQ(w.vf, kAllCapabilities.Without(kTxCsumIp4 | kLro));
  EXPECT_EQ(w.vf_granted, kTxCsumIp4) << "LRO is never turned on for S's sake";
  EXPECT_EQ(EffectiveOnVf(v, w), kTxCsumIp4);
}

TEST(NegotiateCapabilities, UnusableIsWithheldInEveryModeAndNeverGranted) {
  const Capabilities tso = kTso4 | kTso6;
  for (const auto mode : {CapabilityMode::kIntersect, CapabilityMode::kOwn, CapabilityMode::kLower,
                          CapabilityMode::kPush}) {
    const auto every = Facts(kEvery, kEvery);
    EXPECT_EQ(NegotiateCapabilities(mode, every, every, tso).synthetic, tso);
    EXPECT_EQ(ExplainCapability(kTso4, mode, every, every, tso), CapabilityVerdict::kUnusable);
    EXPECT_FALSE(NegotiateCapabilities(mode, {}, every, tso).synthetic_granted.HasAny(tso));
  }
  EXPECT_EQ(ExplainCapability(kTso4, CapabilityMode::kLower, {}, Facts(kEvery, 0), tso),
            CapabilityVerdict::kUnusable);
}

// HWSTATS and whatever else an adapter may let slip through (W-20).
TEST(NegotiateCapabilities, BitsThatAreNotTheContractsAreLeftAlone) {
  const U32 foreign = ~kEvery;
  for (const auto mode : {CapabilityMode::kIntersect, CapabilityMode::kOwn, CapabilityMode::kLower,
                          CapabilityMode::kPush})
    for (const U32 s : {0u, ~0u})
      for (const U32 v : {0u, ~0u}) {
        const Withheld w = NegotiateCapabilities(mode, Facts(s, 0), Facts(v, 0));
        const Capabilities touched = w.synthetic | w.vf | w.synthetic_granted | w.vf_granted;
        EXPECT_EQ(touched.bits() & foreign, 0u);
        EXPECT_EQ(EffectiveOnSynthetic(Facts(~0u, ~0u), w).bits() & foreign, 0u);
        EXPECT_EQ(ExplainCapability(Capabilities(1u << 31), mode, Facts(s, s), Facts(v, v)),
                  CapabilityVerdict::kSyntheticCannot);
      }
}

TEST(ExplainCapability, NamesTheCauseOfEachBit) {
  const CapabilityFacts s = Facts((kTso4 | kRxCsum | kScatterGather | kTxCsumIp4).bits(),
                                  (kTso4 | kScatterGather | kTxCsumIp4).bits());
  const CapabilityFacts v = Facts((kTso4 | kTxCsumIp4).bits(), 0);
  const auto mode = CapabilityMode::kIntersect;
  EXPECT_EQ(ExplainCapability(kLro, mode, s, v), CapabilityVerdict::kSyntheticCannot);
  EXPECT_EQ(ExplainCapability(kRxCsum, mode, s, v), CapabilityVerdict::kUserTurnedOff);
  EXPECT_EQ(ExplainCapability(kScatterGather, mode, s, v), CapabilityVerdict::kVfCannot);
  EXPECT_EQ(ExplainCapability(kTso4, mode, s, v), CapabilityVerdict::kNeedsWithheldCapability);
  EXPECT_EQ(ExplainCapability(kTxCsumIp4, mode, s, v), CapabilityVerdict::kOn);
}

TEST(ExplainCapability, NamesTheCauseInTheOtherModes) {
  const CapabilityFacts s = Facts((kRxCsum | kScatterGather).bits(), kScatterGather.bits());
  CapabilityFacts v = Facts(kAllCapabilities.Without(kTxCsumIp6 | kScatterGather).bits(), 0);
  const auto lower = CapabilityMode::kLower;
  EXPECT_EQ(ExplainCapability(kTxCsumIp4, lower, s, v), CapabilityVerdict::kOn);
  EXPECT_EQ(ExplainCapability(kTxCsumIp6, lower, s, v), CapabilityVerdict::kSyntheticCannot);
  EXPECT_EQ(ExplainCapability(kLro, lower, s, v), CapabilityVerdict::kSyntheticCannot);
  EXPECT_EQ(ExplainCapability(kScatterGather, lower, s, v), CapabilityVerdict::kVfCannot);
  EXPECT_EQ(ExplainCapability(kTso4, lower, s, v), CapabilityVerdict::kNeedsWithheldCapability);
  v.supported = v.supported | kScatterGather;
  EXPECT_EQ(ExplainCapability(kTso4, lower, s, v), CapabilityVerdict::kOn);
  EXPECT_EQ(ExplainCapability(kScatterGather, CapabilityMode::kOwn, s, {}), CapabilityVerdict::kOn);
  EXPECT_EQ(ExplainCapability(kScatterGather, CapabilityMode::kPush, s, {}),
            CapabilityVerdict::kOn);
}

TEST(ExplainCapability, SegmentationWithoutTheChecksumTheUserTurnedOffIsNotOn) {
  const CapabilityFacts s = Facts(kEvery, kAllCapabilities.Without(kTxCsumIp4).bits());
  for (const auto mode : {CapabilityMode::kIntersect, CapabilityMode::kOwn, CapabilityMode::kLower,
                          CapabilityMode::kPush})
    EXPECT_EQ(ExplainCapability(kTso4, mode, s, Facts(kEvery, kEvery)),
              CapabilityVerdict::kNeedsCapabilityTurnedOff);
}

TEST(CapabilitySentence, IsOneForEachVerdict) {
  std::set<std::string> sentences;
  for (U8 i = 0; i <= static_cast<U8>(CapabilityVerdict::kUnusable); ++i)
    sentences.insert(CapabilitySentence(static_cast<CapabilityVerdict>(i)));
  EXPECT_EQ(sentences.size(), 7u);
  EXPECT_EQ(sentences.count("unknown verdict"), 0u);
  EXPECT_STREQ(CapabilitySentence(static_cast<CapabilityVerdict>(200)), "unknown verdict");
}

TEST(ExplainCapability, AgreesWithTheNegotiation) {
  ForAllSets([](U32 s, U32 v) {
    const Withheld w = NegotiateCapabilities(CapabilityMode::kIntersect, Facts(s, s), Facts(v, v));
    for (U32 bit = 1; bit <= kEvery; bit <<= 1) {
      const bool on = Capabilities(s).Without(w.synthetic).Has(Capabilities(bit));
      EXPECT_EQ(ExplainCapability(Capabilities(bit), CapabilityMode::kIntersect, Facts(s, s),
                                  Facts(v, v)) == CapabilityVerdict::kOn,
                on);
    }
  });
}

}  // namespace
}  // namespace vfpair
