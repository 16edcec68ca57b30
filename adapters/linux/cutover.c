// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * From one path to the other: publish, wait for readers, wait until what was handed to the old side
 * has left it, tell switches, wake what waited.
 *
 * "Has left" is found out with markers: small frames sent behind everything else on every queue.
 * A driver frees a frame when the device is done with it; that frees the room the frame took from
 * its socket, and that can be read. The function that is called then is the kernel's own, so a
 * marker that never returns hurts nobody, not even an unloaded module. The frame is a RARP request
 * with S's address, which switches learn from.
 */
#include <linux/bitmap.h>
#include <linux/delay.h>
#include <linux/if_arp.h>
#include <linux/ktime.h>
#include <net/arp.h>
#include <net/net_namespace.h>
#include <net/sch_generic.h>
#include <net/sock.h>

#include "vfpair_linux.h"

#define VFPAIR_MAX_MARKERS 64 /* transmit queues, of each side */

int vfpair_markers_open(struct vfpair_pair_linux *p)
{
	int side, error = 0;

	/* of init_net: the socket of a marker still in a device may outlive S's namespace */
	for (side = 0; side < ARRAY_SIZE(p->markers) && !error; side++)
		error = sock_create_kern(&init_net, AF_INET, SOCK_DGRAM, 0, &p->markers[side]);
	return error;
}

void vfpair_markers_close(struct vfpair_pair_linux *p)
{
	int side;

	for (side = 0; side < ARRAY_SIZE(p->markers); side++)
		if (p->markers[side])
			sock_release(p->markers[side]);
}

/* What a packet may need from the device that sends it, segmentation apart. */
#define VFPAIR_XMIT_FEATURES (NETIF_F_SG | NETIF_F_FRAGLIST | NETIF_F_CSUM_MASK | NETIF_F_SCTP_CRC)

/* The one that is in use while its device is. */
static const struct Qdisc *vfpair_sleeping_qdisc(const struct netdev_queue *txq)
{
	return rcu_dereference_protected((struct Qdisc __force __rcu *)txq->qdisc_sleeping, true);
}

/* Somebody configured them: such have handles. */
static bool vfpair_has_qdiscs(const struct net_device *vf)
{
	unsigned int i;

	for (i = 0; i < vf->real_num_tx_queues; i++)
		if (vfpair_sleeping_qdisc(netdev_get_tx_queue(vf, i))->handle)
			return true;
	return false;
}

/* RTNL, or closing. */
void vfpair_open_direct(struct vfpair_pair_linux *p)
{
	const struct vfpair_path *path = rcu_dereference_protected(p->path, true);
	const struct net_device *vf = path ? path->vf : NULL;

	if (!vf || !path->need_mask || (p->syn->features & ~vf->features & VFPAIR_XMIT_FEATURES) ||
	    vfpair_has_qdiscs(vf))
		path = NULL;
	rcu_assign_pointer(p->direct, path);
	if (path && (vf->netdev_ops->ndo_select_queue || vf->netdev_ops->ndo_features_check))
		path = NULL;
	rcu_assign_pointer(p->plain, path);
	if (!path)
		RCU_INIT_POINTER(p->egress, NULL);
}

void vfpair_os_publish(void *pair, const struct vfpair_path *path)
{
	struct vfpair_pair_linux *p = pair;

	clear_bit(VFPAIR_KICKED, &p->flags);
	RCU_INIT_POINTER(p->egress, NULL);
	RCU_INIT_POINTER(p->plain, NULL);
	RCU_INIT_POINTER(p->direct, NULL);
	rcu_assign_pointer(p->path, path);
	vfpair_open_direct(p);
}

void vfpair_os_grace(void *pair)
{
	synchronize_net();
}

void vfpair_os_wake(void *pair)
{
	struct vfpair_pair_linux *p = pair;
	unsigned int queue;

	smp_mb(); /* after the publication, before the bits: pairs with vfpair_hold() */
	/* only what a hold has stopped: a queue that the driver stopped may have no room */
	for_each_set_bit(queue, p->held_queues,
			 p->syn->num_tx_queues) if (test_and_clear_bit(queue, p->held_queues))
		netif_tx_wake_queue(netdev_get_tx_queue(p->syn, queue));
}

static struct sk_buff *vfpair_rarp(const struct vfpair_pair_linux *p, struct net_device *dev)
{
	const unsigned char *mac = p->syn->dev_addr;

	return arp_create(ARPOP_RREQUEST, ETH_P_RARP, 0, dev, 0, NULL, mac, mac);
}

/*
 * Hands a frame to S's driver, past qdisc and hold, unless its queue is full; if it is, the frame
 * is not taken. Our own stop is lifted for that moment, so that the driver's can be told from it.
 */
