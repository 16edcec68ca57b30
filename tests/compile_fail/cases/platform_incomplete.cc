// SPDX-License-Identifier: BSD-2-Clause
// expect: vfpair platform: P of Pair<P> is incomplete: .* Write: the pair below
// A pointer to its pair inside of the platform is fine.
#include "vfpair/testing/null_platform.h"
#include "vfpair/vfpair.h"

using namespace vfpair;

struct MyPlatform;
#ifdef FAIL
Reason Test(Pair<MyPlatform>& pair) { return pair.reason(); }
#endif

struct MyPlatform : testing::NullPlatform {
  Pair<MyPlatform>* pair = nullptr;
};

Reason TestBelow(Pair<MyPlatform>& pair) { return pair.reason(); }
