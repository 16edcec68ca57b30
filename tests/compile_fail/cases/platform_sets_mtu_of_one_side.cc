// SPDX-License-Identifier: BSD-2-Clause
// expect: vfpair platform: SetMtu\(SyntheticId s, .*\) is missing, there is only the other side's:
#include "vfpair/platform_check.h"
#include "vfpair/testing/null_platform.h"

using namespace vfpair;

struct MyPlatform : testing::NullPlatform {
#ifdef FAIL
  Status SetMtu(VfId, U32) noexcept { return {}; }
#endif
};

static_assert(kIsPlatform<MyPlatform>);
