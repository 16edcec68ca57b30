/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What S receives and its stack is not to have: for the milliseconds of a cut-over it
 * waits (keep_back.c); in non-transparent mode it is V's (R-NXP-3).
 */
#include "vfpair_freebsd.h"

/* Tapped and counted on S all the same. */
static void
vfpair_receive_as(struct ifnet *syn, struct ifnet *vf, struct mbuf *m)
{
	uint64_t packets = 0, bytes = 0, multicasts = 0;
	struct mbuf *each;

	for (each = m; each != NULL; each = each->m_nextpkt) {
		ETHER_BPF_MTAP(syn, each);
		each->m_pkthdr.rcvif = vf;
		packets++;
		bytes += each->m_pkthdr.len;
		if (ETHER_IS_MULTICAST(mtod(each, const uint8_t *)))
			multicasts++;
	}
	if ((syn->if_capenable & IFCAP_HWSTATS) == 0)
		if_inc_counter(syn, IFCOUNTER_IBYTES, bytes);
	if_inc_counter(syn, IFCOUNTER_IMCASTS, multicasts);
	if_inc_counter(vf, IFCOUNTER_IPACKETS, packets);
	vf->if_input(vf, m);
}

bool
vfpair_divert(struct vfpair_softc *sc, struct mbuf *m)
{
	struct ifnet *vf;

	if (atomic_load_int(&sc->keeps_back) == VFPAIR_KEEPS_SYNTHETIC)
		return (vfpair_keep_back(sc, m, VFPAIR_KEEPS_SYNTHETIC));
	vf = (struct ifnet *)atomic_load_acq_ptr(&sc->receives_as);
	if (vf == NULL)
		return (false);
	vfpair_receive_as(sc->syn, vf, m);
	return (true);
}

/* S hears everything meanwhile: the host may send it what is V's, to whatever address. */
int
vfpair_os_receive_as(void *pair, struct vfpair_if id, int on)
{
	struct vfpair_softc *sc = pair;
	struct ifnet *syn = vfpair_registered(sc->syn_id);
	int error;

	VFPAIR_ASSERT();
	if (!on) {
		if (sc->receives_as == 0)
			return (VFPAIR_OS_OK);
		vfpair_hook_input(sc, false);
		atomic_store_rel_ptr(&sc->receives_as, 0);
		NET_EPOCH_WAIT(); /* nobody delivers to V any more */
		if (syn != NULL)
			(void)ifpromisc(syn, 0);
		return (VFPAIR_OS_OK);
	}
	if (syn == NULL || sc->vf == NULL || sc->vf != id.handle)
		return (VFPAIR_OS_GONE);
	if (vfpair_is_in_netmap(syn)) /* its program receives it, and nobody else */
		return (VFPAIR_OS_RETRY);
	error = ifpromisc(syn, 1);
	if (error != 0)
		return (vfpair_result(error));
	atomic_store_rel_ptr(&sc->receives_as, (uintptr_t)sc->vf);
	vfpair_hook_input(sc, true);
	return (VFPAIR_OS_OK);
}
