// SPDX-License-Identifier: BSD-2-Clause
// expect: vfpair platform: Link\(VfId vf, bool on\) takes a plain InterfaceId:
#include "vfpair/platform_check.h"
#include "vfpair/testing/null_platform.h"

using namespace vfpair;

struct MyPlatform : testing::NullPlatform {
#ifdef FAIL
  Status Link(InterfaceId, bool) noexcept { return {}; }
#endif
};

static_assert(kIsPlatform<MyPlatform>);
