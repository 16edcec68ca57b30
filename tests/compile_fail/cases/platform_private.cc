// SPDX-License-Identifier: BSD-2-Clause
// expect: vfpair platform: Announce\(Side side, VfId vf\) cannot be called \(deleted, not public
#include "vfpair/platform_check.h"
#include "vfpair/testing/null_platform.h"

using namespace vfpair;

struct MyPlatform : testing::NullPlatform {
#ifdef FAIL
 private:
  void Announce(Side, VfId) noexcept {}
#endif
};

static_assert(kIsPlatform<MyPlatform>);
