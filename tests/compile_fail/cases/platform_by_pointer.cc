// SPDX-License-Identifier: BSD-2-Clause
// expect: vfpair platform: P of Pair<P> must be the class itself:
#include "vfpair/testing/null_platform.h"
#include "vfpair/vfpair.h"

using namespace vfpair;
using MyPlatform = testing::NullPlatform;

#ifdef FAIL
using Given = MyPlatform*;
#else
using Given = MyPlatform;
#endif

Reason Test(Pair<Given>& pair) { return pair.reason(); }
