/* SPDX-License-Identifier: BSD-2-Clause */
/* V as a member of the pair: its input is S's, and nobody else changes it. */
#include "vfpair_freebsd.h"

static CK_LIST_HEAD(, vfpair_softc) vfpair_captured[VFPAIR_BUCKETS];

/* In the net epoch, or the actor. */
struct vfpair_softc *
vfpair_by_vf(const struct ifnet *ifp)
{
	struct vfpair_softc *sc;

	CK_LIST_FOREACH(sc, &vfpair_captured[vfpair_bucket(ifp)], captured)
		if (sc->vf == ifp)
			return (sc);
	return (NULL);
}

/*
 * What S's stack is not to have: S is down, or others have its rings, and V's packets
 * must not get past them into the stack.
 */
static void
vfpair_drop_input(struct vfpair_softc *sc, struct ifnet *vf, struct mbuf *m)
{
	struct mbuf *each;

	if (sc != NULL && vfpair_is_in_native_netmap(sc->syn) &&
	    (atomic_load_int(&sc->flags) & VFPAIR_BYPASSED) == 0) {
		atomic_set_int(&sc->flags, VFPAIR_BYPASSED);
		vfpair_poke(sc, VFPAIR_SIGNAL_SYNTHETIC);
	}
	for (each = m; each != NULL; each = m) {
		m = each->m_nextpkt;
		if_inc_counter(vf, IFCOUNTER_IQDROPS, 1);
		if (sc != NULL)
			vfpair_count(sc, VFPAIR_COUNTER_RxVfDropped);
		m_freem(each);
	}
}

/*
 * What V received, as if S had.  V's own tap sees it too, S's in S's input.  The
 * driver of V may not be in the net epoch; if it promises to be, that is not done
 * twice.
 */
void
vfpair_input(struct ifnet *vf, struct mbuf *m)
{
	struct epoch_tracker et;
	struct vfpair_softc *sc;
	struct mbuf *each;
	uint64_t packets = 0, bytes = 0;
	bool entered = !vfpair_receives_in_epoch(vf);

	if (entered)
		NET_EPOCH_ENTER(et);
	NET_EPOCH_ASSERT();
	sc = vfpair_by_vf(vf);
	if (__predict_false(sc == NULL || (sc->syn->if_flags & IFF_UP) == 0 ||
	    (sc->syn->if_capenable & IFCAP_NETMAP) != 0)) {
		if (sc != NULL || !vfpair_stray_input(vf, m))
			vfpair_drop_input(sc, vf, m);
		if (entered)
			NET_EPOCH_EXIT(et);
		return;
	}
	for (each = m; each != NULL; each = each->m_nextpkt) {
		ETHER_BPF_MTAP(vf, each);
		each->m_pkthdr.rcvif = sc->syn;
		packets++;
		bytes += each->m_pkthdr.len;
	}
	if ((vf->if_capenable & IFCAP_HWSTATS) == 0)
		if_inc_counter(vf, IFCOUNTER_IBYTES, bytes);
	if_inc_counter(sc->syn, IFCOUNTER_IPACKETS, packets);
	counter_u64_add(sc->counters[VFPAIR_COUNTER_RxVfPackets], packets);
	counter_u64_add(sc->counters[VFPAIR_COUNTER_RxVfBytes], bytes);
	if (__predict_true(atomic_load_int(&sc->keeps_back) != VFPAIR_KEEPS_VF) ||
	    !vfpair_keep_back(sc, m, VFPAIR_KEEPS_VF))
		vfpair_deliver(sc, m);
	if (entered)
		NET_EPOCH_EXIT(et);
}

/*
 * netmap or the like may have hooked V after us (R-ATT-4): what it receives is not S's
 * any more, or what it is given to send does not leave.
 */
bool
vfpair_vf_is_taken(const struct vfpair_softc *sc)
{

	if (sc->vf_input == NULL) /* not hooked yet */
		return (vfpair_is_in_netmap(sc->vf));
	return (sc->vf->if_input != vfpair_input ||
	    sc->vf->if_transmit != sc->vf_transmit);
}

