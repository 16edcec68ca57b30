// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * What a switch costs: from an event of V to the first packet on the other side.
 *
 *   closing  V is being closed; from the moment that NETDEV_GOING_DOWN is told, until S
 *   loss     V's carrier goes; until S
 *   ready    V's carrier comes back; until V
 *
 * A timer sends a packet every ten microseconds, in a softirq, whatever else goes on. Carrier
 * events happen in the same softirq, right before its packet. A process that runs when nobody else
 * wants to keeps the CPU from idling meanwhile, because QEMU's clock is exact only while
 * instructions are executed. Told are the time; the instructions in it that were neither the
 * sender's nor that process's; and how many packets were lost or overtaken.
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/rtnetlink.h>
#include <linux/sched/signal.h>
#include <linux/wait.h>

#include "bench.h"

#define BENCH_PERIOD_NS	  10000
#define BENCH_BEFORE_MS	  20 /* of traffic before the event and after the first packet */
#define BENCH_PATIENCE_MS 1000
/* Instructions that a round takes: undisturbed at most, with one interruption at most. */
#define BENCH_UNDISTURBED 400
#define BENCH_INTERRUPTED 2000

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

	bool spinning;
	u64 begin, end; /* 0: not yet */
	u32 sent, on_syn, on_vf, overtaken, next;

	u64 sender_time; /* from the start */
	u32 interrupts;	 /* by the sender, from the start */
	u64 spun;	 /* since begin; with interruptions, but without the sender's own work */
	u32 interrupts_spun;
	u64 sender_time_at_begin;
	u32 interrupts_at_begin;
	u32 interrupt_cost; /* of one, without the sender's own work */
} sw;

static void bench_begin(u64 now)
{
	sw.spun = 0;
	sw.interrupts_spun = 0;
	sw.sender_time_at_begin = sw.sender_time;
	sw.interrupts_at_begin = sw.interrupts;
	sw.begin = now;
}

static DECLARE_WAIT_QUEUE_HEAD(bench_spinner);

/*
 * One round of the process. With one interruption by the sender, and nothing else to speak of, it
 * tells what such an interruption costs; what else happens in an interrupted round is work.
 */
static void bench_note_round(u64 gap, u32 interrupts, u64 sender_time)
{
	u64 rest = gap - sender_time;

	if (sw.end || rest > BENCH_INTERRUPTED)
		return;
	if (rest < BENCH_UNDISTURBED) {
		sw.spun += rest;
	} else if (interrupts == 1) {
		sw.spun += rest;
		sw.interrupts_spun++;
		sw.interrupt_cost = rest;
	}
}

/* What the process does that keeps the CPU busy, whenever a switch is measured. */
void bench_spin(void)
{
	u64 now, last, sender_time;
	u32 interrupts;

	while (!wait_event_interruptible(bench_spinner, READ_ONCE(sw.spinning))) {
		last = bench_clock();
		while (READ_ONCE(sw.spinning) && !signal_pending(current)) {
			interrupts = READ_ONCE(sw.interrupts);
			sender_time = READ_ONCE(sw.sender_time);
			cond_resched();
			now = bench_clock();
			bench_note_round(now - last, READ_ONCE(sw.interrupts) - interrupts,
					 READ_ONCE(sw.sender_time) - sender_time);
			last = now;
		}
	}
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
	bool counting = !sw.end, fired = bench_fire_carrier();
	struct sk_buff *skb = bench_packet(sw.upper, BENCH_UDP, GFP_ATOMIC);

	if (skb) {
		*bench_number(skb) = sw.sent++;
		dev_queue_xmit(skb);
	}
	hrtimer_forward_now(timer, ns_to_ktime(BENCH_PERIOD_NS));
	if (counting && !fired) { /* what the event itself sets off is not the sender's */
		sw.sender_time += (sw.end ? sw.end : bench_clock()) - entered;
		sw.interrupts++;
	}
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

static void bench_sender_start(void)
{
	hrtimer_init(&sw.timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_SOFT);
	sw.timer.function = bench_tick;
	hrtimer_start(&sw.timer, ns_to_ktime(BENCH_PERIOD_NS), HRTIMER_MODE_REL_SOFT);
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

static void bench_tell(char *reply)
{
	u64 time = sw.end - sw.begin;
	u64 sender_time = sw.sender_time - sw.sender_time_at_begin;
	u32 interrupts = sw.interrupts - sw.interrupts_at_begin;
	u64 others =
		sw.spun + sender_time + (u64)(interrupts - sw.interrupts_spun) * sw.interrupt_cost;

	scnprintf(
		reply, BENCH_REPLY,
		"%s ns=%llu instructions=%llu spun=%llu sender=%llu interrupts=%u interrupt=%u lost=%u "
		"overtaken=%u\n",
		bench_event_names[sw.event], time, time > others ? time - others : 0, sw.spun,
		sender_time, interrupts, sw.interrupt_cost, sw.sent - sw.on_syn - sw.on_vf,
		sw.overtaken);
}

int bench_switch(const char *what, struct net_device *upper, struct net_device *syn,
		 struct net_device *vf, char *reply)
{
	int event = match_string(bench_event_names, BENCH_EVENTS, what);
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
	error = register_netdevice_notifier(&bench_notifier);
	if (error)
		return error;
	WRITE_ONCE(bench_switching, true);
	WRITE_ONCE(sw.spinning, true);
	wake_up(&bench_spinner);
	bench_sender_start();
	msleep(BENCH_BEFORE_MS);
	bench_fire();
	if (!wait_for_completion_timeout(&sw.done, msecs_to_jiffies(BENCH_PATIENCE_MS)))
		scnprintf(reply, BENCH_REPLY, "%s never\n", what);
	msleep(BENCH_BEFORE_MS);
	hrtimer_cancel(&sw.timer);
	msleep(BENCH_BEFORE_MS);
	if (sw.end)
		bench_tell(reply);
	WRITE_ONCE(sw.spinning, false);
	WRITE_ONCE(bench_switching, false);
	unregister_netdevice_notifier(&bench_notifier);
	return 0;
}
