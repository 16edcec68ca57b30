// SPDX-License-Identifier: BSD-2-Clause
// expect: vfpair packet: P of RewriteRx\(P\*, \.\.\.\) must be a class, complete and not const:
#include "vfpair/rx_rewrite.h"

struct MyPacket {
  MyPacket* Next() noexcept { return nullptr; }
  unsigned Length() noexcept { return 0; }
  void SetReceiver(void*) noexcept {}
};

#ifdef FAIL
using Batch = const MyPacket*;
#else
using Batch = MyPacket*;
#endif

void Test(Batch batch, vfpair::PathCounters& counters) {
  vfpair::RewriteRx(batch, nullptr, counters);
}