static int
vfpair_refuse_vf_change(const struct vfpair_softc *sc, struct ifnet *vf)
{

	if_printf(vf, "vfpair: is the VF of %s; make the change there\n",
	    sc->syn->if_xname);
	return (EBUSY);
}

/*
 * The user's changes of V.  Up and down cannot be refused here (the stack does not
 * listen) and are healed; promiscuity and the like are whoever wants it.
 */
static int
vfpair_vf_ioctl_of(struct vfpair_softc *sc, struct ifnet *vf, u_long command,
    caddr_t data)
{
	int error;

	if (sx_xlocked(&vfpair_sx)) /* our own doing */
		return (sc->vf_ioctl(vf, command, data));
	switch (command) {
	case SIOCSIFMTU:
	case SIOCSIFCAP:
	case SIOCSIFADDR:
	case SIOCSIFMEDIA:
		return (vfpair_refuse_vf_change(sc, vf));
	case SIOCSIFFLAGS:
		error = sc->vf_ioctl(vf, command, data);
		vfpair_poke(sc, VFPAIR_SIGNAL_VF);
		return (error);
	default:
		if (vfpair_is_capnv(command))
			return (vfpair_refuse_vf_change(sc, vf));
		return (sc->vf_ioctl(vf, command, data));
	}
}

int
vfpair_vf_ioctl(struct ifnet *vf, u_long command, caddr_t data)
{
	if_ioctl_fn_t stray = NULL;
	struct epoch_tracker et;
	struct vfpair_softc *sc;
	int error = EAGAIN; /* it was taken away between the stack's look and ours */

	vfpair_hook_enter();
	NET_EPOCH_ENTER(et);
	sc = vfpair_by_vf(vf);
	if (sc != NULL)
		vfpair_hold(sc);
	else
		stray = vfpair_stray_ioctl(vf);
	NET_EPOCH_EXIT(et);
	if (sc != NULL) {
		error = vfpair_vf_ioctl_of(sc, vf, command, data);
		vfpair_release(sc);
	} else if (stray != NULL)
		error = stray(vf, command, data);
	vfpair_hook_leave();
	return (error);
}

/* Mark, capture and link each need V; the first takes the reference, the last gives it back. */
static int
vfpair_use(struct vfpair_softc *sc, struct vfpair_if id, enum vfpair_vf_use use)
{
	struct ifnet *vf = vfpair_registered(id);

	if (vf == NULL)
		return (VFPAIR_OS_GONE);
	if (sc->vf == NULL) {
		/* it may wait for several pairs, and is one's (R-EVT-7) */
		if (vfpair_pair_holding(vf) != NULL)
			return (VFPAIR_OS_REFUSED);
		if_ref(vf);
		sc->vf = vf;
	}
	MPASS(sc->vf == vf && (sc->vf_uses & use) == 0);
	sc->vf_uses |= use;
	return (VFPAIR_OS_OK);
}

static bool
vfpair_uses(const struct vfpair_softc *sc, struct vfpair_if id, enum vfpair_vf_use use)
{

	return (sc->vf != NULL && sc->vf == id.handle && (sc->vf_uses & use) != 0);
}

static void
vfpair_unuse(struct vfpair_softc *sc, enum vfpair_vf_use use)
{
	struct ifnet *vf = sc->vf;

	sc->vf_uses &= ~use;
	if (sc->vf_uses != 0)
		return;
	vfpair_steered(sc, false); /* a host that refused or forgot is not asked back */
	sc->vf = NULL;
	sc->vf_caps_off = 0;
	if_rele(vf);
}

/* Nothing configures an interface that is brought up past the stack (vfpair_os_set_up). */
int
vfpair_os_mark(void *pair, struct vfpair_if id, int on)
{
	struct vfpair_softc *sc = pair;

	VFPAIR_ASSERT();
	if (on)
		return (vfpair_use(sc, id, VFPAIR_USE_MARK));
	if (vfpair_uses(sc, id, VFPAIR_USE_MARK))
		vfpair_unuse(sc, VFPAIR_USE_MARK);
	return (VFPAIR_OS_OK);
}

