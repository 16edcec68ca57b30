// SPDX-License-Identifier: BSD-2-Clause
// expect: vfpair platform: SetUp\(VfId vf, bool up\) must return Status: V works only
#include "vfpair/platform_check.h"
#include "vfpair/testing/null_platform.h"

using namespace vfpair;

struct MyPlatform : testing::NullPlatform {
#ifdef FAIL
  void SetUp(VfId, bool) noexcept {}
#endif
};

static_assert(kIsPlatform<MyPlatform>);
