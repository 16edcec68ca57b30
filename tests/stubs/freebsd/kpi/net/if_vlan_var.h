/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef FAKE_NET_IF_VLAN_VAR_H_
#define FAKE_NET_IF_VLAN_VAR_H_

#include <net/if_var.h>
#include <sys/eventhandler.h>

typedef void (*vlan_fn)(void*, struct ifnet*, uint16_t);
EVENTHANDLER_DECLARE(vlan_config, vlan_fn);
EVENTHANDLER_DECLARE(vlan_unconfig, vlan_fn);

__BEGIN_DECLS
void fake_vlan_capabilities(struct ifnet* ifp); /* takes the VLANs' lock */
struct ifnet* fake_vlan_devat(struct ifnet* ifp, uint16_t id);
__END_DECLS
#define VLAN_CAPABILITIES(ifp) fake_vlan_capabilities(ifp)
/* In the net epoch: the VLAN interface of that id, or NULL. */
#define VLAN_DEVAT(ifp, id) fake_vlan_devat(ifp, id)

#endif
