/* SPDX-License-Identifier: BSD-2-Clause */
/* What tools read: one line per pair, one line per transition.  The actor. */
#include "vfpair_freebsd.h"

static void
vfpair_say_reason(struct sbuf *reply, const char *key, u_int reason)
{

	if (reason == VFPAIR_REASON_None)
		sbuf_printf(reply, " %s=none", key);
	else
		sbuf_printf(reply, " %s=\"%s\"", key, vfpair_reason_sentence(reason));
}

/* Of the V that the pair holds, also when nothing of it could be taken. */
const char *
vfpair_vf_name(const struct vfpair_status *status)
{
	const struct ifnet *vf = status->vf.handle;

	return (vf != NULL ? vf->if_xname : NULL);
}

static void
vfpair_report_pair(struct sbuf *reply, const struct vfpair_softc *sc)
{
	static const struct {
		const char *name;
		enum vfpair_counter counter;
	} counters[] = {
		{ "tx_vf_packets", VFPAIR_COUNTER_TxVfPackets },
		{ "tx_vf_bytes", VFPAIR_COUNTER_TxVfBytes },
		{ "rx_vf_packets", VFPAIR_COUNTER_RxVfPackets },
		{ "rx_vf_bytes", VFPAIR_COUNTER_RxVfBytes },
		{ "tx_synthetic_packets", VFPAIR_COUNTER_TxSyntheticPackets },
		{ "tx_held", VFPAIR_COUNTER_TxHeld },
		{ "tx_vf_not_ready", VFPAIR_COUNTER_TxVfNotReady },
		{ "tx_drops", VFPAIR_COUNTER_TxVfDropped },
		{ "rx_drops", VFPAIR_COUNTER_RxVfDropped },
	};
	struct vfpair_status status = {};
	const char *vf;
	size_t i;

	vfpair_pair_status(sc->core, &status);
	vf = vfpair_vf_name(&status);
	sbuf_printf(reply, "pair synthetic=%s vf=%s state=%s path=%s", sc->syn->if_xname,
	    vf != NULL ? vf : "-", vfpair_state_name(status.state),
	    vfpair_path_name(status.path));
	vfpair_say_reason(reply, "reason", status.reason);
	sbuf_printf(reply, " switches=%llu drain_timeouts=%llu undo_failures=%llu",
	    status.switches, status.drain_timeouts, status.undo_failures);
	for (i = 0; i < nitems(counters); i++)
		sbuf_printf(reply, " %s=%ju", counters[i].name,
		    (uintmax_t)counter_u64_fetch(sc->counters[counters[i].counter]));
	sbuf_printf(reply, " state_ms=%llu candidates=%u retries=%u",
	    (vfpair_os_now_ns(NULL) - status.state_since_ns) / 1000000,
	    status.candidates, status.retries);
	if (status.failed_setting != 0xff)
		sbuf_printf(reply, " failed=\"%s\"",
		    vfpair_setting_text(status.failed_setting));
	if (sc->refused != VFPAIR_REASON_None) {
		sbuf_printf(reply, " refused_vf=%s", sc->refused_name);
		vfpair_say_reason(reply, "refused", sc->refused);
	}
	sbuf_cat(reply, "\n");
}

void
vfpair_report_status(struct sbuf *reply, const struct vnet *vnet)
{
	const struct vfpair_softc *sc;

	VFPAIR_ASSERT();
	TAILQ_FOREACH(sc, &vfpair_pairs, list)
		if (sc->syn->if_vnet == vnet)
			vfpair_report_pair(reply, sc);
}

void
vfpair_report_history(struct sbuf *reply, const struct vfpair_softc *sc)
{
	const struct vfpair_transition *t;
	u_int i = sc->history_count > VFPAIR_HISTORY ?
	    sc->history_count - VFPAIR_HISTORY : 0;

	VFPAIR_ASSERT();
	for (; i < sc->history_count; i++) {
		t = &sc->history[i % VFPAIR_HISTORY];
		sbuf_printf(reply, "time_us=%llu state=%s->%s event=%s", t->time_ns / 1000,
		    vfpair_state_name(t->from), vfpair_state_name(t->to),
		    vfpair_event_name(t->event));
		vfpair_say_reason(reply, "reason", t->reason);
		sbuf_cat(reply, "\n");
	}
}
