// SPDX-License-Identifier: BSD-2-Clause
// expect: vfpair platform: Withhold\(VfId vf, .*\) is missing, there is only the other side's:
// One overload hides both of the base class.
#include "vfpair/platform_check.h"
#include "vfpair/testing/null_platform.h"

using namespace vfpair;

struct MyPlatform : testing::NullPlatform {
#ifdef FAIL
  Status Withhold(SyntheticId, Capabilities) noexcept { return {}; }
#endif
};

static_assert(kIsPlatform<MyPlatform>);
