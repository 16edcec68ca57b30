// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* What is known of an interface: net_device in, struct vfpair_facts out. RTNL is held. */
#include <linux/if_arp.h>
#include <linux/inetdevice.h>
#include <net/addrconf.h>
#include <net/dsa.h>
#include <net/rtnetlink.h>

#include "vfpair_linux.h"

/* Capabilities and the feature bits that stand for them. */
static const struct {
	unsigned int capability;
	netdev_features_t features;
} vfpair_capability_map[] = {
	{VFPAIR_CAP_TX_CSUM_IP4, NETIF_F_HW_CSUM | NETIF_F_IP_CSUM},
	{VFPAIR_CAP_TX_CSUM_IP6, NETIF_F_HW_CSUM | NETIF_F_IPV6_CSUM},
	{VFPAIR_CAP_RX_CSUM, NETIF_F_RXCSUM},
	{VFPAIR_CAP_TSO4, NETIF_F_TSO},
	{VFPAIR_CAP_TSO6, NETIF_F_TSO6},
	{VFPAIR_CAP_SCATTER_GATHER, NETIF_F_SG},
	{VFPAIR_CAP_VLAN_INSERT, NETIF_F_HW_VLAN_CTAG_TX},
	{VFPAIR_CAP_VLAN_STRIP, NETIF_F_HW_VLAN_CTAG_RX},
	{VFPAIR_CAP_LRO, NETIF_F_LRO},
	{VFPAIR_CAP_STATEFUL, NETIF_F_HW_ESP | NETIF_F_HW_ESP_TX_CSUM | NETIF_F_HW_TLS_TX |
				      NETIF_F_HW_TLS_RX | NETIF_F_HW_TLS_RECORD | NETIF_F_HW_MACSEC},
};

/*
 * Drivers (or kinds of link) that compare dev->netdev_ops with their own table: hooked, they would
 * not know their own device any more. A name ending in '*' is a prefix.
 */
static const char *const vfpair_denied[] = {
	"adin1110",	 "am65-cpsw*",	 "amd-xgbe",
	"bcm-sysport",	 "bnxt_vf_rep*", "cpsw*",
	"dsa",		 "dwmac*",	 "fsl_dpaa2_switch",
	"gtp",		 "hv_netvsc",	 "ice",
	"intel-eth-pci", "ipvlan*",	 "ixgbe",
	"lan966x*",	 "LiquidIO*",	 "mlx5*",
	"mlxsw*",	 "netxen_nic",	 "nfp*",
	"ocelot*",	 "openvswitch",	 "ppp",
	"prestera*",	 "Prestera*",	 "qeth*",
	"qlcnic",	 "rocker",	 "sfc*",
	"sparx5*",	 "st_gmac",	 "stmmac*",
	"team",		 "tun",		 "via-velocity",
	"xfrm",
};

/* Kinds of link that are made of other interfaces, or of IP. */
static const char *const vfpair_stacked[] = {
	"batadv",  "bond",	  "bridge",    "erspan", "geneve", "gretap",
	"hsr",	   "ip6erspan",	  "ip6gretap", "ipvlan", "macsec", "macvlan",
	"macvtap", "openvswitch", "team",      "vlan",	 "vrf",	   "vxlan",
};

struct vfpair_if vfpair_if_of(struct net_device *dev)
{
	/* every registered pointer is told to be gone before it can be another device's */
	return (struct vfpair_if){.handle = dev, .generation = dev->ifindex};
}

struct net_device *vfpair_registered(struct vfpair_if id)
{
	struct net_device *dev = id.handle;

	if (!dev || dev->reg_state != NETREG_REGISTERED || dev->ifindex != (int)id.generation)
		return NULL;
	return dev;
}

netdev_features_t vfpair_features_of(unsigned int capabilities)
{
	netdev_features_t features = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(vfpair_capability_map); i++)
		if (capabilities & vfpair_capability_map[i].capability)
			features |= vfpair_capability_map[i].features;
	return features;
}

static unsigned int vfpair_capabilities_of(netdev_features_t features)
{
	unsigned int capabilities = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(vfpair_capability_map); i++)
		if (features & vfpair_capability_map[i].features)
			capabilities |= vfpair_capability_map[i].capability;
	return capabilities;
}

static bool vfpair_name_is(const char *name, const char *pattern)
{
	size_t length = strlen(pattern);

	if (pattern[length - 1] == '*')
		return !strncmp(name, pattern, length - 1);
	return !strcmp(name, pattern);
}

static bool vfpair_name_in(const char *name, const char *const *patterns, size_t count)
{
	while (name && count--)
		if (vfpair_name_is(name, *patterns++))
			return true;
	return false;
}

static const char *vfpair_kind_name(const struct net_device *dev)
{
	return dev->rtnl_link_ops ? dev->rtnl_link_ops->kind : NULL;
}

