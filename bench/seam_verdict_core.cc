// SPDX-License-Identifier: BSD-2-Clause
#include "bench/seam_hooks.h"
#include "vfpair/tx_redirect.h"

int seam_decide(const seam_port* port, void** vf) {
  const auto* const path =
      reinterpret_cast<const vfpair::Path*>(__atomic_load_n(&port->path, __ATOMIC_ACQUIRE));
  const vfpair::TxVerdict verdict = vfpair::DecideTx(path, [](void* nic) {
    return __atomic_load_n(&static_cast<seam_nic*>(nic)->state, __ATOMIC_RELAXED);
  });
  if (verdict == vfpair::TxVerdict::kVf) *vf = path->vf;
  return static_cast<int>(verdict);
}
