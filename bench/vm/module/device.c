// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Interfaces without hardware: S-like (on no bus that the kernel knows) and V-like (its parent is a
 * PCI device, as net_failover and vfpair want it). All have one MAC address. Their drivers do
 * nothing with a packet but note that it came.
 */
#include <linux/etherdevice.h>
#include <linux/ethtool.h>
#include <linux/pci.h>
#include <linux/platform_device.h>
#include <linux/rtnetlink.h>
#include <net/net_failover.h>

#include "bench.h"

#define BENCH_FEATURES                                                                        \
	(NETIF_F_SG | NETIF_F_FRAGLIST | NETIF_F_HW_CSUM | NETIF_F_RXCSUM | NETIF_F_HIGHDMA | \
	 NETIF_F_ALL_TSO)
/* What a driver that counts bytes in flight would have come to: the qdisc may hand over lists. */
#define BENCH_BYTES_ALLOWED (1 << 20)

struct bench_arrivals bench_arrivals;

static const u8 bench_mac[ETH_ALEN] = {0x02, 0x76, 0x66, 0x70, 0x62, 0x01};
static LIST_HEAD(bench_devices);
static struct platform_device *bench_parent;

static netdev_tx_t bench_start_xmit(struct sk_buff *skb, struct net_device *dev)
{
	u64 now = bench_clock();

	if (likely(skb->mark == BENCH_MARK))
		bench_arrived(skb, dev, now, netdev_xmit_more());
	else
		dev_consume_skb_any(skb);
	return NETDEV_TX_OK;
}

static int bench_open(struct net_device *dev)
{
	unsigned int i;

	for (i = 0; i < dev->num_tx_queues; i++) {
#ifdef CONFIG_BQL
		struct netdev_queue *txq = netdev_get_tx_queue(dev, i);

		txq->dql.limit = BENCH_BYTES_ALLOWED;
		txq->dql.adj_limit = BENCH_BYTES_ALLOWED;
#endif
	}
	netif_carrier_on(dev);
	netif_tx_start_all_queues(dev);
	return 0;
}

static int bench_stop(struct net_device *dev)
{
	netif_tx_stop_all_queues(dev);
	netif_carrier_off(dev);
	return 0;
}

static void bench_set_rx_mode(struct net_device *dev)
{
}

const struct net_device_ops bench_device_ops = {
	.ndo_open = bench_open,
	.ndo_stop = bench_stop,
	.ndo_start_xmit = bench_start_xmit,
	.ndo_set_rx_mode = bench_set_rx_mode,
	.ndo_set_mac_address = eth_mac_addr,
	.ndo_validate_addr = eth_validate_addr,
};

static const struct ethtool_ops bench_ethtool_ops = {
	.get_link = ethtool_op_get_link,
};

static void bench_setup(struct net_device *dev)
{
	ether_setup(dev);
	dev->ethtool_ops = &bench_ethtool_ops;
	dev->priv_flags |= IFF_LIVE_ADDR_CHANGE;
	dev->features |= BENCH_FEATURES;
	dev->hw_features |= BENCH_FEATURES;
	dev->vlan_features |= BENCH_FEATURES;
	eth_hw_addr_set(dev, bench_mac);
}

static struct device *bench_parent_of(bool is_vf)
{
	struct pci_dev *bridge;

	if (!is_vf)
		return &bench_parent->dev;
	bridge = pci_get_device(PCI_ANY_ID, PCI_ANY_ID, NULL); /* the first; it never goes */
	if (!bridge)
		return NULL;
	pci_dev_put(bridge);
	return &bridge->dev;
}

/*
 * kind: "s", "v", "failover" (an S with net_failover above it), "netvsc" (an S that imitates it).
 * A dummy has neither a queueing discipline nor a transmit lock, like Linux's own.
 */
int bench_device_add(const char *name, const char *kind, unsigned int tx_queues, bool dummy)
{
	bool is_vf = !strcmp(kind, "v");
	bool is_netvsc = !strcmp(kind, "netvsc");
	struct bench_device *mine;
	struct net_device *dev;
	int error;

	if (!bench_parent) {
		bench_parent = platform_device_register_simple("vfpair_bench", -1, NULL, 0);
		if (IS_ERR(bench_parent)) {
			error = PTR_ERR(bench_parent);
			bench_parent = NULL;
			return error;
		}
	}
	dev = alloc_netdev_mqs(sizeof(*mine), name, NET_NAME_USER, bench_setup, tx_queues, 1);
	if (!dev)
		return -ENOMEM;
	SET_NETDEV_DEV(dev, bench_parent_of(is_vf));
	if (dummy) {
#ifdef NETIF_F_LLTX
		dev->features |= NETIF_F_LLTX;
#else
		dev->lltx = true;
#endif
		dev->priv_flags |= IFF_NO_QUEUE;
	}
	dev->netdev_ops = is_netvsc ? &bench_netvsc_ops : &bench_device_ops;
	mine = netdev_priv(dev);
	mine->dev = dev;
	if (is_netvsc) {
		error = bench_netvsc_init(dev);
		if (error)
			goto failed;
	}
	if (!strcmp(kind, "failover")) {
		mine->failover = net_failover_create(dev);
		error = PTR_ERR_OR_ZERO(mine->failover);
		if (error) {
			mine->failover = NULL;
			goto failed;
		}
	}
	error = register_netdev(dev);
	if (error)
		goto failed;
	list_add(&mine->list, &bench_devices);
	return 0;

failed:
	if (mine->failover)
		net_failover_destroy(mine->failover);
	bench_netvsc_exit(dev);
	free_netdev(dev);
	return error;
}

static void bench_device_free(struct net_device *dev)
{
	struct bench_device *mine = netdev_priv(dev);

	list_del(&mine->list);
	bench_netvsc_leave(dev);
	if (mine->failover)
		net_failover_destroy(mine->failover);
	unregister_netdev(dev);
	bench_netvsc_exit(dev);
	free_netdev(dev);
}

int bench_device_delete(const char *name)
{
	struct bench_device *mine;

	list_for_each_entry (mine, &bench_devices, list) {
		if (strcmp(mine->dev->name, name))
			continue;
		bench_device_free(mine->dev);
		return 0;
	}
	return -ENODEV;
}

void bench_devices_exit(void)
{
	struct bench_device *mine, *next;

	list_for_each_entry_safe (mine, next, &bench_devices, list)
		bench_device_free(mine->dev);
	if (bench_parent)
		platform_device_unregister(bench_parent);
}