static bool vfpair_is_denied(const struct net_device *dev)
{
	const struct device *parent = dev->dev.parent;
	const char *driver = parent && parent->driver ? parent->driver->name : NULL;

#if IS_ENABLED(CONFIG_CFG80211)
	if (dev->ieee80211_ptr)
		return true;
#endif
	/* an overlay that could not be removed is still in the chain: a second would call itself */
	if (vfpair_by_synthetic(dev))
		return true;
	return vfpair_name_in(driver, vfpair_denied, ARRAY_SIZE(vfpair_denied)) ||
	       vfpair_name_in(vfpair_kind_name(dev), vfpair_denied, ARRAY_SIZE(vfpair_denied)) ||
	       netdev_uses_dsa(dev) || netif_is_ovs_port(dev);
}

static bool vfpair_is_stacked(struct net_device *dev)
{
	if ((dev->flags & IFF_MASTER) ||
	    vfpair_name_in(vfpair_kind_name(dev), vfpair_stacked, ARRAY_SIZE(vfpair_stacked)))
		return true;
	return !list_empty(&dev->adj_list.lower);
}

static bool vfpair_has_addresses(const struct net_device *dev)
{
	const struct in_device *in_dev = __in_dev_get_rtnl(dev);
	const struct inet6_dev *in6_dev = __in6_dev_get(dev);

	return (in_dev && rcu_access_pointer(in_dev->ifa_list)) ||
	       (in6_dev && !list_empty(&in6_dev->addr_list));
}

/* A member of a pair is as taken as a member of anything else. */
static unsigned int vfpair_kind_of(struct net_device *dev)
{
	struct net_device *master = netdev_master_upper_dev_get(dev);
	unsigned int kind = 0;

	if (dev->type == ARPHRD_ETHER && dev->addr_len == ETH_ALEN)
		kind |= VFPAIR_KIND_ETHERNET;
	if (dev->flags & IFF_LOOPBACK)
		kind |= VFPAIR_KIND_LOOPBACK;
	if (vfpair_is_stacked(dev))
		kind |= VFPAIR_KIND_STACKED;
	/* a VRF takes no packets away below the IP layer */
	if (master && !netif_is_l3_master(master))
		kind |= VFPAIR_KIND_MEMBER;
	if (netdev_has_any_upper_dev(dev))
		kind |= VFPAIR_KIND_UPPERS;
	if (vfpair_has_addresses(dev))
		kind |= VFPAIR_KIND_ADDRESSES;
	if ((dev->priv_flags & IFF_NO_RX_HANDLER) ||
	    (netdev_is_rx_handler_busy(dev) && !vfpair_pair_holding(dev)))
		kind |= VFPAIR_KIND_INPUT_TAKEN;
	if (dev_xdp_prog_count(dev))
		kind |= VFPAIR_KIND_XDP;
	if (dev->dev.parent)
		kind |= VFPAIR_KIND_PHYSICAL;
	if (vfpair_is_denied(dev))
		kind |= VFPAIR_KIND_DENIED;
	return kind;
}

int vfpair_os_facts(struct vfpair_if interface, struct vfpair_facts *out)
{
	struct net_device *dev = vfpair_registered(interface);
	const struct vfpair_pair_linux *own, *holder;
	netdev_features_t fixed, wanted;

	ASSERT_RTNL();
	if (!dev)
		return VFPAIR_OS_GONE;
	own = vfpair_pair_of(dev);
	holder = vfpair_pair_holding(dev);

	memset(out, 0, sizeof(*out));
	out->id = interface;
	ether_addr_copy(out->mac, dev->dev_addr);
	ether_addr_copy(out->permanent_mac, dev->perm_addr);
	out->netns = dev_net(dev)->net_cookie;
	out->parent = (uintptr_t)dev->dev.parent;
	out->kind = vfpair_kind_of(dev);
	/* IFF_UP comes after ndo_open, netif_running() goes before ndo_stop: up is both */
	out->up = (dev->flags & IFF_UP) && netif_running(dev);
	out->carrier = netif_carrier_ok(dev);
	out->mtu = dev->mtu;
	out->mtu_min = dev->min_mtu;
	out->mtu_max = dev->max_mtu;

	/* the user's wish, for what the user can change; the device's nature for the rest */
	fixed = dev->features & ~dev->hw_features;
	wanted = dev->wanted_features & dev->hw_features;
	if (own)
		fixed |= own->syn_fixed;
	if (holder)
		wanted |= holder->vf_cleared | (holder->vf_had_lro ? NETIF_F_LRO : 0);
	out->supported = vfpair_capabilities_of(dev->hw_features | fixed);
	out->enabled = vfpair_capabilities_of(wanted | fixed);
	out->tso.max_bytes = own && own->tso_limited ? own->tso_size : dev->tso_max_size;
	out->tso.max_segments = own && own->tso_limited ? own->tso_segs : dev->tso_max_segs;
	return VFPAIR_OS_OK;
}
