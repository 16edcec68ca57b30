// SPDX-License-Identifier: BSD-2-Clause
// expect: vfpair platform: Mark\(VfId vf, bool on\) must return Status:
// As a kernel would: 0, or a negative number.
#include "vfpair/platform_check.h"
#include "vfpair/testing/null_platform.h"

using namespace vfpair;

struct MyPlatform : testing::NullPlatform {
#ifdef FAIL
  int Mark(VfId, bool) noexcept { return 0; }
#endif
};

static_assert(kIsPlatform<MyPlatform>);
