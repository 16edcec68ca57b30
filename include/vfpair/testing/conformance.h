// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The conformance suite: what every platform must pass. With a harness (conformance_fixture.h says
// what that is) and GoogleTest's main, this is a whole test:
//
//   #include "vfpair/testing/conformance.h"
//   VFPAIR_INSTANTIATE_CONFORMANCE(MyPlatform, MyHarness);
#ifndef VFPAIR_TESTING_CONFORMANCE_H_
#define VFPAIR_TESTING_CONFORMANCE_H_

#include "vfpair/testing/conformance_lifecycle.h"
#include "vfpair/testing/conformance_settings.h"
#include "vfpair/testing/conformance_steering.h"

#define VFPAIR_INSTANTIATE_CONFORMANCE(Name, Harness)           \
  namespace vfpair::testing {                                   \
  INSTANTIATE_TYPED_TEST_SUITE_P(Name, PairLifecycle, Harness); \
  INSTANTIATE_TYPED_TEST_SUITE_P(Name, PairSettings, Harness);  \
  INSTANTIATE_TYPED_TEST_SUITE_P(Name, PairSteering, Harness);  \
  }                                                             \
  static_assert(::vfpair::testing::ConformanceHarness<Harness>)

#endif  // VFPAIR_TESTING_CONFORMANCE_H_
