/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * What the files of vfpair_bench.ko share: interfaces without hardware, packets that carry a mark,
 * and the place where such a packet tells that it has arrived.
 */
#ifndef VFPAIR_BENCH_H_
#define VFPAIR_BENCH_H_

#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include <linux/timex.h>

#define BENCH_MARK  0x76667062u
#define BENCH_REPLY 512

/* A local experimental type: nothing but our own handler wants it. */
#define BENCH_ETHERTYPE 0x88b5

struct bench_netvsc_stats {
	u64 packets, bytes, dropped;
	struct u64_stats_sync syncp;
};

/* The private part of our interfaces. The last four are for the imitation of hv_netvsc only. */
struct bench_device {
	struct list_head list;
	struct net_device *dev;
	struct failover *failover; /* net_failover, when S was made for it */
	struct net_device __rcu *vf;
	bool data_path_is_vf;
	struct bench_netvsc_stats __percpu *tx;
	struct bench_netvsc_stats __percpu *rx;
};

/* What has become of the marked packets; the measurement clears it. Bottom halves are off. */
struct bench_arrivals {
	const struct net_device *end; /* where they should arrive */
	u64 time;		      /* of the last */
	unsigned int count;	      /* there */
	unsigned int elsewhere;
	unsigned int more; /* came with the promise of another */
	struct sk_buff_head packets;
};

extern struct bench_arrivals bench_arrivals;

/* switch.c: packets of its own sender go there */
extern bool bench_switching;
void bench_switch_arrived(const struct sk_buff *skb, const struct net_device *dev, u64 now);

/* With instruction counting the cycle counter is a counter of instructions. */
static inline u64 bench_clock(void)
{
	return get_cycles();
}

/* Takes a packet of ours; it is freed when nobody measures any more. */
static inline void bench_arrived(struct sk_buff *skb, const struct net_device *dev, u64 now,
				 bool more)
{
	if (READ_ONCE(bench_switching)) {
		bench_switch_arrived(skb, dev, now);
		dev_kfree_skb_any(skb);
		return;
	}
	bench_arrivals.time = now;
	if (dev == bench_arrivals.end)
		bench_arrivals.count++;
	else
		bench_arrivals.elsewhere++;
	bench_arrivals.more += more;
	__skb_queue_tail(&bench_arrivals.packets, skb);
}

/* device.c */
extern const struct net_device_ops bench_device_ops;
int bench_device_add(const char *name, const char *kind, unsigned int tx_queues, bool dummy);
int bench_device_delete(const char *name);
void bench_devices_exit(void);

/* netvsc_like.c */
extern const struct net_device_ops bench_netvsc_ops;
int bench_netvsc_init(struct net_device *dev);
void bench_netvsc_exit(struct net_device *dev);
int bench_netvsc_join(struct net_device *dev, struct net_device *vf);
void bench_netvsc_leave(struct net_device *dev);

/* packet.c */
enum bench_packet_kind { BENCH_PLAIN, BENCH_UDP, BENCH_GSO };
struct sk_buff *bench_packet(struct net_device *dev, enum bench_packet_kind kind, gfp_t gfp);
struct sk_buff *bench_received(struct net_device *dev);

/* measure.c */
int bench_measure(const char *what, struct net_device *from, struct net_device *end, char *reply);
int bench_measure_with(const char *packets);
int bench_measure_init(void);
void bench_measure_exit(void);

/* switch.c */
void bench_spin(void);
int bench_switch(const char *what, struct net_device *upper, struct net_device *syn,
		 struct net_device *vf, char *reply);

#endif /* VFPAIR_BENCH_H_ */
