// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * What a switch costs: from an event of V to the first packet on the other side.
 *
 *   closing  V is being closed; from the moment that NETDEV_GOING_DOWN is told, until S
 *   loss     V's carrier goes; until S
 *   ready    V's carrier comes back; until V
 *
 * A timer sends a packet every ten microseconds, in a softirq, whatever else goes on. Carrier events
 * happen in the same softirq, right before its packet. Told are the time; the instructions in it
 * that were neither the sender's nor the idle loop's; and how many packets were lost or overtaken.
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/rtnetlink.h>
#include <trace/events/power.h>

#include "bench.h"

#define BENCH_PERIOD_NS	  10000
#define BENCH_BEFORE_MS	  20 /* of traffic before the event and after the first packet */
#define BENCH_PATIENCE_MS 30000
#define BENCH_LOOPS	  2000000 /* to find out what the sender costs */

enum bench_event { BENCH_CLOSING, BENCH_LOSS, BENCH_READY, BENCH_EVENTS };

static const char *const bench_event_names[BENCH_EVENTS] = {"closing", "loss", "ready"};

bool bench_switching;

/* Everything that happens happens on one CPU; the softirq and the rest take turns. */
static struct {
	struct net_device *upper, *syn, *vf;
	const struct net_device *target;
	enum bench_event event;
	bool due; /* a carrier event, at the next packet */
	struct hrtimer timer;
	struct completion done;

	u64 begin, end; /* 0: not yet */
	u32 sent, on_syn, on_vf, overtaken, next;

	bool idle, sending;	   /* now */
	u64 idle_since, idle_time; /* since begin, without what the sender does */
	u64 sender_time;	   /* since begin */
	u32 interrupts;		   /* of others than the idle loop, by the sender, since begin */
} sw;

static void bench_begin(u64 now)
{
	sw.idle_time = 0;
	sw.sender_time = 0;
	sw.interrupts = 0;
	sw.begin = now;
}

static bool bench_is_counting(void)
{
	return sw.begin && !sw.end;
}

static void bench_idle_ends(u64 now)
{
	if (sw.idle && bench_is_counting())
		sw.idle_time += now - max(sw.idle_since, sw.begin);
	sw.idle_since = now;
}

static void bench_note_idle(void *unused, unsigned int state, unsigned int cpu)
{
	bench_idle_ends(bench_clock());
	sw.idle = state != PWR_EVENT_EXIT;
}

/* The number of a packet lies where the payload begins. */
static u32 *bench_number(struct sk_buff *skb)
{
	return (u32 *)(skb_transport_header(skb) + 8);
}

void bench_switch_arrived(const struct sk_buff *skb, const struct net_device *dev, u64 now)
{
	u32 number = *bench_number((struct sk_buff *)skb);

	if (dev == sw.syn)
		sw.on_syn++;
	else
		sw.on_vf++;
	if ((s32)(number - sw.next) < 0)
		sw.overtaken++;
	else
		sw.next = number + 1;
	if (dev != sw.target || !sw.begin || sw.end)
		return;
	if (!sw.sending)
		bench_idle_ends(now);
	sw.end = now;
	complete(&sw.done);
}

/* True if it happened right now. */
static bool bench_fire_carrier(void)
{
	if (!sw.due)
		return false;
	sw.due = false;
	bench_begin(bench_clock());
	if (sw.event == BENCH_LOSS)
		netif_carrier_off(sw.vf);
	else
		netif_carrier_on(sw.vf);
	return true;
}

static enum hrtimer_restart bench_tick(struct hrtimer *timer)
{
	u64 entered = bench_clock();
	bool counting = !sw.end, fired;
	struct sk_buff *skb;

	bench_idle_ends(entered);
	sw.sending = true;
	fired = bench_fire_carrier();
	skb = bench_packet(sw.upper, false, GFP_ATOMIC);
	if (skb) {
		*bench_number(skb) = sw.sent++;
		dev_queue_xmit(skb);
	}
	hrtimer_forward_now(timer, ns_to_ktime(BENCH_PERIOD_NS));
	sw.idle_since = bench_clock();
	if (counting && !fired) { /* what the event itself sets off is not the sender's */
		sw.sender_time += (sw.end ? sw.end : sw.idle_since) - entered;
		sw.interrupts += !sw.idle;
	}
	sw.sending = false;
	return HRTIMER_RESTART;
}

