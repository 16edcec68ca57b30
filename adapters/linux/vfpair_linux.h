/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * What the files of the Linux adapter share. Hooks and effects only: whatever decides is behind
 * adapters/common/vfpair_os.h.
 *
 * Locks. The actor of every pair is whoever holds RTNL; there is no lock of ours. What packets read
 * (path, original, counters, syn) is set before a hook is installed and freed a grace period after
 * it was removed.
 */
#ifndef VFPAIR_LINUX_H_
#define VFPAIR_LINUX_H_

#include <linux/etherdevice.h>
#include <linux/hashtable.h>
#include <linux/list.h>
#include <linux/netdevice.h>
#include <linux/netfilter.h>
#include <linux/rtnetlink.h>
#include <linux/workqueue.h>

#include "vfpair_os.h"

#if BITS_PER_LONG != 64
#error "vfpair counts packets in 64-bit words that must be read whole"
#endif

#define VFPAIR_HISTORY 64

struct vfpair_counters {
	u64 n[VFPAIR_COUNTER_COUNT];
	u64 queued; /* of those sent to V: through V's own queueing layer */
};

enum vfpair_flag {
	VFPAIR_KICKED, /* a packet found V not ready and has told the actor */
	VFPAIR_STUCK,  /* others hooked S above us: our table passes through for ever */
};

/* Whose packets wait for the other side's; at most one at a time. */
enum vfpair_keeps_back { VFPAIR_KEEPS_NOTHING, VFPAIR_KEEPS_VF, VFPAIR_KEEPS_SYNTHETIC };

enum vfpair_vf_use { VFPAIR_USE_MARK, VFPAIR_USE_CAPTURE, VFPAIR_USE_LINK };

struct vfpair_pair_linux {
	/* A packet that leaves S looks at these only. */
	struct hlist_node overlaid;
	struct net_device *syn;
	const struct vfpair_path __rcu *plain; /* direct, while V's driver has nothing to say ... */
	const struct vfpair_path __rcu *direct; /* ... path, while the direct lane is open */
	const struct vfpair_path __rcu *path;
	unsigned long lane_checked; /* jiffies, while packets do not take the direct lane */
	const struct net_device_ops *original;
	struct vfpair_counters __percpu *counters;
	unsigned long flags;	    /* enum vfpair_flag, atomic */
	unsigned long *held_queues; /* bit per transmit queue that a hold stopped, atomic */

	/* A packet that V received looks at these, syn and counters. */
	u8 keeps_back; /* enum vfpair_keeps_back; it waits in kept_back, whose lock protects both */
	struct sk_buff_head kept_back;

	/* The rest belongs to the actor (RTNL). */
	struct list_head list;
	netdevice_tracker syn_tracker;
	struct vfpair_if syn_id;
	void *core; /* NULL before it has started and after it has shut down */
	void *core_storage;
	struct delayed_work run;
	struct delayed_work timer;
	unsigned long backoff;
	u64 deadline_ns; /* of timer; the timer reads it without RTNL */

	struct net_device *vf; /* as long as any of vf_uses */
	netdevice_tracker vf_tracker;
	unsigned long vf_uses; /* bits of enum vfpair_vf_use */
	bool vf_was_slave;
	bool vf_had_lro;
	netdev_features_t vf_cleared; /* of V's wanted_features, by us */

	netdev_features_t withheld;  /* from S */
	netdev_features_t syn_fixed; /* capabilities of S that nobody but us can turn off */

	unsigned int tso_size, tso_segs; /* S's own, while tso_limited */
	unsigned int gso_size, gso_segs; /* the user's, where ours below replaced them */
	unsigned int forced_gso_size, forced_gso_segs; /* 0: untouched */
#ifdef VFPAIR_HAVE_GSO_IPV4_MAX_SIZE
	unsigned int gso_ipv4_size, forced_gso_ipv4_size;
#endif
	bool tso_limited;
	bool tx_skb_sharing; /* S had it */
	int mtu_error;	     /* what the driver that refused an MTU said */

	struct socket *markers[2]; /* by enum vfpair_side */

	struct vfpair_transition history[VFPAIR_HISTORY];
	unsigned int history_count;
	char refused_name[IFNAMSIZ]; /* the last V that was not taken ... */
	enum vfpair_reason refused;  /* ... and why */

	bool wants_egress;
	struct net *egress_net; /* where the hook is, while there is one */
	struct nf_hook_ops egress_hook;
	const struct vfpair_path __rcu *egress; /* plain, while the egress lane is open */

	struct net_device_ops ops; /* what S runs while it is overlaid */
};

/* pair.c: RTNL is held for all of them */
extern struct list_head vfpair_pairs;
extern struct workqueue_struct *vfpair_queue;
struct vfpair_pair_linux *vfpair_pair_of(const struct net_device *syn);
struct vfpair_pair_linux *vfpair_pair_holding(const struct net_device *vf);
struct vfpair_pair_linux *vfpair_pair_create(struct net_device *syn,
					     const struct vfpair_settings *settings,
					     enum vfpair_reason *reason);
void vfpair_pair_destroy(struct vfpair_pair_linux *p, bool synthetic_gone);
int vfpair_pairs_init(void);
void vfpair_pairs_exit(void);

