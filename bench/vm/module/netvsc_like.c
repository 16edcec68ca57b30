// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The work that hv_netvsc does for a packet of its VF, written from a description of what it does:
 *
 * select: load the VF, let it (or the stack in its name) choose a queue, keep that in the packet's
 * control block, reduce it to what S has. xmit: load the VF, test running, carrier, netpoll and
 * the data path that the host has confirmed; device and queue into the packet; dev_queue_xmit();
 * count in per-CPU words under their sequence counter. Received: unshare, S's device, count,
 * another round.
 */
#include <linux/netpoll.h>
#include <linux/rtnetlink.h>
#include <net/sch_generic.h>

#include "bench.h"

static u16 bench_netvsc_select(struct net_device *dev, struct sk_buff *skb,
			       struct net_device *sb_dev)
{
	struct bench_device *mine = netdev_priv(dev);
	const struct net_device_ops *ops;
	struct net_device *vf;
	u16 queue;

	rcu_read_lock();
	vf = rcu_dereference(mine->vf);
	if (vf) {
		ops = vf->netdev_ops;
		if (ops->ndo_select_queue)
			queue = ops->ndo_select_queue(vf, skb, sb_dev);
		else
			queue = netdev_pick_tx(vf, skb, NULL);
		qdisc_skb_cb(skb)->slave_dev_queue_mapping = queue;
	} else {
		queue = netdev_pick_tx(dev, skb, NULL);
	}
	rcu_read_unlock();
	while (unlikely(queue >= dev->real_num_tx_queues))
		queue -= dev->real_num_tx_queues;
	return queue;
}

static netdev_tx_t bench_netvsc_vf_xmit(struct bench_device *mine, struct net_device *vf,
					struct sk_buff *skb)
{
	unsigned int length = skb->len;
	struct bench_netvsc_stats *stats;
	int ret;

	skb->dev = vf;
	skb_record_rx_queue(skb, qdisc_skb_cb(skb)->slave_dev_queue_mapping);
	ret = dev_queue_xmit(skb);
	stats = this_cpu_ptr(mine->tx);
	if (likely(ret == NET_XMIT_SUCCESS || ret == NET_XMIT_CN)) {
		u64_stats_update_begin(&stats->syncp);
		stats->packets++;
		stats->bytes += length;
		u64_stats_update_end(&stats->syncp);
	} else {
		this_cpu_inc(mine->tx->dropped);
	}
	return ret;
}

static netdev_tx_t bench_netvsc_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct bench_device *mine = netdev_priv(dev);
	struct net_device *vf = rcu_dereference_bh(mine->vf);

	if (vf && netif_running(vf) && netif_carrier_ok(vf) && !netpoll_tx_running(dev) &&
	    READ_ONCE(mine->data_path_is_vf))
		return bench_netvsc_vf_xmit(mine, vf, skb);
	return bench_device_ops.ndo_start_xmit(skb, dev);
}

static rx_handler_result_t bench_netvsc_receive(struct sk_buff **pskb)
{
	struct sk_buff *skb = *pskb;
	struct net_device *dev = rcu_dereference(skb->dev->rx_handler_data);
	struct bench_device *mine = netdev_priv(dev);
	struct bench_netvsc_stats *stats = this_cpu_ptr(mine->rx);

	skb = skb_share_check(skb, GFP_ATOMIC);
	if (unlikely(!skb))
		return RX_HANDLER_CONSUMED;
	*pskb = skb;
	skb->dev = dev;
	u64_stats_update_begin(&stats->syncp);
	stats->packets++;
	stats->bytes += skb->len;
	u64_stats_update_end(&stats->syncp);
	return RX_HANDLER_ANOTHER;
}

static int bench_netvsc_open(struct net_device *dev)
{
	return bench_device_ops.ndo_open(dev);
}

static int bench_netvsc_stop(struct net_device *dev)
{
	return bench_device_ops.ndo_stop(dev);
}

const struct net_device_ops bench_netvsc_ops = {
	.ndo_open = bench_netvsc_open,
	.ndo_stop = bench_netvsc_stop,
	.ndo_select_queue = bench_netvsc_select,
	.ndo_start_xmit = bench_netvsc_xmit,
};

int bench_netvsc_init(struct net_device *dev)
{
	struct bench_device *mine = netdev_priv(dev);

	mine->tx = netdev_alloc_pcpu_stats(struct bench_netvsc_stats);
	mine->rx = netdev_alloc_pcpu_stats(struct bench_netvsc_stats);
	return mine->tx && mine->rx ? 0 : -ENOMEM;
}

void bench_netvsc_exit(struct net_device *dev)
{
	struct bench_device *mine = netdev_priv(dev);

	free_percpu(mine->tx);
	free_percpu(mine->rx);
}

int bench_netvsc_join(struct net_device *dev, struct net_device *vf)
{
	struct bench_device *mine = netdev_priv(dev);
	int error;

	ASSERT_RTNL();
	if (dev->netdev_ops != &bench_netvsc_ops || rtnl_dereference(mine->vf))
		return -EINVAL;
	error = netdev_rx_handler_register(vf, bench_netvsc_receive, dev);
	if (error)
		return error;
	error = netdev_master_upper_dev_link(vf, dev, NULL, NULL, NULL);
	if (error) {
		netdev_rx_handler_unregister(vf);
		return error;
	}
	dev_hold(vf);
	rcu_assign_pointer(mine->vf, vf);
	WRITE_ONCE(mine->data_path_is_vf, true);
	return 0;
}

void bench_netvsc_leave(struct net_device *dev)
{
	struct bench_device *mine = netdev_priv(dev);
	struct net_device *vf;

	rtnl_lock();
	vf = rtnl_dereference(mine->vf);
	if (vf) {
		WRITE_ONCE(mine->data_path_is_vf, false);
		RCU_INIT_POINTER(mine->vf, NULL);
		netdev_rx_handler_unregister(vf);
		netdev_upper_dev_unlink(vf, dev);
		synchronize_net();
		dev_put(vf);
	}
	rtnl_unlock();
}
