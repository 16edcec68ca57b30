// SPDX-License-Identifier: BSD-2-Clause
// expect: (use of|call to) deleted (function|constructor)
// expect-soon: a profile must outlive its pair
#include "vfpair/testing/null_platform.h"
#include "vfpair/vfpair.h"

using namespace vfpair;
using MyPlatform = testing::NullPlatform;

Reason Test(MyPlatform& platform, SyntheticId synthetic) {
#ifdef FAIL
  Pair<MyPlatform> pair(platform, synthetic, Rule{}, Profile{.settle_ns = 1});
#else
  const Profile profile{.settle_ns = 1};
  Pair<MyPlatform> pair(platform, synthetic, Rule{}, profile);
#endif
  return pair.reason();
}
