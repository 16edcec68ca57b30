// SPDX-License-Identifier: BSD-2-Clause
// expect: ignoring return(ed)? value of (function|type).*nodiscard
#include "vfpair/testing/null_platform.h"
#include "vfpair/vfpair.h"

using namespace vfpair;
using MyPlatform = testing::NullPlatform;

void Test(Pair<MyPlatform>& pair) {
#ifdef FAIL
  pair.Start();
#else
  (void)pair.Start();
#endif
}
