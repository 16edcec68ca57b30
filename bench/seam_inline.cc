// SPDX-License-Identifier: BSD-2-Clause
#include "bench/seam_hooks.h"
#include "vfpair/tx_redirect.h"

int seam_hook_inline(seam_port* port, seam_packet* packet) {
  const auto* const path =
      reinterpret_cast<const vfpair::Path*>(__atomic_load_n(&port->path, __ATOMIC_ACQUIRE));
  const auto state = [](void* nic) {
    return __atomic_load_n(&static_cast<seam_nic*>(nic)->state, __ATOMIC_RELAXED);
  };
  switch (vfpair::DecideTx(path, state)) {
    case vfpair::TxVerdict::kVf: {
      auto* const vf = static_cast<seam_nic*>(path->vf);
      return vf->transmit(vf, packet);
    }
    case vfpair::TxVerdict::kHold:
      return -1;
    default:
      return port->synthetic->transmit(port->synthetic, packet);
  }
}
