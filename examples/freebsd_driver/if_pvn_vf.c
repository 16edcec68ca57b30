/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pvn with a VF: S's methods with the pair in mind, what the host says of V, and what
 * the files of adapters/freebsd that hook nothing leave to a driver.
 *
 * Locks, in order: vfpair_sx (the actor), then the driver's own.  sc->pair is set and
 * cleared by the actor; others look at it in the net epoch, and a pair is freed an
 * epoch after it was cleared.
 */
#include "vfpair_freebsd.h"

#include "if_pvn.h"

static CK_LIST_HEAD(, pvn_softc) pvn_all;

static struct vfpair_softc *
pvn_pair(struct pvn_softc *sc)
{

	return ((struct vfpair_softc *)atomic_load_acq_ptr(&sc->pair));
}

/* ---- S's methods ---- */

/* In the net epoch. */
int
pvn_transmit(struct ifnet *ifp, struct mbuf *m)
{
	struct pvn_softc *sc = ifp->if_softc;
	struct vfpair_softc *pair = pvn_pair(sc);

	if (pair == NULL)
		return (pvn_own_transmit(ifp, m));
	return (vfpair_redirect(pair, vfpair_load_path(pair), m));
}

/* Any context.  At a switch to S, its packets wait for the last of V's. */
void
pvn_input(struct pvn_softc *sc, struct mbuf *m)
{
	struct vfpair_softc *pair;
	struct epoch_tracker et;

	NET_EPOCH_ENTER(et);
	pair = pvn_pair(sc);
	if (pair == NULL || !vfpair_divert(pair, m))
		sc->ifp->if_input(sc->ifp, m);
	NET_EPOCH_EXIT(et);
}

/* pvn itself has no queue. */
void
pvn_qflush(struct ifnet *ifp)
{
	const struct vfpair_path *path = NULL;
	struct vfpair_softc *pair;
	struct epoch_tracker et;
	struct ifnet *vf;

	NET_EPOCH_ENTER(et);
	pair = pvn_pair(ifp->if_softc);
	if (pair != NULL)
		path = vfpair_load_path(pair);
	if (path != NULL && path->hold == 0) {
		vf = path->vf;
		vf->if_qflush(vf);
	}
	NET_EPOCH_EXIT(et);
}

/* Any context: there is news, which the core will look at itself. */
void
pvn_poke(struct pvn_softc *sc, u_int signals)
{
	struct vfpair_softc *pair;
	struct epoch_tracker et;

	NET_EPOCH_ENTER(et);
	pair = pvn_pair(sc);
	if (pair != NULL)
		vfpair_poke(pair, signals);
	NET_EPOCH_EXIT(et);
}

/* The actor. */
static int
pvn_paired_ioctl(struct vfpair_softc *pair, u_long command, caddr_t data)
{

	switch (command) {
	case SIOCSIFMTU:
		return (vfpair_user_mtu(pair, (struct ifreq *)data));
	case SIOCSIFCAP:
		return (vfpair_user_caps(pair, command, data));
	default:	/* the medium is V's while V is in use */
		if (vfpair_vf_is_path(pair))
			return (vfpair_ask_vf(pair, command, data));
		return (pvn_own_ioctl(pair->syn, command, data));
	}
}

int
pvn_ioctl(struct ifnet *ifp, u_long command, caddr_t data)
{
	struct pvn_softc *sc = ifp->if_softc;
	struct vfpair_softc *pair;
	int error;

	if (sx_xlocked(&vfpair_sx)) /* the actor sets what was negotiated */
		return (pvn_own_ioctl(ifp, command, data));
	switch (command) {
	case SIOCSIFMTU:
	case SIOCSIFCAP:
	case SIOCSIFMEDIA:
	case SIOCGIFMEDIA:
	case SIOCGIFXMEDIA:
		sx_xlock(&vfpair_sx);
		pair = pvn_pair(sc);
		error = pair != NULL ? pvn_paired_ioctl(pair, command, data) :
		    pvn_own_ioctl(ifp, command, data);
		sx_xunlock(&vfpair_sx);
		return (error);
	default:
		error = pvn_own_ioctl(ifp, command, data);
		if (command == SIOCSIFFLAGS || command == SIOCADDMULTI ||
		    command == SIOCDELMULTI)
			pvn_poke(sc, VFPAIR_SIGNAL_SYNTHETIC | VFPAIR_SIGNAL_FILTERS);
		return (error);
	}
}

/* ---- the host's side of the pair ---- */

/* The actor, perhaps in the thread that takes V down.  The answer comes later. */
int
vfpair_os_steer_host(void *arg, enum vfpair_side side, u_int generation)
{
	struct vfpair_softc *pair = arg;
	struct pvn_softc *sc = pair->syn->if_softc;
	int error;

	vfpair_steered(pair, side == VFPAIR_SIDE_VF);
	error = sc->ops->switch_path(sc->host, side == VFPAIR_SIDE_VF, generation);
	return (error != 0 ? vfpair_result(error) : VFPAIR_OS_PENDING);
}

