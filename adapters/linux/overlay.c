// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * S's operations while a rule exists for it: a copy of the driver's table with a few entries of
 * ours, each of which does what the driver's does and tells the pair.
 *
 * A wrapper finds its pair by the device, never by the table: the table it was read from may have
 * been replaced since, or copied by somebody else. The map has S before the table is S's, and until
 * a grace period after the table was taken back. Every caller of a wrapped entry holds RTNL or has
 * bottom halves or preemption off, so synchronize_net() under RTNL is that grace period.
 *
 * Entries that the kernel reads twice without RTNL (ndo_features_check, ndo_get_iflink,
 * ndo_xdp_xmit, ndo_xsk_wakeup) are never added: the second reading may find them gone.
 */
#include <linux/lockdep.h>

#include "vfpair_linux.h"

DEFINE_HASHTABLE(vfpair_overlaid, VFPAIR_OVERLAID_BITS);
static struct vfpair_pair_linux vfpair_nobody; /* of no interface */
struct vfpair_pair_linux __rcu *vfpair_latest = RCU_INITIALIZER(&vfpair_nobody);

static int vfpair_open(struct net_device *dev)
{
	struct vfpair_pair_linux *p = vfpair_by_synthetic(dev);
	int error = 0;

	if (!p)
		return -ENODEV;
	if (p->original->ndo_open)
		error = p->original->ndo_open(dev);
	if (error)
		return error;
	vfpair_choose_receive(p);
	/* IFF_UP comes after us: the actor looks when RTNL is free */
	vfpair_poke(p, VFPAIR_SIGNAL_SYNTHETIC);
	return 0;
}

static int vfpair_stop(struct net_device *dev)
{
	struct vfpair_pair_linux *p = vfpair_by_synthetic(dev);

	if (!p)
		return -ENODEV;
	/* netif_running() is false already; V must be out of the path before S's driver stops */
	vfpair_choose_receive(p);
	if (p->core) {
		vfpair_pair_signal(p->core, VFPAIR_SIGNAL_SYNTHETIC);
		vfpair_pair_run(p->core);
	}
	return p->original->ndo_stop ? p->original->ndo_stop(dev) : 0;
}

static void vfpair_set_rx_mode(struct net_device *dev)
{
	struct vfpair_pair_linux *p = vfpair_by_synthetic(dev);

	if (!p)
		return;
	if (p->original->ndo_set_rx_mode)
		p->original->ndo_set_rx_mode(dev);
	vfpair_poke(p, VFPAIR_SIGNAL_FILTERS);
}

static void vfpair_change_rx_flags(struct net_device *dev, int flags)
{
	struct vfpair_pair_linux *p = vfpair_by_synthetic(dev);

	if (!p)
		return;
	if (p->original->ndo_change_rx_flags)
		p->original->ndo_change_rx_flags(dev, flags);
	vfpair_poke(p, VFPAIR_SIGNAL_FILTERS);
}

static int vfpair_vlan_add_vid(struct net_device *dev, __be16 proto, u16 vid)
{
	struct vfpair_pair_linux *p = vfpair_by_synthetic(dev);
	int error;

	if (!p)
		return -ENODEV;
	error = p->original->ndo_vlan_rx_add_vid(dev, proto, vid);
	vfpair_poke(p, VFPAIR_SIGNAL_FILTERS);
	return error;
}

static int vfpair_vlan_kill_vid(struct net_device *dev, __be16 proto, u16 vid)
{
	struct vfpair_pair_linux *p = vfpair_by_synthetic(dev);
	int error;

	if (!p)
		return -ENODEV;
	error = p->original->ndo_vlan_rx_kill_vid(dev, proto, vid);
	vfpair_poke(p, VFPAIR_SIGNAL_FILTERS);
	return error;
}

