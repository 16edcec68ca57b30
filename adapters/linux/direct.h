/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The direct lane: from S's transmit into V's driver, past V's queueing layer. S's own qdisc has
 * run already; V's has nothing to add as long as nobody configured it, and nothing may be in it
 * that would be overtaken. Whatever is not plain takes the other lane, dev_queue_xmit() on V.
 *
 * The lane is open (p->direct) while S shows nothing to its stack that V cannot do: then what was
 * checked for S need not be checked for V.
 *
 * Order between the lanes: what went through V's qdisc before is either with V's driver, or the
 * qdisc is not empty, or somebody is running it; all of it is looked at under V's transmit lock.
 *
 * Every instruction here is paid for each packet: what is rare is out of line.
 */
#ifndef VFPAIR_DIRECT_H_
#define VFPAIR_DIRECT_H_

#include <linux/if_vlan.h>
#include <net/sch_generic.h>

#include "vfpair_linux.h"

/*
 * Whether the last packet that this CPU sent so was followed by "more to come": its successor must
 * go the same way, or V's device may not be told of what lies in its ring.
 */
DECLARE_PER_CPU(u8, vfpair_more);

/* netdev_xmit_more(), as it is stored. */
static __always_inline u8 vfpair_more_will_come(void)
{
#ifdef VFPAIR_HAVE_SOFTNET_XMIT_MORE
	return __this_cpu_read(softnet_data.xmit.more);
#else
	return netdev_xmit_more();
#endif
}

/* Somebody wants to see or handle what the stack sends on V. */
static __always_inline bool vfpair_is_watched(const struct net_device *vf)
{
	unsigned long hooks = 0;

#ifdef VFPAIR_HAVE_MINIQ_EGRESS
	hooks |= (unsigned long)rcu_access_pointer(vf->miniq_egress);
#endif
#ifdef VFPAIR_HAVE_TCX_EGRESS
	hooks |= (unsigned long)rcu_access_pointer(vf->tcx_egress);
#endif
#ifdef CONFIG_NETFILTER_EGRESS
	hooks |= (unsigned long)rcu_access_pointer(vf->nf_hooks_egress);
#endif
	/* taps of all interfaces have seen it on S */
	return hooks || !list_empty(&vf->ptype_all);
}

/* As for any packet that leaves S; and the stack need not change it for V. */
static __always_inline bool vfpair_is_simple(const struct sk_buff *skb)
{
	return !skb->encapsulation && !skb_vlan_tag_present(skb) && !vfpair_is_shared(skb);
}

static __always_inline bool vfpair_gso_fits(const struct sk_buff *skb, const struct net_device *vf)
{
	const struct skb_shared_info *info = skb_shinfo(skb);

	return skb->ip_summed == CHECKSUM_PARTIAL && net_gso_ok(vf->features, info->gso_type) &&
	       info->gso_segs <= READ_ONCE(vf->gso_max_segs) &&
	       skb->len < READ_ONCE(vf->gso_max_size);
}

/* V's driver looks at some packets before it promises to do its part. */
static __always_inline bool vfpair_driver_agrees(struct sk_buff *skb, struct net_device *vf)
{
	netdev_features_t features = vf->features;

	if (!vf->netdev_ops->ndo_features_check || skb->ip_summed != CHECKSUM_PARTIAL)
		return true;
	return !(features & ~vf->netdev_ops->ndo_features_check(skb, vf, features) &
		 (NETIF_F_CSUM_MASK | NETIF_F_GSO_MASK));
}

/* S's choice of a queue is V's, unless V's driver has a mind of its own. No socket remembers it. */
static __always_inline unsigned int vfpair_pick(struct sk_buff *skb, struct net_device *vf,
						bool asks)
{
	unsigned int queue = skb_get_queue_mapping(skb);

	if (asks && vf->netdev_ops->ndo_select_queue)
		queue = netdev_cap_txqueue(vf, vf->netdev_ops->ndo_select_queue(vf, skb, NULL));
	if (unlikely(queue >= vf->real_num_tx_queues))
		queue %= vf->real_num_tx_queues;
	return queue;
}

