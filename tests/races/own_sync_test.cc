// SPDX-License-Identifier: BSD-2-Clause
// The suite under synchronisations that need nothing but this repository.
#include "tests/races/suite.h"
#include "tests/races/sync_baselines.h"
#include "tests/races/sync_epoch.h"
#include "tests/races/sync_peers.h"

namespace vfpair::races {
namespace {

using OwnSyncs =
    ::testing::Types<Epoch, ReaderWriterLock, ReferenceCount, ReadMostlyLock, CountedLock>;
INSTANTIATE_TYPED_TEST_SUITE_P(Own, Races, OwnSyncs);

}  // namespace
}  // namespace vfpair::races