static int vfpair_mtu_error(enum vfpair_reason reason)
{
	switch (reason) {
	case VFPAIR_REASON_None:
		return 0;
	case VFPAIR_REASON_MtuOutOfRange:
		return -EINVAL;
	case VFPAIR_REASON_NoMemory:
		return -ENOMEM;
	case VFPAIR_REASON_MtuRefused:
		return -EOPNOTSUPP;
	default:
		return -EBUSY;
	}
}

static int vfpair_change_mtu(struct net_device *dev, int mtu)
{
	struct vfpair_pair_linux *p = vfpair_by_synthetic(dev);
	enum vfpair_reason reason;

	if (!p)
		return -ENODEV;
	if (!p->core)
		return vfpair_set_synthetic_mtu(p, mtu);
	p->mtu_error = 0;
	reason = vfpair_pair_change_mtu(p->core, mtu);
	if (reason != VFPAIR_REASON_None)
		netdev_err(dev, "vfpair: MTU %d is not possible with %s%s: %s\n", mtu,
			   p->vf ? "VF " : "no VF", p->vf ? p->vf->name : "",
			   vfpair_reason_sentence(reason));
	/* what S's own driver said is the better answer */
	return p->mtu_error ? p->mtu_error : vfpair_mtu_error(reason);
}

static netdev_features_t vfpair_fix_features(struct net_device *dev, netdev_features_t features)
{
	struct vfpair_pair_linux *p = vfpair_by_synthetic(dev);

	if (!p)
		return features;
	/* what the user cannot turn on again must come back by itself */
	features |= p->syn_fixed;
	if (p->original->ndo_fix_features)
		features = p->original->ndo_fix_features(dev, features);
	return features & ~p->withheld;
}

/* The driver's own numbers, found as dev_get_stats() finds them; stats are zero before. */
void vfpair_synthetic_stats(const struct vfpair_pair_linux *p, struct rtnl_link_stats64 *stats)
{
	struct net_device *dev = p->syn;

	if (p->original->ndo_get_stats64)
		p->original->ndo_get_stats64(dev, stats);
	else if (p->original->ndo_get_stats)
		netdev_stats_to_stats64(stats, p->original->ndo_get_stats(dev));
#ifdef VFPAIR_HAVE_PCPU_STAT_TYPE
	else if (dev->pcpu_stat_type == NETDEV_PCPU_STAT_TSTATS)
		dev_get_tstats64(dev, stats);
#endif
	else
		netdev_stats_to_stats64(stats, &dev->stats);
}

static void vfpair_get_stats64(struct net_device *dev, struct rtnl_link_stats64 *stats)
{
	const struct vfpair_pair_linux *p = vfpair_by_synthetic(dev);

	if (!p)
		return;
	vfpair_synthetic_stats(p, stats);
	stats->rx_packets += vfpair_counted(p, VFPAIR_COUNTER_RxVfPackets);
	stats->rx_bytes += vfpair_counted(p, VFPAIR_COUNTER_RxVfBytes);
	stats->rx_dropped += vfpair_counted(p, VFPAIR_COUNTER_RxVfDropped);
	stats->tx_packets += vfpair_counted(p, VFPAIR_COUNTER_TxVfPackets);
	stats->tx_bytes += vfpair_counted(p, VFPAIR_COUNTER_TxVfBytes);
	stats->tx_dropped += vfpair_counted(p, VFPAIR_COUNTER_TxVfDropped);
}

static void vfpair_fill_table(struct vfpair_pair_linux *p)
{
	p->ops = *p->original;
	p->ops.ndo_start_xmit = vfpair_start_xmit;
	p->ops.ndo_select_queue = vfpair_select_queue;
	p->ops.ndo_open = vfpair_open;
	p->ops.ndo_stop = vfpair_stop;
	p->ops.ndo_set_rx_mode = vfpair_set_rx_mode;
	p->ops.ndo_change_rx_flags = vfpair_change_rx_flags;
	p->ops.ndo_change_mtu = vfpair_change_mtu;
	p->ops.ndo_fix_features = vfpair_fix_features;
	p->ops.ndo_get_stats64 = vfpair_get_stats64;
	if (p->original->ndo_vlan_rx_add_vid)
		p->ops.ndo_vlan_rx_add_vid = vfpair_vlan_add_vid;
	if (p->original->ndo_vlan_rx_kill_vid)
		p->ops.ndo_vlan_rx_kill_vid = vfpair_vlan_kill_vid;
}

