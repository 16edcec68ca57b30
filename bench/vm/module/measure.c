// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * What a packet costs. Each way to send or receive is a function of its own that reads the counter
 * right before and right after the one call that is measured; what reading it costs is taken off.
 * Packets are made before and freed after. Of all repetitions the median counts: an interrupt in
 * some of them does not change it, and how many equal it is told.
 */
#include <linux/if_ether.h>
#include <linux/sort.h>
#include <net/sch_generic.h>

#include "bench.h"

#define BENCH_REPEAT  255
#define BENCH_WARM_UP 32
#define BENCH_BATCH   8

struct bench_times {
	u64 begin, end;
};

struct bench_mode {
	const char *name;
	unsigned int batch;
	bool receives, gso;
	void (*run)(struct net_device *dev, struct sk_buff **packets, struct bench_times *times);
};

static enum bench_packet_kind bench_kind;
static u32 bench_arrival[BENCH_REPEAT], bench_call[BENCH_REPEAT];

/* From dev_queue_xmit() on. */
static noinline void bench_run_tx(struct net_device *dev, struct sk_buff **packets,
				  struct bench_times *times)
{
	u64 begin = bench_clock();

	dev_queue_xmit(packets[0]);
	times->end = bench_clock();
	times->begin = begin;
}

/* The driver's function of the upper, as pktgen calls it: all but the last with "more to come". */
static noinline void bench_run_more(struct net_device *dev, struct sk_buff **packets,
				    struct bench_times *times)
{
	struct netdev_queue *txq = netdev_get_tx_queue(dev, 0);
	unsigned int i;
	u64 begin;

	HARD_TX_LOCK(dev, txq, smp_processor_id());
	begin = bench_clock();
	for (i = 0; i < BENCH_BATCH; i++)
		netdev_start_xmit(packets[i], dev, txq, i < BENCH_BATCH - 1);
	times->end = bench_clock();
	times->begin = begin;
	HARD_TX_UNLOCK(dev, txq);
}

/* The device in front of which packets queue: the upper, unless it has no queueing discipline. */
static struct net_device *bench_queueing(struct net_device *dev)
{
	const struct Qdisc *qdisc = rcu_access_pointer(netdev_get_tx_queue(dev, 0)->qdisc);
	bool queues = qdisc && READ_ONCE(qdisc->enqueue);

	return queues ? dev : (struct net_device *)bench_arrivals.end;
}

/*
 * A burst: all but the last find the queues stopped, as a full ring leaves them; the last finds
 * them open and takes the others with it, in lists if the discipline can. Stopping and starting do
 * not count.
 */
static noinline void bench_run_burst(struct net_device *dev, struct sk_buff **packets,
				     struct bench_times *times)
{
	struct net_device *queueing = bench_queueing(dev);
	u64 begin, paused, resumed;
	unsigned int i;

	netif_tx_stop_all_queues(queueing);
	begin = bench_clock();
	for (i = 0; i < BENCH_BATCH - 1; i++)
		dev_queue_xmit(packets[i]);
	paused = bench_clock();
	netif_tx_start_all_queues(queueing);
	resumed = bench_clock();
	dev_queue_xmit(packets[i]);
	times->end = bench_clock();
	times->begin = begin + (resumed - paused);
}

/* From netif_receive_skb() on. */
static noinline void bench_run_rx(struct net_device *dev, struct sk_buff **packets,
				  struct bench_times *times)
{
	u64 begin = bench_clock();

	netif_receive_skb(packets[0]);
	times->end = bench_clock();
	times->begin = begin;
}

static noinline void bench_run_rx_list(struct net_device *dev, struct sk_buff **packets,
				       struct bench_times *times)
{
	LIST_HEAD(list);
	unsigned int i;
	u64 begin;

	for (i = 0; i < BENCH_BATCH; i++)
		list_add_tail(&packets[i]->list, &list);
	begin = bench_clock();
	netif_receive_skb_list(&list);
	times->end = bench_clock();
	times->begin = begin;
}

static const struct bench_mode bench_modes[] = {
	{.name = "tx", .batch = 1, .run = bench_run_tx},
	{.name = "tx-more", .batch = BENCH_BATCH, .run = bench_run_more},
	{.name = "tx-burst", .batch = BENCH_BATCH, .run = bench_run_burst},
	{.name = "tx-gso", .batch = 1, .gso = true, .run = bench_run_tx},
	{.name = "rx", .batch = 1, .receives = true, .run = bench_run_rx},
	{.name = "rx-list", .batch = BENCH_BATCH, .receives = true, .run = bench_run_rx_list},
};

