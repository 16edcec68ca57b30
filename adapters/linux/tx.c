// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * A packet leaves S: what the published path says, done. Bottom halves are off, and S's transmit
 * lock may be held. No lock, no reference, no decision: one load of the path, one of V's state.
 */
#include <linux/netpoll.h>
#include <net/sch_generic.h>

#include "direct.h"

static netdev_tx_t vfpair_count_synthetic(struct vfpair_pair_linux *p, netdev_tx_t ret)
{
	if (likely(dev_xmit_complete(ret)))
		vfpair_count(p, VFPAIR_COUNTER_TxSyntheticPackets);
	return ret;
}

static netdev_tx_t vfpair_xmit_synthetic(struct vfpair_pair_linux *p, struct sk_buff *skb,
					 struct net_device *dev)
{
	return vfpair_count_synthetic(p, p->original->ndo_start_xmit(skb, dev));
}

/*
 * S while the path is another one: the packets that the stack promised to send next may not come
 * this way, so the driver must not wait for them before it tells the device.
 */
static netdev_tx_t vfpair_xmit_synthetic_alone(struct vfpair_pair_linux *p, struct sk_buff *skb,
					       struct net_device *dev)
{
	return vfpair_count_synthetic(p, __netdev_start_xmit(p->original, skb, dev, false));
}

static bool vfpair_is_held(const struct vfpair_pair_linux *p)
{
	const struct vfpair_path *path = rcu_dereference_bh(p->path);

	return path && path->hold;
}

/* A cut-over is under way: the packet waits in S's queue, if S has one. */
static netdev_tx_t vfpair_hold(struct vfpair_pair_linux *p, struct sk_buff *skb,
			       struct net_device *dev)
{
	unsigned int queue = skb_get_queue_mapping(skb);
	struct netdev_queue *txq = netdev_get_tx_queue(dev, queue);
	const struct Qdisc *qdisc = rcu_dereference_bh(txq->qdisc);

	if (!qdisc || !qdisc->enqueue)
		return vfpair_xmit_synthetic_alone(p, skb, dev);

	WRITE_ONCE(txq->trans_start, jiffies); /* the watchdog has no reason to bark */
	set_bit(queue, p->held_queues);
	netif_tx_stop_queue(txq);
	/*
	 * Pairs with the barrier in vfpair_os_wake(): either the waker sees our bit, or we see the
	 * path that it had published before. It may have seen the bit before the stop: then its
	 * wake was for nothing, and this one counts.
	 */
	smp_mb__after_atomic();
	if (!vfpair_is_held(p)) {
		clear_bit(queue, p->held_queues);
		netif_tx_wake_queue(txq);
	}
	vfpair_count(p, VFPAIR_COUNTER_TxHeld);
	return NETDEV_TX_BUSY;
}

/* Nobody tells of qdiscs that come and go: while packets take the longer way, it is looked at. */
static void vfpair_reconsider_direct(struct vfpair_pair_linux *p)
{
	if (likely(time_before(jiffies, READ_ONCE(p->lane_checked) + HZ)))
		return;
	WRITE_ONCE(p->lane_checked, jiffies);
	vfpair_os_schedule(p);
}

/* V's own queueing layer: taps, classifiers, V's choice of a queue, and whatever waits there. */
netdev_tx_t vfpair_queue_vf(struct vfpair_pair_linux *p, struct sk_buff *skb,
			    struct net_device *vf)
{
	unsigned int length = skb->len;
	int ret;

	vfpair_reconsider_direct(p);
	skb->dev = vf;
	skb_set_queue_mapping(skb, 0); /* nothing recorded: V picks */
	this_cpu_inc(p->counters->queued);
	ret = dev_queue_xmit(skb);
	if (likely(ret == NET_XMIT_SUCCESS || ret == NET_XMIT_CN))
		vfpair_count_frame(p, VFPAIR_COUNTER_TxVfPackets, VFPAIR_COUNTER_TxVfBytes, length);
	else
		vfpair_count(p, VFPAIR_COUNTER_TxVfDropped);
	return NETDEV_TX_OK;
}

DEFINE_PER_CPU(u8, vfpair_more);

void vfpair_take_back(struct vfpair_pair_linux *p, const struct sk_buff *skb)
{
	this_cpu_write(vfpair_more, false);
	this_cpu_dec(p->counters->n[VFPAIR_COUNTER_TxVfPackets]);
	this_cpu_sub(p->counters->n[VFPAIR_COUNTER_TxVfBytes], skb->len);
}

/* The direct lane, for drivers that want to be asked and packets that must go on. */
static enum vfpair_taken vfpair_xmit_direct_or_not(struct vfpair_pair_linux *p,
						   struct sk_buff *skb, bool tried)
{
	const struct vfpair_path *path = rcu_dereference_bh(p->direct);
	bool goes_on = this_cpu_read(vfpair_more);

	if (!path || (tried && !goes_on) || netpoll_tx_running(p->syn))
		return VFPAIR_NOT_TAKEN;
	this_cpu_write(vfpair_more, false);
	return vfpair_xmit_direct(p, path, skb, true, goes_on);
}