/*
 * V's qdisc is one that nobody configured (such have no handle), and nothing is on its way. That is
 * qdisc_is_empty() and not qdisc_is_running(), with a test less for the usual kinds.
 */
static __always_inline bool vfpair_may_pass(struct Qdisc *qdisc)
{
	if (unlikely(qdisc->flags & (TCQ_F_NOLOCK | TCQ_F_CPUSTATS)))
		return !qdisc->handle && qdisc_is_empty(qdisc) && !qdisc_is_running(qdisc);
	return !(qdisc->handle | READ_ONCE(qdisc->q.qlen)) &&
	       !test_bit(__QDISC_STATE2_RUNNING, &qdisc->state2);
}

enum vfpair_taken {
	VFPAIR_TAKEN,
	VFPAIR_NOT_TAKEN, /* the packet is as it was */
	VFPAIR_NO_ROOM,	  /* it is V's already, and waits for V's queue */
};

/* V's driver had no room after all. */
void vfpair_take_back(struct vfpair_pair_linux *p, const struct sk_buff *skb);

/*
 * Under V's transmit lock. V's driver finds "more to come" where S's stack has put it; this is
 * netdev_start_xmit() without writing it again.
 */
static __always_inline enum vfpair_taken vfpair_xmit_locked(struct vfpair_pair_linux *p,
							    struct sk_buff *skb,
							    struct net_device *vf,
							    struct netdev_queue *txq,
							    unsigned int queue)
{
	struct vfpair_counters __percpu *counters = p->counters;
	netdev_tx_t ret;

	if (unlikely(netif_xmit_frozen_or_stopped(txq)) ||
	    unlikely(!vfpair_may_pass(rcu_dereference_bh(txq->qdisc))))
		return VFPAIR_NOT_TAKEN;
	this_cpu_inc(counters->n[VFPAIR_COUNTER_TxVfPackets]);
	this_cpu_add(counters->n[VFPAIR_COUNTER_TxVfBytes], skb->len);
	this_cpu_write(vfpair_more, vfpair_more_will_come());
	skb->dev = vf;
	skb_set_queue_mapping(skb, queue);
	ret = vf->netdev_ops->ndo_start_xmit(skb, vf);
	if (unlikely(!dev_xmit_complete(ret))) {
		vfpair_take_back(p, skb);
		return VFPAIR_NO_ROOM;
	}
	if (ret == NETDEV_TX_OK)
		txq_trans_update(txq);
	return VFPAIR_TAKEN;
}

/*
 * Bottom halves are off; path is what p->direct was.
 * @asks: V's driver has a say in the choice of a queue, or in what it can do for a packet.
 * @goes_on: it is the successor of one that was sent so, and taps and the like come after it.
 */
static __always_inline enum vfpair_taken vfpair_xmit_direct(struct vfpair_pair_linux *p,
							    const struct vfpair_path *path,
							    struct sk_buff *skb, bool asks,
							    bool goes_on)
{
	struct net_device *vf = path->vf;
	enum vfpair_taken taken;
	struct netdev_queue *txq;
	unsigned int queue;

	if (unlikely((READ_ONCE(vf->state) & path->need_mask) != path->need_value) ||
	    unlikely(!vfpair_is_simple(skb)))
		return VFPAIR_NOT_TAKEN;
	if (!goes_on && unlikely(vfpair_is_watched(vf)))
		return VFPAIR_NOT_TAKEN;
	if ((asks && !vfpair_driver_agrees(skb, vf)) ||
	    (skb_is_gso(skb) && unlikely(!vfpair_gso_fits(skb, vf))))
		return VFPAIR_NOT_TAKEN;
	queue = vfpair_pick(skb, vf, asks);
	txq = netdev_get_tx_queue(vf, queue);
	HARD_TX_LOCK(vf, txq, smp_processor_id());
	taken = vfpair_xmit_locked(p, skb, vf, txq, queue);
	HARD_TX_UNLOCK(vf, txq);
	return taken;
}

#endif /* VFPAIR_DIRECT_H_ */
