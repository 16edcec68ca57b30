/* SPDX-License-Identifier: BSD-2-Clause */
/* What the core asks to be set on the two interfaces.  All of it by the actor. */
#include "vfpair_freebsd.h"

static void
vfpair_begin_request(struct ifreq *ifr, const struct ifnet *ifp)
{

	memset(ifr, 0, sizeof(*ifr));
	strlcpy(ifr->ifr_name, ifp->if_xname, sizeof(ifr->ifr_name));
}

/* A driver's capabilities, past our own hooks. */
static int
vfpair_set_caps(struct ifnet *ifp, if_ioctl_fn_t ioctl, int reqcap)
{
	struct ifreq ifr;
	int error;

	if (ifp->if_capenable == reqcap)
		return (0);
	vfpair_begin_request(&ifr, ifp);
	ifr.ifr_reqcap = reqcap;
	ifr.ifr_curcap = ifp->if_capenable;
	error = ioctl(ifp, SIOCSIFCAP, (caddr_t)&ifr);
	if (error == 0)
		getmicrotime(&ifp->if_lastchange);
	return (error);
}

/* S's driver is about to take part out, or put it back, itself. */
static void
vfpair_return_assist(struct vfpair_softc *sc)
{

	sc->syn->if_hwassist |= sc->syn_assist_off;
	sc->syn_assist_off = 0;
}

/*
 * What the stack may leave to a device when it sends on S must be what both devices
 * do (R-CAP-4), while V may be the path: bits that V lacks are taken out of S's
 * if_hwassist.  In one store: packets look at it meanwhile.
 */
static void
vfpair_refresh_assist(struct vfpair_softc *sc)
{
	struct ifnet *syn = sc->syn;
	uint64_t all = syn->if_hwassist | sc->syn_assist_off;

	sc->syn_assist_off = sc->steered && sc->vf != NULL ?
	    all & ~sc->vf->if_hwassist : 0;
	syn->if_hwassist = all & ~sc->syn_assist_off;
}

/*
 * S shows what both can do: the rest is out of if_capabilities as well, so that
 * "ifconfig -m" tells and nobody can turn it on meanwhile.
 */
static int
vfpair_hide_synthetic(struct vfpair_softc *sc, int off)
{
	struct ifnet *syn = sc->syn;
	int caps, enabled, error;

	vfpair_return_assist(sc);
	caps = syn->if_capabilities | sc->syn_caps_hidden;
	enabled = syn->if_capenable | sc->syn_caps_off;
	syn->if_capabilities = caps;
	error = vfpair_set_caps(syn, sc->syn_ioctl, enabled & ~off);
	sc->syn_caps_hidden = caps & off;
	syn->if_capabilities = caps & ~off;
	sc->syn_caps_off = enabled & off & ~syn->if_capenable;
	/* what cannot be turned off would leave by V as it is, and wrong */
	if (error == 0 && (syn->if_capenable & off &
	    (IFCAP_TXCSUM | IFCAP_TXCSUM_IPV6 | IFCAP_TSO | IFCAP_MEXTPG |
	    IFCAP_VLAN_HWTAGGING)) != 0)
		error = EOPNOTSUPP;
	vfpair_refresh_assist(sc);
	return (error);
}

static int
vfpair_hide_vf(struct vfpair_softc *sc, struct ifnet *vf, int off)
{
	int enabled = vf->if_capenable | sc->vf_caps_off;
	int error;

	error = vfpair_set_caps(vf, sc->vf_ioctl, enabled & ~off);
	sc->vf_caps_off = enabled & off & ~vf->if_capenable;
	vfpair_refresh_assist(sc);
	return (error);
}

/* What could not be withheld as a whole is not withheld at all: the core will not undo it. */
static int
vfpair_withhold_synthetic(struct vfpair_softc *sc, int off)
{
	int before = sc->syn_caps_hidden;
	int error = vfpair_hide_synthetic(sc, off);

	if (error != 0 && (sc->syn_caps_hidden & ~before) != 0)
		(void)vfpair_hide_synthetic(sc, before);
	VLAN_CAPABILITIES(sc->syn);
	return (vfpair_result(error));
}

static int
vfpair_withhold_vf(struct vfpair_softc *sc, struct ifnet *vf, int off)
{
	int before = sc->vf_caps_off;
	int error = vfpair_hide_vf(sc, vf, off);

	if (error != 0)
		sc->driver_error = error;
	if (error != 0 && sc->vf_caps_off != before)
		(void)vfpair_hide_vf(sc, vf, before);
	return (vfpair_result(error));
}

