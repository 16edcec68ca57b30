// SPDX-License-Identifier: BSD-2-Clause
// What peers do, and what one would write first.
#include "bench/data_path.h"
#include "tests/races/sync_baselines.h"
#include "tests/races/sync_peers.h"

namespace vfpair::bench {
namespace {

const bool kRegistered = [] {
  DataPath<races::ReadMostlyLock>::Register("rmlock");   // hn(4), in small
  DataPath<races::PlainCounters>::Register("failsafe");  // DPDK failsafe; unsafe
  DataPath<races::CountedLock>::Register("netvsc");      // DPDK netvsc
  DataPath<races::ReferenceCount>::Register("refcount");
  DataPath<races::ReaderWriterLock>::Register("rwlock");
  return true;
}();

}  // namespace
}  // namespace vfpair::bench
