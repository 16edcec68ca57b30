// SPDX-License-Identifier: BSD-2-Clause
// expect: vfpair platform: Grace\(\) must be callable on an lvalue:
#include "vfpair/platform_check.h"
#include "vfpair/testing/null_platform.h"

using namespace vfpair;

struct MyPlatform : testing::NullPlatform {
#ifdef FAIL
  void Grace() && noexcept {}
#endif
};

static_assert(kIsPlatform<MyPlatform>);
