// SPDX-License-Identifier: BSD-2-Clause
// The suite under userspace RCU, the model of a kernel's.
#include "tests/races/suite.h"
#include "tests/races/sync_urcu.h"

namespace vfpair::races {
namespace {

using UrcuSyncs = ::testing::Types<UrcuMemb, UrcuMb, UrcuBp, UrcuQsbr>;
INSTANTIATE_TYPED_TEST_SUITE_P(Urcu, Races, UrcuSyncs);

}  // namespace
}  // namespace vfpair::races
