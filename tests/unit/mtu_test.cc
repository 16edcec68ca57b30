// SPDX-License-Identifier: BSD-2-Clause
#include "vfpair/mtu.h"

#include <gtest/gtest.h>

namespace vfpair {
namespace {

TEST(MtuRange, MaximumOfZeroMeansNotLimited) {
  EXPECT_TRUE((MtuRange{68, 0}.Contains(1'000'000)));
  EXPECT_FALSE((MtuRange{68, 0}.Contains(67)));
}

TEST(MtuRange, ContainsBothItsEndsAndNothingBeyond) {
  constexpr MtuRange kRange{68, 1500};
  EXPECT_FALSE(kRange.Contains(67));
  EXPECT_TRUE(kRange.Contains(68));
  EXPECT_TRUE(kRange.Contains(1500));
  EXPECT_FALSE(kRange.Contains(1501));
}

TEST(MtuRange, OfWhichNothingIsSaidContainsEverything) {
  EXPECT_TRUE(MtuRange{}.Contains(0));
  EXPECT_TRUE(MtuRange{}.Contains(~U32{0}));
}

TEST(IntersectMtu, ContainsExactlyWhatBothContain) {
  for (U32 a_min = 0; a_min < 6; ++a_min)
    for (U32 a_max = 0; a_max < 6; ++a_max)
      for (U32 b_min = 0; b_min < 6; ++b_min)
        for (U32 b_max = 0; b_max < 6; ++b_max) {
          const MtuRange a{a_min, a_max}, b{b_min, b_max};
          EXPECT_EQ(IntersectMtu(a, b), IntersectMtu(b, a));
          for (U32 mtu = 0; mtu < 8; ++mtu) {
            EXPECT_EQ(IntersectMtu(a, b).Contains(mtu), a.Contains(mtu) && b.Contains(mtu));
            EXPECT_EQ(CheckMtu(a, b, mtu).ok(), a.Contains(mtu) && b.Contains(mtu));
          }
        }
}

TEST(CheckMtu, RefusalSaysWhy) {
  EXPECT_EQ(CheckMtu({68, 9000}, {68, 1500}, 1501).reason(), Reason::kMtuOutOfRange);
}

}  // namespace
}  // namespace vfpair
