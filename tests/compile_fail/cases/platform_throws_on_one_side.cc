// SPDX-License-Identifier: BSD-2-Clause
// expect: vfpair platform: SetMtu\(VfId vf, U32 mtu\) must be noexcept: nothing above it could unwind
#include "vfpair/platform_check.h"
#include "vfpair/testing/null_platform.h"

using namespace vfpair;

struct MyPlatform : testing::NullPlatform {
#ifdef FAIL
  Status SetMtu(SyntheticId, U32) noexcept { return {}; }
  Status SetMtu(VfId, U32) { return {}; }
#endif
};

static_assert(kIsPlatform<MyPlatform>);
