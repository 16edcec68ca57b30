/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The link that S shows: its own, or V's while that is the path.  S's driver is not
 * told: what it says meanwhile is remembered, and shown again in the end.
 */
#include "vfpair_freebsd.h"

/* What S's driver said last, as far as anybody heard it. */
u_int
vfpair_own_link(const struct vfpair_softc *sc)
{

	return (sc->link_shown != 0 ? sc->syn_link : (u_int)sc->syn->if_link_state);
}

/*
 * The actor.  Nobody hears its driver say what S shows anyway: one that runs is asked.
 * One that never told its link is not made to.
 */
static u_int
vfpair_ask_link(const struct vfpair_softc *sc)
{
	struct ifmediareq ifmr;

	memset(&ifmr, 0, sizeof(ifmr));
	strlcpy(ifmr.ifm_name, sc->syn->if_xname, sizeof(ifmr.ifm_name));
	if (sc->syn_link == LINK_STATE_UNKNOWN ||
	    (sc->syn->if_drv_flags & IFF_DRV_RUNNING) == 0 ||
	    sc->syn_ioctl(sc->syn, SIOCGIFMEDIA, (caddr_t)&ifmr) != 0 ||
	    (ifmr.ifm_status & IFM_AVALID) == 0)
		return (sc->syn_link);
	return ((ifmr.ifm_status & IFM_ACTIVE) != 0 ? LINK_STATE_UP : LINK_STATE_DOWN);
}

/* ifnet_link_event of S, in the net epoch: if its driver has said something, it is not shown. */
void
vfpair_own_link_changed(struct vfpair_softc *sc)
{
	u_int shown = atomic_load_int(&sc->link_shown);
	u_int state = sc->syn->if_link_state;

	if (shown == 0 || state == shown)
		return;
	atomic_store_rel_int(&sc->syn_link, state);
	if_link_state_change(sc->syn, shown);
}

int
vfpair_os_show_carrier(void *pair, enum vfpair_carrier carrier)
{
	struct vfpair_softc *sc = pair;
	struct ifnet *syn = vfpair_registered(sc->syn_id);
	u_int own;

	VFPAIR_ASSERT();
	if (carrier != VFPAIR_CARRIER_OWN) {
		if (syn == NULL)
			return (VFPAIR_OS_GONE);
		if (sc->link_shown == 0)
			atomic_store_rel_int(&sc->syn_link, syn->if_link_state);
		atomic_store_rel_int(&sc->link_shown, carrier == VFPAIR_CARRIER_UP ?
		    LINK_STATE_UP : LINK_STATE_DOWN);
		if_link_state_change(syn, sc->link_shown);
		return (VFPAIR_OS_OK);
	}
	if (sc->link_shown == 0)
		return (VFPAIR_OS_OK);
	/* its driver is not called on its way out, or to a jail, where it says it again */
	own = syn != NULL ? vfpair_ask_link(sc) : sc->syn_link;
	atomic_store_rel_int(&sc->link_shown, 0);
	if (syn != NULL)
		if_link_state_change(syn, own);
	else
		sc->syn->if_link_state = own;
	return (VFPAIR_OS_OK);
}