static bool vfpair_xmit_direct(struct vfpair_pair_linux *p, struct sk_buff *skb, unsigned int queue)
{
	struct net_device *dev = p->syn;
	struct netdev_queue *txq = netdev_get_tx_queue(dev, queue);
	netdev_tx_t ret = NETDEV_TX_BUSY;
	bool held;

	skb_set_queue_mapping(skb, queue);
	local_bh_disable();
	HARD_TX_LOCK(dev, txq, smp_processor_id());
	held = test_bit(queue, p->held_queues);
	if (held)
		netif_tx_start_queue(txq);
	if (!netif_xmit_frozen_or_stopped(txq))
		ret = __netdev_start_xmit(p->original, skb, dev, false);
	if (held) {
		if (netif_tx_queue_stopped(txq)) /* full: the driver will wake it */
			clear_bit(queue, p->held_queues);
		else
			netif_tx_stop_queue(txq);
	}
	HARD_TX_UNLOCK(dev, txq);
	local_bh_enable();
	return dev_xmit_complete(ret);
}

/* V's qdisc and all are to be passed: the queue is chosen by what the stack's own choice heeds. */
static bool vfpair_xmit_vf(struct sk_buff *skb, struct net_device *vf, unsigned int queue)
{
	if (skb->sk)
		sk_tx_queue_set(skb->sk, queue);
	skb_record_rx_queue(skb, queue);
	dev_queue_xmit(skb);
	return true;
}

static bool vfpair_can_send(const struct net_device *dev)
{
	return netif_running(dev) && netif_device_present(dev) && netif_carrier_ok(dev);
}

static void vfpair_send_markers(struct vfpair_pair_linux *p, enum vfpair_side side,
				struct net_device *dev, unsigned long *queues)
{
	struct sk_buff *skb;
	unsigned int queue;
	bool sent;

	for_each_set_bit(queue, queues, VFPAIR_MAX_MARKERS)
	{
		skb = vfpair_rarp(p, dev);
		if (!skb)
			return;
		skb_set_owner_w(skb, p->markers[side]->sk);
		sent = side == VFPAIR_SIDE_VF ? vfpair_xmit_vf(skb, dev, queue)
					      : vfpair_xmit_direct(p, skb, queue);
		if (sent)
			__clear_bit(queue, queues);
		else
			kfree_skb(skb);
	}
}

int vfpair_os_drain_transmit(void *pair, enum vfpair_side side, struct vfpair_if vf,
			     unsigned int budget_us)
{
	struct vfpair_pair_linux *p = pair;
	struct net_device *dev = side == VFPAIR_SIDE_VF ? vfpair_registered(vf) : p->syn;
	ktime_t end = ktime_add_us(ktime_get(), budget_us);
	DECLARE_BITMAP(queues, VFPAIR_MAX_MARKERS);

	if (!dev || !vfpair_can_send(dev))
		return VFPAIR_OS_OK; /* nothing in there will ever leave */
	bitmap_zero(queues, VFPAIR_MAX_MARKERS);
	bitmap_set(queues, 0, min_t(unsigned int, dev->real_num_tx_queues, VFPAIR_MAX_MARKERS));
	/* V's queueing discipline may let a marker pass what came before it: it must be empty first */
	while (side == VFPAIR_SIDE_VF && !qdisc_all_tx_empty(dev)) {
		if (ktime_after(ktime_get(), end))
			return VFPAIR_OS_RETRY;
		usleep_range(50, 150);
	}
	for (;;) {
		vfpair_send_markers(p, side, dev, queues);
		if (bitmap_empty(queues, VFPAIR_MAX_MARKERS) &&
		    !sk_wmem_alloc_get(p->markers[side]->sk))
			return VFPAIR_OS_OK;
		if (ktime_after(ktime_get(), end))
			return VFPAIR_OS_RETRY;
		usleep_range(50, 150);
	}
}

static u64 vfpair_received(const struct vfpair_pair_linux *p, enum vfpair_side side)
{
	struct rtnl_link_stats64 stats = {};

	if (side == VFPAIR_SIDE_VF)
		return vfpair_counted(p, VFPAIR_COUNTER_RxVfPackets);
	vfpair_synthetic_stats(p, &stats);
	return stats.rx_packets;
}

void vfpair_os_drain_receive(void *pair, enum vfpair_side side, struct vfpair_if vf,
			     unsigned int quiet_us, unsigned int budget_us)
{
	struct vfpair_pair_linux *p = pair;
	ktime_t end = ktime_add_us(ktime_get(), budget_us);
	u64 seen = vfpair_received(p, side), now;

	do {
		usleep_range(quiet_us, quiet_us + quiet_us / 2 + 50);
		now = vfpair_received(p, side);
		if (now == seen)
			return;
		seen = now;
	} while (ktime_before(ktime_get(), end));
}

void vfpair_os_announce(void *pair, enum vfpair_side side, struct vfpair_if vf)
{
	struct vfpair_pair_linux *p = pair;
	struct net_device *dev = side == VFPAIR_SIDE_VF ? vfpair_registered(vf) : p->syn;
	struct sk_buff *skb;

	if (!netif_running(p->syn))
		return; /* S is not to be heard of */
	skb = dev && vfpair_can_send(dev) ? vfpair_rarp(p, dev) : NULL;
	if (skb && side == VFPAIR_SIDE_SYNTHETIC && rcu_access_pointer(p->path)) {
		if (!vfpair_xmit_direct(p, skb, 0))
			kfree_skb(skb);
	} else if (skb) {
		dev_queue_xmit(skb);
	}
	/* for those who look at IP addresses; it goes where the path goes */
	if (p->syn->reg_state == NETREG_REGISTERED)
		__netdev_notify_peers(p->syn);
}