/* Any context that keeps the pair: the core is told to look again, soon. */
static inline void vfpair_poke(struct vfpair_pair_linux *p, unsigned int signals)
{
	void *core = READ_ONCE(p->core);

	if (!core)
		return;
	vfpair_pair_signal(core, signals);
	vfpair_os_schedule(p);
}

/* main.c */
enum vfpair_reason vfpair_offer(struct vfpair_pair_linux *p, struct net_device *vf);

/* facts.c */
struct vfpair_if vfpair_if_of(struct net_device *dev);
/* NULL when the interface is not the one that was meant, or not there any more */
struct net_device *vfpair_registered(struct vfpair_if id);
#define VFPAIR_CAP_FEATURES                                                                     \
	(NETIF_F_HW_CSUM | NETIF_F_IP_CSUM | NETIF_F_IPV6_CSUM | NETIF_F_RXCSUM | NETIF_F_TSO | \
	 NETIF_F_TSO6 | NETIF_F_SG | NETIF_F_HW_VLAN_CTAG_TX | NETIF_F_HW_VLAN_CTAG_RX |        \
	 NETIF_F_LRO)
netdev_features_t vfpair_features_of(unsigned int capabilities);

/* overlay.c: S's table of operations, and who is overlaid */
#define VFPAIR_OVERLAID_BITS 6
extern DECLARE_HASHTABLE(vfpair_overlaid, VFPAIR_OVERLAID_BITS);
extern struct vfpair_pair_linux __rcu *vfpair_latest; /* on most machines the only one; never NULL */
void vfpair_overlay_forget(const struct net_device *syn);
void vfpair_synthetic_stats(const struct vfpair_pair_linux *p, struct rtnl_link_stats64 *stats);

static inline struct vfpair_pair_linux *vfpair_by_synthetic(const struct net_device *dev)
{
	struct vfpair_pair_linux *p;

	hash_for_each_possible_rcu(vfpair_overlaid, p, overlaid, (unsigned long)dev,
				   rcu_read_lock_any_held() ||
					   lockdep_rtnl_is_held()) if (p->syn == dev) return p;
	return NULL;
}

/* effects.c: S's own way to change its MTU */
int vfpair_set_synthetic_mtu(struct vfpair_pair_linux *p, int mtu);

/* tx.c */
u16 vfpair_select_queue(struct net_device *dev, struct sk_buff *skb, struct net_device *sb_dev);
netdev_tx_t vfpair_start_xmit(struct sk_buff *skb, struct net_device *dev);

netdev_tx_t vfpair_queue_vf(struct vfpair_pair_linux *p, struct sk_buff *skb,
			    struct net_device *vf);

/* egress.c */
int vfpair_egress_register(struct vfpair_pair_linux *p);
void vfpair_egress_unregister(struct vfpair_pair_linux *p);
void vfpair_open_egress(struct vfpair_pair_linux *p);

/* rx.c */
void vfpair_choose_receive(struct vfpair_pair_linux *p);

/* keep_back.c */
bool vfpair_receive_at_cutover(struct vfpair_pair_linux *p, struct sk_buff *skb);

/* cutover.c */
void vfpair_open_direct(struct vfpair_pair_linux *p);
int vfpair_markers_open(struct vfpair_pair_linux *p);
void vfpair_markers_close(struct vfpair_pair_linux *p);

/* control.c */
int vfpair_control_init(void);
void vfpair_control_exit(void);

/* command.c, report.c: the text of one reply */
struct vfpair_reply {
	char *text;
	size_t length, size;
	int error;
};

__printf(2, 3) void vfpair_say(struct vfpair_reply *reply, const char *format, ...);
void vfpair_report_status(struct vfpair_reply *reply, const struct net *net);
void vfpair_report_history(struct vfpair_reply *reply, const struct vfpair_pair_linux *p);
/* -EPERM, or 0 with the reply made */
int vfpair_command(struct vfpair_reply *reply, const struct file *file, const char *line,
		   size_t length);

/* skb_shared(), in one instruction. */
static __always_inline bool vfpair_is_shared(const struct sk_buff *skb)
{
	return skb->users.refs.counter != 1;
}

static inline void vfpair_count(const struct vfpair_pair_linux *p, enum vfpair_counter which)
{
	this_cpu_inc(p->counters->n[which]);
}

static inline void vfpair_count_frame(const struct vfpair_pair_linux *p,
				      enum vfpair_counter packets, enum vfpair_counter bytes,
				      unsigned int length)
{
	this_cpu_inc(p->counters->n[packets]);
	this_cpu_add(p->counters->n[bytes], length);
}

static inline u64 vfpair_sum(const u64 __percpu *counter)
{
	u64 sum = 0;
	int cpu;

	for_each_possible_cpu (cpu)
		sum += READ_ONCE(*per_cpu_ptr(counter, cpu));
	return sum;
}

static inline u64 vfpair_counted(const struct vfpair_pair_linux *p, enum vfpair_counter which)
{
	return vfpair_sum(&p->counters->n[which]);
}

/* The one place where an errno becomes a result of the contract. */
static inline int vfpair_result(int error)
{
	switch (error) {
	case 0:
		return VFPAIR_OS_OK;
	case -ENODEV:
		return VFPAIR_OS_GONE;
	case -ENOMEM:
	case -ENOBUFS:
	case -EAGAIN:
	case -EBUSY:
		return VFPAIR_OS_RETRY;
	default:
		return VFPAIR_OS_REFUSED;
	}
}

#endif /* VFPAIR_LINUX_H_ */
