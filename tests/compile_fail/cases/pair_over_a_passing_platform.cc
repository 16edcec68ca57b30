// SPDX-License-Identifier: BSD-2-Clause
// expect: (cannot bind non-const lvalue reference of type|no matching constructor)
// expect-soon: (cannot bind non-const lvalue reference|expects an lvalue for 1st argument)
#include "vfpair/testing/null_platform.h"
#include "vfpair/vfpair.h"

using namespace vfpair;
using MyPlatform = testing::NullPlatform;

Reason Test(SyntheticId synthetic) {
#ifdef FAIL
  Pair<MyPlatform> pair(MyPlatform(), synthetic, Rule{});
#else
  MyPlatform platform;
  Pair<MyPlatform> pair(platform, synthetic, Rule{});
#endif
  return pair.reason();
}
