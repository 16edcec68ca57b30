/* SPDX-License-Identifier: BSD-2-Clause */
/* Network stacks: a list of them, each with its interfaces; one is current, or none. */
#ifndef FAKE_NET_VNET_H_
#define FAKE_NET_VNET_H_

#include <sys/ck.h>
#include <sys/proc.h>

struct ifnet;
CK_STAILQ_HEAD(ifnethead, ifnet);
struct vnet {
  const char* name;
  struct ifnethead interfaces;
  struct vnet* next;
};

__BEGIN_DECLS
extern struct vnet* fake_vnets;
struct vnet* fake_vnet_enter(struct vnet* vnet);
void fake_vnet_leave(struct vnet* saved);
struct vnet* fake_curvnet(void); /* a complaint when there is none */
__END_DECLS

#define curvnet (curthread->td_vnet)
#define CURVNET_SET(to) struct vnet* saved_vnet = fake_vnet_enter(to)
#define CURVNET_SET_QUIET(to) CURVNET_SET(to)
#define CURVNET_RESTORE() fake_vnet_leave(saved_vnet)
#define VNET_ITERATOR_DECL(each) struct vnet* each
#define VNET_LIST_RLOCK() (void)0
#define VNET_LIST_RUNLOCK() (void)0
#define VNET_LIST_RLOCK_NOSLEEP() (void)0
#define VNET_LIST_RUNLOCK_NOSLEEP() (void)0
#define VNET_FOREACH(each) for ((each) = fake_vnets; (each) != NULL; (each) = (each)->next)
#define V_ifnet (fake_curvnet()->interfaces)

#endif
