/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A packet leaves S: what the published path says, done.  In the net epoch.  No
 * lock, no reference, no decision: one load of the path, one look at V.
 */
#include "vfpair_freebsd.h"

/* What must be true of V for a packet to go there. */
static inline u_long
vfpair_state_word(const struct ifnet *vf)
{

	return ((u_long)vf->if_drv_flags | (u_long)vf->if_link_state << 32);
}

/* Of the link states only "down" has this bit: a driver that does not know is believed. */
CTASSERT((LINK_STATE_DOWN & 1) != 0 && ((LINK_STATE_UP | LINK_STATE_UNKNOWN) & 1) == 0);

unsigned long
vfpair_os_ready_mask(void)
{

	return (IFF_DRV_RUNNING | 1ul << 32);
}

unsigned long
vfpair_os_ready_value(void)
{

	return (IFF_DRV_RUNNING);
}

static int
vfpair_to_synthetic(struct vfpair_softc *sc, struct mbuf *m)
{

	vfpair_count(sc, VFPAIR_COUNTER_TxSyntheticPackets);
	return (sc->syn_transmit(sc->syn, m));
}

/* S counts what leaves by V as its own; the driver of V counts for V (R-TX-2). */
static void
vfpair_account(struct vfpair_softc *sc, int error, u_int length, bool multicast)
{
	struct ifnet *ifp = sc->syn;

	if (error == 0) {
		counter_u64_add(sc->counters[VFPAIR_COUNTER_TxVfPackets], 1);
		counter_u64_add(sc->counters[VFPAIR_COUNTER_TxVfBytes], length);
		if_inc_counter(ifp, IFCOUNTER_OPACKETS, 1);
		if_inc_counter(ifp, IFCOUNTER_OBYTES, length);
		if (multicast)
			if_inc_counter(ifp, IFCOUNTER_OMCASTS, 1);
	} else {
		vfpair_count(sc, VFPAIR_COUNTER_TxVfDropped);
		if_inc_counter(ifp, error == ENOBUFS ? IFCOUNTER_OQDROPS :
		    IFCOUNTER_OERRORS, 1);
	}
}

static int
vfpair_to_vf(struct vfpair_softc *sc, struct ifnet *vf, struct mbuf *m)
{
	struct mbuf *copy = NULL;
	u_int length = m->m_pkthdr.len;
	bool multicast = (m->m_flags & (M_BCAST | M_MCAST)) != 0;
	int error;

	if (__predict_false((m->m_pkthdr.csum_flags & CSUM_SND_TAG) != 0)) {
		m_freem(m); /* of S's driver: the sender makes another */
		return (EAGAIN);
	}
	if (bpf_peers_present(sc->syn->if_bpf)) {
		if ((sc->flags & VFPAIR_ACCURATE_TAP) != 0)
			copy = m_copypacket(m, M_NOWAIT);
		if (copy == NULL)
			ETHER_BPF_MTAP(sc->syn, m);
	}
	error = vf->if_transmit(vf, m);
	if (copy != NULL) {
		if (error == 0)
			ETHER_BPF_MTAP(sc->syn, copy);
		m_freem(copy);
	}
	vfpair_account(sc, error, length, multicast);
	return (error);
}

/* As the given path says; it is no hold. */
static int
vfpair_send(struct vfpair_softc *sc, const struct vfpair_path *path, struct mbuf *m)
{
	struct ifnet *vf;

	if (path == NULL)
		return (vfpair_to_synthetic(sc, m));
	vf = path->vf;
	/* another's if_transmit (netmap's) is as bad as none: it would not leave */
	if (__predict_false((vfpair_state_word(vf) & path->need_mask) !=
	    path->need_value || vf->if_transmit != sc->vf_transmit)) {
		vfpair_count(sc, VFPAIR_COUNTER_TxVfNotReady);
		if ((atomic_load_int(&sc->flags) & VFPAIR_KICKED) == 0) {
			atomic_set_int(&sc->flags, VFPAIR_KICKED);
			SDT_PROBE3(vfpair, , , fallback, sc->syn->if_xname,
			    vf->if_xname, vfpair_path_name(0));
			vfpair_poke(sc, VFPAIR_SIGNAL_VF);
		}
		return (vfpair_to_synthetic(sc, m));
	}
	return (vfpair_to_vf(sc, vf, m));
}

/* What netmap sends lies in its buffers, which go when its program does: it cannot wait. */
static struct mbuf *
vfpair_own_data(struct mbuf *m)
{
	struct mbuf *copy;

	if ((m->m_flags & M_EXT) == 0 || m->m_ext.ext_type != EXT_NET_DRV)
		return (m);
	copy = m_dup(m, M_NOWAIT);
	m_freem(m);
	return (copy);
}

/*
 * A cut-over is under way: the packet waits with us.  The path changes under the
 * same lock, and only when nothing waits any more: so what waited goes first.
 */
