// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * At a cut-over, what the new side receives waits until the old side has delivered what it has:
 * flows stay in order. V's packets are kept back in V's rx_handler; S's in one that S has for these
 * milliseconds only. If S's place is taken (by a bridge, say), nothing is kept back.
 */
#include "vfpair_linux.h"

#define VFPAIR_MAX_KEPT_BACK 4096

/* This CPU is delivering a packet that has waited, or must not: S's handler lets it pass. */
static DEFINE_PER_CPU(bool, vfpair_passes);

static void vfpair_deliver(struct sk_buff *skb)
{
	__this_cpu_write(vfpair_passes, true);
	netif_receive_skb(skb);
	__this_cpu_write(vfpair_passes, false);
}

static bool vfpair_keep_back(struct vfpair_pair_linux *p, struct sk_buff *skb,
			     enum vfpair_keeps_back side)
{
	bool kept;

	spin_lock(&p->kept_back.lock);
	kept = p->keeps_back == side && skb_queue_len(&p->kept_back) < VFPAIR_MAX_KEPT_BACK;
	if (kept)
		__skb_queue_tail(&p->kept_back, skb);
	spin_unlock(&p->kept_back.lock);
	return kept;
}

/* A packet of V, S's already. Returns whether it was taken. */
bool vfpair_receive_at_cutover(struct vfpair_pair_linux *p, struct sk_buff *skb)
{
	if (READ_ONCE(p->keeps_back) == VFPAIR_KEEPS_VF)
		return vfpair_keep_back(p, skb, VFPAIR_KEEPS_VF);
	vfpair_deliver(skb); /* past S's handler */
	return true;
}

static rx_handler_result_t vfpair_receive_synthetic(struct sk_buff **pskb)
{
	struct sk_buff *skb = *pskb;
	struct vfpair_pair_linux *p = rcu_dereference(skb->dev->rx_handler_data);

	if (skb->pkt_type == PACKET_LOOPBACK || __this_cpu_read(vfpair_passes) ||
	    READ_ONCE(p->keeps_back) != VFPAIR_KEEPS_SYNTHETIC)
		return RX_HANDLER_PASS;
	skb = skb_share_check(skb, GFP_ATOMIC);
	if (!skb)
		return RX_HANDLER_CONSUMED;
	*pskb = skb;
	return vfpair_keep_back(p, skb, VFPAIR_KEEPS_SYNTHETIC) ? RX_HANDLER_CONSUMED :
								  RX_HANDLER_PASS;
}

static void vfpair_let_go(struct vfpair_pair_linux *p)
{
	struct sk_buff *skb;

	local_bh_disable();
	do {
		spin_lock(&p->kept_back.lock);
		skb = __skb_dequeue(&p->kept_back);
		if (!skb) /* the last one is delivered: what comes now may pass */
			WRITE_ONCE(p->keeps_back, VFPAIR_KEEPS_NOTHING);
		spin_unlock(&p->kept_back.lock);
		if (skb)
			vfpair_deliver(skb);
	} while (skb);
	local_bh_enable();
}

void vfpair_os_hold_receive(void *pair, enum vfpair_side side, struct vfpair_if vf, int on)
{
	struct vfpair_pair_linux *p = pair;
	bool of_synthetic = side == VFPAIR_SIDE_SYNTHETIC;

	if (on) {
		if (of_synthetic && netdev_rx_handler_register(p->syn, vfpair_receive_synthetic, p))
			return;
		WRITE_ONCE(p->keeps_back, of_synthetic ? VFPAIR_KEEPS_SYNTHETIC : VFPAIR_KEEPS_VF);
	} else if (p->keeps_back) {
		vfpair_let_go(p);
		if (of_synthetic)
			netdev_rx_handler_unregister(p->syn);
	}
}
