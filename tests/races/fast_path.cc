// SPDX-License-Identifier: BSD-2-Clause
// What the compiler makes of the packet path; fast_path_test.sh reads it.
#include "vfpair/rx_rewrite.h"
#include "vfpair/tx_redirect.h"

namespace {

struct Packet {
  Packet* next;
  void* receiver;
  unsigned length;

  Packet* Next() noexcept { return next; }
  unsigned Length() const noexcept { return length; }
  void SetReceiver(void* interface) noexcept { receiver = interface; }
};

struct Interface {
  unsigned long state;
};

}  // namespace

extern "C" {

int vfpair_fast_tx(const vfpair::Path* const* published) {
  const vfpair::Path* const path = __atomic_load_n(published, __ATOMIC_ACQUIRE);
  return static_cast<int>(vfpair::DecideTx(path, [](void* vf) {
    return __atomic_load_n(&static_cast<Interface*>(vf)->state, __ATOMIC_RELAXED);
  }));
}

void vfpair_fast_rx(void* batch, void* synthetic, vfpair::PathCounters* counters) {
  vfpair::RewriteRx(static_cast<Packet*>(batch), synthetic, *counters);
}

}  // extern "C"
