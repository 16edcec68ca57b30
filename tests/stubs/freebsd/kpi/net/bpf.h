/* SPDX-License-Identifier: BSD-2-Clause */
/* Taps that count. */
#ifndef FAKE_NET_BPF_H_
#define FAKE_NET_BPF_H_

#include <sys/param.h>

struct ifnet;
struct mbuf;
struct bpf_if {
  int listeners;
  uint64_t packets;
};

static inline bool bpf_peers_present(const struct bpf_if* bif) { return bif->listeners != 0; }

__BEGIN_DECLS
void fake_bpf_tap(struct ifnet* ifp, struct mbuf* m);
__END_DECLS
#define ETHER_BPF_MTAP(ifp, m) fake_bpf_tap(ifp, m)

#endif
