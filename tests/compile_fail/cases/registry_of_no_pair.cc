// SPDX-License-Identifier: BSD-2-Clause
// expect: vfpair registry: kCapacity must be at least 1
#include "vfpair/testing/null_platform.h"
#include "vfpair/vfpair.h"

#ifdef FAIL
vfpair::Registry<vfpair::testing::NullPlatform, 0> registry;
#else
vfpair::Registry<vfpair::testing::NullPlatform, 1> registry;
#endif
