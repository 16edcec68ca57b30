/* SPDX-License-Identifier: BSD-2-Clause */
/* What is known of an interface: ifnet in, struct vfpair_facts out.  The actor. */
#include "vfpair_freebsd.h"

/* Capabilities and the IFCAP_* bits that stand for them. */
static const struct {
	u_int	capability;
	int	ifcaps;
} vfpair_capability_map[] = {
	{ VFPAIR_CAP_TX_CSUM_IP4, IFCAP_TXCSUM },
	{ VFPAIR_CAP_TX_CSUM_IP6, IFCAP_TXCSUM_IPV6 },
	{ VFPAIR_CAP_RX_CSUM, IFCAP_RXCSUM | IFCAP_RXCSUM_IPV6 },
	{ VFPAIR_CAP_TSO4, IFCAP_TSO4 },
	{ VFPAIR_CAP_TSO6, IFCAP_TSO6 },
	{ VFPAIR_CAP_VLAN_INSERT, IFCAP_VLAN_HWTAGGING | IFCAP_VLAN_HWTSO | IFCAP_VLAN_HWCSUM },
	{ VFPAIR_CAP_VLAN_STRIP, IFCAP_VLAN_HWTAGGING },
	{ VFPAIR_CAP_LRO, IFCAP_LRO },
	/* and mbufs whose data is not mapped: a driver that maps buffers itself cannot */
	{ VFPAIR_CAP_STATEFUL, IFCAP_TXTLS4 | IFCAP_TXTLS6 | IFCAP_TXTLS_RTLMT |
	    IFCAP_TXRTLMT | IFCAP_TOE | IFCAP_MEXTPG },
};

/* Kinds of interface that are made of other interfaces. */
static const char *const vfpair_stacked[] = {
	"bridge", "lagg", "vlan", "vxlan", "gif", "gre", "stf", "wg", "ipsec", "ovpn",
};

struct vfpair_if
vfpair_if_of(struct ifnet *ifp)
{

	return ((struct vfpair_if){ .handle = ifp,
	    .generation = vfpair_generation(ifp) });
}

/* In the net epoch: no lock that anybody holds around one of the stack's. */
void
vfpair_for_each_interface(void (*visit)(struct ifnet *, void *), void *arg)
{
	VNET_ITERATOR_DECL(vnet);
	struct epoch_tracker et;
	struct ifnet *ifp;

	NET_EPOCH_ENTER(et);
	VNET_LIST_RLOCK_NOSLEEP();
	VNET_FOREACH(vnet) {
		CURVNET_SET_QUIET(vnet);
		CK_STAILQ_FOREACH(ifp, &V_ifnet, if_link)
			visit(ifp, arg);
		CURVNET_RESTORE();
	}
	VNET_LIST_RUNLOCK_NOSLEEP();
	NET_EPOCH_EXIT(et);
}

struct vfpair_find {
	const struct ifnet *ifp;
	bool	found;
};

static void
vfpair_compare(struct ifnet *ifp, void *arg)
{
	struct vfpair_find *find = arg;

	if (ifp == find->ifp)
		find->found = true;
}

/*
 * The list of interfaces decides, and the pointer is only compared: one that is
 * listed now will be told to be gone, and that waits for the actor.  In whatever
 * vnet: S's departure for another one is told as well.
 */
bool
vfpair_is_listed(const struct ifnet *ifp)
{
	struct vfpair_find find = { .ifp = ifp };

	vfpair_for_each_interface(vfpair_compare, &find);
	return (find.found);
}

/*
 * In no list, on its way to another vnet: its driver works.  Only one that a pair holds,
 * which is therefore still there, can be looked at.
 */
static bool
vfpair_moves(const struct ifnet *ifp)
{

	return ((vfpair_pair_of(ifp) != NULL || vfpair_pair_holding(ifp) != NULL) &&
	    (ifp->if_flags & IFF_DYING) == 0);
}

