// SPDX-License-Identifier: BSD-2-Clause
// The simulated platform passes the conformance suite.
#include "vfpair/testing/conformance.h"
#include "vfpair/testing/sim_harness.h"

VFPAIR_INSTANTIATE_CONFORMANCE(Simulator, ::vfpair::testing::SimHarness);
