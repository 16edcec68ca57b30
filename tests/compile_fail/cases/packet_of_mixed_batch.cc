// SPDX-License-Identifier: BSD-2-Clause
// expect: vfpair packet: Next\(\) must return Packet\*: the packets of a batch are linked by it
#include "vfpair/rx_rewrite.h"

struct MyPacket {
#ifdef FAIL
  void* Next() noexcept { return nullptr; }
#else
  MyPacket* Next() noexcept { return nullptr; }
#endif
  unsigned short Length() const noexcept { return 0; }
  void SetReceiver(const void*) noexcept {}
};

void Test(MyPacket* packet, vfpair::PathCounters& counters) {
  vfpair::RewriteRx(packet, nullptr, counters);
}