/* Whatever is not plain, and S's own packets while there is no path. */
static noinline netdev_tx_t vfpair_xmit_carefully(struct vfpair_pair_linux *p, struct sk_buff *skb,
						  struct net_device *dev, bool tried)
{
	const struct vfpair_path *path = rcu_dereference_bh(p->path);
	enum vfpair_taken taken;
	struct net_device *vf;

	if (!path)
		return vfpair_xmit_synthetic(p, skb, dev);
	taken = vfpair_xmit_direct_or_not(p, skb, tried);
	if (taken == VFPAIR_TAKEN)
		return NETDEV_TX_OK;
	if (taken == VFPAIR_NO_ROOM)
		return vfpair_queue_vf(p, skb, skb->dev);
	if (netpoll_tx_running(dev))
		return vfpair_xmit_synthetic_alone(p, skb, dev);
	if (path->hold)
		return vfpair_hold(p, skb, dev);

	vf = path->vf;
	if ((READ_ONCE(vf->state) & path->need_mask) != path->need_value) {
		vfpair_count(p, VFPAIR_COUNTER_TxVfNotReady);
		if (!test_and_set_bit(VFPAIR_KICKED, &p->flags))
			vfpair_poke(p, VFPAIR_SIGNAL_VF);
		return vfpair_xmit_synthetic_alone(p, skb, dev);
	}
	skb = skb_share_check(skb, GFP_ATOMIC);
	if (unlikely(!skb)) {
		vfpair_count(p, VFPAIR_COUNTER_TxVfDropped);
		return NETDEV_TX_OK;
	}
	return vfpair_queue_vf(p, skb, vf);
}

/* netconsole may speak out of V's driver, with V's locks held. */
static __always_inline bool vfpair_has_netpoll(const struct net_device *dev)
{
#ifdef CONFIG_NETPOLL
	return rcu_access_pointer(dev->npinfo);
#else
	return false;
#endif
}

static u16 vfpair_select_synthetic_queue(struct net_device *dev, struct sk_buff *skb,
					 struct net_device *sb_dev)
{
	const struct vfpair_pair_linux *p = vfpair_by_synthetic(dev);

	if (p && p->original->ndo_select_queue)
		return p->original->ndo_select_queue(dev, skb, sb_dev);
	return netdev_pick_tx(dev, skb, sb_dev);
}

/*
 * S's queue for a packet. While V is the path it is V's as well, and what S's driver or XPS say of
 * S's rings does not matter: a flow has one queue, all queues get flows, sockets remember nothing.
 */
u16 vfpair_select_queue(struct net_device *dev, struct sk_buff *skb, struct net_device *sb_dev)
{
	const struct vfpair_pair_linux *p = rcu_dereference_bh(vfpair_latest);
	u32 hash = skb->hash;

	if (likely(p->syn == dev) && likely(rcu_access_pointer(p->path)) && likely(hash) &&
	    likely(!dev->num_tc) && likely(!skb_rx_queue_recorded(skb)))
		return reciprocal_scale(hash, dev->real_num_tx_queues);
	return vfpair_select_synthetic_queue(dev, skb, sb_dev);
}

/* What does not take the direct lane at once, for whatever reason. */
static noinline netdev_tx_t vfpair_xmit_otherwise(struct sk_buff *skb, struct net_device *dev)
{
	struct vfpair_pair_linux *p = vfpair_by_synthetic(dev);

	if (likely(p))
		return vfpair_xmit_carefully(p, skb, dev, false);
	pr_warn_once("vfpair: %s runs our table but is not ours\n", dev->name);
	dev_kfree_skb_any(skb);
	return NETDEV_TX_OK;
}

netdev_tx_t vfpair_start_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct vfpair_pair_linux *p = rcu_dereference_bh(vfpair_latest);
	const struct vfpair_path *path;
	enum vfpair_taken taken;

	/* on most machines there is one pair */
	if (unlikely(p->syn != dev) || unlikely(vfpair_has_netpoll(dev)))
		return vfpair_xmit_otherwise(skb, dev);
	path = rcu_dereference_bh(p->plain);
	if (unlikely(!path))
		return vfpair_xmit_carefully(p, skb, dev, false);
	taken = vfpair_xmit_direct(p, path, skb, false, false);
	if (likely(taken == VFPAIR_TAKEN))
		return NETDEV_TX_OK;
	if (taken == VFPAIR_NO_ROOM)
		return vfpair_queue_vf(p, skb, skb->dev);
	return vfpair_xmit_carefully(p, skb, p->syn, true);
}

unsigned long vfpair_os_ready_mask(void)
{
	return BIT(__LINK_STATE_START) | BIT(__LINK_STATE_PRESENT) | BIT(__LINK_STATE_NOCARRIER);
}

unsigned long vfpair_os_ready_value(void)
{
	return BIT(__LINK_STATE_START) | BIT(__LINK_STATE_PRESENT);
}
