// SPDX-License-Identifier: BSD-2-Clause
// expect: vfpair platform: Announce\(Side side, VfId vf\) cannot be called \(deleted,
#include "vfpair/testing/null_platform.h"
#include "vfpair/vfpair.h"

using namespace vfpair;

struct Incomplete : testing::NullPlatform {
#ifdef FAIL
  void Announce(Side, VfId) = delete;
#endif
};

template class vfpair::Pair<Incomplete>;
