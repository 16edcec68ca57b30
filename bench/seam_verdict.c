/* SPDX-License-Identifier: BSD-2-Clause */
/* One call into the core for each packet. */
#include "bench/seam_hooks.h"

int seam_hook_verdict(struct seam_port* port, struct seam_packet* packet) {
  void* vf;

  switch (seam_decide(port, &vf)) {
    case 1:
      return ((struct seam_nic*)vf)->transmit(vf, packet);
    case 2:
      return -1;
    default:
      return port->synthetic->transmit(port->synthetic, packet);
  }
}
