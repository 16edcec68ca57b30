// SPDX-License-Identifier: BSD-2-Clause
// expect: vfpair platform: ReadFacts\(InterfaceId id, InterfaceFacts& out\) is missing: all that
// expect-errors: 27
// Each function that is missing is named once.
#include "vfpair/testing/null_platform.h"
#include "vfpair/vfpair.h"

using namespace vfpair;

#ifdef FAIL
struct MyPlatform {};
#else
struct MyPlatform : testing::NullPlatform {};
#endif

Reason Test(Pair<MyPlatform>& pair) { return pair.reason(); }