/* V's receiving end.  Who has it would put back what he found, and not ask. */
int
vfpair_hook_vf_input(struct vfpair_softc *sc)
{
	struct ifnet *vf = sc->vf;

	VFPAIR_ASSERT();
	if ((sc->vf_uses & VFPAIR_USE_CAPTURE) == 0 || sc->vf_input != NULL)
		return (VFPAIR_OS_OK);
	if (vfpair_is_in_netmap(vf))
		return (VFPAIR_OS_REFUSED);
	sc->vf_transmit = vf->if_transmit;
	sc->vf_input = vf->if_input;
	atomic_thread_fence_rel();
	vf->if_input = vfpair_input;
	return (VFPAIR_OS_OK);
}

static void
vfpair_release_input(struct vfpair_softc *sc)
{
	struct ifnet *vf = sc->vf;
	bool left;

	if (vfpair_vf_is_taken(sc)) /* it is a VF again when he goes: nobody will tell */
		vfpair_scan_soon();
	if (vf->if_input == vfpair_input)
		vf->if_input = sc->vf_input;
	if (vf->if_ioctl == vfpair_vf_ioctl)
		vf->if_ioctl = sc->vf_ioctl;
	NET_EPOCH_WAIT();
	left = sc->vf_stays_up || vf->if_ioctl != sc->vf_ioctl ||
	    (sc->vf_input != NULL && vf->if_input != sc->vf_input);
	/* nobody calls those of one that goes for good, and they may be dead already */
	if (left && (vf->if_flags & IFF_DYING) == 0)
		vfpair_stray_add(vf, sc->vf_input, sc->vf_ioctl, sc->vf_stays_up);
	CK_LIST_REMOVE(sc, captured);
	NET_EPOCH_WAIT(); /* whoever found the pair there is done with V */
	sc->vf_input = NULL;
	/* the stack takes one that moves down, and does not tell its driver */
	if (!sc->vf_stays_up && !vfpair_is_listed(vf) && (vf->if_flags & IFF_DYING) == 0)
		vfpair_take_down(vf);
	sc->vf_stays_up = false;
}

int
vfpair_os_capture(void *pair, struct vfpair_if id, int on)
{
	struct vfpair_softc *sc = pair;
	struct ifnet *vf;
	device_t device;
	int result;

	VFPAIR_ASSERT();
	if (!on) {
		if (vfpair_uses(sc, id, VFPAIR_USE_CAPTURE)) {
			vfpair_release_input(sc);
			vfpair_unuse(sc, VFPAIR_USE_CAPTURE);
		}
		return (VFPAIR_OS_OK);
	}
	result = vfpair_use(sc, id, VFPAIR_USE_CAPTURE);
	if (result != VFPAIR_OS_OK)
		return (result);
	vf = sc->vf;
	if (vfpair_is_in_netmap(vf) || vfpair_is_stray(vf)) {
		vfpair_unuse(sc, VFPAIR_USE_CAPTURE);
		return (VFPAIR_OS_REFUSED);
	}
	sc->vf_ioctl = vf->if_ioctl;
	CK_LIST_INSERT_HEAD(&vfpair_captured[vfpair_bucket(vf)], sc, captured);
	atomic_thread_fence_rel();
	vf->if_ioctl = vfpair_vf_ioctl;
	/*
	 * A driver that has not finished its attach may yet show netmap its if_input, and
	 * netmap keeps what it saw (R-ATT-4): that has time until V is up.
	 */
	device = vfpair_device_of(vf);
	if (device == NULL || device_is_attached(device) || (vf->if_flags & IFF_UP) != 0)
		(void)vfpair_hook_vf_input(sc);
	return (VFPAIR_OS_OK);
}

/* There is no lower and upper here: sysctl hw.vfpair.vfmap shows who belongs to whom. */
int
vfpair_os_link(void *pair, struct vfpair_if id, int on)
{
	struct vfpair_softc *sc = pair;

	VFPAIR_ASSERT();
	if (on)
		return (vfpair_use(sc, id, VFPAIR_USE_LINK));
	if (vfpair_uses(sc, id, VFPAIR_USE_LINK))
		vfpair_unuse(sc, VFPAIR_USE_LINK);
	return (VFPAIR_OS_OK);
}