/* In the net epoch; NULL also while the pair is only being made. */
static void *
pvn_core(struct pvn_softc *sc)
{
	struct vfpair_softc *pair = pvn_pair(sc);

	return (pair == NULL ? NULL : (void *)atomic_load_acq_ptr((uintptr_t *)&pair->core));
}

void
pvn_host_switched(struct pvn_softc *sc, uint32_t tag, int error)
{
	struct epoch_tracker et;
	void *core;

	NET_EPOCH_ENTER(et);
	core = pvn_core(sc);
	if (core != NULL)
		vfpair_pair_complete(core, tag, vfpair_result(error));
	NET_EPOCH_EXIT(et);
}

/* The pair is told what the host said last, whichever of the two came first. */
static void
pvn_tell_notice(struct pvn_softc *sc, enum pvn_notice said)
{
	struct epoch_tracker et;
	void *core;

	NET_EPOCH_ENTER(et);
	mtx_lock(&sc->notice_lock);
	if (said != PVN_NOT_SAID)
		sc->notice = said;
	core = pvn_core(sc);
	if (core != NULL && sc->notice != PVN_NOT_SAID)
		vfpair_pair_host_promise(core, sc->notice == PVN_HAS_VF);
	mtx_unlock(&sc->notice_lock);
	NET_EPOCH_EXIT(et);
}

void
pvn_host_notice(struct pvn_softc *sc, bool has_vf)
{

	pvn_tell_notice(sc, has_vf ? PVN_HAS_VF : PVN_HAS_NO_VF);
}

/* There is a new session, and in it the host sends to S. */
void
pvn_session_lost(struct pvn_softc *sc)
{

	pvn_poke(sc, VFPAIR_SIGNAL_HOST_FORGOT);
}

/* ---- what the adapter leaves to the driver ---- */

/* In the net epoch, or the actor. */
struct pvn_softc *
pvn_of(const struct ifnet *ifp)
{
	struct pvn_softc *sc;

	CK_LIST_FOREACH(sc, &pvn_all, list)
		if (sc->ifp == ifp)
			return (sc);
	return (NULL);
}

struct vfpair_softc *
vfpair_by_synthetic(const struct ifnet *ifp)
{
	struct pvn_softc *sc = pvn_of(ifp);

	return (sc != NULL ? pvn_pair(sc) : NULL);
}

/* Nothing is hooked: pvn's methods look at sc->pair, and these are what they fall back to. */
int
vfpair_os_overlay(void *arg, int on)
{
	struct vfpair_softc *pair = arg;
	struct pvn_softc *sc = pair->syn->if_softc;

	if (on) {
		pair->syn_transmit = pvn_own_transmit;
		pair->syn_ioctl = pvn_own_ioctl;
		atomic_store_rel_ptr(&sc->pair, (uintptr_t)pair);
	} else {
		vfpair_os_wake(pair);
		atomic_store_rel_ptr(&sc->pair, 0);
	}
	return (VFPAIR_OS_OK);
}

bool
vfpair_hooks_are_ours(struct vfpair_softc *pair __unused)
{

	return (true);
}

/* pvn_input() asks vfpair_divert() anyway. */
void
vfpair_hook_input(struct vfpair_softc *pair __unused, bool on __unused)
{
}

/* As hn's: 0, and V is its user's, with addresses of its own. */
static int pvn_transparent = 1;
SYSCTL_NODE(_hw, OID_AUTO, pvn, CTLFLAG_RD | CTLFLAG_MPSAFE, NULL, "Paravirtual NICs");
SYSCTL_INT(_hw_pvn, OID_AUTO, vf_transparent, CTLFLAG_RWTUN, &pvn_transparent, 0,
    "0: the VFs of new pairs stay interfaces of their own");

/* The actor, for each interface there is: after an arrival, and after S moved to a jail. */
void
vfpair_pair_automatically(struct ifnet *ifp)
{
	const struct vfpair_settings settings = { .by_mac = 1,
	    .profile = pvn_transparent ? VFPAIR_PROFILE_DEFAULT :
	    VFPAIR_PROFILE_NONTRANSPARENT };
	struct pvn_softc *sc = pvn_of(ifp);
	struct vfpair_facts facts;
	enum vfpair_reason reason;

	if (sc == NULL || pvn_pair(sc) != NULL ||
	    vfpair_os_facts(vfpair_if_of(ifp), &facts) != VFPAIR_OS_OK)
		return;
	reason = vfpair_check_synthetic(&facts);
	if (reason == VFPAIR_REASON_None) {
		CURVNET_SET(ifp->if_vnet);
		(void)vfpair_pair_create(ifp, &settings, &reason);
		CURVNET_RESTORE();
	}
	if (reason == VFPAIR_REASON_None)
		pvn_tell_notice(sc, PVN_NOT_SAID);
	else if (bootverbose)
		if_printf(ifp, "uses no VF: %s\n", vfpair_reason_sentence(reason));
}

