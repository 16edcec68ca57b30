/* SPDX-License-Identifier: BSD-2-Clause */
/* Publishing's other half: grace, drains, and what switches are to learn. */
#include "vfpair_freebsd.h"

/*
 * Time in which a device fetches what its driver has given it.  FreeBSD's drivers
 * free what was sent whenever it suits them, often not before they send again, so
 * that nothing in the kernel tells when a frame has left: this is a wait, no proof.
 */
#define	VFPAIR_FETCH_US	2000

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

int
vfpair_os_drain_transmit(void *pair, enum vfpair_side side, struct vfpair_if vf,
    u_int budget_us)
{
	struct vfpair_softc *sc = pair;
	struct ifnet *ifp = side == VFPAIR_SIDE_VF ? vf.handle : sc->syn;
	sbintime_t end = sbinuptime() + budget_us * SBT_1US;
	u_int us = MIN(VFPAIR_FETCH_US, budget_us);

	if (ifp == NULL || (ifp->if_drv_flags & IFF_DRV_RUNNING) == 0)
		return (VFPAIR_OS_OK); /* nothing in there will ever leave */
	/* a classic driver's queue shows what it has not taken yet */
	while (!IFQ_DRV_IS_EMPTY(vfpair_send_queue(ifp))) {
		if (sbinuptime() >= end)
			return (VFPAIR_OS_RETRY);
		vfpair_pause(200);
	}
	vfpair_pause(us);
	return (VFPAIR_OS_OK);
}

static uint64_t
vfpair_received(const struct vfpair_softc *sc, enum vfpair_side side)
{
	uint64_t of_vf = counter_u64_fetch(sc->counters[VFPAIR_COUNTER_RxVfPackets]);

	if (side == VFPAIR_SIDE_VF)
		return (of_vf);
	return (sc->syn->if_get_counter(sc->syn, IFCOUNTER_IPACKETS) - of_vf);
}

void
vfpair_os_drain_receive(void *pair, enum vfpair_side side, struct vfpair_if vf __unused,
    u_int quiet_us, u_int budget_us)
{
	struct vfpair_softc *sc = pair;
	sbintime_t end = sbinuptime() + budget_us * SBT_1US;
	uint64_t seen, now = vfpair_received(sc, side);

	do {
		seen = now;
		vfpair_pause(quiet_us);
		now = vfpair_received(sc, side);
	} while (now != seen && sbinuptime() < end);
}

/* A reverse ARP request of S about S: no host answers it, every switch learns from it. */
static struct mbuf *
vfpair_rarp(const struct vfpair_softc *sc)
{
	const u_char *mac = IF_LLADDR(sc->syn);
	struct ether_header *eh;
	struct arphdr *ah;
	struct mbuf *m;
	int length = sizeof(*eh) + arphdr_len2(ETHER_ADDR_LEN, 4);

	m = m_gethdr(M_NOWAIT, MT_DATA);
	if (m == NULL)
		return (NULL);
	m->m_len = m->m_pkthdr.len = length;
	m->m_flags |= M_BCAST;
	eh = mtod(m, struct ether_header *);
	memset(eh, 0, length);
	memset(eh->ether_dhost, 0xff, ETHER_ADDR_LEN);
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

void
vfpair_os_announce(void *pair, enum vfpair_side side, struct vfpair_if id)
{
	struct vfpair_softc *sc = pair;
	struct ifnet *ifp = side == VFPAIR_SIDE_VF ? id.handle : sc->syn;
	struct epoch_tracker et;
	struct mbuf *m;

	if (ifp == NULL || (sc->syn->if_flags & IFF_UP) == 0 ||
	    (ifp->if_drv_flags & IFF_DRV_RUNNING) == 0)
		return;
	m = vfpair_rarp(sc);
	if (m == NULL)
		return;
	NET_EPOCH_ENTER(et);
	(void)(side == VFPAIR_SIDE_VF ? ifp->if_transmit : sc->syn_transmit)(ifp, m);
	NET_EPOCH_EXIT(et);
}
