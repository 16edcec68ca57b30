// SPDX-License-Identifier: BSD-2-Clause
#include "vfpair/capabilities.h"

#include <gtest/gtest.h>

namespace vfpair {
namespace {

constexpr U32 kEvery = kAllCapabilities.bits();

CapabilityFacts Facts(U32 supported, U32 enabled) {
  return {Capabilities(supported), Capabilities(enabled)};
}

// A few thousand pairs of sets, spread over all 512 x 512.
template <class Check>
void ForManySets(Check&& check) {
  for (U32 s = 0; s <= kEvery; s += 3)
    for (U32 v = 0; v <= kEvery; v += 7) check(s, v);
}

TEST(Capabilities, SetsBehaveAsSets) {
  EXPECT_TRUE((kTso4 | kRxCsum).Has(kTso4));
  EXPECT_FALSE(kTso4.Has(kTso4 | kRxCsum));
  EXPECT_TRUE(kTso4.Without(kTso4).IsEmpty());
  EXPECT_TRUE((kTso4 & kRxCsum).IsEmpty());
}

TEST(NegotiateCapabilities, SyntheticNeverShowsWhatVfCannot) {
  ForManySets([](U32 s, U32 v) {
    const Withheld w = NegotiateCapabilities(CapabilityMode::kIntersect, Facts(s, s), Facts(v, v));
    const Capabilities shown = Capabilities(s).Without(w.synthetic);
    EXPECT_TRUE(Capabilities(v).Has(shown));
  });
}

TEST(NegotiateCapabilities, OnlyWhatIsSupportedIsWithheld) {
  ForManySets([](U32 s, U32 v) {
    const Withheld w =
        NegotiateCapabilities(CapabilityMode::kIntersect, Facts(s, s / 2), Facts(v, v));
    EXPECT_TRUE(Capabilities(s).Has(w.synthetic));
    EXPECT_TRUE(Capabilities(v).Has(w.vf));
  });
}

TEST(NegotiateCapabilities, SegmentationGoesWithWhatItNeeds) {
  ForManySets([](U32 s, U32 v) {
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
        NegotiateCapabilities(mode, Facts(kEvery, (kTso4 | kRxCsum).bits()), Facts(kEvery, kEvery));
    EXPECT_EQ(w.vf, kAllCapabilities.Without(kTso4 | kRxCsum));
  }
}

TEST(NegotiateCapabilities, VfKeepsWhatOnlyVfHas) {
  const Withheld w = NegotiateCapabilities(CapabilityMode::kIntersect, Facts(kRxCsum.bits(), 0),
                                           Facts(kEvery, kEvery));
  EXPECT_EQ(w.vf, kRxCsum);
}

TEST(NegotiateCapabilities, OwnModeLeavesSyntheticAlone) {
  ForManySets([](U32 s, U32 v) {
    EXPECT_TRUE(
        NegotiateCapabilities(CapabilityMode::kOwn, Facts(s, s), Facts(v, v)).synthetic.IsEmpty());
  });
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

TEST(ExplainCapability, AgreesWithTheNegotiation) {
  ForManySets([](U32 s, U32 v) {
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
