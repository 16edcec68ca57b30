/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * S's methods: ours instead of its driver's, and back.  A method that only the
 * stack's threads call may sleep; it holds the pair meanwhile.
 */
#include "vfpair_freebsd.h"

static CK_LIST_HEAD(, vfpair_softc) vfpair_overlaid[VFPAIR_BUCKETS];

/* In the net epoch, or the actor. */
struct vfpair_softc *
vfpair_by_synthetic(const struct ifnet *ifp)
{
	struct vfpair_softc *sc;

	CK_LIST_FOREACH(sc, &vfpair_overlaid[vfpair_bucket(ifp)], overlaid)
		if (sc->syn == ifp)
			return (sc);
	return (NULL);
}

static struct vfpair_softc *
vfpair_hold_by_synthetic(const struct ifnet *ifp)
{
	struct epoch_tracker et;
	struct vfpair_softc *sc;

	NET_EPOCH_ENTER(et);
	sc = vfpair_by_synthetic(ifp);
	if (sc != NULL)
		vfpair_hold(sc);
	NET_EPOCH_EXIT(et);
	return (sc);
}

/* What the core decides about, with the actor's lock. */
static int
vfpair_ioctl_as_actor(struct vfpair_softc *sc, u_long command, caddr_t data)
{
	int error;

	sx_xlock(&vfpair_sx);
	if (sc->core == NULL) {
		error = sc->syn_ioctl(sc->syn, command, data);
	} else if (command == SIOCSIFMTU) {
		error = vfpair_user_mtu(sc, (struct ifreq *)data);
	} else if (command == SIOCSIFCAP || vfpair_is_capnv(command)) {
		error = vfpair_user_caps(sc, command, data);
	} else if (vfpair_vf_is_path(sc)) {
		error = vfpair_ask_vf(sc, command, data);
	} else {
		error = sc->syn_ioctl(sc->syn, command, data);
	}
	sx_xunlock(&vfpair_sx);
	return (error);
}

static int
vfpair_ioctl_of(struct vfpair_softc *sc, u_long command, caddr_t data)
{
	int error;

	if (sx_xlocked(&vfpair_sx)) /* our own doing: the actor changes S */
		return (sc->syn_ioctl(sc->syn, command, data));
	switch (command) {
	case SIOCSIFMTU:
	case SIOCSIFCAP:
	case SIOCGIFMEDIA:
	case SIOCGIFXMEDIA:
	case SIOCSIFMEDIA:
		return (vfpair_ioctl_as_actor(sc, command, data));
	case SIOCSIFFLAGS:
		error = sc->syn_ioctl(sc->syn, command, data);
		vfpair_poke(sc, VFPAIR_SIGNAL_SYNTHETIC | VFPAIR_SIGNAL_FILTERS);
		return (error);
	case SIOCADDMULTI: /* data is NULL for these two */
	case SIOCDELMULTI:
		error = sc->syn_ioctl(sc->syn, command, data);
		vfpair_poke(sc, VFPAIR_SIGNAL_FILTERS);
		return (error);
	default:
		if (vfpair_is_capnv(command))
			return (vfpair_ioctl_as_actor(sc, command, data));
		return (sc->syn_ioctl(sc->syn, command, data));
	}
}

static int
vfpair_ioctl(struct ifnet *ifp, u_long command, caddr_t data)
{
	struct vfpair_softc *sc;
	int error;

	vfpair_hook_enter();
	sc = vfpair_hold_by_synthetic(ifp);
	if (sc == NULL) {
		/* it was taken away between the stack's look and ours */
		error = EAGAIN;
	} else {
		error = vfpair_ioctl_of(sc, command, data);
		vfpair_release(sc);
	}
	vfpair_hook_leave();
	return (error);
}

static void
vfpair_qflush(struct ifnet *ifp)
{
	const struct vfpair_path *path;
	struct epoch_tracker et;
	struct vfpair_softc *sc;

	NET_EPOCH_ENTER(et);
	sc = vfpair_by_synthetic(ifp);
	if (sc != NULL) {
		sc->syn_qflush(ifp);
		path = vfpair_load_path(sc);
		if (path != NULL && path->hold == 0) {
			struct ifnet *vf = path->vf;

			vf->if_qflush(vf);
		}
	}
	NET_EPOCH_EXIT(et);
}

/* S's input, while somebody may divert what comes: divert.c says who. */
static void
vfpair_synthetic_input(struct ifnet *ifp, struct mbuf *m)
{
	struct epoch_tracker et;
	struct vfpair_softc *sc;

	NET_EPOCH_ENTER(et);
	sc = vfpair_by_synthetic(ifp);
	if (sc == NULL) /* it was taken off between the driver's look and this */
		ifp->if_input(ifp, m);
	else if (!vfpair_divert(sc, m))
		vfpair_pass_on(sc, m);
	NET_EPOCH_EXIT(et);
}

