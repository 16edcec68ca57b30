// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The life of a pair object, and how its actor gets to run.
 *
 * No reference count: a pair lives from create to destroy, both under RTNL; destroy waits for the
 * readers (grace periods) and the work (cancel) that could still know it.
 */
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/slab.h>

#include "vfpair_linux.h"

#define VFPAIR_CORE_ALIGN  64
#define VFPAIR_MAX_BACKOFF 64 /* jiffies */

LIST_HEAD(vfpair_pairs);

struct workqueue_struct *vfpair_queue;

struct vfpair_pair_linux *vfpair_pair_of(const struct net_device *syn)
{
	struct vfpair_pair_linux *p;

	list_for_each_entry (p, &vfpair_pairs, list)
		if (p->syn == syn)
			return p;
	return NULL;
}

struct vfpair_pair_linux *vfpair_pair_holding(const struct net_device *vf)
{
	struct vfpair_pair_linux *p;

	list_for_each_entry (p, &vfpair_pairs, list)
		if (p->vf == vf)
			return p;
	return NULL;
}

/*
 * The actor. RTNL is only tried for, so that destroy can wait for this work while it holds RTNL,
 * and so that the one queue of all pairs never sleeps on it.
 */
static void vfpair_run(struct work_struct *work)
{
	struct vfpair_pair_linux *p =
		container_of(to_delayed_work(work), struct vfpair_pair_linux, run);

	if (!rtnl_trylock()) {
		p->backoff = clamp(2 * p->backoff, 1UL, (unsigned long)VFPAIR_MAX_BACKOFF);
		queue_delayed_work(vfpair_queue, &p->run, p->backoff);
		return;
	}
	p->backoff = 0;
	if (p->core) {
		vfpair_pair_run(p->core);
		vfpair_open_direct(p);
		vfpair_open_egress(p);
	}
	rtnl_unlock();
}

static void vfpair_arm_timer(struct vfpair_pair_linux *p, u64 deadline_ns)
{
	u64 now = ktime_get_ns();

	mod_delayed_work(vfpair_queue, &p->timer,
			 deadline_ns > now ? nsecs_to_jiffies(deadline_ns - now) + 1 : 0);
}

/* Never before the deadline, which jiffies that lag behind the clock would allow. */
static void vfpair_timer(struct work_struct *work)
{
	struct vfpair_pair_linux *p =
		container_of(to_delayed_work(work), struct vfpair_pair_linux, timer);
	u64 deadline_ns = READ_ONCE(p->deadline_ns);

	if (ktime_get_ns() < deadline_ns)
		vfpair_arm_timer(p, deadline_ns);
	else
		vfpair_poke(p, VFPAIR_SIGNAL_TIMER);
}

void vfpair_os_schedule(void *pair)
{
	struct vfpair_pair_linux *p = pair;

	/* at once, even when it is backing off: what happened may not be able to wait */
	mod_delayed_work(vfpair_queue, &p->run, 0);
}

unsigned long long vfpair_os_now_ns(void *pair)
{
	return ktime_get_ns();
}

void vfpair_os_set_timer(void *pair, unsigned long long deadline_ns)
{
	struct vfpair_pair_linux *p = pair;

	WRITE_ONCE(p->deadline_ns, deadline_ns);
	if (deadline_ns)
		vfpair_arm_timer(p, deadline_ns);
	else
		cancel_delayed_work(&p->timer);
}

void vfpair_os_trace(void *pair, const struct vfpair_transition *transition)
{
	struct vfpair_pair_linux *p = pair;

	p->history[p->history_count++ % VFPAIR_HISTORY] = *transition;
	if (net_ratelimit())
		netdev_info(p->syn, "vfpair: %s -> %s on %s%s%s\n",
			    vfpair_state_name(transition->from), vfpair_state_name(transition->to),
			    vfpair_event_name(transition->event), transition->reason ? ": " : "",
			    transition->reason ? vfpair_reason_sentence(transition->reason) : "");
}

static void vfpair_pair_free(struct vfpair_pair_linux *p)
{
	/* the timer first: it schedules the run */
	cancel_delayed_work_sync(&p->timer);
	cancel_delayed_work_sync(&p->run);
	vfpair_markers_close(p);
	kfree(p->core_storage);
	p->core_storage = NULL;
	netdev_put(p->syn, &p->syn_tracker);
	if (test_bit(VFPAIR_STUCK, &p->flags))
		return; /* the table, what it was copied from and the counters stay in use */
	bitmap_free(p->held_queues);
	free_percpu(p->counters);
	kfree(p);
}

struct vfpair_pair_linux *vfpair_pair_create(struct net_device *syn,
					     const struct vfpair_settings *settings,
					     enum vfpair_reason *reason)
{
	struct vfpair_pair_linux *p, *other;
	void *core;

	ASSERT_RTNL();
	*reason = VFPAIR_REASON_NoMemory;
	p = kzalloc(sizeof(*p), GFP_KERNEL);
	if (!p)
		return NULL;
	p->syn = syn;
	p->syn_id = vfpair_if_of(syn);
	p->wants_egress = settings->egress == VFPAIR_EGRESS_ON;
	p->syn_fixed = syn->features & ~syn->hw_features & VFPAIR_CAP_FEATURES;
	INIT_LIST_HEAD(&p->list);
	skb_queue_head_init(&p->kept_back);
	INIT_DELAYED_WORK(&p->run, vfpair_run);
	INIT_DELAYED_WORK(&p->timer, vfpair_timer);
	netdev_hold(syn, &p->syn_tracker, GFP_KERNEL);

	p->counters = alloc_percpu(struct vfpair_counters);
	p->held_queues = bitmap_zalloc(syn->num_tx_queues, GFP_KERNEL);
	p->core_storage = kzalloc(vfpair_pair_size() + VFPAIR_CORE_ALIGN, GFP_KERNEL);
	if (!p->counters || !p->held_queues || !p->core_storage || vfpair_markers_open(p))
		goto failed;

	core = vfpair_pair_init(PTR_ALIGN(p->core_storage, VFPAIR_CORE_ALIGN), p, p->syn_id,
				settings, reason);
	if (!core)
		goto failed;
	WRITE_ONCE(p->core, core);
	list_for_each_entry (other, &vfpair_pairs, list)
		vfpair_pair_departed(other->core, p->syn_id); /* no candidate any more */
	list_add_tail(&p->list, &vfpair_pairs);
	*reason = VFPAIR_REASON_None;
	return p;

failed:
	vfpair_pair_free(p);
	return NULL;
}

void vfpair_pair_destroy(struct vfpair_pair_linux *p, bool synthetic_gone)
{
	void *core = p->core;

	ASSERT_RTNL();
	vfpair_pair_shutdown(core, synthetic_gone);
	/* Nothing of ours is left on either interface: say so loudly if that is not true. */
	WARN_ON_ONCE(p->vf || p->withheld || p->tso_limited);
	WRITE_ONCE(p->core, NULL);
	list_del(&p->list);
	/* whoever read p->core just before does not use it any more */
	synchronize_net();
	vfpair_pair_free(p);
}

int vfpair_pairs_init(void)
{
	vfpair_queue = alloc_ordered_workqueue("vfpair", 0);
	return vfpair_queue ? 0 : -ENOMEM;
}

void vfpair_pairs_exit(void)
{
	struct vfpair_pair_linux *p, *next;

	rtnl_lock();
	list_for_each_entry_safe (p, next, &vfpair_pairs, list)
		vfpair_pair_destroy(p, false);
	rtnl_unlock();
	destroy_workqueue(vfpair_queue);
}
