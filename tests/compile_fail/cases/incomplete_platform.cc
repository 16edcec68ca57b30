// SPDX-License-Identifier: BSD-2-Clause
// expect: Announce
// One requirement is missing; the compiler names it.
#include "vfpair/testing/null_platform.h"
#include "vfpair/vfpair.h"

using namespace vfpair;

struct Incomplete : testing::NullPlatform {
#ifdef FAIL
  void Announce(Side, VfId) = delete;
#endif
};

template class vfpair::Pair<Incomplete>;