static int
vfpair_overlay_install(struct vfpair_softc *sc)
{
	struct ifnet *ifp = vfpair_registered(sc->syn_id);

	if (ifp == NULL)
		return (VFPAIR_OS_GONE);
	if (vfpair_by_synthetic(ifp) != NULL)
		return (VFPAIR_OS_REFUSED);
	sc->syn_transmit = ifp->if_transmit;
	sc->syn_qflush = ifp->if_qflush;
	sc->syn_ioctl = ifp->if_ioctl;
	sc->syn_start = ifp->if_start;
	sc->syn_hook = vfpair_synthetic_input;
	/* it would put back what it found: ours would be gone when it ends */
	sc->transmit_waits = vfpair_is_in_netmap(ifp);
	CK_LIST_INSERT_HEAD(&vfpair_overlaid[vfpair_bucket(ifp)], sc, overlaid);
	atomic_thread_fence_rel();
	if (sc->syn_start != NULL)
		ifp->if_start = vfpair_start;
	if (!sc->transmit_waits)
		ifp->if_transmit = vfpair_transmit;
	ifp->if_qflush = vfpair_qflush;
	ifp->if_ioctl = vfpair_ioctl;
	sc->overlaid_now = true;
	return (VFPAIR_OS_OK);
}

/* Our input is taken off when it can be: not while another is over it. */
static void
vfpair_unhook_input(struct vfpair_softc *sc)
{
	struct ifnet *ifp = sc->syn;

	if (ifp->if_input != vfpair_synthetic_input)
		return;
	ifp->if_input = sc->syn_input;
	NET_EPOCH_WAIT();
	sc->syn_input = NULL;
}

/*
 * S's transmit is hooked when netmap has ended that was there first; and again, when
 * somebody who came in the same moment as we did has put back what he found.
 */
static void
vfpair_mend_hooks(struct vfpair_softc *sc)
{
	struct ifnet *ifp = sc->syn;

	if (sc->transmit_waits ? !vfpair_is_in_netmap(ifp) :
	    ifp->if_transmit == sc->syn_transmit) {
		sc->syn_transmit = ifp->if_transmit;
		sc->transmit_waits = false;
		atomic_thread_fence_rel();
		ifp->if_transmit = vfpair_transmit;
	}
	if (sc->syn_input != NULL && !sc->input_wanted)
		vfpair_unhook_input(sc);
}

bool
vfpair_hooks_are_ours(struct vfpair_softc *sc)
{
	const struct ifnet *ifp = sc->syn;

	if (!sc->overlaid_now)
		return (true);
	vfpair_mend_hooks(sc);
	return ((sc->transmit_waits || ifp->if_transmit == vfpair_transmit) &&
	    ifp->if_qflush == vfpair_qflush && ifp->if_ioctl == vfpair_ioctl &&
	    (sc->syn_start == NULL || ifp->if_start == vfpair_start) &&
	    (sc->syn_input == NULL || ifp->if_input == vfpair_synthetic_input));
}

static void
vfpair_overlay_remove(struct vfpair_softc *sc)
{
	struct ifnet *ifp = sc->syn;

	if (!sc->overlaid_now)
		return;
	vfpair_os_wake(sc);
	vfpair_hook_input(sc, false);
	if (!vfpair_hooks_are_ours(sc)) {
		sc->flags |= VFPAIR_STUCK;
		if_printf(ifp, "vfpair: others hooked its methods after us; ours stay, "
		    "doing nothing, and so does the module, until it is out of lagg, "
		    "netmap or the like\n");
		return;
	}
	ifp->if_ioctl = sc->syn_ioctl;
	ifp->if_qflush = sc->syn_qflush;
	if (!sc->transmit_waits)
		ifp->if_transmit = sc->syn_transmit;
	if (sc->syn_start != NULL)
		ifp->if_start = sc->syn_start;
	sc->overlaid_now = false;
	NET_EPOCH_WAIT(); /* the packets in them are done */
	CK_LIST_REMOVE(sc, overlaid);
}

/*
 * Not over netmap: it puts back what it found, and what we found is gone then.  If netmap
 * comes while ours is there, ours stays below it, passes on, and is taken off later.
 */
void
vfpair_hook_input(struct vfpair_softc *sc, bool on)
{

	sc->input_wanted = on;
	if (!on && sc->syn_input != NULL)
		vfpair_unhook_input(sc);
	if (!on || sc->syn_input != NULL || vfpair_is_in_netmap(sc->syn))
		return;
	sc->syn_input = sc->syn->if_input;
	atomic_thread_fence_rel();
	sc->syn->if_input = vfpair_synthetic_input;
}

int
vfpair_os_overlay(void *pair, int on)
{

	VFPAIR_ASSERT();
	if (on)
		return (vfpair_overlay_install(pair));
	vfpair_overlay_remove(pair);
	return (VFPAIR_OS_OK);
}