/* What a user sees of the pair; hn's accurate taps are off for new ones. */
int vfpair_accbpf = 0;

enum pvn_what { PVN_VF, PVN_STATE, PVN_REASON };

static int
pvn_sysctl(SYSCTL_HANDLER_ARGS)
{
	const struct vfpair_softc *pair = arg1;
	struct vfpair_status status = {};
	char text[128] = "";

	sx_xlock(&vfpair_sx);
	if (pair->core != NULL)
		vfpair_pair_status(pair->core, &status);
	if (arg2 == PVN_STATE)
		strlcpy(text, vfpair_state_name(status.state), sizeof(text));
	else if (arg2 == PVN_REASON)
		strlcpy(text, vfpair_reason_sentence(status.reason), sizeof(text));
	else if (pair->vf != NULL)
		strlcpy(text, pair->vf->if_xname, sizeof(text));
	sx_xunlock(&vfpair_sx);
	return (SYSCTL_OUT(req, text, strlen(text) + 1));
}

void
vfpair_sysctl_attach(struct vfpair_softc *pair)
{
	static const char *const strings[] = { "vf", "state", "reason" };
#define	PVN_NAME_(enumerator, text) text,
	static const char *const counters[] = { VFPAIR_COUNTERS(PVN_NAME_) };
#undef PVN_NAME_
	struct sysctl_oid *node;
	size_t i;

	sysctl_ctx_init(&pair->sysctl);
	node = SYSCTL_ADD_NODE(&pair->sysctl, SYSCTL_STATIC_CHILDREN(_hw_pvn), OID_AUTO,
	    pair->syn->if_xname, CTLFLAG_RD | CTLFLAG_MPSAFE, NULL, "A pair");
	pair->sysctl_node = node;
	for (i = 0; i < nitems(strings); i++)
		SYSCTL_ADD_PROC(&pair->sysctl, SYSCTL_CHILDREN(node), OID_AUTO, strings[i],
		    CTLTYPE_STRING | CTLFLAG_RD | CTLFLAG_MPSAFE, pair, i, pvn_sysctl, "A",
		    "Of the pair");
	for (i = 0; i < nitems(counters); i++)
		SYSCTL_ADD_COUNTER_U64(&pair->sysctl, SYSCTL_CHILDREN(node), OID_AUTO,
		    counters[i], CTLFLAG_RD, &pair->counters[i], "Packets or bytes");
}

void
vfpair_sysctl_rename(struct vfpair_softc *pair)
{

	sysctl_rename_oid(pair->sysctl_node, pair->syn->if_xname);
}

void
vfpair_sysctl_detach(struct vfpair_softc *pair)
{

	if (!TAILQ_EMPTY(&pair->sysctl))
		sysctl_ctx_free(&pair->sysctl);
}

/* ---- begin and end ---- */

/* Before ether_ifattach(), whose event has the pair made. */
void
pvn_vf_attach(struct pvn_softc *sc)
{

	mtx_init(&sc->notice_lock, "pvn notice", NULL, MTX_DEF);
	sx_xlock(&vfpair_sx);
	CK_LIST_INSERT_HEAD(&pvn_all, sc, list);
	sx_xunlock(&vfpair_sx);
}

/* Before anything else: S still works, and the host still listens. */
void
pvn_vf_detach(struct pvn_softc *sc)
{
	struct vfpair_softc *pair;

	sx_xlock(&vfpair_sx);
	CK_LIST_REMOVE(sc, list); /* no new pair */
	pair = pvn_pair(sc);
	if (pair != NULL)
		vfpair_pair_end(pair, false);
	sx_xunlock(&vfpair_sx);
	vfpair_reap();
}

static int
pvn_module(module_t module __unused, int event, void *arg __unused)
{
	int error;

	switch (event) {
	case MOD_LOAD:
		vfpair_pairs_init();
		vfpair_events_init();
		return (0);
	case MOD_UNLOAD:	/* the bus has detached every pvn */
		error = vfpair_pairs_end(); /* netmap may still call what a VF had */
		if (error != 0)
			return (error);
		vfpair_events_exit();
		vfpair_pairs_exit();
		return (0);
	default:
		return (EOPNOTSUPP);
	}
}

static moduledata_t pvn_moduledata = { "if_pvn", pvn_module, NULL };
DECLARE_MODULE(if_pvn, pvn_moduledata, SI_SUB_PSEUDO, SI_ORDER_ANY);
MODULE_VERSION(if_pvn, 1);
