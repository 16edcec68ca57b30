// SPDX-License-Identifier: BSD-2-Clause
#include "vfpair/tso.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace vfpair {
namespace {

static_assert(NegotiateTso({65535, 0, 0}, {2000, 0, 0}, 1460).verdict == TsoVerdict::kTooFewBytes);

constexpr U32 kMss = 1460;
constexpr U32 kMost = ~0u;

std::vector<TsoLimits> Domain() {
  std::vector<TsoLimits> all;
  for (const U32 bytes : {0u, 1u, kMss, 2 * kMss - 1, 2 * kMss, 65535u, kMost})
    for (const U32 segments : {0u, 1u, 2u, 18u, kMost})
      for (const U32 segment_bytes : {0u, 1u, kMss, 2048u, 65536u, kMost})
        all.push_back({bytes, segments, segment_bytes});
  return all;
}

bool WithinLimit(U32 value, U32 limit) { return limit == 0 || (value != 0 && value <= limit); }
bool Within(const TsoLimits& a, const TsoLimits& b) {
  return WithinLimit(a.max_bytes, b.max_bytes) && WithinLimit(a.max_segments, b.max_segments) &&
         WithinLimit(a.max_segment_bytes, b.max_segment_bytes);
}

TEST(MergeTso, IsASemilatticeInWhichNoLimitIsNeutral) {
  const auto domain = Domain();
  for (const auto& a : domain) {
    EXPECT_EQ(MergeTso(a, a), a);
    EXPECT_EQ(MergeTso(a, {}), a);
    for (const auto& b : domain) {
      EXPECT_EQ(MergeTso(a, b), MergeTso(b, a));
      EXPECT_TRUE(Within(MergeTso(a, b), a));
      for (const auto& c : domain)
        ASSERT_EQ(MergeTso(a, MergeTso(b, c)), MergeTso(MergeTso(a, b), c));
    }
  }
}

TEST(MergeTso, IsTheLoosestThatSatisfiesBoth) {
  const auto domain = Domain();
  for (const auto& a : domain)
    for (const auto& b : domain)
      for (const auto& c : domain)
        if (Within(c, a) && Within(c, b)) {
          ASSERT_TRUE(Within(c, MergeTso(a, b)));
        }
}

TEST(TighterLimit, IsTheMinimumWithZeroAsTheTop) {
  const U32 edges[] = {0, 1, kMss, 65535, kMost - 1, kMost};
  for (const U32 a : edges)
    for (const U32 b : edges) {
      const U64 top = U64{1} << 32;
      const U64 expected = std::min(a != 0 ? a : top, b != 0 ? b : top);
      EXPECT_EQ(TighterLimit(a, b), expected == top ? 0 : expected);
    }
}

// What a packet may be: judged by the numbers themselves, without any arithmetic on limits.
bool Accepts(const TsoLimits& l, U64 bytes, U64 segments, U64 segment_bytes) {
  return (l.max_bytes == 0 || bytes <= l.max_bytes) &&
         (l.max_segments == 0 || segments <= l.max_segments) &&
         (l.max_segment_bytes == 0 || segment_bytes <= l.max_segment_bytes) &&
         bytes <= segments * segment_bytes;
}

TEST(MergeTso, AcceptsExactlyThePacketsThatBothAccept) {
  const auto domain = Domain();
  for (const auto& a : domain)
    for (const auto& b : domain) {
      const TsoLimits merged = MergeTso(a, b);
      for (const U64 bytes : {1u, kMss, 2 * kMss, 65535u})
        for (const U64 segments : {1u, 2u, 18u})
          for (const U64 each : {1u, 2048u, 65536u}) {
            ASSERT_EQ(Accepts(merged, bytes, segments, each),
                      Accepts(a, bytes, segments, each) && Accepts(b, bytes, segments, each));
          }
    }
}

TEST(CoherentTso, NeverLoosensAndIsIdempotent) {
  for (const auto& a : Domain()) {
    EXPECT_TRUE(Within(CoherentTso(a), a));
    EXPECT_EQ(CoherentTso(CoherentTso(a)), CoherentTso(a));
  }
}

TEST(CoherentTso, BytesNeverExceedWhatTheSegmentsCarry) {
  for (const auto& a : Domain()) {
    const TsoLimits c = CoherentTso(a);
    if (c.max_segments == 0 || c.max_segment_bytes == 0) {
      EXPECT_EQ(c, a);
    } else {
      const U64 reach = U64{c.max_segments} * c.max_segment_bytes;
      EXPECT_TRUE(c.max_bytes != 0 ? c.max_bytes <= reach : reach > kMost);
    }
  }
}

TEST(CoherentTso, IsMonotoneAndRulesOutNoPacket) {
  const auto domain = Domain();
  for (const auto& a : domain) {
    for (const auto& b : domain)
      if (Within(a, b)) {
        ASSERT_TRUE(Within(CoherentTso(a), CoherentTso(b)));
      }
    for (const U64 bytes : {1u, kMss, 65535u})
      for (const U64 segments : {1u, 18u})
        for (const U64 each : {1u, 2048u, 65536u}) {
          ASSERT_EQ(Accepts(CoherentTso(a), bytes, segments, each),
                    Accepts(a, bytes, segments, each));
        }
  }
}

TEST(CoherentTso, TwoThatAgreeMustBeMadeToAgreeOnceTheyAreMerged) {
  const TsoLimits s{65535, 31, 4096}, v{65535, 0, 2048};
  EXPECT_EQ(CoherentTso(s), s);
  EXPECT_EQ(CoherentTso(v), v);
  EXPECT_EQ(CoherentTso(MergeTso(s, v)).max_bytes, 31u * 2048u);
}

TEST(CoherentTso, CapsBytesToWhatTheSegmentsCarry) {
  EXPECT_EQ(CoherentTso({65535, 4, 4096}).max_bytes, 16384u);
  EXPECT_EQ(CoherentTso({0, 4, 4096}).max_bytes, 16384u);
  EXPECT_EQ(CoherentTso({65535, ~0u, ~0u}).max_bytes, 65535u) << "the product must not wrap";
  EXPECT_EQ(CoherentTso({0, 65537, 65535}).max_bytes, kMost) << "the product just fits";
  EXPECT_EQ(CoherentTso({0, 65536, 65536}).max_bytes, 0u) << "2^32 is more than can be said";
}

TEST(IsUsableTso, NeedsRoomForTwoFullSegments) {
  EXPECT_TRUE(IsUsableTso({}, 1460));
  EXPECT_TRUE(IsUsableTso({2920, 0, 0}, 1460));
  EXPECT_FALSE(IsUsableTso({2919, 0, 0}, 1460));
  EXPECT_FALSE(IsUsableTso({0, 1, 0}, 1460));
  EXPECT_FALSE(IsUsableTso({0, 2, 1459}, 1460));
  EXPECT_TRUE(IsUsableTso({0, 2, 1460}, 1460));
  EXPECT_TRUE(IsUsableTso({0, ~0u, ~0u}, 1460)) << "the product must not wrap";
}

TEST(IsUsableTso, TighterLimitsAreNeverMoreUsable) {
  const auto domain = Domain();
  for (const auto& a : domain)
    for (const auto& b : domain)
      if (!IsUsableTso(a, 1460)) {
        EXPECT_FALSE(IsUsableTso(MergeTso(a, b), 1460));
      }
}

TEST(ValidateTso, NamesTheReason) {
  EXPECT_EQ(ValidateTso({}, kMss), TsoVerdict::kUsable);
  EXPECT_EQ(ValidateTso({2919, 0, 0}, kMss), TsoVerdict::kTooFewBytes);
  EXPECT_EQ(ValidateTso({65535, 1, 65536}, kMss), TsoVerdict::kOneSegment);
  EXPECT_EQ(ValidateTso({65535, 2, 1459}, kMss), TsoVerdict::kSegmentsTooSmall);
  EXPECT_EQ(ValidateTso({kMost, 0, 0}, 1u << 31), TsoVerdict::kTooFewBytes);
}

TEST(ValidateTso, IsUsableIfAndOnlyIfTwoFullSegmentsFit) {
  for (const auto& l : Domain())
    for (const U32 mss : {1u, kMss, 65535u, 1u << 31, kMost}) {
      const U64 two = 2 * U64{mss};
      const bool carried = l.max_segments == 0 || l.max_segment_bytes == 0 ||
                           U64{l.max_segments} * l.max_segment_bytes >= two;
      const bool fits = carried && l.max_segments != 1 && (l.max_bytes == 0 || l.max_bytes >= two);
      ASSERT_EQ(ValidateTso(l, mss) == TsoVerdict::kUsable, fits)
          << l.max_bytes << ' ' << l.max_segments << ' ' << l.max_segment_bytes << ' ' << mss;
      ASSERT_EQ(IsUsableTso(CoherentTso(l), mss), IsUsableTso(l, mss));
    }
}

TEST(NegotiateTso, WhatSyntheticIsHeldToIsCoherentAndWithinBoth) {
  const auto domain = Domain();
  for (const auto& s : domain)
    for (const auto& v : domain) {
      const TsoPlan plan = NegotiateTso(s, v, kMss);
      const TsoLimits shown = MergeTso(s, plan.limit);  // as a platform applies it
      ASSERT_TRUE(Within(shown, s) && Within(shown, v));
      ASSERT_EQ(plan.verdict, ValidateTso(MergeTso(s, v), kMss));
      ASSERT_EQ(plan.verdict == TsoVerdict::kUsable, IsUsableTso(shown, kMss));
      ASSERT_EQ(NegotiateTso(shown, v, kMss).limit, TsoLimits()) << "nothing more the second time";
      if (!(plan.limit == TsoLimits())) {
        ASSERT_EQ(CoherentTso(shown), shown);
      }
    }
}

TEST(NegotiateTso, VfWithoutLimitsLeavesSyntheticItsOwn) {
  for (const auto& s : Domain()) {
    EXPECT_EQ(NegotiateTso(s, {}, kMss).limit, TsoLimits());
    EXPECT_EQ(NegotiateTso(s, s, kMss).limit, TsoLimits());
  }
  EXPECT_EQ(NegotiateTso({65535, 31, 4096}, {0, 40, 2048}, kMss).limit,
            (TsoLimits{31 * 2048, 31, 2048}));
}

TEST(TsoSentence, IsOneForEachVerdict) {
  std::set<std::string> sentences;
  for (U8 i = 0; i <= static_cast<U8>(TsoVerdict::kSegmentsTooSmall); ++i)
    sentences.insert(TsoSentence(static_cast<TsoVerdict>(i)));
  EXPECT_EQ(sentences.size(), 4u);
  EXPECT_EQ(sentences.count("unknown verdict"), 0u);
  EXPECT_STREQ(TsoSentence(static_cast<TsoVerdict>(200)), "unknown verdict");
}

}  // namespace
}  // namespace vfpair
