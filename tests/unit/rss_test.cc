// SPDX-License-Identifier: BSD-2-Clause
#include "vfpair/rss.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <type_traits>

namespace vfpair {
namespace {

static_assert(std::is_standard_layout_v<RssFacts> && std::is_trivially_copyable_v<RssFacts>);
static_assert(std::is_standard_layout_v<RssSettings> && std::is_trivially_copyable_v<RssSettings>);

// All of it is there at compile time.
static_assert(NegotiateRss({}, {}).verdict == RssVerdict::kSyntheticHasOneRing);
static_assert(DeliverableRssTypes(kRssTcp6, kRssTcp6 | kRssTcp6Ex).IsEmpty());

constexpr U32 kEvery = kAllRssTypes.bits();
constexpr RssTypes kHnTypes = kAllRssTypes.Without(kRssUdp6 | kRssUdp6Ex);  // what hn's host can do

RssKey Key(U8 seed, U8 length = 40) {
  RssKey key;
  key.length = length;
  for (U8 i = 0; i < length && i < kRssKeyRoom; ++i) key.bytes[i] = static_cast<U8>(seed + i);
  return key;
}

RssFacts Facts(RssTypes types, U8 seed) {
  return {true, RssFunction::kToeplitz, Key(seed), types, 4};
}

RssPlan Negotiate(RssTypes s, RssTypes v) { return NegotiateRss(Facts(s, 1), Facts(v, 2)); }

TEST(RssTypes, AreABitEachAndTogetherAll) {
  RssTypes seen;
  for (const RssTypes one : {kRssIp4, kRssTcp4, kRssUdp4, kRssIp6, kRssIp6Ex, kRssTcp6, kRssTcp6Ex,
                             kRssUdp6, kRssUdp6Ex}) {
    EXPECT_EQ(one.bits() & (one.bits() - 1), 0u);
    EXPECT_FALSE(seen.HasAny(one));
    seen = seen | one;
  }
  EXPECT_EQ(seen, kAllRssTypes);
}

// ---- what hashing means, one packet at a time ----

enum class L4 { kNone, kTcp, kUdp };
struct Packet {
  int family;
  L4 l4;
};
constexpr Packet kPackets[] = {{4, L4::kNone}, {4, L4::kTcp}, {4, L4::kUdp},
                               {6, L4::kNone}, {6, L4::kTcp}, {6, L4::kUdp}};

struct Meaning {
  RssTypes type;
  int family;
  L4 l4;  // kNone: whatever is in it
  bool ex;
};
constexpr Meaning kMeanings[] = {
    {kRssIp4, 4, L4::kNone, false},  {kRssTcp4, 4, L4::kTcp, false},
    {kRssUdp4, 4, L4::kUdp, false},  {kRssIp6, 6, L4::kNone, false},
    {kRssIp6Ex, 6, L4::kNone, true}, {kRssTcp6, 6, L4::kTcp, false},
    {kRssTcp6Ex, 6, L4::kTcp, true}, {kRssUdp6, 6, L4::kUdp, false},
    {kRssUdp6Ex, 6, L4::kUdp, true},
};

bool Fits(const Meaning& m, const Packet& p) {
  return m.family == p.family && (m.l4 == L4::kNone || m.l4 == p.l4);
}
// Plain and Ex are level: which of them a device with both takes is its own affair.
bool IsAtLeastAsSpecific(const Meaning& a, const Meaning& b) {
  return a.l4 != L4::kNone || b.l4 == L4::kNone;
}

// Both have it, and V would classify no packet that fits it with as specific a type that S lacks.
bool MayDeliver(const Meaning& t, RssTypes s, RssTypes v) {
  if (!s.Has(t.type) || !v.Has(t.type)) return false;
  for (const Packet& p : kPackets)
    for (const Meaning& other : kMeanings) {
      const bool only_vf = v.Has(other.type) && !s.Has(other.type);
      if (only_vf && Fits(t, p) && Fits(other, p) && IsAtLeastAsSpecific(other, t)) return false;
    }
  return true;
}

// The type by which a device with these types hashes a packet.
RssTypes Classify(RssTypes types, const Packet& p, bool prefers_ex) {
  const Meaning* best = nullptr;
  for (const Meaning& m : kMeanings) {
    if (!types.Has(m.type) || !Fits(m, p)) continue;
    if (best != nullptr) {
      if (!IsAtLeastAsSpecific(m, *best)) continue;
      if (IsAtLeastAsSpecific(*best, m) && m.ex != prefers_ex) continue;
    }
    best = &m;
  }
  return best != nullptr ? best->type : RssTypes();
}

template <class Check>
void ForEveryPair(Check&& check) {
  for (U32 s = 0; s <= kEvery; ++s)
    for (U32 v = 0; v <= kEvery; ++v) check(RssTypes(s), RssTypes(v));
}

// A21 with S's seven types, and beyond it with all nine.
TEST(DeliverableRssTypes, AreThoseThatVfWouldNotClassifyOtherwise) {
  int of_hn = 0;
  ForEveryPair([&of_hn](RssTypes s, RssTypes v) {
    const RssTypes delivered = DeliverableRssTypes(s, v);
    for (const Meaning& m : kMeanings)
      ASSERT_EQ(delivered.Has(m.type), MayDeliver(m, s, v))
          << s.bits() << ' ' << v.bits() << ' ' << m.type.bits();
    of_hn += kHnTypes.Has(s | v) ? 1 : 0;
  });
  EXPECT_EQ(of_hn, 128 * 128);
}

// The purpose (R-RSS-5): what the stack is told of a packet is what V would have told of it.
TEST(DeliverableRssTypes, CarryTheHashThatVfWouldHaveGivenThePacket) {
  ForEveryPair([](RssTypes s, RssTypes v) {
    const RssTypes delivered = DeliverableRssTypes(s, v);
    for (const Packet& p : kPackets)
      for (const bool prefers_ex : {false, true}) {
        const RssTypes told = Classify(s & v, p, prefers_ex) & delivered;
        ASSERT_TRUE(told.IsEmpty() || told == Classify(v, p, prefers_ex));
      }
  });
}

TEST(DeliverableRssTypes, KeepTheLaws) {
  ForEveryPair([](RssTypes s, RssTypes v) {
    const RssTypes delivered = DeliverableRssTypes(s, v);
    ASSERT_TRUE((s & v).Has(delivered));
    ASSERT_EQ(DeliverableRssTypes(s & v, v), delivered) << "again, from what was programmed";
    ASSERT_TRUE(!s.Has(v) || delivered == v) << "nothing is lost to a V that has nothing more";
    for (U32 bit = 1; bit <= kEvery; bit <<= 1)
      ASSERT_TRUE(DeliverableRssTypes(s | RssTypes(bit), v).Has(delivered)) << "more of S";
  });
}

TEST(DeliverableRssTypes, MoreOfVfMayCostSome) {
  EXPECT_EQ(DeliverableRssTypes(kRssIp4, kRssIp4), kRssIp4);
  EXPECT_EQ(DeliverableRssTypes(kRssIp4, kRssIp4 | kRssTcp4), RssTypes());
}

TEST(NegotiateRss, ProgramsVfsKeyAndTheCommonTypesForAllSets) {
  ForEveryPair([](RssTypes s, RssTypes v) {
    const RssPlan plan = Negotiate(s, v);
    if ((s & v).IsEmpty()) {
      ASSERT_EQ(plan.verdict, RssVerdict::kNoCommonTypes);
      ASSERT_EQ(plan.settings, kRssUndelivered);
      return;
    }
    ASSERT_EQ(plan.verdict, RssVerdict::kOk);
    ASSERT_TRUE(plan.settings.programmed);
    ASSERT_EQ(plan.settings.key, Key(2));
    ASSERT_EQ(plan.settings.types, s & v);
    ASSERT_EQ(plan.settings.delivered, DeliverableRssTypes(s, v));
  });
}

TEST(NegotiateRss, SyntheticThatHashesLikeVfIsNotProgrammed) {
  for (U32 bits = 1; bits <= kEvery; ++bits) {
    const RssPlan plan = NegotiateRss(Facts(RssTypes(bits), 7), Facts(kAllRssTypes, 7));
    EXPECT_EQ(plan.verdict, RssVerdict::kOk);
    RssSettings own;  // but for what is delivered
    own.delivered = DeliverableRssTypes(RssTypes(bits), kAllRssTypes);
    EXPECT_EQ(plan.settings, own);
  }
  EXPECT_FALSE(NegotiateRss(Facts(RssTypes(~0u), 7), Facts(kAllRssTypes, 7)).settings.programmed)
      << "types that nobody knows do not count";
  EXPECT_TRUE(NegotiateRss(Facts(kHnTypes, 7), Facts(kRssIp4, 7)).settings.programmed)
      << "the types differ";
}

TEST(NegotiateRss, RestIsTheUsersOwn) {
  constexpr RssSettings kRest;
  EXPECT_FALSE(kRest.programmed);
  EXPECT_EQ(kRest.delivered, kAllRssTypes);
  EXPECT_EQ(kRest.key, RssKey());
  EXPECT_FALSE(kRest == kRssUndelivered);
  EXPECT_FALSE(kRest == Negotiate(kHnTypes, kAllRssTypes).settings);
}

TEST(NegotiateRss, RekeyedVfIsAChange) {
  RssFacts v = Facts(kAllRssTypes, 2);
  const RssFacts s = Facts(kHnTypes, 1), found = v;
  const RssSettings before = NegotiateRss(s, v).settings;
  v.key.bytes[39] ^= 1;
  EXPECT_FALSE(v == found);
  EXPECT_FALSE(NegotiateRss(s, v).settings == before);
  v.key = found.key;
  EXPECT_EQ(NegotiateRss(s, v).settings, before);
}

TEST(NegotiateRss, WhereSyntheticDoesNotHashNothingIsTouched) {
  const RssFacts v = Facts(kAllRssTypes, 2);
  for (const U32 rings : {0u, 1u}) {
    RssFacts s = Facts(kHnTypes, 1);
    s.rings = rings;
    EXPECT_EQ(NegotiateRss(s, v).verdict, RssVerdict::kSyntheticHasOneRing);
    EXPECT_EQ(NegotiateRss(s, v).settings, RssSettings());
  }
  RssFacts s = Facts(kHnTypes, 1);
  s.function = RssFunction::kOther;
  EXPECT_EQ(NegotiateRss(s, v).verdict, RssVerdict::kSyntheticCannotToeplitz);
  EXPECT_EQ(NegotiateRss(s, v).settings, RssSettings());
  s = Facts(kHnTypes, 1);
  s.has_rss = false;
  EXPECT_EQ(NegotiateRss(s, v).verdict, RssVerdict::kSyntheticCannotToeplitz);
  s.rings = 2;
  s.has_rss = true;
  EXPECT_EQ(NegotiateRss(s, v).verdict, RssVerdict::kOk);
}

TEST(NegotiateRss, WhereVfDoesNotFitNoHashIsDelivered) {
  const RssFacts s = Facts(kHnTypes, 1);
  const auto expect = [&s](const RssFacts& v, RssVerdict verdict) {
    const RssPlan plan = NegotiateRss(s, v);
    EXPECT_EQ(plan.verdict, verdict);
    EXPECT_EQ(plan.settings, kRssUndelivered);
    EXPECT_FALSE(plan.settings.programmed);
    EXPECT_TRUE(plan.settings.delivered.IsEmpty());
  };
  RssFacts v = Facts(kAllRssTypes, 2);
  v.has_rss = false;
  expect(v, RssVerdict::kVfHasNoRss);
  v = Facts(kAllRssTypes, 2);
  v.function = RssFunction::kNone;
  expect(v, RssVerdict::kVfHasNoRss);
  v.function = RssFunction::kOther;
  expect(v, RssVerdict::kVfNotToeplitz);
  expect(Facts(kRssUdp6, 2), RssVerdict::kNoCommonTypes);
  expect(Facts(RssTypes(~kEvery), 2), RssVerdict::kNoCommonTypes);
  v = Facts(kAllRssTypes, 2);
  for (const int length : {0, 39, 41, 52, 64, 65, 255}) {
    v.key = Key(2, static_cast<U8>(length));
    expect(v, RssVerdict::kKeyLengthDiffers);
  }
}

TEST(NegotiateRss, KeysOfAnyEqualLengthThatThereIsRoomForWillDo) {
  for (int length = 0; length <= 255; ++length) {
    RssFacts s = Facts(kHnTypes, 1), v = Facts(kAllRssTypes, 2);
    s.key = Key(1, static_cast<U8>(length));
    v.key = Key(2, static_cast<U8>(length));
    const bool fits = length > 0 && length <= 64;
    EXPECT_EQ(NegotiateRss(s, v).verdict, fits ? RssVerdict::kOk : RssVerdict::kKeyLengthDiffers);
  }
}

TEST(RssKey, WhatLiesBeyondItsLengthDoesNotCount) {
  RssKey a = Key(1), b = Key(1);
  b.bytes[40] = 99;
  EXPECT_EQ(a, b);
  for (Size i = 0; i < 40; ++i) {
    b = a;
    b.bytes[i] ^= 0x80;
    EXPECT_FALSE(a == b);
  }
  b = a;
  b.length = 39;
  EXPECT_FALSE(a == b);
  a.length = b.length = 255;
  EXPECT_EQ(a, b) << "and it is not read past its end";
}

TEST(RssKey, LongerThanThereIsRoomForIsNotReadPastItsEnd) {
  constexpr auto compare = [] {
    RssKey a, b;
    a.length = b.length = 255;
    b.bytes[kRssKeyRoom - 1] = 1;
    return a == a && !(a == b);
  };
  static_assert(compare());  // the compiler minds where it reads
}

TEST(RssFacts, AsConstructedHashNothing) {
  EXPECT_EQ(RssKey().length, 0u);
  EXPECT_FALSE(RssKey().IsUsable());
  EXPECT_EQ(RssFacts().rings, 0u);
}

TEST(RssSentence, IsOneForEachVerdict) {
  std::set<std::string> sentences;
  for (U8 i = 0; i <= static_cast<U8>(RssVerdict::kNoCommonTypes); ++i)
    sentences.insert(RssSentence(static_cast<RssVerdict>(i)));
  EXPECT_EQ(sentences.size(), 7u);
  EXPECT_EQ(sentences.count("unknown verdict"), 0u);
  EXPECT_STREQ(RssSentence(static_cast<RssVerdict>(200)), "unknown verdict");
}

}  // namespace
}  // namespace vfpair
