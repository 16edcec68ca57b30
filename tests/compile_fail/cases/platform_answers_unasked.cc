// SPDX-License-Identifier: BSD-2-Clause
// expect: vfpair platform: Wake\(\) must return void:
// Nobody would look at the answer.
#include "vfpair/platform_check.h"
#include "vfpair/testing/null_platform.h"

using namespace vfpair;

struct MyPlatform : testing::NullPlatform {
#ifdef FAIL
  Status Wake() noexcept { return {}; }
#endif
};

static_assert(kIsPlatform<MyPlatform>);
