// SPDX-License-Identifier: BSD-2-Clause
// The algebra over whole words, bits that nobody knows included, and over any numbers: what the
// exhaustive tests of tests/unit cannot enumerate.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cstdlib>

#include "tests/unit/capability_oracle.h"
#include "vfpair/assist.h"
#include "vfpair/rss.h"
#include "vfpair/tso.h"

namespace vfpair {
namespace {

Capabilities AnyCapabilities() { return Capabilities(*rc::gen::arbitrary<U32>()); }

// Most devices differ in a bit or two only; random words nearly always differ in all.
Capabilities Near(Capabilities c) {
  const U32 flip = *rc::gen::element(0u, 0u, 1u, 8u, 32u, 40u, 256u, 0x80000000u);
  return Capabilities(c.bits() ^ flip);
}

CapabilityOracle AnyCase() {
  CapabilityOracle c;
  c.mode = *rc::gen::element(CapabilityMode::kIntersect, CapabilityMode::kOwn,
                             CapabilityMode::kLower, CapabilityMode::kPush);
  c.s.supported = AnyCapabilities();
  c.s.enabled = *rc::gen::arbitrary<bool>() ? Near(c.s.supported) : AnyCapabilities();
  c.s.declined = *rc::gen::arbitrary<bool>() ? Capabilities() : AnyCapabilities();
  c.v.supported = *rc::gen::arbitrary<bool>() ? Near(c.s.supported) : AnyCapabilities();
  c.v.enabled = AnyCapabilities();
  if (*rc::gen::arbitrary<bool>()) c.unusable = kTso4 | kTso6;
  return c;
}

Withheld Negotiate(const CapabilityOracle& c) {
  return NegotiateCapabilities(c.mode, c.s, c.v, c.unusable);
}

// The same cases in every run; RC_PARAMS="seed=... max_success=..." looks for others.
void Property(const char* text, void (*law)()) {
  setenv("RC_PARAMS", "seed=1 max_success=3000", 0);
  EXPECT_TRUE(rc::check(text, law));
}

TEST(AlgebraProperty, CapabilitiesAgreeWithTheRulesAskedOneByOne) {
  Property("sets and questions agree", [] {
    const CapabilityOracle c = AnyCase();
    const Withheld w = Negotiate(c);
    for (U32 bit = 1; bit != 0; bit <<= 1) {
      const Capabilities one(bit);
      RC_ASSERT(EffectiveOnSynthetic(c.s, w).Has(one) == c.OnSynthetic(one));
      RC_ASSERT(w.synthetic_granted.Has(one) == c.GrantedToSynthetic(one));
      if (kAllCapabilities.Has(one))
        RC_ASSERT(c.v.supported.Without(w.vf).Has(one) == c.AllowedOnVf(one));
      RC_ASSERT((ExplainCapability(one, c.mode, c.s, c.v, c.unusable) == CapabilityVerdict::kOn) ==
                c.OnSynthetic(one));
    }
  });
}

TEST(AlgebraProperty, BitsThatAreNotTheContractsAreLeftAlone) {
  Property("nothing foreign is touched", [] {
    const Withheld w = Negotiate(AnyCase());
    RC_ASSERT(kAllCapabilities.Has(w.synthetic | w.vf | w.synthetic_granted | w.vf_granted));
  });
}

TEST(AlgebraProperty, MoreOfVfAndMoreWishesNeverTakeFromSynthetic) {
  Property("monotone", [] {
    CapabilityOracle less = AnyCase();
    // A device that segments without what that needs may lose it to a need that it is granted and
    // its user declines.
    const Capabilities lacking = kAllCapabilities.Without(less.s.supported);
    less.s.supported = less.s.supported.Without(WithDependents(lacking));
    CapabilityOracle more = less;
    more.v.supported = less.v.supported | AnyCapabilities();
    more.s.enabled = less.s.enabled | AnyCapabilities();
    more.s.declined = less.s.declined & AnyCapabilities();
    RC_ASSERT(EffectiveOnSynthetic(more.s, Negotiate(more))
                  .Has(EffectiveOnSynthetic(less.s, Negotiate(less))));
  });
}

// S as an operating system keeps it: one word of what can be turned on and one of what is wanted,
// in which what vfpair granted lies among the device's own. An adapter must be able to tell them
// apart.
class Device {
 public:
  Device(Capabilities own, Capabilities wanted) : offered_(own), wanted_(wanted & own) {}

  CapabilityFacts Facts() const {
    const Capabilities own = offered_.Without(set_.synthetic_granted);
    return {own, wanted_ & own, set_.synthetic_granted.Without(wanted_)};
  }
  void Apply(const Withheld& w) {
    const Capabilities fresh = w.synthetic_granted.Without(set_.synthetic_granted);
    const Capabilities stale = set_.synthetic_granted.Without(w.synthetic_granted);
    offered_ = offered_.Without(stale) | fresh;
    wanted_ = wanted_.Without(stale) | fresh;
    set_ = w;
  }
  void UserSets(Capabilities which, bool on) {
    const Capabilities possible = which & offered_;
    wanted_ = on ? wanted_ | possible : wanted_.Without(possible);
  }
  Capabilities Effective() const { return EffectiveOnSynthetic(Facts(), set_); }
  bool operator==(const Device&) const = default;

