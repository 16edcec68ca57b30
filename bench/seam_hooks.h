/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Three ways for a driver's transmit hook to learn where a packet goes, and none of them: the seam
 * between a kernel's C and the core's C++, per packet.
 */
#ifndef VFPAIR_BENCH_SEAM_HOOKS_H_
#define VFPAIR_BENCH_SEAM_HOOKS_H_

#include "vfpair_os.h"

#ifdef __cplusplus
extern "C" {
#endif

#define BENCH_SEAM_READY 7ul

struct seam_packet {
  unsigned int length;
};

struct seam_nic {
  unsigned long state;
  int (*transmit)(struct seam_nic* nic, struct seam_packet* packet);
};

struct seam_port {
  const struct vfpair_path* path; /* published */
  struct seam_nic* synthetic;
};

typedef int seam_hook(struct seam_port* port, struct seam_packet* packet);

int seam_transmit(struct seam_nic* nic, struct seam_packet* packet);

/* no pair: S's own transmit */
seam_hook seam_hook_none;
/* C asks C++, which answers with a verdict and V */
seam_hook seam_hook_verdict;
int seam_decide(const struct seam_port* port, void** vf);
/* C reads what the core has published: the adapters */
seam_hook seam_hook_snapshot;
/* C++ all through: a driver that embeds the template */
seam_hook seam_hook_inline;

#ifdef __cplusplus
}
#endif

#endif /* VFPAIR_BENCH_SEAM_HOOKS_H_ */