int
vfpair_os_withhold(void *pair, struct vfpair_if interface, enum vfpair_side side,
    u_int capabilities)
{
	struct vfpair_softc *sc = pair;
	int off = vfpair_ifcaps_of(capabilities);
	struct ifnet *ifp = vfpair_registered(interface);

	VFPAIR_ASSERT();
	if (ifp == NULL) {
		/* a driver that is leaving is not called */
		if (side == VFPAIR_SIDE_SYNTHETIC) {
			vfpair_return_assist(sc);
			sc->syn->if_capabilities |= sc->syn_caps_hidden;
			sc->syn_caps_off = sc->syn_caps_hidden = 0;
		} else
			sc->vf_caps_off = 0;
		return (VFPAIR_OS_GONE);
	}
	if (side == VFPAIR_SIDE_SYNTHETIC)
		return (vfpair_withhold_synthetic(sc, off));
	return (vfpair_withhold_vf(sc, ifp, off));
}

/* The errno for what became of a user's change. */
int
vfpair_error_of(const struct vfpair_softc *sc, enum vfpair_reason reason)
{

	if (reason == VFPAIR_REASON_None)
		return (0);
	if (sc->driver_error != 0) /* what a driver said is the better answer */
		return (sc->driver_error);
	switch (reason) {
	case VFPAIR_REASON_MtuOutOfRange:
		return (EINVAL);
	case VFPAIR_REASON_NoMemory:
		return (ENOMEM);
	case VFPAIR_REASON_MtuRefused:
	case VFPAIR_REASON_CapabilitiesRefused:
		return (EOPNOTSUPP);
	default:
		return (EBUSY);
	}
}

static int
vfpair_answer_user(struct vfpair_softc *sc, const char *what, enum vfpair_reason reason)
{

	if (reason != VFPAIR_REASON_None)
		if_printf(sc->syn, "vfpair: %s not possible with %s%s: %s\n", what,
		    sc->vf != NULL ? "VF " : "no VF",
		    sc->vf != NULL ? sc->vf->if_xname : "",
		    vfpair_reason_sentence(reason));
	return (vfpair_error_of(sc, reason));
}

/* V first, then S, V put back if S refuses: the core's transaction. */
int
vfpair_user_mtu(struct vfpair_softc *sc, const struct ifreq *ifr)
{
	enum vfpair_reason reason;
	char what[32];

	sc->driver_error = 0;
	sc->host_mtu = true;
	CURVNET_SET(sc->syn->if_vnet);
	reason = vfpair_pair_change_mtu(sc->core, ifr->ifr_mtu);
	CURVNET_RESTORE();
	sc->host_mtu = false;
	snprintf(what, sizeof(what), "MTU %d is", ifr->ifr_mtu);
	return (vfpair_answer_user(sc, what, reason));
}

/*
 * So with capabilities.  The request is within if_capabilities, so within what both
 * can do; what is withheld stays wished for.
 */
int
vfpair_user_caps(struct vfpair_softc *sc, u_long command, caddr_t data)
{
	enum vfpair_reason reason;
	int enabled;

	sc->driver_error = 0;
	sc->user_command = command;
	sc->user_caps = data;
	CURVNET_SET(sc->syn->if_vnet);
	enabled = vfpair_requested_caps(command, data) | sc->syn_caps_off;
	if (vfpair_lro_escapes())
		enabled &= ~IFCAP_LRO;
	reason = vfpair_pair_change_capabilities(sc->core,
	    vfpair_capabilities_of(enabled) | VFPAIR_CAP_SCATTER_GATHER);
	CURVNET_RESTORE();
	sc->user_caps = NULL;
	vfpair_run(sc);
	return (vfpair_answer_user(sc, "these capabilities are", reason));
}

/* The user's own request is passed on: it may hold more than the contract has names for. */
int
vfpair_os_set_enabled(void *pair, u_int capabilities __unused)
{
	struct vfpair_softc *sc = pair;
	int error;

	VFPAIR_ASSERT();
	MPASS(sc->user_caps != NULL);
	vfpair_return_assist(sc);
	error = sc->syn_ioctl(sc->syn, sc->user_command, sc->user_caps);
	vfpair_refresh_assist(sc);
	if (error != 0)
		sc->driver_error = error;
	return (vfpair_result(error));
}

int
vfpair_os_limit_tso(void *pair, const struct vfpair_tso *limit)
{
	struct vfpair_softc *sc = pair;
	struct ifnet *syn = sc->syn;
	bool limited = limit->max_bytes != 0 || limit->max_segments != 0 ||
	    limit->max_segment_bytes != 0;

	VFPAIR_ASSERT();
	if (!sc->tso_limited && limited)
		sc->syn_tso = (struct vfpair_tso){ syn->if_hw_tsomax,
		    syn->if_hw_tsomaxsegcount, syn->if_hw_tsomaxsegsize };
	if (!limited && !sc->tso_limited)
		return (VFPAIR_OS_OK);
	if (!limited)
		limit = &sc->syn_tso;
	syn->if_hw_tsomax = limit->max_bytes;
	syn->if_hw_tsomaxsegcount = limit->max_segments;
	syn->if_hw_tsomaxsegsize = limit->max_segment_bytes;
	sc->tso_limited = limited;
	VLAN_CAPABILITIES(syn);
	return (VFPAIR_OS_OK);
}

/*
 * Within a change by the user the stack has checked and will tell others; a change
 * of the core's own takes the stack's whole way.
 */
