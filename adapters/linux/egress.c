// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The egress lane (egress=on): packets leave S's stack for V's driver before S's queueing layer,
 * from a netfilter hook. By the user's choice, because what S's qdisc, S's tc filters and XPS would
 * have done to them is not done. Whatever is not plain goes on as ever.
 *
 * It opens after the path, when S's own queues are empty: what waits there goes first.
 */
#include <linux/netfilter.h>
#include <linux/netfilter_netdev.h>
#include <net/sock.h>

#include "direct.h"

#ifdef CONFIG_NETFILTER_EGRESS

#define VFPAIR_EGRESS_RETRY msecs_to_jiffies(10)

/* The stack would not have to change it for V, as it would have looked at it for S. */
static __always_inline bool vfpair_needs_no_help(const struct sk_buff *skb,
						 const struct net_device *vf)
{
	if (skb->ip_summed == CHECKSUM_PARTIAL && !(vf->features & NETIF_F_CSUM_MASK))
		return false;
	if (skb_is_nonlinear(skb) && (!(vf->features & NETIF_F_SG) || skb_has_frag_list(skb)))
		return false;
#ifdef CONFIG_SOCK_VALIDATE_XMIT
	if (skb->sk && sk_fullsock(skb->sk) && skb->sk->sk_validate_xmit_skb)
		return false;
#endif
	return !skb->active_extensions;
}

static unsigned int vfpair_egress(void *priv, struct sk_buff *skb,
				  const struct nf_hook_state *state)
{
	struct vfpair_pair_linux *p = priv;
	const struct vfpair_path *path = rcu_dereference(p->egress);
	struct net_device *vf;
	u16 mapping;

	/* AF_PACKET sockets that go past the qdisc come with bottom halves on */
	if (unlikely(!path) || unlikely(!softirq_count()))
		return NF_ACCEPT;
	vf = path->vf;
	if (unlikely(!vfpair_needs_no_help(skb, vf)) || unlikely(!skb->hash) ||
	    unlikely(skb_rx_queue_recorded(skb)) || unlikely(dev_nit_active(p->syn)))
		return NF_ACCEPT;
	mapping = skb_get_queue_mapping(skb);
	skb_set_queue_mapping(skb, reciprocal_scale(skb->hash, vf->real_num_tx_queues));
	switch (vfpair_xmit_direct(p, path, skb, false, false)) {
	case VFPAIR_TAKEN:
		return NF_STOLEN;
	case VFPAIR_NO_ROOM:
		vfpair_queue_vf(p, skb, vf);
		return NF_STOLEN;
	default:
		skb_set_queue_mapping(skb, mapping);
		return NF_ACCEPT;
	}
}

int vfpair_egress_register(struct vfpair_pair_linux *p)
{
	int error;

	if (!p->wants_egress)
		return 0;
	p->egress_hook = (struct nf_hook_ops){
		.hook = vfpair_egress,
		.dev = p->syn,
		.priv = p,
		.pf = NFPROTO_NETDEV,
		.hooknum = NF_NETDEV_EGRESS,
		.priority = INT_MAX, /* after the user's own rules */
	};
	p->egress_net = dev_net(p->syn);
	error = nf_register_net_hook(p->egress_net, &p->egress_hook);
	if (error)
		p->egress_net = NULL;
	return error;
}

/* What it reads may go away after the grace period that the caller waits for. */
void vfpair_egress_unregister(struct vfpair_pair_linux *p)
{
	if (!p->egress_net)
		return;
	RCU_INIT_POINTER(p->egress, NULL);
	nf_unregister_net_hook(p->egress_net, &p->egress_hook);
	p->egress_net = NULL;
}

/* RTNL. */
void vfpair_open_egress(struct vfpair_pair_linux *p)
{
	const struct vfpair_path *path = rcu_dereference_protected(p->plain, true);

	if (!p->egress_net || rcu_access_pointer(p->egress) == path)
		return;
	if (path && !qdisc_all_tx_empty(p->syn)) {
		queue_delayed_work(vfpair_queue, &p->run, VFPAIR_EGRESS_RETRY);
		return;
	}
	rcu_assign_pointer(p->egress, path);
}

#else /* !CONFIG_NETFILTER_EGRESS */

int vfpair_egress_register(struct vfpair_pair_linux *p)
{
	return p->wants_egress ? -EOPNOTSUPP : 0;
}

void vfpair_egress_unregister(struct vfpair_pair_linux *p)
{
}

void vfpair_open_egress(struct vfpair_pair_linux *p)
{
}

#endif
