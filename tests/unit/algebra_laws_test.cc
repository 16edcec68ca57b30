// SPDX-License-Identifier: BSD-2-Clause
// The laws of the negotiation, over every combination of four capabilities that stand for all.
#include <gtest/gtest.h>

#include <string>

#include "tests/unit/capability_oracle.h"
#include "vfpair/capabilities.h"

namespace vfpair {
namespace {

// A dependent, its two needs, one that is never adopted. What has no dependents is as these are.
constexpr Capabilities kUniverse[] = {kTxCsumIp4, kScatterGather, kTso4, kLro};
constexpr U32 kSets = 1u << std::size(kUniverse);

constexpr CapabilityMode kModes[] = {CapabilityMode::kIntersect, CapabilityMode::kOwn,
                                     CapabilityMode::kLower, CapabilityMode::kPush};
constexpr CapabilityMode kModesThatFollow[] = {CapabilityMode::kIntersect, CapabilityMode::kLower};

Capabilities Set(U32 index) {
  Capabilities set;
  for (Size i = 0; i < std::size(kUniverse); ++i)
    if ((index >> i & 1) != 0) set = set | kUniverse[i];
  return set;
}

/// A device has what its capabilities need.
bool IsSound(Capabilities set) {
  return set == set.Without(WithDependents(kAllCapabilities.Without(set)));
}

std::string Text(const CapabilityOracle& c) {
  return "mode " + std::to_string(static_cast<int>(c.mode)) + ", S can " +
         std::to_string(c.s.supported.bits()) + ", on " + std::to_string(c.s.enabled.bits()) +
         ", declined " + std::to_string(c.s.declined.bits()) + ", V can " +
         std::to_string(c.v.supported.bits()) + ", on " + std::to_string(c.v.enabled.bits()) +
         ", unusable " + std::to_string(c.unusable.bits());
}

/// Calls check(case, negotiated) for every case; check answers whether the law holds. What was
/// declined counts in one mode only, and V's own wishes in another: elsewhere all and nothing of
/// them will do.
template <class Check>
void ForEveryCase(Check&& check) {
  for (const CapabilityMode mode : kModes)
    for (const Capabilities unusable : {Capabilities(), kTso4})
      for (U32 s = 0; s < kSets; ++s)
        for (U32 on = 0; on < kSets; ++on)
          for (U32 declined = 0; declined < kSets;
               declined += mode == CapabilityMode::kLower ? 1 : kSets - 1)
            for (U32 v = 0; v < kSets; ++v)
              for (U32 v_on = 0; v_on < kSets;
                   v_on += mode == CapabilityMode::kPush ? 1 : kSets - 1) {
                const CapabilityOracle c{
                    mode, {Set(s), Set(on), Set(declined)}, {Set(v), Set(v_on)}, unusable};
                ASSERT_TRUE(check(c, NegotiateCapabilities(mode, c.s, c.v, unusable))) << Text(c);
              }
}

/// The same for what a mode does with S and V as they are, everything on.
template <class Check>
void ForEveryPair(Check&& check) {
  for (U32 s = 0; s < kSets; ++s)
    for (U32 v = 0; v < kSets; ++v) check(Set(s), Set(v));
}

CapabilityFacts AllOn(Capabilities set) { return {set, set}; }

Capabilities On(CapabilityMode mode, const CapabilityFacts& s, const CapabilityFacts& v) {
  return EffectiveOnSynthetic(s, NegotiateCapabilities(mode, s, v));
}

TEST(CapabilityLaws, AgreeWithTheRulesAskedOneByOne) {
  ForEveryCase([](const CapabilityOracle& c, const Withheld& w) {
    const Capabilities on = EffectiveOnSynthetic(c.s, w);
    for (const Capabilities bit : kUniverse) {
      if (on.Has(bit) != c.OnSynthetic(bit)) return false;
      if (w.synthetic_granted.Has(bit) != c.GrantedToSynthetic(bit)) return false;
      if (c.v.supported.Without(w.vf).Has(bit) != c.AllowedOnVf(bit)) return false;
    }
    return true;
  });
}

TEST(CapabilityLaws, OnlyWhatALegHasIsWithheldAndOnlyWhatItLacksIsGranted) {
  ForEveryCase([](const CapabilityOracle& c, const Withheld& w) {
    return c.s.supported.Has(w.synthetic) && c.v.supported.Has(w.vf) &&
           c.v.supported.Has(w.synthetic_granted) &&
           !w.synthetic_granted.HasAny(c.s.supported | kLro) && c.v.supported.Has(w.vf_granted) &&
           !w.vf_granted.HasAny(c.v.enabled | w.vf | kLro);
  });
}

TEST(CapabilityLaws, GrantsBelongToTheirModes) {
  ForEveryCase([](const CapabilityOracle& c, const Withheld& w) {
    return (c.mode == CapabilityMode::kLower || w.synthetic_granted.IsEmpty()) &&
           (c.mode == CapabilityMode::kPush || w.vf_granted.IsEmpty());
  });
}

TEST(CapabilityLaws, NothingIsOnWithoutWhatItNeeds) {
  ForEveryCase([](const CapabilityOracle& c, const Withheld& w) {
    const Capabilities on = EffectiveOnSynthetic(c.s, w);
    const Capabilities can = c.s.supported | w.synthetic_granted;
    return !on.Has(kTso4) || (on.Has(can & (kTxCsumIp4 | kScatterGather)));
  });
}

TEST(CapabilityLaws, SyntheticDoesWhatVfCanWhereItFollowsVf) {
  ForEveryCase([](const CapabilityOracle& c, const Withheld& w) {
    return !FollowsVf(c.mode) || c.v.supported.Has(EffectiveOnSynthetic(c.s, w));
  });
}

TEST(CapabilityLaws, WhatIsOnIsWithinBothWhenIntersected) {
  ForEveryCase([](const CapabilityOracle& c, const Withheld& w) {
    return c.mode != CapabilityMode::kIntersect ||
           (c.s.supported & c.s.enabled & c.v.supported).Has(EffectiveOnSynthetic(c.s, w));
  });
}

TEST(CapabilityLaws, LeftAloneIsLeftAlone) {
  ForEveryCase([](const CapabilityOracle& c, const Withheld& w) {
    return FollowsVf(c.mode) || !c.unusable.IsEmpty() ||
           (w.synthetic.IsEmpty() && w.synthetic_granted.IsEmpty());
  });
}

TEST(CapabilityLaws, WhatTheUserTurnedOffIsOffOnBothLegs) {
  ForEveryCase([](const CapabilityOracle& c, const Withheld& w) {
    const Capabilities off = WithDependents(TurnedOff(c.s, w));
    return !EffectiveOnSynthetic(c.s, w).HasAny(off) && !EffectiveOnVf(c.v, w).HasAny(off);
  });
}

TEST(CapabilityLaws, VfKeepsWhatOnlyVfHasUnlessItNeedsWhatTheUserTurnedOff) {
  ForEveryCase([](const CapabilityOracle& c, const Withheld& w) {
    const Capabilities only = c.v.supported.Without(c.s.supported | w.synthetic_granted);
    return c.mode == CapabilityMode::kPush ||
           !w.vf.HasAny(only.Without(WithDependents(TurnedOff(c.s, w))));
  });
}

TEST(CapabilityLaws, PushedVfDoesNothingThatSyntheticDoesNot) {
  ForEveryCase([](const CapabilityOracle& c, const Withheld& w) {
    return c.mode != CapabilityMode::kPush ||
           EffectiveOnSynthetic(c.s, w).Has(EffectiveOnVf(c.v, w));
  });
}

TEST(CapabilityLaws, PushedVfDoesAllThatSyntheticDoesAndVfCan) {
  ForEveryCase([](const CapabilityOracle& c, const Withheld& w) {
    if (c.mode != CapabilityMode::kPush || !IsSound(c.s.supported) || !IsSound(c.v.supported))
      return true;
    const Capabilities wanted = EffectiveOnSynthetic(c.s, w) & c.v.supported & kAdoptable;
    return EffectiveOnVf(c.v, w).Has(wanted);
  });
}

TEST(CapabilityLaws, TheExplanationIsOnIfAndOnlyIfItIsInEffect) {
  ForEveryCase([](const CapabilityOracle& c, const Withheld& w) {
    for (const Capabilities bit : kUniverse) {
      const CapabilityVerdict verdict = ExplainCapability(bit, c.mode, c.s, c.v, c.unusable);
      if ((verdict == CapabilityVerdict::kOn) != EffectiveOnSynthetic(c.s, w).Has(bit))
        return false;
    }
    return true;
  });
}

// Each cause is one: it is there, and what it says is so.
TEST(CapabilityLaws, TheExplanationIsTrue) {
  ForEveryCase([](const CapabilityOracle& c, const Withheld& w) {
    const Capabilities shown = c.s.supported.Without(w.synthetic) | w.synthetic_granted;
    for (const Capabilities bit : kUniverse) {
      bool need_not_shown = false, need_turned_off = false;
      for (const Capabilities need : CapabilityOracle::Needs(bit)) {
        need_not_shown = need_not_shown || !shown.Has(need);
        need_turned_off = need_turned_off || TurnedOff(c.s, w).Has(need);
      }
      bool truth = true;
      switch (ExplainCapability(bit, c.mode, c.s, c.v, c.unusable)) {
        case CapabilityVerdict::kOn:
          break;
        case CapabilityVerdict::kSyntheticCannot:
          truth = !c.s.supported.Has(bit);
          break;
        case CapabilityVerdict::kVfCannot:
          truth = c.s.supported.Has(bit) && !c.v.supported.Has(bit) && FollowsVf(c.mode);
          break;
        case CapabilityVerdict::kUserTurnedOff:
          truth = TurnedOff(c.s, w).Has(bit);
          break;
        case CapabilityVerdict::kNeedsWithheldCapability:
          truth = need_not_shown;
          break;
        case CapabilityVerdict::kNeedsCapabilityTurnedOff:
          truth = need_turned_off;
          break;
        case CapabilityVerdict::kUnusable:
          truth = c.unusable.Has(bit);
          break;
      }
      if (!truth) return false;
    }
    return true;
  });
}

TEST(CapabilityLaws, MoreOfVfNeverTakesFromSynthetic) {
  for (const CapabilityMode mode : kModes)
    ForEveryPair([mode](Capabilities v, Capabilities more) {
      for (U32 s = 0; s < kSets; ++s)
        for (U32 on = 0; on < kSets; ++on) {
          const CapabilityFacts facts{Set(s), Set(on)};
          ASSERT_TRUE(On(mode, facts, AllOn(v | more)).Has(On(mode, facts, AllOn(v))));
        }
    });
}

TEST(CapabilityLaws, MoreWishesNeverTakeFromSynthetic) {
  for (const CapabilityMode mode : kModes)
    ForEveryPair([mode](Capabilities on, Capabilities more) {
      ForEveryPair([&](Capabilities s, Capabilities v) {
        ASSERT_TRUE(On(mode, {s, on | more}, AllOn(v)).Has(On(mode, {s, on}, AllOn(v))));
      });
    });
}

TEST(CapabilityLaws, MoreOfASoundSyntheticNeverTakesFromIt) {
  for (const CapabilityMode mode : kModes)
    ForEveryPair([mode](Capabilities s, Capabilities more) {
      if (!IsSound(s) || !IsSound(s | more)) return;
      for (U32 v = 0; v < kSets; ++v)
        if (IsSound(Set(v))) {
          ASSERT_TRUE(
              On(mode, AllOn(s | more), AllOn(Set(v))).Has(On(mode, AllOn(s), AllOn(Set(v)))));
        }
    });
}

TEST(CapabilityLaws, IntersectionOfSoundLegsIsWhatBothHaveInEitherOrder) {
  ForEveryPair([](Capabilities a, Capabilities b) {
    if (!IsSound(a) || !IsSound(b)) return;
    EXPECT_EQ(On(CapabilityMode::kIntersect, AllOn(a), AllOn(b)), a & b);
    EXPECT_EQ(On(CapabilityMode::kIntersect, AllOn(b), AllOn(a)), a & b);
  });
}

TEST(CapabilityLaws, LowerShowsWhatASoundVfHasAndNeitherMoreNorLro) {
  ForEveryPair([](Capabilities s, Capabilities v) {
    if (!IsSound(v)) return;
    const Capabilities expected = (v & kAdoptable) | (s & v & kLro);
    EXPECT_EQ(On(CapabilityMode::kLower, AllOn(s), AllOn(v)), expected);
  });
}

TEST(CapabilityLaws, NegotiatingAgainFromTheResultChangesNothingMore) {
  for (const CapabilityMode mode : kModesThatFollow)
    ForEveryPair([mode](Capabilities s, Capabilities v) {
      const Withheld w = NegotiateCapabilities(mode, AllOn(s), AllOn(v));
      const Capabilities shown = s.Without(w.synthetic) | w.synthetic_granted;
      EXPECT_EQ(NegotiateCapabilities(mode, AllOn(shown), AllOn(v)), Withheld{});
    });
}

TEST(CapabilityLaws, EqualLegsAreLeftAsTheyAre) {
  for (const CapabilityMode mode : kModes)
    for (U32 s = 0; s < kSets; ++s)
      if (IsSound(Set(s))) {
        EXPECT_EQ(NegotiateCapabilities(mode, AllOn(Set(s)), AllOn(Set(s))), Withheld{});
      }
}

// Undoing is the same computation with nothing withheld: only the user's own doing remains.
TEST(CapabilityLaws, AtRestEachLegIsAsItsUserLeftIt) {
  for (U32 can = 0; can < kSets; ++can)
    for (U32 on = 0; on < kSets; ++on) {
      const CapabilityFacts facts{Set(can), Set(on), Set(on)};
      const Capabilities own = Set(can & on).Without(WithDependents(Set(can & ~on)));
      EXPECT_EQ(EffectiveOnSynthetic(facts, {}), own);
      EXPECT_EQ(EffectiveOnVf(facts, {}), own);
    }
}

TEST(CapabilityLaws, WhatTheUserTurnsOffWhilePairedIsOffEvenIfOnlyVfHasIt) {
  for (const CapabilityMode mode : kModes)
    ForEveryPair([mode](Capabilities s, Capabilities v) {
      for (U32 off = 0; off < kSets; ++off) {
        const CapabilityFacts facts{s, s.Without(Set(off)), Set(off)};
        EXPECT_FALSE(On(mode, facts, AllOn(v)).HasAny(Set(off)));
      }
    });
}

}  // namespace
}  // namespace vfpair