struct ifnet *
vfpair_registered(struct vfpair_if id)
{
	struct ifnet *ifp = id.handle;

	if (ifp == NULL || (!vfpair_is_listed(ifp) && !vfpair_moves(ifp)) ||
	    vfpair_generation(ifp) != id.generation)
		return (NULL);
	return (ifp);
}

int
vfpair_ifcaps_of(u_int capabilities)
{
	int ifcaps = 0;
	size_t i;

	for (i = 0; i < nitems(vfpair_capability_map); i++)
		if ((capabilities & vfpair_capability_map[i].capability) != 0)
			ifcaps |= vfpair_capability_map[i].ifcaps;
	return (ifcaps);
}

u_int
vfpair_capabilities_of(int ifcaps)
{
	u_int capabilities = 0;
	size_t i;

	for (i = 0; i < nitems(vfpair_capability_map); i++)
		if ((ifcaps & vfpair_capability_map[i].ifcaps) != 0)
			capabilities |= vfpair_capability_map[i].capability;
	return (capabilities);
}

/* Its bus device, where the driver gave both one name; NULL for clones, and for others. */
device_t
vfpair_device_of(const struct ifnet *ifp)
{
	devclass_t class = devclass_find(ifp->if_dname);

	if (class == NULL || ifp->if_dunit < 0)
		return (NULL);
	return (devclass_get_device(class, ifp->if_dunit));
}

/* A cloned interface is in the group of its cloner, which has its driver's name. */
static bool
vfpair_is_cloned(struct ifnet *ifp)
{
	struct ifg_list *group;
	struct epoch_tracker et;
	bool cloned = false;

	NET_EPOCH_ENTER(et);
	CK_STAILQ_FOREACH(group, &ifp->if_groups, ifgl_next)
		if (strcmp(group->ifgl_group->ifg_group, ifp->if_dname) == 0)
			cloned = true;
	NET_EPOCH_EXIT(et);
	return (cloned || strcmp(ifp->if_dname, "ngeth") == 0);
}

static bool
vfpair_is_stacked(const struct ifnet *ifp)
{
	size_t i;

	for (i = 0; i < nitems(vfpair_stacked); i++)
		if (strcmp(ifp->if_dname, vfpair_stacked[i]) == 0)
			return (true);
	return (false);
}

static bool
vfpair_has_addresses(struct ifnet *ifp)
{
	struct epoch_tracker et;
	struct ifaddr *ifa;
	bool found = false;

	NET_EPOCH_ENTER(et);
	CK_STAILQ_FOREACH(ifa, &ifp->if_addrhead, ifa_link)
		if (ifa->ifa_addr->sa_family == AF_INET ||
		    ifa->ifa_addr->sa_family == AF_INET6)
			found = true;
	NET_EPOCH_EXIT(et);
	return (found);
}

static u_int
vfpair_kind_of(struct ifnet *ifp, const struct vfpair_softc *own,
    const struct vfpair_softc *holder)
{
	u_int kind = 0;

	if (ifp->if_alloctype == IFT_ETHER)
		kind |= VFPAIR_KIND_ETHERNET;
	if ((ifp->if_flags & IFF_LOOPBACK) != 0)
		kind |= VFPAIR_KIND_LOOPBACK;
	if (vfpair_is_stacked(ifp))
		kind |= VFPAIR_KIND_STACKED;
	if (ifp->if_bridge != NULL || ifp->if_lagg != NULL)
		kind |= VFPAIR_KIND_MEMBER;
	if (ifp->if_vlantrunk != NULL)
		kind |= VFPAIR_KIND_UPPERS;
	if (vfpair_has_addresses(ifp))
		kind |= VFPAIR_KIND_ADDRESSES;
	if (holder != NULL ? vfpair_vf_is_taken(holder) :
	    own == NULL && (vfpair_is_in_netmap(ifp) || vfpair_is_stray(ifp)))
		kind |= VFPAIR_KIND_INPUT_TAKEN;
	if (vfpair_is_bypassed(ifp, own))
		kind |= VFPAIR_KIND_BYPASSED;
	if (vfpair_device_of(ifp) != NULL || !vfpair_is_cloned(ifp))
		kind |= VFPAIR_KIND_PHYSICAL;
	/* methods of a lower-layer driver, or of none: there is nothing to hook */
	if (ifp->if_transmit == NULL || ifp->if_ioctl == NULL)
		kind |= VFPAIR_KIND_DENIED;
	return (kind);
}

