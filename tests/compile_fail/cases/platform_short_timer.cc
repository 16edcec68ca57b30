// SPDX-License-Identifier: BSD-2-Clause
// expect: vfpair platform: SetTimer\(U64 deadline_ns\) takes a narrower or signed number:
// It can be called, and the deadline is cut off.
#include "vfpair/platform_check.h"
#include "vfpair/testing/null_platform.h"

using namespace vfpair;

struct MyPlatform : testing::NullPlatform {
#ifdef FAIL
  void SetTimer(U32) noexcept {}
#endif
};

static_assert(kIsPlatform<MyPlatform>);
