// SPDX-License-Identifier: BSD-2-Clause
// expect: vfpair packet: Length\(\) must return AnyInteger: the bytes that V received
#include "vfpair/rx_rewrite.h"

struct MyPacket {
  MyPacket* Next() noexcept { return nullptr; }
#ifdef FAIL
  void Length() noexcept {}
#else
  unsigned long Length() noexcept { return 0; }
#endif
  void SetReceiver(void*) noexcept {}
};

void Test(MyPacket* packet, vfpair::PathCounters& counters) {
  vfpair::RewriteRx(packet, nullptr, counters);
}
