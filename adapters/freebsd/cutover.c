/* SPDX-License-Identifier: BSD-2-Clause */
/* Publishing's other half: grace, drains, and what switches are to learn. */
#include "vfpair_freebsd.h"

#define	VFPAIR_MAX_MARKERS	64
#define	VFPAIR_MAX_PUSH		32
#define	VFPAIR_MARKER_LENGTH	64	/* no driver pads, and so copies, a frame of that length */

static void
vfpair_pause(u_int us)
{

	pause_sbt("vfpair", us * SBT_1US, 0, C_PREL(2));
}

void
vfpair_os_grace(void *pair __unused)
{

	NET_EPOCH_WAIT();
}

/*
 * A frame of S about S.  To everybody, a reverse ARP request: no host answers it,
 * every switch learns from it.  To itself, a marker: no switch sends it back.  In a
 * cluster, so that copies share the data and can be counted.
 */
static struct mbuf *
vfpair_frame(const struct vfpair_softc *sc, bool to_everybody)
{
	const u_char *mac = IF_LLADDR(sc->syn);
	struct ether_header *eh;
	struct arphdr *ah;
	struct mbuf *m;

	m = m_getcl(M_NOWAIT, MT_DATA, M_PKTHDR);
	if (m == NULL)
		return (NULL);
	m->m_len = m->m_pkthdr.len = VFPAIR_MARKER_LENGTH;
	eh = mtod(m, struct ether_header *);
	memset(eh, 0, VFPAIR_MARKER_LENGTH);
	memcpy(eh->ether_dhost, mac, ETHER_ADDR_LEN);
	if (to_everybody) {
		memset(eh->ether_dhost, 0xff, ETHER_ADDR_LEN);
		m->m_flags |= M_BCAST;
	}
	memcpy(eh->ether_shost, mac, ETHER_ADDR_LEN);
	eh->ether_type = htons(ETHERTYPE_REVARP);
	ah = (struct arphdr *)(eh + 1);
	ah->ar_hrd = htons(ARPHRD_ETHER);
	ah->ar_pro = htons(ETHERTYPE_IP);
	ah->ar_hln = ETHER_ADDR_LEN;
	ah->ar_pln = 4;
	ah->ar_op = htons(ARPOP_REVREQUEST);
	memcpy(ar_sha(ah), mac, ETHER_ADDR_LEN);
	memcpy(ar_tha(ah), mac, ETHER_ADDR_LEN);
	return (m);
}

/* Whether a driver sends what it is given: it runs, and nobody has taken its rings. */
static bool
vfpair_side_sends(const struct vfpair_softc *sc, enum vfpair_side side,
    const struct ifnet *ifp)
{

	if (ifp == NULL || (ifp->if_drv_flags & IFF_DRV_RUNNING) == 0)
		return (false);
	return (side == VFPAIR_SIDE_VF ? ifp->if_transmit == sc->vf_transmit :
	    !vfpair_is_bypassed(ifp, sc));
}

/* Past our own hook, by the transmit queue that the flow id stands for. */
static void
vfpair_send_past(struct vfpair_softc *sc, enum vfpair_side side, struct ifnet *ifp,
    struct mbuf *m, u_int queue)
{
	struct epoch_tracker et;

	m->m_pkthdr.flowid = queue;
	M_HASHTYPE_SET(m, M_HASHTYPE_OPAQUE);
	NET_EPOCH_ENTER(et);
	sc->sends_past = curthread; /* vfpair_start() */
	(void)(side == VFPAIR_SIDE_VF ? ifp->if_transmit : sc->syn_transmit)(ifp, m);
	sc->sends_past = NULL;
	NET_EPOCH_EXIT(et);
}

void
vfpair_os_announce(void *pair, enum vfpair_side side, struct vfpair_if id)
{
	struct vfpair_softc *sc = pair;
	struct ifnet *ifp = side == VFPAIR_SIDE_VF ? id.handle : sc->syn;
	struct mbuf *m;

	if ((sc->syn->if_flags & IFF_UP) == 0 || !vfpair_side_sends(sc, side, ifp))
		return;
	m = vfpair_frame(sc, true);
	if (m != NULL)
		vfpair_send_past(sc, side, ifp, m, 0);
}

/*
 * Markers tell when what was handed to a driver has left: of each we keep a copy
 * that shares its data, and when the driver has freed the marker, everything before
 * it in its queue is done.  Drivers free only when they send again, and those of
 * iflib ask for completions, or tell the device at all, only once in so many frames:
 * so we send again, more each time.  Those may leave after the other side was
 * announced, and teach switches the wrong way: hence vfpair_announce_again().
 */
