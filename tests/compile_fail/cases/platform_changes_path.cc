// SPDX-License-Identifier: BSD-2-Clause
// expect: vfpair platform: Publish\(const Path\* path\) must take it as const:
#include "vfpair/platform_check.h"
#include "vfpair/testing/null_platform.h"

using namespace vfpair;

struct MyPlatform : testing::NullPlatform {
#ifdef FAIL
  void Publish(Path*) noexcept {}
#endif
};

static_assert(kIsPlatform<MyPlatform>);
