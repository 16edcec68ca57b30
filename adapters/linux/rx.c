// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* V as a member of the pair: its input is S's, it is linked below S, bystanders leave it alone. */
#include "vfpair_linux.h"

/* At a cut-over, while S is down, and for a packet that somebody else holds as well. */
static rx_handler_result_t vfpair_receive_carefully(struct sk_buff **pskb)
{
	struct sk_buff *skb = *pskb;
	struct vfpair_pair_linux *p = rcu_dereference(skb->dev->rx_handler_data);

	skb = skb_share_check(skb, GFP_ATOMIC);
	if (unlikely(!skb)) {
		vfpair_count(p, VFPAIR_COUNTER_RxVfDropped);
		return RX_HANDLER_CONSUMED;
	}
	*pskb = skb;
	if (unlikely(!netif_running(p->syn))) {
		vfpair_count(p, VFPAIR_COUNTER_RxVfDropped);
		kfree_skb(skb);
		return RX_HANDLER_CONSUMED;
	}
	vfpair_count_frame(p, VFPAIR_COUNTER_RxVfPackets, VFPAIR_COUNTER_RxVfBytes, skb->len);
	skb->dev = p->syn;
	if (unlikely(READ_ONCE(p->keeps_back)) && vfpair_receive_at_cutover(p, skb))
		return RX_HANDLER_CONSUMED;
	return RX_HANDLER_ANOTHER;
}

/* Every instruction here is paid for each packet. */
static rx_handler_result_t vfpair_receive(struct sk_buff **pskb)
{
	struct sk_buff *skb = *pskb;
	const struct vfpair_pair_linux *p = rcu_dereference(skb->dev->rx_handler_data);
	struct vfpair_counters __percpu *counters = p->counters;

	if (unlikely(vfpair_is_shared(skb)))
		return vfpair_receive_carefully(pskb);
	skb->dev = p->syn;
	this_cpu_inc(counters->n[VFPAIR_COUNTER_RxVfPackets]);
	this_cpu_add(counters->n[VFPAIR_COUNTER_RxVfBytes], skb->len);
	return RX_HANDLER_ANOTHER;
}

/*
 * RTNL, or closing. Which of the two V's handler is; the kernel's own way would take it off in
 * between. A packet that has read the other one is as if it had come before.
 */
void vfpair_choose_receive(struct vfpair_pair_linux *p)
{
	bool careful = p->keeps_back || !netif_running(p->syn);

	if (p->vf && test_bit(VFPAIR_USE_CAPTURE, &p->vf_uses))
		rcu_assign_pointer(p->vf->rx_handler,
				   careful ? vfpair_receive_carefully : vfpair_receive);
}

/* Mark, capture and link each need V; the first takes the reference, the last gives it back. */
static int vfpair_use(struct vfpair_pair_linux *p, struct vfpair_if id, enum vfpair_vf_use use)
{
	struct net_device *vf = vfpair_registered(id);

	if (!vf)
		return VFPAIR_OS_GONE;
	if (!p->vf) {
		p->vf = vf;
		netdev_hold(vf, &p->vf_tracker, GFP_KERNEL);
	}
	if (WARN_ON_ONCE(p->vf != vf || __test_and_set_bit(use, &p->vf_uses)))
		return VFPAIR_OS_REFUSED;
	return VFPAIR_OS_OK;
}

static struct net_device *vfpair_used(const struct vfpair_pair_linux *p, struct vfpair_if id,
				      enum vfpair_vf_use use)
{
	return p->vf && p->vf == id.handle && test_bit(use, &p->vf_uses) ? p->vf : NULL;
}

static void vfpair_unuse(struct vfpair_pair_linux *p, enum vfpair_vf_use use)
{
	struct net_device *vf = p->vf;

	__clear_bit(use, &p->vf_uses);
	if (p->vf_uses)
		return;
	if (p->vf_cleared) { /* V left us in a hurry, for another namespace perhaps */
		vf->wanted_features |= p->vf_cleared;
		p->vf_cleared = 0;
		if (vf->reg_state == NETREG_REGISTERED)
			netdev_update_features(vf);
	}
	p->vf = NULL;
	netdev_put(vf, &p->vf_tracker);
}

/* IPv6 does not configure a slave; scripts and daemons keep away from one. */
int vfpair_os_mark(void *pair, struct vfpair_if id, int on)
{
	struct vfpair_pair_linux *p = pair;
	struct net_device *vf;
	int result;

	if (on) {
		result = vfpair_use(p, id, VFPAIR_USE_MARK);
		if (result)
			return result;
		vf = p->vf;
		p->vf_was_slave = vf->flags & IFF_SLAVE;
		vf->flags |= IFF_SLAVE; /* told to user space with the link */
		return VFPAIR_OS_OK;
	}
	vf = vfpair_used(p, id, VFPAIR_USE_MARK);
	if (!vf)
		return VFPAIR_OS_OK;
	if (!p->vf_was_slave)
		vf->flags &= ~IFF_SLAVE;
	if (vf->reg_state == NETREG_REGISTERED)
		call_netdevice_notifiers(NETDEV_CHANGEINFODATA, vf); /* tells user space only */
	vfpair_unuse(p, VFPAIR_USE_MARK);
	return VFPAIR_OS_OK;
}

int vfpair_os_capture(void *pair, struct vfpair_if id, int on)
{
	struct vfpair_pair_linux *p = pair;
	struct net_device *vf;
	int result;

	if (on) {
		result = vfpair_use(p, id, VFPAIR_USE_CAPTURE);
		if (result)
			return result;
		vf = p->vf;
		if (netdev_rx_handler_register(vf, vfpair_receive_carefully, p)) {
			vfpair_unuse(p, VFPAIR_USE_CAPTURE);
			return VFPAIR_OS_REFUSED;
		}
		vfpair_choose_receive(p);
		return VFPAIR_OS_OK;
	}
	vf = vfpair_used(p, id, VFPAIR_USE_CAPTURE);
	if (!vf)
		return VFPAIR_OS_OK;
	netdev_rx_handler_unregister(vf); /* waits for its readers */
	vfpair_unuse(p, VFPAIR_USE_CAPTURE);
	return VFPAIR_OS_OK;
}

/*
 * The kernel turns LRO off on whatever is below an interface without LRO, and forgets that it was
 * on; the user had it on, so it comes back with the unlinking.
 */
int vfpair_os_link(void *pair, struct vfpair_if id, int on)
{
	struct vfpair_pair_linux *p = pair;
	struct net_device *vf;
	int result;

	if (on) {
		result = vfpair_use(p, id, VFPAIR_USE_LINK);
		if (result)
			return result;
		vf = p->vf;
		p->vf_had_lro = vf->wanted_features & NETIF_F_LRO;
		if (netdev_master_upper_dev_link(vf, p->syn, NULL, NULL, NULL)) {
			p->vf_had_lro = false;
			vfpair_unuse(p, VFPAIR_USE_LINK);
			return VFPAIR_OS_REFUSED;
		}
		return VFPAIR_OS_OK;
	}
	vf = vfpair_used(p, id, VFPAIR_USE_LINK);
	if (!vf)
		return VFPAIR_OS_OK;
	netdev_upper_dev_unlink(vf, p->syn);
	if (p->vf_had_lro && !(vf->wanted_features & NETIF_F_LRO)) {
		vf->wanted_features |= NETIF_F_LRO;
		if (vf->reg_state == NETREG_REGISTERED)
			netdev_update_features(vf);
	}
	p->vf_had_lro = false;
	vfpair_unuse(p, VFPAIR_USE_LINK);
	return VFPAIR_OS_OK;
}
