// SPDX-License-Identifier: BSD-2-Clause
// expect: vfpair platform: NowNs\(\) must return U64:
#include "vfpair/platform_check.h"
#include "vfpair/testing/null_platform.h"

using namespace vfpair;

struct MyPlatform : testing::NullPlatform {
#ifdef FAIL
  U32 NowNs() noexcept { return 0; }
#endif
};

static_assert(kIsPlatform<MyPlatform>);
