// SPDX-License-Identifier: BSD-2-Clause
#include "vfpair/assist.h"

#include <gtest/gtest.h>

namespace vfpair {
namespace {

static_assert(NegotiateAssist(kAllAssist, kAllAssist, kTxCsumIp6) == (kAssistTcp6 | kAssistUdp6));

constexpr U32 kEvery = kAllAssist.bits();

// What decides about assist; the other capabilities have no class.
constexpr Capabilities kDeciding[] = {kTxCsumIp4, kTxCsumIp6, kTso4, kTso6};

Capabilities Effective(U32 index) {
  Capabilities set = kAllCapabilities.Without(kTxCsumIp4 | kTxCsumIp6 | kTso4 | kTso6);
  for (Size i = 0; i < std::size(kDeciding); ++i)
    if ((index >> i & 1) != 0) set = set | kDeciding[i];
  return set;
}

// All 128 x 128 words, in all 16 states of the four capabilities.
template <class Check>
void ForEveryCase(Check&& check) {
  for (U32 s = 0; s <= kEvery; ++s)
    for (U32 v = 0; v <= kEvery; ++v)
      for (U32 on = 0; on < 16; ++on) check(Assist(s), Assist(v), Effective(on));
}

// One bit, asked as the stack would: may I leave this to the interface?
bool MayLeave(Assist bit, Assist s, Assist v, Capabilities on) {
  if (!s.Has(bit) || !v.Has(bit)) return false;
  if (bit == kAssistTso4) return on.Has(kTso4) && MayLeave(kAssistTcp4, s, v, on);
  if (bit == kAssistTso6) return on.Has(kTso6) && MayLeave(kAssistTcp6, s, v, on);
  const bool is_ip6 = bit == kAssistTcp6 || bit == kAssistUdp6;
  return on.Has(is_ip6 ? kTxCsumIp6 : kTxCsumIp4);
}

TEST(NegotiateAssist, IsOnIfAndOnlyIfEnabledAndBothSupportIt) {
  ForEveryCase([](Assist s, Assist v, Capabilities on) {
    const Assist out = NegotiateAssist(s, v, on);
    for (U32 bit = 1; bit <= kEvery; bit <<= 1)
      ASSERT_EQ(out.Has(Assist(bit)), MayLeave(Assist(bit), s, v, on))
          << s.bits() << ' ' << v.bits() << ' ' << on.bits() << ' ' << bit;
  });
}

TEST(NegotiateAssist, AClassHasBitsIfAndOnlyIfEnabledAndBothSupportSomeOfIt) {
  ForEveryCase([](Assist s, Assist v, Capabilities on) {
    const Assist out = NegotiateAssist(s, v, on);
    for (const AssistClass& c : kAssistClasses) {
      bool expected = on.Has(c.capability) && (s & v).HasAny(c.members);
      if (c.capability == kTso4) expected = expected && out.Has(kAssistTcp4);
      if (c.capability == kTso6) expected = expected && out.Has(kAssistTcp6);
      ASSERT_EQ(out.HasAny(c.members), expected);
    }
  });
}

TEST(NegotiateAssist, EveryBitBelongsToOneClass) {
  Assist seen;
  for (const AssistClass& c : kAssistClasses) {
    EXPECT_FALSE(seen.HasAny(c.members));
    seen = seen | c.members;
  }
  EXPECT_EQ(seen, kAllAssist);
}

TEST(NegotiateAssist, IsCommutativeIdempotentAndMonotone) {
  ForEveryCase([](Assist s, Assist v, Capabilities on) {
    const Assist out = NegotiateAssist(s, v, on);
    ASSERT_EQ(out, NegotiateAssist(v, s, on));
    ASSERT_EQ(out, NegotiateAssist(out, v, on));
    ASSERT_TRUE((s & v).Has(out));
    ASSERT_TRUE(NegotiateAssist(s | v, v, on).Has(out));
    for (const Capabilities more : kDeciding)
      ASSERT_TRUE(NegotiateAssist(s, v, on | more).Has(out));
  });
}

TEST(NegotiateAssist, WithoutVfSyntheticHasItsOwn) {
  for (U32 s = 0; s <= kEvery; ++s)
    if (NegotiateAssist(Assist(s), Assist(s), kAllCapabilities) == Assist(s)) {
      EXPECT_EQ(NegotiateAssist(Assist(s), kAllAssist, kAllCapabilities), Assist(s));
    }
}

TEST(NegotiateAssist, BitsThatNobodyKnowsAreNotHandedOut) {
  EXPECT_EQ(NegotiateAssist(Assist(~0u), Assist(~0u), kAllCapabilities), kAllAssist);
}

// A V as drivers are: it clears its own word when told to turn an offload off.
class Driver {
 public:
  explicit Driver(Assist supported) : supported_(supported) {}
  void Enable(Capabilities on) { word_ = NegotiateAssist(supported_, kAllAssist, on); }
  Assist word() const { return word_; }

 private:
  Assist supported_;
  Assist word_;
};

// A13. hn masks S's word by what V has cleared by then, which is nothing, and ORs the rest in.
TEST(NegotiateAssist, WhatIsTurnedOffGoesAndComesBackOnlyAsBothHaveIt) {
  for (U32 s = 0; s <= kEvery; ++s)
    for (U32 v = 0; v <= kEvery; ++v) {
      Driver driver{Assist(v)};
      driver.Enable(kAllCapabilities);
      const Assist before = NegotiateAssist(Assist(s), driver.word(), kAllCapabilities);
      for (const AssistClass& c : kAssistClasses) {
        const Capabilities on = kAllCapabilities.Without(WithDependents(c.capability));
        driver.Enable(on);
        ASSERT_FALSE(NegotiateAssist(Assist(s), driver.word(), on).HasAny(c.members));
        driver.Enable(kAllCapabilities);
        const Assist after = NegotiateAssist(Assist(s), driver.word(), kAllCapabilities);
        ASSERT_EQ(after, before);
        ASSERT_TRUE((Assist(s) & Assist(v)).Has(after));
      }
    }
}

// The same the whole way: the user's word on S, the negotiation, V's driver, S's assist.
TEST(NegotiateAssist, FollowsTheNegotiatedCapabilities) {
  CapabilityFacts s{kAllCapabilities, kAllCapabilities};
  const CapabilityFacts v{kAllCapabilities.Without(kTso6), kAllCapabilities.Without(kTso6)};
  const auto assist = [&] {
    const Withheld w = NegotiateCapabilities(CapabilityMode::kIntersect, s, v);
    Driver driver(kAllAssist.Without(kAssistUdp6 | kAssistTso6));
    driver.Enable(EffectiveOnVf(v, w));
    return NegotiateAssist(kAllAssist.Without(kAssistUdp4), driver.word(),
                           EffectiveOnSynthetic(s, w));
  };
  const Assist all = kAssistIp4 | kAssistTcp4 | kAssistTso4 | kAssistTcp6;
  EXPECT_EQ(assist(), all);
  s.enabled = kAllCapabilities.Without(kTxCsumIp4);
  EXPECT_EQ(assist(), kAssistTcp6) << "segmentation goes with its checksum";
  s.enabled = kAllCapabilities;
  EXPECT_EQ(assist(), all);
}

}  // namespace
}  // namespace vfpair
