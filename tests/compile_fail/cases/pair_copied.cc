// SPDX-License-Identifier: BSD-2-Clause
// expect: (use of|call to) deleted (function|constructor)
// expect-soon: a platform and a registry refer to it
#include "vfpair/testing/null_platform.h"
#include "vfpair/vfpair.h"

using namespace vfpair;
using MyPlatform = testing::NullPlatform;

void Test(Pair<MyPlatform>& pair) {
#ifdef FAIL
  Pair<MyPlatform> other = pair;
#else
  Pair<MyPlatform>& other = pair;
#endif
  other.Run();
}
