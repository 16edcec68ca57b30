// SPDX-License-Identifier: BSD-2-Clause
// expect: vfpair platform: SteerHost\(.*, U32 generation\) takes a narrower or signed number:
// After 65536 switches no answer of the host would be recognised.
#include "vfpair/platform_check.h"
#include "vfpair/testing/null_platform.h"

using namespace vfpair;

struct MyPlatform : testing::NullPlatform {
#ifdef FAIL
  Status SteerHost(Side, U16) noexcept { return {}; }
#endif
};

static_assert(kIsPlatform<MyPlatform>);