struct vfpair_markers {
	struct mbuf	*copy[VFPAIR_MAX_MARKERS];	/* NULL: done */
	u_int		queues;
	u_int		push;		/* frames for what has not left yet */
};

static bool
vfpair_send_marker(struct vfpair_softc *sc, enum vfpair_side side, struct ifnet *ifp,
    struct mbuf **copy, u_int queue)
{
	struct mbuf *m = vfpair_frame(sc, false);

	if (m == NULL)
		return (false);
	if (copy != NULL) {
		*copy = m_copypacket(m, M_NOWAIT);
		if (*copy == NULL) {
			m_freem(m);
			return (false);
		}
	}
	vfpair_send_past(sc, side, ifp, m, queue);
	return (true);
}

/* Whether all that were sent have left; what has not is pushed. */
static bool
vfpair_markers_left(struct vfpair_softc *sc, enum vfpair_side side, struct ifnet *ifp,
    struct vfpair_markers *markers)
{
	bool all = true;
	u_int i, push;

	for (i = 0; i < markers->queues; i++) {
		if (markers->copy[i] == NULL)
			continue;
		if (m_extrefcnt(markers->copy[i]) == 1) {
			m_freem(markers->copy[i]);
			markers->copy[i] = NULL;
			continue;
		}
		all = false;
		sc->pushed[side] = true;
		for (push = 0; push < markers->push; push++)
			(void)vfpair_send_marker(sc, side, ifp, NULL, i);
	}
	markers->push = MIN(2 * markers->push, VFPAIR_MAX_PUSH);
	return (all);
}

int
vfpair_os_drain_transmit(void *pair, enum vfpair_side side, struct vfpair_if vf,
    u_int budget_us)
{
	struct vfpair_softc *sc = pair;
	struct ifnet *ifp = side == VFPAIR_SIDE_VF ? vf.handle : sc->syn;
	sbintime_t end = sbinuptime() + budget_us * SBT_1US;
	struct vfpair_markers markers = { .queues = MIN(mp_ncpus, VFPAIR_MAX_MARKERS),
	    .push = 1 };
	bool left = false, sent = true;
	u_int i, pause_us = 50;

	if (!vfpair_side_sends(sc, side, ifp))
		return (VFPAIR_OS_OK); /* nothing in there will ever leave */
	for (i = 0; i < markers.queues; i++)
		sent = vfpair_send_marker(sc, side, ifp, &markers.copy[i], i) && sent;
	while (sent && !left && sbinuptime() < end) {
		vfpair_pause(pause_us);
		left = vfpair_markers_left(sc, side, ifp, &markers);
		pause_us = MIN(2 * pause_us, 1000);
	}
	for (i = 0; i < markers.queues; i++)
		m_freem(markers.copy[i]);
	return (left ? VFPAIR_OS_OK : VFPAIR_OS_RETRY);
}

static uint64_t
vfpair_received(const struct vfpair_softc *sc, enum vfpair_side side)
{
	uint64_t of_vf = counter_u64_fetch(sc->counters[VFPAIR_COUNTER_RxVfPackets]);

	if (side == VFPAIR_SIDE_VF)
		return (of_vf);
	return (sc->syn->if_get_counter(sc->syn, IFCOUNTER_IPACKETS) - of_vf);
}

/* Of what was pushed through the old side the last has left by now: the new one is in use. */
static void
vfpair_announce_again(struct vfpair_softc *sc, enum vfpair_side old, struct vfpair_if vf)
{

	if (sc->pushed[old])
		vfpair_os_announce(sc, old == VFPAIR_SIDE_VF ?
		    VFPAIR_SIDE_SYNTHETIC : VFPAIR_SIDE_VF, vf);
	sc->pushed[old] = false;
}

void
vfpair_os_drain_receive(void *pair, enum vfpair_side side, struct vfpair_if vf,
    u_int quiet_us, u_int budget_us)
{
	struct vfpair_softc *sc = pair;
	sbintime_t end = sbinuptime() + budget_us * SBT_1US;
	uint64_t seen, now = vfpair_received(sc, side);

	do {
		seen = now;
		vfpair_pause(quiet_us / 2);
		vfpair_announce_again(sc, side, vf);
		vfpair_pause(quiet_us - quiet_us / 2);
		now = vfpair_received(sc, side);
	} while (now != seen && sbinuptime() < end);
}
