// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What every header of vfpair/testing/ starts with: it needs an operating system's C++ library.
#ifndef VFPAIR_TESTING_HOSTED_H_
#define VFPAIR_TESTING_HOSTED_H_

#if !defined(__STDC_HOSTED__) || __STDC_HOSTED__ == 0
#error "vfpair/testing/ is for programs with a standard library; a kernel includes vfpair/vfpair.h"
#endif

#include "vfpair/version.h"

// Test support lives in vfpair::testing.
#define VFPAIR_TESTING_BEGIN \
  VFPAIR_NAMESPACE_BEGIN     \
  namespace testing {
#define VFPAIR_TESTING_END \
  }                        \
  VFPAIR_NAMESPACE_END

#endif  // VFPAIR_TESTING_HOSTED_H_
