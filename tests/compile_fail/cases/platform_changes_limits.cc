// SPDX-License-Identifier: BSD-2-Clause
// expect: vfpair platform: LimitTso\(.* const TsoLimits& limits\) must take it as const:
#include "vfpair/platform_check.h"
#include "vfpair/testing/null_platform.h"

using namespace vfpair;

struct MyPlatform : testing::NullPlatform {
#ifdef FAIL
  Status LimitTso(SyntheticId, TsoLimits&) noexcept { return {}; }
#endif
};

static_assert(kIsPlatform<MyPlatform>);
