// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * What S wants to receive, and one entry of it on V. The core compares and remembers; the kernel's
 * dev_uc_sync() and its like are not used, for they share their bookkeeping with S's driver.
 */
#include <linux/if_vlan.h>

#include "vfpair_linux.h"

static int vfpair_read_vlan(struct net_device *vlan, int vid, void *arg)
{
	struct vfpair_filters *out = arg;

	/* an id without a device (id 0, or one being added) is taken for 802.1Q */
	if (!vlan || vlan_dev_vlan_proto(vlan) == htons(ETH_P_8021Q))
		out->vlans[vid / 64] |= 1ULL << (vid % 64);
	return 0;
}

int vfpair_os_read_filters(void *pair, struct vfpair_filters *out)
{
	struct vfpair_pair_linux *p = pair;
	struct net_device *syn = p->syn;
	struct netdev_hw_addr *ha;

	memset(out, 0, sizeof(*out));
	netif_addr_lock_bh(syn);
	out->promiscuous = !!(syn->flags & IFF_PROMISC);
	out->all_multicast = !!(syn->flags & IFF_ALLMULTI);
	netdev_for_each_uc_addr (ha, syn) {
		if (out->unicast_count == VFPAIR_MAX_UNICAST) {
			out->unicast_overflow = 1;
			break;
		}
		ether_addr_copy(out->unicast[out->unicast_count++], ha->addr);
	}
	netdev_for_each_mc_addr (ha, syn) {
		if (out->multicast_count == VFPAIR_MAX_MULTICAST) {
			out->multicast_overflow = 1;
			break;
		}
		ether_addr_copy(out->multicast[out->multicast_count++], ha->addr);
	}
	netif_addr_unlock_bh(syn);
	vlan_for_each(syn, vfpair_read_vlan, out);
	return VFPAIR_OS_OK;
}

/* V may be on its way out: each of these only balances our own entry then, and calls no driver. */
int vfpair_os_change_filter(void *pair, struct vfpair_if id, enum vfpair_filter_kind kind,
			    const void *value, int add)
{
	struct vfpair_pair_linux *p = pair;
	struct net_device *vf = p->vf;
	__be16 proto = htons(ETH_P_8021Q);
	u16 vid;
	int error = 0;

	if (!vf || vf != id.handle)
		return VFPAIR_OS_GONE;
	switch (kind) {
	case VFPAIR_FILTER_UNICAST:
		error = add ? dev_uc_add(vf, value) : dev_uc_del(vf, value);
		break;
	case VFPAIR_FILTER_MULTICAST:
		error = add ? dev_mc_add(vf, value) : dev_mc_del(vf, value);
		break;
	case VFPAIR_FILTER_VLAN:
		memcpy(&vid, value, sizeof(vid));
		if (add)
			error = vlan_vid_add(vf, proto, vid);
		else
			vlan_vid_del(vf, proto, vid);
		break;
	case VFPAIR_FILTER_PROMISCUOUS:
		error = dev_set_promiscuity(vf, add ? 1 : -1);
		break;
	case VFPAIR_FILTER_ALL_MULTICAST:
		error = dev_set_allmulti(vf, add ? 1 : -1);
		break;
	}
	return vfpair_result(error);
}
