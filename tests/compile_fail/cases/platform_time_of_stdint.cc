// SPDX-License-Identifier: BSD-2-Clause
// expect: vfpair platform: NowNs\(\) must return U64: .*uint64_t may be another
// The right width, but on Linux another type than unsigned long long.
#include "vfpair/platform_check.h"
#include "vfpair/testing/null_platform.h"

using namespace vfpair;

struct MyPlatform : testing::NullPlatform {
#ifdef FAIL
  unsigned long NowNs() noexcept { return 0; }
#endif
};

static_assert(kIsPlatform<MyPlatform>);
