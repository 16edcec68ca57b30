// SPDX-License-Identifier: BSD-2-Clause
// expect: vfpair platform: kMarksCandidates must be a constant of the class:
#include "vfpair/platform_check.h"
#include "vfpair/testing/null_platform.h"

using namespace vfpair;

struct MyPlatform : testing::NullPlatform {
#ifdef FAIL
  bool kMarksCandidates = true;
#endif
};

static_assert(kIsPlatform<MyPlatform>);