static noinline u64 bench_reading_cost(void)
{
	u64 begin = bench_clock();
	u64 end = bench_clock();

	return end - begin;
}

static int bench_compare(const void *a, const void *b)
{
	const u32 *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static u32 bench_median(u32 *values, unsigned int *equal)
{
	unsigned int i;
	u32 median;

	sort(values, BENCH_REPEAT, sizeof(*values), bench_compare, NULL);
	median = values[BENCH_REPEAT / 2];
	*equal = 0;
	for (i = 0; i < BENCH_REPEAT; i++)
		*equal += values[i] == median;
	return median;
}

static int bench_make(const struct bench_mode *mode, struct net_device *dev,
		      struct sk_buff **packets)
{
	unsigned int i;

	for (i = 0; i < mode->batch; i++) {
		if (mode->receives)
			packets[i] = bench_received(dev);
		else
			packets[i] =
				bench_packet(dev, mode->gso ? BENCH_GSO : bench_kind, GFP_KERNEL);
		if (!packets[i])
			break;
	}
	if (i == mode->batch)
		return 0;
	while (i)
		kfree_skb(packets[--i]);
	return -ENOMEM;
}

/* One repetition: -ENODATA unless every packet came to its end. */
static int bench_once(const struct bench_mode *mode, struct net_device *dev,
		      struct bench_times *times)
{
	struct sk_buff *packets[BENCH_BATCH];
	int error = bench_make(mode, dev, packets);

	if (error)
		return error;
	bench_arrivals.count = bench_arrivals.elsewhere = bench_arrivals.more = 0;
	local_bh_disable();
	mode->run(dev, packets, times);
	local_bh_enable(); /* some arrive only now: those that went through the backlog */
	__skb_queue_purge(&bench_arrivals.packets);
	return bench_arrivals.count == mode->batch && !bench_arrivals.elsewhere ? 0 : -ENODATA;
}

int bench_measure(const char *what, struct net_device *from, struct net_device *end, char *reply)
{
	unsigned int arrival_equal, call_equal;
	const struct bench_mode *mode = bench_modes;
	u32 cost = bench_reading_cost();
	struct bench_times times;
	u32 arrival, call;
	int i, error;

	while (strcmp(mode->name, what))
		if (++mode == bench_modes + ARRAY_SIZE(bench_modes))
			return -EINVAL;
	bench_arrivals.end = end;
	for (i = -BENCH_WARM_UP; i < BENCH_REPEAT; i++) {
		error = bench_once(mode, from, &times);
		if (error) {
			scnprintf(reply, BENCH_REPLY, "%s lost arrived=%u elsewhere=%u of=%u\n",
				  what, bench_arrivals.count, bench_arrivals.elsewhere,
				  mode->batch);
			return error == -ENODATA ? 0 : error;
		}
		if (i < 0)
			continue;
		bench_arrival[i] = bench_arrivals.time - times.begin - cost;
		bench_call[i] = times.end - times.begin - cost;
	}
	arrival = bench_median(bench_arrival, &arrival_equal);
	call = bench_median(bench_call, &call_equal);
	scnprintf(
		reply, BENCH_REPLY,
		"%s arrival=%u call=%u batch=%u more=%u repeats=%u arrival_equal=%u call_equal=%u "
		"arrival_min=%u call_min=%u\n",
		what, arrival, call, mode->batch, bench_arrivals.more, BENCH_REPEAT, arrival_equal,
		call_equal, bench_arrival[0], bench_call[0]);
	return 0;
}

/* "plain" or "udp": what is sent from now on. */
int bench_measure_with(const char *packets)
{
	static const char *const names[] = {[BENCH_PLAIN] = "plain", [BENCH_UDP] = "udp"};
	int kind = match_string(names, ARRAY_SIZE(names), packets);

	if (kind < 0)
		return -EINVAL;
	bench_kind = kind;
	return 0;
}

static int bench_handler(struct sk_buff *skb, struct net_device *dev, struct packet_type *type,
			 struct net_device *orig_dev)
{
	u64 now = bench_clock();

	if (likely(skb->mark == BENCH_MARK))
		bench_arrived(skb, skb->dev, now, false);
	else
		kfree_skb(skb);
	return NET_RX_SUCCESS;
}

static struct packet_type bench_type __read_mostly = {
	.type = cpu_to_be16(BENCH_ETHERTYPE),
	.func = bench_handler,
};

int bench_measure_init(void)
{
	__skb_queue_head_init(&bench_arrivals.packets);
	dev_add_pack(&bench_type);
	return 0;
}

void bench_measure_exit(void)
{
	dev_remove_pack(&bench_type);
}
