// SPDX-License-Identifier: BSD-2-Clause
#include "vfpair/tso.h"

#include <gtest/gtest.h>

#include <vector>

namespace vfpair {
namespace {

std::vector<TsoLimits> Domain() {
  std::vector<TsoLimits> all;
  for (const U32 bytes : {0u, 1u, 1460u, 2920u, 65535u, ~0u})
    for (const U32 segments : {0u, 1u, 2u, 18u, ~0u})
      for (const U32 segment_bytes : {0u, 1u, 2048u, 65536u, ~0u})
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

TEST(CoherentTso, NeverLoosensAndIsIdempotent) {
  for (const auto& a : Domain()) {
    EXPECT_TRUE(Within(CoherentTso(a), a));
    EXPECT_EQ(CoherentTso(CoherentTso(a)), CoherentTso(a));
  }
}

TEST(CoherentTso, CapsBytesToWhatTheSegmentsCarry) {
  EXPECT_EQ(CoherentTso({65535, 4, 4096}).max_bytes, 16384u);
  EXPECT_EQ(CoherentTso({0, 4, 4096}).max_bytes, 16384u);
  EXPECT_EQ(CoherentTso({65535, ~0u, ~0u}).max_bytes, 65535u) << "the product must not wrap";
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

}  // namespace
}  // namespace vfpair
