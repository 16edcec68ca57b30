// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* What the core asks to be set on the two interfaces. All of it under RTNL. */
#include <net/addrconf.h>

#include "vfpair_linux.h"

/* A capability that a device cannot turn off stays: the stack serves each device as it is. */
static int vfpair_withhold_synthetic(struct vfpair_pair_linux *p, netdev_features_t features)
{
	if (features == p->withheld)
		return VFPAIR_OS_OK;
	p->withheld = features; /* vfpair_fix_features() reads it */
	netdev_update_features(p->syn);
	return VFPAIR_OS_OK;
}

static int vfpair_withhold_vf(struct vfpair_pair_linux *p, struct net_device *vf,
			      netdev_features_t features)
{
	netdev_features_t had = vf->wanted_features | p->vf_cleared;

	p->vf_cleared = had & features & vf->hw_features;
	vf->wanted_features = had & ~p->vf_cleared;
	netdev_update_features(vf);
	return VFPAIR_OS_OK;
}

int vfpair_os_withhold(void *pair, struct vfpair_if interface, enum vfpair_side side,
		       unsigned int capabilities)
{
	struct vfpair_pair_linux *p = pair;
	netdev_features_t features = vfpair_features_of(capabilities);
	struct net_device *dev = vfpair_registered(interface);

	if (!dev) {
		/* nobody is left to tell */
		if (side == VFPAIR_SIDE_SYNTHETIC)
			p->withheld = features;
		else
			p->vf_cleared = 0;
		return VFPAIR_OS_GONE;
	}
	if (side == VFPAIR_SIDE_SYNTHETIC)
		return vfpair_withhold_synthetic(p, features);
	return vfpair_withhold_vf(p, dev, features);
}

static void vfpair_set_gso(struct net_device *dev, unsigned int size, unsigned int segs)
{
	WRITE_ONCE(dev->gso_max_size, size);
	WRITE_ONCE(dev->gso_max_segs, segs);
}

/*
 * The kernel lowers gso_max_* along with tso_max_*, and does not raise it again. Each goes back to
 * what it was, unless the user has changed it meanwhile.
 */
static void vfpair_unlimit_tso(struct vfpair_pair_linux *p)
{
	struct net_device *dev = p->syn;
	unsigned int size = dev->gso_max_size, segs = dev->gso_max_segs;

	if (!p->tso_limited)
		return;
	p->tso_limited = false;
	netif_set_tso_max_size(dev, p->tso_size);
	netif_set_tso_max_segs(dev, p->tso_segs);
	if (p->forced_gso_size && size == p->forced_gso_size)
		size = p->gso_size;
	if (p->forced_gso_segs && segs == p->forced_gso_segs)
		segs = p->gso_segs;
	vfpair_set_gso(dev, size, segs);
#ifdef VFPAIR_HAVE_GSO_IPV4_MAX_SIZE
	if (p->forced_gso_ipv4_size && dev->gso_ipv4_max_size == p->forced_gso_ipv4_size)
		WRITE_ONCE(dev->gso_ipv4_max_size, p->gso_ipv4_size);
#endif
}

int vfpair_os_limit_tso(void *pair, const struct vfpair_tso *limit)
{
	struct vfpair_pair_linux *p = pair;
	struct net_device *dev = p->syn;

	vfpair_unlimit_tso(p);
	p->tso_size = dev->tso_max_size;
	p->tso_segs = dev->tso_max_segs;
	p->gso_size = dev->gso_max_size;
	p->gso_segs = dev->gso_max_segs;
#ifdef VFPAIR_HAVE_GSO_IPV4_MAX_SIZE
	p->gso_ipv4_size = dev->gso_ipv4_max_size;
#endif
	if (limit->max_bytes && limit->max_bytes < p->tso_size) {
		netif_set_tso_max_size(dev, limit->max_bytes);
		p->tso_limited = true;
	}
	if (limit->max_segments && limit->max_segments < p->tso_segs) {
		netif_set_tso_max_segs(dev, limit->max_segments);
		p->tso_limited = true;
	}
	p->forced_gso_size = dev->gso_max_size != p->gso_size ? dev->gso_max_size : 0;
	p->forced_gso_segs = dev->gso_max_segs != p->gso_segs ? dev->gso_max_segs : 0;
#ifdef VFPAIR_HAVE_GSO_IPV4_MAX_SIZE
	p->forced_gso_ipv4_size =
		dev->gso_ipv4_max_size != p->gso_ipv4_size ? dev->gso_ipv4_max_size : 0;
#endif
	return VFPAIR_OS_OK;
}

/* Only within a change by the user: the kernel has checked, and will tell others. */
int vfpair_set_synthetic_mtu(struct vfpair_pair_linux *p, int mtu)
{
	struct net_device *dev = p->syn;

	if (p->original->ndo_change_mtu)
		return p->original->ndo_change_mtu(dev, mtu);
	WRITE_ONCE(dev->mtu, mtu);
	return 0;
}

int vfpair_os_set_mtu(void *pair, struct vfpair_if interface, enum vfpair_side side,
		      unsigned int mtu)
{
	struct vfpair_pair_linux *p = pair;
	struct net_device *dev = vfpair_registered(interface);
	int error;

	if (!dev)
		return VFPAIR_OS_GONE;
	error = side == VFPAIR_SIDE_SYNTHETIC ? vfpair_set_synthetic_mtu(p, mtu)
					      : dev_set_mtu(dev, mtu);
	if (error) {
		p->mtu_error = error;
		netdev_warn(p->syn, "vfpair: %s does not take MTU %u (error %d)\n", dev->name, mtu,
			    error);
	}
	return vfpair_result(error);
}

/*
 * IPv6 joins its groups on a slave that comes up, but leaves them only on an interface that it found
 * ready, which a slave never is. V had link: let IPv6 take it for what it was.
 */
static void vfpair_leave_ipv6_groups(struct net_device *vf)
{
	struct inet6_dev *in6_dev = __in6_dev_get(vf);

	if (in6_dev && (vf->flags & IFF_SLAVE) && netif_carrier_ok(vf))
		in6_dev->if_flags |= IF_READY;
}

int vfpair_os_set_up(void *pair, struct vfpair_if id, int up)
{
	struct vfpair_pair_linux *p = pair;
	struct net_device *vf = vfpair_registered(id);
	int error;

	if (!vf)
		return VFPAIR_OS_GONE;
	if (!up) {
		vfpair_leave_ipv6_groups(vf);
		dev_close(vf);
		return VFPAIR_OS_OK;
	}
	error = dev_open(vf, NULL);
	if (error)
		netdev_warn(p->syn, "vfpair: %s does not come up (error %d)\n", vf->name, error);
	return vfpair_result(error);
}

/* No host to ask: the embedded switch learns from what we send (vfpair_os_announce). */
int vfpair_os_steer_host(void *pair, enum vfpair_side side, unsigned int generation)
{
	return VFPAIR_OS_OK;
}