 private:
  Capabilities offered_;
  Capabilities wanted_;
  Withheld set_;
};

// Whatever came and went: without V, S is a device that saw only its user's own doing (R-CAP-10,
// A15).
TEST(AlgebraProperty, AfterAnyHistoryOnlyTheUsersDoingRemains) {
  Property("undo is the absence of V", [] {
    const Capabilities own = AnyCapabilities(), wanted = AnyCapabilities();
    Device s(own, wanted), alone(own, wanted);
    const int moments = *rc::gen::inRange(1, 12);
    for (int i = 0; i < moments; ++i) {
      CapabilityOracle c = AnyCase();
      if (*rc::gen::arbitrary<bool>()) {
        const Capabilities which = AnyCapabilities();
        const bool on = *rc::gen::arbitrary<bool>();
        s.UserSets(which, on);
        alone.UserSets(which, on);
      }
      c.s = s.Facts();
      s.Apply(Negotiate(c));
      RC_ASSERT(s.Facts().supported == own);
      RC_ASSERT(s.Facts().enabled == alone.Facts().enabled);
      c.s = s.Facts();
      RC_ASSERT(EffectiveOnSynthetic(c.s, Negotiate(c)) == s.Effective());
    }
    s.Apply({});
    RC_ASSERT(s == alone);
  });
}

TEST(AlgebraProperty, AssistIsWithinBothAndOnlyForWhatIsOn) {
  Property("assist", [] {
    const Assist s(*rc::gen::arbitrary<U32>()), v(*rc::gen::arbitrary<U32>());
    const CapabilityOracle c = AnyCase();
    const Capabilities on = EffectiveOnSynthetic(c.s, Negotiate(c));
    const Assist out = NegotiateAssist(s, v, on);
    RC_ASSERT((s & v & kAllAssist).Has(out));
    for (const AssistClass& k : kAssistClasses)
      RC_ASSERT(!out.HasAny(k.members) || on.Has(k.capability));
  });
}

TsoLimits AnyLimits() {
  const auto any =
      rc::gen::oneOf(rc::gen::element(0u, 1u, 2u, 1460u, 65535u, ~0u), rc::gen::arbitrary<U32>());
  return {*any, *any, *any};
}

bool IsWithin(U32 value, U32 limit) { return limit == 0 || (value != 0 && value <= limit); }

TEST(AlgebraProperty, TsoLimitsFormASemilatticeAndStayCoherent) {
  Property("tso", [] {
    const TsoLimits a = AnyLimits(), b = AnyLimits(), c = AnyLimits();
    const U32 mss = *rc::gen::inRange<U32>(1, 70'000);
    RC_ASSERT(MergeTso(a, MergeTso(b, c)) == MergeTso(MergeTso(a, b), c));
    RC_ASSERT(MergeTso(a, b) == MergeTso(b, a));
    RC_ASSERT(MergeTso(a, a) == a);
    RC_ASSERT(MergeTso(a, {}) == a);
    const TsoPlan plan = NegotiateTso(a, b, mss);
    const TsoLimits shown = MergeTso(a, plan.limit);
    for (const TsoLimits& leg : {a, b}) {
      RC_ASSERT(IsWithin(shown.max_bytes, leg.max_bytes));
      RC_ASSERT(IsWithin(shown.max_segments, leg.max_segments));
      RC_ASSERT(IsWithin(shown.max_segment_bytes, leg.max_segment_bytes));
    }
    RC_ASSERT((plan.verdict == TsoVerdict::kUsable) == IsUsableTso(shown, mss));
  });
}

RssFacts AnyRss() {
  RssFacts f;
  f.has_rss = *rc::gen::weightedElement<bool>({{19, true}, {1, false}});
  f.function = *rc::gen::weightedElement<RssFunction>(
      {{18, RssFunction::kToeplitz}, {1, RssFunction::kNone}, {1, RssFunction::kOther}});
  f.key.length = *rc::gen::weightedElement<U8>({{16, 40}, {1, 52}, {1, 0}, {1, 65}, {1, 255}});
  for (U8& byte : f.key.bytes) byte = *rc::gen::arbitrary<U8>();
  f.types = RssTypes(*rc::gen::arbitrary<U32>());
  f.rings = *rc::gen::element(64u, 64u, 2u, 2u, 1u);
  return f;
}

TEST(AlgebraProperty, RssIsProgrammedOnlyByAgreementAndSeesEveryNewKey) {
  Property("rss", [] {
    const RssFacts s = AnyRss();
    RssFacts v = AnyRss();
    const RssPlan plan = NegotiateRss(s, v);
    RC_CLASSIFY(plan.verdict == RssVerdict::kOk);
    RC_ASSERT(plan.verdict == RssVerdict::kOk || !plan.settings.programmed);
    if (plan.verdict != RssVerdict::kOk) return;
    RC_ASSERT((s.types & v.types).Has(plan.settings.delivered));
    const auto index = *rc::gen::inRange<Size>(0, v.key.length);
    v.key.bytes[index] = static_cast<U8>(v.key.bytes[index] ^ *rc::gen::inRange<int>(1, 256));
    RC_ASSERT(!(NegotiateRss(s, v).settings == plan.settings));
  });
}

}  // namespace
}  // namespace vfpair
