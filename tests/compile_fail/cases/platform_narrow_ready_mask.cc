// SPDX-License-Identifier: BSD-2-Clause
// expect: vfpair platform: ReadyMask\(\) must return unsigned long:
#include "vfpair/platform_check.h"
#include "vfpair/testing/null_platform.h"

using namespace vfpair;

struct MyPlatform : testing::NullPlatform {
#ifdef FAIL
  U32 ReadyMask() noexcept { return 1; }
#endif
};

static_assert(kIsPlatform<MyPlatform>);
