// SPDX-License-Identifier: BSD-2-Clause
// expect: vfpair packet: SetReceiver\(void\* interface\) is missing: .* Write: void SetReceiver
#include "vfpair/rx_rewrite.h"

struct Packet {
  Packet* Next() noexcept { return nullptr; }
  unsigned Length() noexcept { return 0; }
#ifndef FAIL
  void SetReceiver(void*) noexcept {}
#endif
};

void Test(Packet* packet, vfpair::PathCounters& counters) {
  vfpair::RewriteRx(packet, nullptr, counters);
}
