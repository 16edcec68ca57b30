// SPDX-License-Identifier: BSD-2-Clause
// expect: (no viable|could not convert|cannot convert|no known conversion).*Synthetic<.*to .*Vf<
#include "vfpair/testing/null_platform.h"
#include "vfpair/vfpair.h"

using namespace vfpair;
using MyPlatform = testing::NullPlatform;

void Test(Pair<MyPlatform>& pair, InterfaceId id) {
#ifdef FAIL
  pair.Departed(SyntheticId(id));
#else
  pair.Departed(VfId(id));
#endif
}
