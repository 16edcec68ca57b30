// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * A packet leaves S: what the published path says, done. Bottom halves are off, and S's transmit
 * lock may be held. No lock, no reference, no decision: one load of the path, one of V's state.
 */
#include <linux/netpoll.h>
#include <net/sch_generic.h>

#include "vfpair_linux.h"

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

netdev_tx_t vfpair_start_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct vfpair_pair_linux *p = vfpair_by_synthetic(dev);
	const struct vfpair_path *path;
	struct net_device *vf;
	unsigned int length;
	int ret;

	if (unlikely(!p)) {
		pr_warn_once("vfpair: %s runs our table but is not ours\n", dev->name);
		dev_kfree_skb_any(skb);
		return NETDEV_TX_OK;
	}
	path = rcu_dereference_bh(p->path);
	if (!path)
		return vfpair_xmit_synthetic(p, skb, dev);
	if (unlikely(netpoll_tx_running(dev)))
		return vfpair_xmit_synthetic_alone(p, skb, dev);
	if (unlikely(path->hold))
		return vfpair_hold(p, skb, dev);

	vf = path->vf;
	if (unlikely((READ_ONCE(vf->state) & path->need_mask) != path->need_value)) {
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
	length = skb->len;
	skb->dev = vf;
	skb_set_queue_mapping(skb, 0); /* nothing recorded: V picks */
	ret = dev_queue_xmit(skb);
	if (likely(ret == NET_XMIT_SUCCESS || ret == NET_XMIT_CN))
		vfpair_count_frame(p, VFPAIR_COUNTER_TxVfPackets, VFPAIR_COUNTER_TxVfBytes, length);
	else
		vfpair_count(p, VFPAIR_COUNTER_TxVfDropped);
	return NETDEV_TX_OK;
}

unsigned long vfpair_os_ready_mask(void)
{
	return BIT(__LINK_STATE_START) | BIT(__LINK_STATE_PRESENT) | BIT(__LINK_STATE_NOCARRIER);
}

unsigned long vfpair_os_ready_value(void)
{
	return BIT(__LINK_STATE_START) | BIT(__LINK_STATE_PRESENT);
}
