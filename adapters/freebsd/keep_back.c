/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * At a cut-over, what the new side receives waits until the old side has delivered
 * what it has: flows stay in order.  V's packets are kept back in V's input hook;
 * S's in one that S has for these milliseconds only.
 */
#include "vfpair_freebsd.h"

/* A chain is kept or passed whole.  Returns whether it was taken. */
bool
vfpair_keep_back(struct vfpair_softc *sc, struct mbuf *m, u_int side)
{
	struct mbuf *next;
	bool kept;

	mtx_lock(&sc->kept_lock);
	kept = sc->keeps_back == side && !mbufq_full(&sc->kept);
	for (; kept && m != NULL; m = next) {
		next = m->m_nextpkt;
		m->m_nextpkt = NULL;
		if (mbufq_enqueue(&sc->kept, m) != 0) {
			vfpair_count(sc, VFPAIR_COUNTER_RxVfDropped);
			if_inc_counter(sc->syn, IFCOUNTER_IQDROPS, 1);
			m_freem(m);
		}
	}
	mtx_unlock(&sc->kept_lock);
	return (kept);
}

/* What S received: to whom S's input was before our hook. */
void
vfpair_pass_on(struct vfpair_softc *sc, struct mbuf *m)
{
	vfpair_input_fn *input = sc->syn_input;

	if (input == NULL)
		input = sc->syn->if_input;
	input(sc->syn, m);
}

/*
 * What V received: to whom S's input is now, which may be netmap's emulation; past our
 * own hook, though.
 */
void
vfpair_deliver(struct vfpair_softc *sc, struct mbuf *m)
{
	struct ifnet *syn = sc->syn;
	vfpair_input_fn *input = syn->if_input;
	struct mbuf *next;

	if (__predict_false(input == sc->syn_hook)) {
		vfpair_pass_on(sc, m);
		return;
	}
	/* many a netmap knows of no packet behind the first */
	while (__predict_false(m->m_nextpkt != NULL) && vfpair_is_in_netmap(syn)) {
		next = m->m_nextpkt;
		m->m_nextpkt = NULL;
		input(syn, m);
		m = next;
	}
	input(syn, m);
}

static void
vfpair_let_go(struct vfpair_softc *sc)
{
	bool of_vf = sc->keeps_back == VFPAIR_KEEPS_VF;
	struct epoch_tracker et;
	struct mbuf *m;

	do {
		mtx_lock(&sc->kept_lock);
		m = mbufq_dequeue(&sc->kept);
		if (m == NULL) /* the last one is delivered: what comes now may pass */
			atomic_store_rel_int(&sc->keeps_back, VFPAIR_KEEPS_NOTHING);
		mtx_unlock(&sc->kept_lock);
		if (m != NULL) {
			NET_EPOCH_ENTER(et);
			if (of_vf)
				vfpair_deliver(sc, m);
			else
				vfpair_pass_on(sc, m);
			NET_EPOCH_EXIT(et);
		}
	} while (m != NULL);
}

void
vfpair_os_hold_receive(void *pair, enum vfpair_side side, struct vfpair_if vf __unused,
    int on)
{
	struct vfpair_softc *sc = pair;

	if (on && side == VFPAIR_SIDE_VF)
		atomic_store_rel_int(&sc->keeps_back, VFPAIR_KEEPS_VF);
	else if (on && (sc->flags & VFPAIR_STUCK) == 0) {
		atomic_store_rel_int(&sc->keeps_back, VFPAIR_KEEPS_SYNTHETIC);
		vfpair_hook_input(sc, true);
	} else if (!on && sc->keeps_back != VFPAIR_KEEPS_NOTHING) {
		vfpair_let_go(sc);
		vfpair_hook_input(sc, false);
	}
}
