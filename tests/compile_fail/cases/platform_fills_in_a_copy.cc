// SPDX-License-Identifier: BSD-2-Clause
// expect: vfpair platform: ReadFacts\(.*\) must take what it fills in by reference:
// It can be called, and what it reads is lost.
#include "vfpair/platform_check.h"
#include "vfpair/testing/null_platform.h"

using namespace vfpair;

struct MyPlatform : testing::NullPlatform {
#ifdef FAIL
  Status ReadFacts(InterfaceId, InterfaceFacts) noexcept { return {}; }
#endif
};

static_assert(kIsPlatform<MyPlatform>);