/* V tags frames for S when it can do all that S may ask for along with a tag. */
static bool
vfpair_inserts_vlans(const struct ifnet *vf, const struct vfpair_softc *holder)
{
	int asked = (holder->syn->if_capabilities | holder->syn_caps_hidden) &
	    (IFCAP_VLAN_HWTAGGING | IFCAP_VLAN_HWTSO | IFCAP_VLAN_HWCSUM);

	return ((asked & ~vf->if_capabilities) == 0);
}

int
vfpair_os_facts(struct vfpair_if interface, struct vfpair_facts *out)
{
	struct ifnet *ifp = vfpair_registered(interface);
	struct vfpair_softc *own, *holder;
	device_t device;
	int user_caps, user_enabled;

	if (ifp == NULL)
		return (VFPAIR_OS_GONE);
	own = vfpair_pair_of(ifp);
	holder = vfpair_pair_holding(ifp);
	if (own != NULL)
		(void)vfpair_hooks_are_ours(own);
	if (holder != NULL && (ifp->if_flags & IFF_UP) != 0)
		(void)vfpair_hook_vf_input(holder);
	device = vfpair_device_of(ifp);

	memset(out, 0, sizeof(*out));
	out->id = interface;
	memcpy(out->mac, IF_LLADDR(ifp), ETHER_ADDR_LEN);
	/* a V that moves is not in S's any more */
	out->netns = holder == NULL || vfpair_is_listed(ifp) ? (uintptr_t)ifp->if_vnet : 0;
	out->parent = device != NULL ? (uintptr_t)device : 0;
	out->kind = vfpair_kind_of(ifp, own, holder);
	/* a clone was born with an address that is as good as any other */
	if ((out->kind & VFPAIR_KIND_PHYSICAL) != 0 && ifp->if_hw_addr != NULL)
		memcpy(out->permanent_mac, ifp->if_hw_addr, ETHER_ADDR_LEN);
	out->up = (ifp->if_flags & IFF_UP) != 0 &&
	    (ifp->if_drv_flags & IFF_DRV_RUNNING) != 0;
	out->carrier = (own != NULL ? vfpair_own_link(own) : ifp->if_link_state) !=
	    LINK_STATE_DOWN;
	out->mtu = ifp->if_mtu;
	out->mtu_min = IF_MINMTU;

	user_caps = ifp->if_capabilities;
	user_enabled = ifp->if_capenable;
	if (own != NULL) {
		user_caps |= own->syn_caps_hidden;
		user_enabled |= own->syn_caps_off;
	}
	if (holder != NULL)
		user_enabled |= holder->vf_caps_off;
	/* what S could have on and has off is off on V as well */
	if (own != NULL && vfpair_lro_escapes()) {
		user_caps |= IFCAP_LRO;
		user_enabled &= ~IFCAP_LRO;
	}
	/* every driver here takes chains; segmentation asks for that, and for no more */
	out->supported = vfpair_capabilities_of(user_caps) | VFPAIR_CAP_SCATTER_GATHER;
	out->enabled = vfpair_capabilities_of(user_enabled) | VFPAIR_CAP_SCATTER_GATHER;
	if (holder != NULL && !vfpair_inserts_vlans(ifp, holder))
		out->supported &= ~VFPAIR_CAP_VLAN_INSERT;
	if (own != NULL && own->tso_limited)
		out->tso = own->syn_tso;
	else
		out->tso = (struct vfpair_tso){ ifp->if_hw_tsomax,
		    ifp->if_hw_tsomaxsegcount, ifp->if_hw_tsomaxsegsize };
	vfpair_read_rss(ifp, holder, out);
	return (VFPAIR_OS_OK);
}