static int
vfpair_wait(struct vfpair_softc *sc, struct mbuf *m)
{
	const struct vfpair_path *path;
	int error = 0;

	m = vfpair_own_data(m);
	if (m == NULL) {
		if_inc_counter(sc->syn, IFCOUNTER_OQDROPS, 1);
		vfpair_count(sc, VFPAIR_COUNTER_TxVfDropped);
		return (ENOBUFS);
	}
	mtx_lock(&sc->held_lock);
	path = vfpair_load_path(sc);
	if (path != NULL && path->hold != 0) {
		error = mbufq_enqueue(&sc->held, m);
		mtx_unlock(&sc->held_lock);
		if (error != 0) {
			if_inc_counter(sc->syn, IFCOUNTER_OQDROPS, 1);
			vfpair_count(sc, VFPAIR_COUNTER_TxVfDropped);
			m_freem(m);
		} else
			vfpair_count(sc, VFPAIR_COUNTER_TxHeld);
		return (error);
	}
	mtx_unlock(&sc->held_lock);
	return (vfpair_send(sc, path, m));
}

/* As the published path says. */
int
vfpair_redirect(struct vfpair_softc *sc, const struct vfpair_path *path, struct mbuf *m)
{

	if (__predict_false(path != NULL && path->hold != 0))
		return (vfpair_wait(sc, m));
	return (vfpair_send(sc, path, m));
}

#ifdef ALTQ
/*
 * Into S's queue, and out of it what its discipline lets pass.  Not by S's driver: some
 * (epair, those of iflib) call their own start routine then, past vfpair_start().
 */
static int
vfpair_shape(struct ifnet *ifp, struct mbuf *m)
{
	int error;

	IFQ_ENQUEUE(&ifp->if_snd, m, error);
	if (error == 0)
		vfpair_start(ifp);
	else
		if_inc_counter(ifp, IFCOUNTER_OQDROPS, 1);
	return (error);
}
#endif

int
vfpair_transmit(struct ifnet *ifp, struct mbuf *m)
{
	struct vfpair_softc *sc = vfpair_by_synthetic(ifp);
	const struct vfpair_path *path;

	NET_EPOCH_ASSERT();
	if (__predict_false(sc == NULL)) {
		m_freem(m);
		return (ENXIO);
	}
	path = vfpair_load_path(sc);
	if (path == NULL)
		return (vfpair_to_synthetic(sc, m));
#ifdef ALTQ
	if (sc->syn_start != NULL && ALTQ_IS_ENABLED(&ifp->if_snd))
		return (vfpair_shape(ifp, m));
#endif
	return (vfpair_redirect(sc, path, m));
}

/* S's queue has something to send: what ALTQ let through, or a classic driver's packets. */
void
vfpair_start(struct ifnet *ifp)
{
	struct epoch_tracker et;
	struct vfpair_softc *sc;
#ifdef ALTQ
	const struct vfpair_path *path;
	struct mbuf *m;
#endif

	NET_EPOCH_ENTER(et);
	sc = vfpair_by_synthetic(ifp);
#ifdef ALTQ
	path = sc != NULL && sc->sends_past != curthread ? vfpair_load_path(sc) : NULL;
	if (path != NULL && ALTQ_IS_ENABLED(&ifp->if_snd)) {
		for (;;) {
			IFQ_DEQUEUE(&ifp->if_snd, m);
			if (m == NULL)
				break;
			(void)vfpair_redirect(sc, path, m);
		}
	} else
#endif
	if (sc != NULL)
		sc->syn_start(ifp);
	NET_EPOCH_EXIT(et);
}

void
vfpair_os_publish(void *pair, const struct vfpair_path *path)
{
	struct vfpair_softc *sc = pair;
	const struct vfpair_path *now;

	SDT_PROBE3(vfpair, , , path, sc->syn->if_xname,
	    (sc->vf != NULL ? sc->vf->if_xname : ""),
	    vfpair_path_name(path == NULL ? 0 : path->hold != 0 ? 2 : 1));
	/* a packet that finds this path not ready may say so, again */
	atomic_clear_int(&sc->flags, VFPAIR_KICKED);
	mtx_lock(&sc->held_lock);
	now = vfpair_load_path(sc);
	if (now != NULL && now->hold != 0 && (path == NULL || path->hold == 0)) {
		/* vfpair_os_wake() follows, and what waits goes first */
		sc->next_path = (uintptr_t)path;
		sc->has_next_path = true;
	} else {
		sc->has_next_path = false;
		atomic_store_rel_ptr(&sc->path, (uintptr_t)path);
	}
	mtx_unlock(&sc->held_lock);
}

void
vfpair_os_wake(void *pair)
{
	struct vfpair_softc *sc = pair;
	const struct vfpair_path *path;
	struct epoch_tracker et;
	struct mbuf *m;

	for (;;) {
		mtx_lock(&sc->held_lock);
		if (!sc->has_next_path) {
			mtx_unlock(&sc->held_lock);
			return;
		}
		path = (const struct vfpair_path *)sc->next_path;
		m = mbufq_dequeue(&sc->held);
		if (m == NULL) {
			atomic_store_rel_ptr(&sc->path, sc->next_path);
			sc->has_next_path = false;
		}
		mtx_unlock(&sc->held_lock);
		if (m == NULL)
			return;
		if (path == NULL && vfpair_is_in_native_netmap(sc->syn)) {
			/* S's rings have become netmap's: its driver cannot send it */
			if_inc_counter(sc->syn, IFCOUNTER_OQDROPS, 1);
			m_freem(m);
			continue;
		}
		NET_EPOCH_ENTER(et);
		(void)vfpair_send(sc, path, m);
		NET_EPOCH_EXIT(et);
	}
}
