// SPDX-License-Identifier: BSD-2-Clause
// expect: vfpair platform: Schedule\(\) must be noexcept: .* Write: void Schedule\(\) noexcept;
#include "vfpair/platform_check.h"
#include "vfpair/testing/null_platform.h"

using namespace vfpair;

struct MyPlatform : testing::NullPlatform {
#ifdef FAIL
  void Schedule() {}
#endif
};

static_assert(kIsPlatform<MyPlatform>);