/* Called before all others are told. */
static int bench_notified(struct notifier_block *block, unsigned long event, void *ptr)
{
	if (event == NETDEV_GOING_DOWN && netdev_notifier_info_to_dev(ptr) == sw.vf &&
	    sw.event == BENCH_CLOSING && !sw.begin)
		bench_begin(bench_clock());
	return NOTIFY_DONE;
}

static struct notifier_block bench_notifier = {
	.notifier_call = bench_notified,
	.priority = INT_MAX,
};

static noinline u64 bench_spin(void)
{
	u64 begin = bench_clock();
	u32 i;

	for (i = 0; i < BENCH_LOOPS; i++)
		barrier();
	return bench_clock() - begin;
}

static void bench_sender_start(void)
{
	hrtimer_init(&sw.timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_SOFT);
	sw.timer.function = bench_tick;
	hrtimer_start(&sw.timer, ns_to_ktime(BENCH_PERIOD_NS), HRTIMER_MODE_REL_SOFT);
}

/* What an interruption by the sender takes from others, without the sender's own work. */
static u32 bench_interrupt_cost(void)
{
	u64 alone = bench_spin(), together;

	bench_sender_start();
	msleep(BENCH_BEFORE_MS);
	sw.sender_time = 0;
	sw.interrupts = 0;
	together = bench_spin() - sw.sender_time;
	return sw.interrupts && together > alone ? div_u64(together - alone, sw.interrupts) : 0;
}

static void bench_fire(void)
{
	if (sw.event != BENCH_CLOSING) {
		sw.due = true;
		return;
	}
	rtnl_lock();
	dev_close(sw.vf);
	rtnl_unlock();
}

static void bench_tell(char *reply, u32 interrupt_cost)
{
	u64 time = sw.end - sw.begin;
	u64 others = sw.idle_time + sw.sender_time + (u64)sw.interrupts * interrupt_cost;

	scnprintf(reply, BENCH_REPLY,
		  "%s ns=%llu instructions=%llu idle=%llu sender=%llu interrupts=%u lost=%u overtaken=%u\n",
		  bench_event_names[sw.event], time, time > others ? time - others : 0, sw.idle_time,
		  sw.sender_time, sw.interrupts, sw.sent - sw.on_syn - sw.on_vf, sw.overtaken);
}

int bench_switch(const char *what, struct net_device *upper, struct net_device *syn,
		 struct net_device *vf, char *reply)
{
	int event = match_string(bench_event_names, BENCH_EVENTS, what);
	u32 interrupt_cost;
	int error;

	if (event < 0)
		return -EINVAL;
	memset(&sw, 0, sizeof(sw));
	init_completion(&sw.done);
	sw.upper = upper;
	sw.syn = syn;
	sw.vf = vf;
	sw.event = event;
	sw.target = event == BENCH_READY ? vf : syn;
	error = register_trace_cpu_idle(bench_note_idle, NULL);
	if (error)
		return error;
	error = register_netdevice_notifier(&bench_notifier);
	if (error)
		goto no_notifier;
	WRITE_ONCE(bench_switching, true);
	interrupt_cost = bench_interrupt_cost();
	bench_fire();
	if (!wait_for_completion_timeout(&sw.done, msecs_to_jiffies(BENCH_PATIENCE_MS)))
		scnprintf(reply, BENCH_REPLY, "%s never\n", what);
	msleep(BENCH_BEFORE_MS);
	hrtimer_cancel(&sw.timer);
	msleep(BENCH_BEFORE_MS);
	if (sw.end)
		bench_tell(reply, interrupt_cost);
	WRITE_ONCE(bench_switching, false);
	unregister_netdevice_notifier(&bench_notifier);
no_notifier:
	unregister_trace_cpu_idle(bench_note_idle, NULL);
	tracepoint_synchronize_unregister();
	return error;
}
