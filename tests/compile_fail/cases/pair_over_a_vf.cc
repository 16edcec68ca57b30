// SPDX-License-Identifier: BSD-2-Clause
// expect: (no matching|could not convert|cannot convert|no known conversion)
// expect-soon: .Vf<.*to .*.Synthetic<
#include "vfpair/testing/null_platform.h"
#include "vfpair/vfpair.h"

using namespace vfpair;
using MyPlatform = testing::NullPlatform;

Reason Test(MyPlatform& platform, InterfaceId id) {
#ifdef FAIL
  Pair<MyPlatform> pair(platform, VfId(id), Rule{});
#else
  Pair<MyPlatform> pair(platform, SyntheticId(id), Rule{});
#endif
  return pair.reason();
}
