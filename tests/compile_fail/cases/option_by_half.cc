// SPDX-License-Identifier: BSD-2-Clause
// expect: vfpair platform: SetMac\(VfId vf, .*\) is missing, there is only the other side's:
// Left out together or not at all.
#include "vfpair/platform_check.h"
#include "vfpair/testing/null_platform.h"

using namespace vfpair;

struct MyPlatform : testing::NullPlatform {
#ifdef FAIL
  Status SetMac(SyntheticId, const MacAddress&) noexcept { return {}; }
#endif
};

static_assert(kIsPlatform<MyPlatform>);
