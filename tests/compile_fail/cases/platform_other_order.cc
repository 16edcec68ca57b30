// SPDX-License-Identifier: BSD-2-Clause
// expect: vfpair platform: SetUp\(VfId vf, bool up\) has other parameters:
#include "vfpair/platform_check.h"
#include "vfpair/testing/null_platform.h"

using namespace vfpair;

struct MyPlatform : testing::NullPlatform {
#ifdef FAIL
  Status SetUp(bool, VfId) noexcept { return {}; }
#endif
};

static_assert(kIsPlatform<MyPlatform>);
