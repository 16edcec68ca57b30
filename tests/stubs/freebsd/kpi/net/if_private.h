/* SPDX-License-Identifier: BSD-2-Clause */
/* An interface: the fields that an adapter looks at. After net/if_var.h, where that hides it. */
#ifndef FAKE_NET_IF_PRIVATE_H_
#define FAKE_NET_IF_PRIVATE_H_

struct ifnet {
  CK_STAILQ_ENTRY(ifnet) if_link;
  void* if_softc;
  const char* if_dname;
  int if_dunit;
  char if_xname[IFNAMSIZ];
  unsigned short if_index;
#ifndef FAKE_OLDEST_KERNEL
  unsigned short if_idxgen;
#endif
  int if_flags, if_drv_flags;
  int if_capabilities, if_capenable;
  uint64_t if_hwassist;
  u_int if_hw_tsomax, if_hw_tsomaxsegcount, if_hw_tsomaxsegsize;
  u_int if_mtu;
  uint8_t if_alloctype, if_link_state;
  struct timeval if_lastchange;
  struct task if_linktask;
  struct vnet* if_vnet;
  struct ifaddr* if_addr; /* the link-level one */
  uint8_t* if_hw_addr;
  CK_STAILQ_HEAD(, ifaddr) if_addrhead;
  CK_STAILQ_HEAD(, ifg_list) if_groups;
  void *if_bridge, *if_lagg, *if_vlantrunk, *if_netmap;
  struct bpf_if* if_bpf;
  struct ifaltq if_snd;

  if_transmit_fn_t if_transmit;
  if_qflush_fn_t if_qflush;
  if_ioctl_fn_t if_ioctl;
  if_start_fn_t if_start;
  void (*if_input)(struct ifnet*, struct mbuf*);
  uint64_t (*if_get_counter)(struct ifnet*, ift_counter);

  /* of the stack */
  __extension__ union {
    int references;
    u_int if_refcount;
  };
  int if_pcount, if_amcount;
  struct fake_group groups[FAKE_MAX_GROUPS];
  int group_count;
  uint64_t counters[IFCOUNTERS];
  uint64_t vlans[64]; /* of its trunk */
  int driver_link;    /* LINK_STATE_*: what its driver said last */
  int messages;       /* rt_ifmsg() */
  int told;           /* the flags that these were about */
  int vlan_refreshes; /* VLAN_CAPABILITIES() */
};

#define IF_LLADDR(ifp) ((uint8_t*)LLADDR((struct sockaddr_dl*)(ifp)->if_addr->ifa_addr))

#endif
