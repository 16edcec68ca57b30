// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* What tools read: one line per pair, one line per transition. RTNL is held. */
#include <linux/ktime.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "vfpair_linux.h"

__printf(2, 0) static bool vfpair_say_args(struct vfpair_reply *reply, const char *format,
					   va_list args)
{
	size_t room = reply->size - reply->length;
	int length = vsnprintf(reply->text + reply->length, room, format, args);

	if (length >= room)
		return false;
	reply->length += length;
	return true;
}

static void vfpair_grow(struct vfpair_reply *reply)
{
	size_t size = reply->size ? 2 * reply->size : 512;
	char *text = krealloc(reply->text, size, GFP_KERNEL | __GFP_NOWARN);

	if (!text) {
		reply->error = -ENOMEM;
		return;
	}
	reply->text = text;
	reply->size = size;
}

void vfpair_say(struct vfpair_reply *reply, const char *format, ...)
{
	va_list args;
	bool fits = false;

	if (!reply->size)
		vfpair_grow(reply);
	while (!reply->error && !fits) {
		va_start(args, format);
		fits = vfpair_say_args(reply, format, args);
		va_end(args);
		if (!fits)
			vfpair_grow(reply);
	}
}

static void vfpair_say_reason(struct vfpair_reply *reply, const char *key, unsigned int reason)
{
	if (reason == VFPAIR_REASON_None)
		vfpair_say(reply, " %s=none", key);
	else
		vfpair_say(reply, " %s=\"%s\"", key, vfpair_reason_sentence(reason));
}

static void vfpair_report_pair(struct vfpair_reply *reply, const struct vfpair_pair_linux *p)
{
	static const struct {
		const char *name;
		enum vfpair_counter counter;
	} counters[] = {
		{"tx_vf_packets", VFPAIR_COUNTER_TxVfPackets},
		{"tx_vf_bytes", VFPAIR_COUNTER_TxVfBytes},
		{"rx_vf_packets", VFPAIR_COUNTER_RxVfPackets},
		{"rx_vf_bytes", VFPAIR_COUNTER_RxVfBytes},
		{"tx_synthetic_packets", VFPAIR_COUNTER_TxSyntheticPackets},
		{"tx_held", VFPAIR_COUNTER_TxHeld},
		{"tx_vf_not_ready", VFPAIR_COUNTER_TxVfNotReady},
		{"tx_drops", VFPAIR_COUNTER_TxVfDropped},
		{"rx_drops", VFPAIR_COUNTER_RxVfDropped},
	};
	struct vfpair_status status = {};
	size_t i;

	vfpair_pair_status(p->core, &status);
	vfpair_say(reply, "pair synthetic=%s vf=%s state=%s path=%s", p->syn->name,
		   p->vf ? p->vf->name : "-", vfpair_state_name(status.state),
		   vfpair_path_name(status.path));
	vfpair_say_reason(reply, "reason", status.reason);
	vfpair_say(reply, " switches=%llu drain_timeouts=%llu undo_failures=%llu", status.switches,
		   status.drain_timeouts, status.undo_failures);
	for (i = 0; i < ARRAY_SIZE(counters); i++)
		vfpair_say(reply, " %s=%llu", counters[i].name,
			   vfpair_counted(p, counters[i].counter));
	vfpair_say(reply, " tx_vf_queued=%llu", vfpair_sum(&p->counters->queued));
	vfpair_say(reply, " state_ms=%llu candidates=%u retries=%u",
		   div_u64(ktime_get_ns() - status.state_since_ns, NSEC_PER_MSEC),
		   status.candidates, status.retries);
	if (status.failed_setting != 0xff)
		vfpair_say(reply, " failed=\"%s\"", vfpair_setting_text(status.failed_setting));
	if (p->refused != VFPAIR_REASON_None) {
		vfpair_say(reply, " refused_vf=%s", p->refused_name);
		vfpair_say_reason(reply, "refused", p->refused);
	}
	vfpair_say(reply, "\n");
}

void vfpair_report_status(struct vfpair_reply *reply, const struct net *net)
{
	const struct vfpair_pair_linux *p;

	list_for_each_entry (p, &vfpair_pairs, list)
		if (net_eq(dev_net(p->syn), net))
			vfpair_report_pair(reply, p);
}

void vfpair_report_history(struct vfpair_reply *reply, const struct vfpair_pair_linux *p)
{
	unsigned int i = p->history_count > VFPAIR_HISTORY ? p->history_count - VFPAIR_HISTORY : 0;

	for (; i < p->history_count; i++) {
		const struct vfpair_transition *t = &p->history[i % VFPAIR_HISTORY];

		vfpair_say(reply, "time_us=%llu state=%s->%s event=%s",
			   div_u64(t->time_ns, NSEC_PER_USEC), vfpair_state_name(t->from),
			   vfpair_state_name(t->to), vfpair_event_name(t->event));
		vfpair_say_reason(reply, "reason", t->reason);
		vfpair_say(reply, "\n");
	}
}