int
vfpair_os_set_mtu(void *pair, struct vfpair_if interface, enum vfpair_side side,
    u_int mtu)
{
	struct vfpair_softc *sc = pair;
	struct ifnet *ifp = vfpair_registered(interface);
	struct ifreq ifr;
	int error;

	VFPAIR_ASSERT();
	if (ifp == NULL)
		return (VFPAIR_OS_GONE);
	vfpair_begin_request(&ifr, ifp);
	ifr.ifr_mtu = mtu;
	if (side == VFPAIR_SIDE_SYNTHETIC && sc->host_mtu)
		error = sc->syn_ioctl(ifp, SIOCSIFMTU, (caddr_t)&ifr);
	else if (!vfpair_is_listed(ifp)) /* between two stacks: there is none to tell */
		error = (side == VFPAIR_SIDE_VF ? sc->vf_ioctl : sc->syn_ioctl)(ifp,
		    SIOCSIFMTU, (caddr_t)&ifr);
	else
		error = ifhwioctl(SIOCSIFMTU, ifp, (caddr_t)&ifr, curthread);
	if (error != 0) {
		sc->driver_error = error;
		if_printf(sc->syn, "vfpair: %s does not take MTU %u (error %d)\n",
		    ifp->if_xname, mtu, error);
	}
	return (vfpair_result(error));
}

/* The driver reads if_flags; the stack is not told: V gets no addresses (R-ENA-2). */
static int
vfpair_ioctl_flags(struct ifnet *ifp, if_ioctl_fn_t ioctl)
{
	struct ifreq ifr;

	vfpair_begin_request(&ifr, ifp);
	ifr.ifr_flags = ifp->if_flags & 0xffff;
	ifr.ifr_flagshigh = ifp->if_flags >> 16;
	return (ioctl(ifp, SIOCSIFFLAGS, (caddr_t)&ifr));
}

/* Nobody's any more: down, as its user left it, also where the stack told no driver. */
void
vfpair_take_down(struct ifnet *vf)
{

	if (((vf->if_flags & IFF_UP) | (vf->if_drv_flags & IFF_DRV_RUNNING)) == 0)
		return;
	vf->if_flags &= ~IFF_UP;
	CURVNET_SET(vf->if_vnet);
	(void)vfpair_ioctl_flags(vf, vf->if_ioctl);
	vfpair_tell_flags(vf, IFF_UP);
	CURVNET_RESTORE();
}

int
vfpair_os_set_up(void *pair, struct vfpair_if id, int up)
{
	struct vfpair_softc *sc = pair;
	struct ifnet *vf = vfpair_registered(id);
	int error;

	VFPAIR_ASSERT();
	if (vf == NULL)
		return (VFPAIR_OS_GONE);
	if (up && (error = vfpair_hook_vf_input(sc)) != VFPAIR_OS_OK)
		return (error);
	/* a program that has its rings would hang */
	sc->vf_stays_up = !up && vfpair_is_in_netmap(vf);
	if (sc->vf_stays_up)
		return (VFPAIR_OS_OK);
	if (up)
		vf->if_flags |= IFF_UP;
	else
		vf->if_flags &= ~IFF_UP;
	error = vfpair_ioctl_flags(vf, sc->vf_ioctl);
	/* some drivers say nothing, and are simply not running */
	if (up && error == 0 && (vf->if_drv_flags & IFF_DRV_RUNNING) == 0)
		error = EIO;
	if (up && error != 0) {
		vf->if_flags &= ~IFF_UP;
		(void)vfpair_ioctl_flags(vf, sc->vf_ioctl);
		if_printf(sc->syn, "vfpair: %s does not come up (error %d)\n",
		    vf->if_xname, error);
	}
	vfpair_tell_flags(vf, IFF_UP);
	/* down is down, whatever the driver says of it */
	return (up ? vfpair_result(error) : VFPAIR_OS_OK);
}

/*
 * V may be the path from now on, or not any more.  It is up, if it may: what its
 * driver says of checksums and segmentation is true now, often not before.
 */
void
vfpair_steered(struct vfpair_softc *sc, bool to_vf)
{

	VFPAIR_ASSERT();
	sc->steered = to_vf;
	vfpair_refresh_assist(sc);
}

/* V's answer under S's name; the medium in use is V's. */
int
vfpair_ask_vf(struct vfpair_softc *sc, u_long command, caddr_t data)
{
	char name[IFNAMSIZ];
	int error;

	/* every request that goes this way begins with the name */
	memcpy(name, data, IFNAMSIZ);
	strlcpy(data, sc->vf->if_xname, IFNAMSIZ);
	error = sc->vf_ioctl(sc->vf, command, data);
	memcpy(data, name, IFNAMSIZ);
	return (error);
}

bool
vfpair_vf_is_path(struct vfpair_softc *sc)
{
	const struct vfpair_path *path = vfpair_load_path(sc);

	return (sc->vf != NULL && path != NULL && path->hold == 0);
}
