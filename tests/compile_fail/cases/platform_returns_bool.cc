// SPDX-License-Identifier: BSD-2-Clause
// expect: vfpair platform: Overlay\(bool on\) must return Status:
#include "vfpair/platform_check.h"
#include "vfpair/testing/null_platform.h"

using namespace vfpair;

struct MyPlatform : testing::NullPlatform {
#ifdef FAIL
  bool Overlay(bool) noexcept { return true; }
#endif
};

static_assert(kIsPlatform<MyPlatform>);
