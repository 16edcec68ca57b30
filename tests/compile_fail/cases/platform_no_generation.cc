// SPDX-License-Identifier: BSD-2-Clause
// expect: vfpair platform: SteerHost\(Side side, U32 generation\) has other parameters: the host's
#include "vfpair/platform_check.h"
#include "vfpair/testing/null_platform.h"

using namespace vfpair;

struct MyPlatform : testing::NullPlatform {
#ifdef FAIL
  Status SteerHost(Side) noexcept { return {}; }
#endif
};

static_assert(kIsPlatform<MyPlatform>);
