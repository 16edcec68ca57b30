// SPDX-License-Identifier: BSD-2-Clause
// expect: vfpair platform: DrainReceive\(.*, U32 budget_us\) has other parameters: .* for no longer
#include "vfpair/platform_check.h"
#include "vfpair/testing/null_platform.h"

using namespace vfpair;

struct MyPlatform : testing::NullPlatform {
#ifdef FAIL
  void DrainReceive(Side, VfId, U32) noexcept {}
#endif
};

static_assert(kIsPlatform<MyPlatform>);
