/* SPDX-License-Identifier: BSD-2-Clause */
/* What adapters/linux/tx.c does, less the kernel. And what a driver does without a pair. */
#include "bench/seam_hooks.h"

int seam_transmit(struct seam_nic* nic, struct seam_packet* packet) {
  (void)nic, (void)packet;
  return 0;
}

int seam_hook_none(struct seam_port* port, struct seam_packet* packet) {
  return port->synthetic->transmit(port->synthetic, packet);
}

int seam_hook_snapshot(struct seam_port* port, struct seam_packet* packet) {
  const struct vfpair_path* path = __atomic_load_n(&port->path, __ATOMIC_ACQUIRE);
  struct seam_nic* vf;

  if (!path) return port->synthetic->transmit(port->synthetic, packet);
  if (__builtin_expect(path->hold, 0)) return -1;
  vf = path->vf;
  if (__builtin_expect(
          (__atomic_load_n(&vf->state, __ATOMIC_RELAXED) & path->need_mask) != path->need_value, 0))
    return port->synthetic->transmit(port->synthetic, packet);
  return vf->transmit(vf, packet);
}
