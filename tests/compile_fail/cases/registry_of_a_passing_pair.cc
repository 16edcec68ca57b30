// SPDX-License-Identifier: BSD-2-Clause
// expect: (cannot bind non-const lvalue reference|non-const lvalue reference .* cannot bind)
#include "vfpair/testing/null_platform.h"
#include "vfpair/vfpair.h"

using namespace vfpair;
using MyPlatform = testing::NullPlatform;

Status Test(Registry<MyPlatform>& registry, MyPlatform& platform) {
#ifdef FAIL
  return registry.Add(Pair<MyPlatform>(platform, SyntheticId(), Rule{}));
#else
  Pair<MyPlatform> pair(platform, SyntheticId(), Rule{});
  return registry.Add(pair);
#endif
}
