// SPDX-License-Identifier: BSD-2-Clause
// expect: vfpair platform: Link\(VfId vf, bool on\) must return Status:
#include "vfpair/platform_check.h"
#include "vfpair/testing/null_platform.h"

using namespace vfpair;

struct MyPlatform : testing::NullPlatform {
#ifdef FAIL
  const Status& Link(VfId, bool) noexcept;
#endif
};

static_assert(kIsPlatform<MyPlatform>);
