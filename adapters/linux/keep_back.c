// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * At a cut-over, what the new side receives waits until the old side has delivered what it has:
 * flows stay in order. V's packets are kept back in V's rx_handler; S's in one that S has for these
 * milliseconds only. If S's place is taken (by a bridge, say), nothing is kept back; nor are the
 * frames of VLANs on S, which are told apart before an rx_handler sees them.
 */
#include "vfpair_linux.h"

#define VFPAIR_MAX_KEPT_BACK 4096

/* The packet of V that S's handler is to let pass on this CPU: only compared, never looked into. */
static DEFINE_PER_CPU(const struct sk_buff *, vfpair_passes);

static bool vfpair_keep_back(struct vfpair_pair_linux *p, struct sk_buff *skb,
			     enum vfpair_keeps_back side)
{
	bool kept;

	if (skb->sk) /* perhaps borrowed for as long as this CPU handles the packet */
		return false;
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
	__this_cpu_write(vfpair_passes, skb);
	return false;
}

static rx_handler_result_t vfpair_receive_synthetic(struct sk_buff **pskb)
{
	struct sk_buff *skb = *pskb;
	struct vfpair_pair_linux *p = rcu_dereference(skb->dev->rx_handler_data);

	if (__this_cpu_read(vfpair_passes) == skb) {
		__this_cpu_write(vfpair_passes, NULL);
		return RX_HANDLER_PASS;
	}
	if (skb->pkt_type == PACKET_LOOPBACK ||
	    READ_ONCE(p->keeps_back) != VFPAIR_KEEPS_SYNTHETIC)
		return RX_HANDLER_PASS;
	skb = skb_share_check(skb, GFP_ATOMIC);
	if (!skb)
		return RX_HANDLER_CONSUMED;
	*pskb = skb;
	return vfpair_keep_back(p, skb, VFPAIR_KEEPS_SYNTHETIC) ? RX_HANDLER_CONSUMED :
								  RX_HANDLER_PASS;
}

/* S's own has been through taps and classifiers before it was kept back; V's has not been S's. */
static void vfpair_deliver(struct sk_buff *skb, bool of_synthetic)
{
	if (of_synthetic) {
#ifdef CONFIG_NET_CLS_ACT
		skb->tc_skip_classify = 1; /* taps, too */
#endif
		__this_cpu_write(vfpair_passes, skb);
	}
	netif_receive_skb_core(skb); /* no detour by another CPU's backlog */
}

static void vfpair_let_go(struct vfpair_pair_linux *p, bool of_synthetic)
{
	unsigned int budget = VFPAIR_MAX_KEPT_BACK;
	struct sk_buff_head rest;
	struct sk_buff *skb;

	__skb_queue_head_init(&rest);
	local_bh_disable();
	do {
		spin_lock(&p->kept_back.lock);
		skb = __skb_dequeue(&p->kept_back);
		if (!skb) { /* the last one is delivered: what comes now may pass */
			WRITE_ONCE(p->keeps_back, VFPAIR_KEEPS_NOTHING);
		} else if (!budget--) { /* more comes than goes: an end counts more than order */
			WRITE_ONCE(p->keeps_back, VFPAIR_KEEPS_NOTHING);
			skb_queue_splice_init(&p->kept_back, &rest);
		}
		spin_unlock(&p->kept_back.lock);
		if (skb)
			vfpair_deliver(skb, of_synthetic);
	} while (skb && p->keeps_back);
	while ((skb = __skb_dequeue(&rest)))
		vfpair_deliver(skb, of_synthetic);
	local_bh_enable();
}

static void vfpair_keep_back_synthetic(struct vfpair_pair_linux *p)
{
	if (rcu_access_pointer(p->syn->xdp_prog))
		return; /* generic XDP would see a packet twice */
	/* V's handler must know before S has one, or S's would take a packet of V for its own */
	WRITE_ONCE(p->keeps_back, VFPAIR_KEEPS_SYNTHETIC);
	vfpair_choose_receive(p);
	synchronize_net();
	if (netdev_rx_handler_register(p->syn, vfpair_receive_synthetic, p))
		WRITE_ONCE(p->keeps_back, VFPAIR_KEEPS_NOTHING);
	vfpair_choose_receive(p);
}

void vfpair_os_hold_receive(void *pair, enum vfpair_side side, struct vfpair_if vf, int on)
{
	struct vfpair_pair_linux *p = pair;
	bool of_synthetic = side == VFPAIR_SIDE_SYNTHETIC;

	if (on && of_synthetic) {
		vfpair_keep_back_synthetic(p);
	} else if (on) {
		WRITE_ONCE(p->keeps_back, VFPAIR_KEEPS_VF);
		vfpair_choose_receive(p);
	} else if (p->keeps_back) {
		vfpair_let_go(p, of_synthetic);
		vfpair_choose_receive(p);
		if (of_synthetic)
			netdev_rx_handler_unregister(p->syn);
	}
}
