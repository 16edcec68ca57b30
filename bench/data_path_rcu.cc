// SPDX-License-Identifier: BSD-2-Clause
// Readers that write nothing another thread reads, or only a line of their own.
//
// What a kernel inlines is inlined here, too: without this liburcu's read side is a call.
#define _LGPL_SOURCE 1

#include "bench/data_path.h"
#include "tests/races/sync_broken.h"
#include "tests/races/sync_epoch.h"
#include "tests/races/sync_urcu.h"

namespace vfpair::bench {
namespace {

const bool kRegistered = [] {
  DataPath<races::NoGrace>::Register("bare");  // no section at all: what nothing can be below
  DataPath<races::UrcuMemb>::Register("urcu-memb");
  DataPath<races::UrcuQsbr>::Register("urcu-qsbr");
  DataPath<races::Epoch>::Register("epoch");
  return true;
}();

}  // namespace
}  // namespace vfpair::bench