/*
 * V transmits while S's transmit locks are held; both are of the same lock class. With a subclass
 * for S's, lockdep can tell that this order is always the same.
 */
static void vfpair_set_lock_subclass(struct net_device *dev, unsigned int subclass)
{
#ifdef CONFIG_LOCKDEP
	unsigned int i;

	for (i = 0; i < dev->num_tx_queues; i++) {
		struct lockdep_map *map = &netdev_get_tx_queue(dev, i)->_xmit_lock.dep_map;

		lockdep_init_map_type(map, map->name, map->key, subclass, map->wait_type_inner,
				      map->wait_type_outer, map->lock_type);
	}
#endif
}

static void vfpair_forget(struct vfpair_pair_linux *p)
{
	hash_del_rcu(&p->overlaid);
	if (rcu_access_pointer(vfpair_latest) == p)
		RCU_INIT_POINTER(vfpair_latest, &vfpair_nobody);
}

static int vfpair_overlay_install(struct vfpair_pair_linux *p)
{
	struct net_device *dev = vfpair_registered(p->syn_id);

	if (!dev)
		return VFPAIR_OS_GONE;
	if (test_bit(VFPAIR_STUCK, &p->flags))
		return VFPAIR_OS_OK; /* we never left */
	if (vfpair_by_synthetic(dev))
		return VFPAIR_OS_REFUSED;

	if (vfpair_egress_register(p))
		return VFPAIR_OS_REFUSED;
	p->original = dev->netdev_ops;
	vfpair_fill_table(p);
	hash_add_rcu(vfpair_overlaid, &p->overlaid, (unsigned long)dev);
	rcu_assign_pointer(vfpair_latest, p);
	/* whoever sends one buffer many times must not: it may leave as V's */
	p->tx_skb_sharing = dev->priv_flags & IFF_TX_SKB_SHARING;
	dev->priv_flags &= ~IFF_TX_SKB_SHARING;
	vfpair_set_lock_subclass(dev, SINGLE_DEPTH_NESTING);
	smp_store_release(&dev->netdev_ops, &p->ops);
	return VFPAIR_OS_OK;
}

static void vfpair_overlay_remove(struct vfpair_pair_linux *p)
{
	struct net_device *dev = p->syn;

	if (!p->original || !hash_hashed(&p->overlaid))
		return;
	vfpair_os_wake(p);
	vfpair_egress_unregister(p);
	if (dev->netdev_ops != &p->ops) {
		if (test_and_set_bit(VFPAIR_STUCK, &p->flags))
			return;
		__module_get(THIS_MODULE);
		netdev_warn(
			dev,
			"vfpair: its operations were replaced above ours; ours stay, doing nothing, and the module cannot be unloaded any more\n");
		return;
	}
	smp_store_release(&dev->netdev_ops, p->original);
	vfpair_set_lock_subclass(dev, 0);
	if (p->tx_skb_sharing)
		dev->priv_flags |= IFF_TX_SKB_SHARING;
	synchronize_net(); /* the wrappers, and the packets in them, are done */
	vfpair_forget(p);
	if (test_and_clear_bit(VFPAIR_STUCK, &p->flags))
		module_put(THIS_MODULE); /* those above us left first after all */
}

int vfpair_os_overlay(void *pair, int on)
{
	if (on)
		return vfpair_overlay_install(pair);
	vfpair_overlay_remove(pair);
	return VFPAIR_OS_OK;
}

/* The device goes away for good: its address may be another's soon. */
void vfpair_overlay_forget(const struct net_device *syn)
{
	struct vfpair_pair_linux *p = vfpair_by_synthetic(syn);

	if (p && !p->core && syn->reg_state != NETREG_REGISTERED)
		vfpair_forget(p);
}
