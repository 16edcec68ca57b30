/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * hw.vfpair: hn(4)'s knobs under their own names, and a tree for each pair.
 * What is written is checked before it counts.
 */
#include "vfpair_freebsd.h"

#define	VFPAIR_MAX_DRIVERS	128
#define	VFPAIR_MAX_WAIT_S	600

int vfpair_transparent = 0;
int vfpair_accbpf = 0;
int vfpair_attwait = 2;
static char vfpair_drivers[VFPAIR_MAX_DRIVERS] = "hn vtnet xn gve ena";

SYSCTL_NODE(_hw, OID_AUTO, vfpair, CTLFLAG_RD | CTLFLAG_MPSAFE, NULL,
    "Synthetic NIC and VF as one interface");
SYSCTL_STRING(_hw_vfpair, OID_AUTO, synthetic_drivers, CTLFLAG_RDTUN, vfpair_drivers,
    sizeof(vfpair_drivers), "Drivers whose interfaces vf_transparent pairs");

static bool
vfpair_is_synthetic_driver(const struct ifnet *ifp)
{
	size_t length = strlen(ifp->if_dname);
	const char *at = vfpair_drivers;

	while ((at = strstr(at, ifp->if_dname)) != NULL) {
		if ((at == vfpair_drivers || at[-1] == ' ') &&
		    (at[length] == '\0' || at[length] == ' '))
			return (true);
		at += length;
	}
	return (false);
}

/* hw.vfpair.vf_transparent: a synthetic's driver, and a VF with its address, make a pair. */
void
vfpair_pair_automatically(struct ifnet *syn)
{
	enum vfpair_reason reason;

	if (!vfpair_transparent || !vfpair_is_synthetic_driver(syn) ||
	    vfpair_pair_of(syn) != NULL || vfpair_pair_holding(syn) != NULL)
		return;
	reason = vfpair_pair_by_mac(syn);
	if (reason != VFPAIR_REASON_None && bootverbose)
		if_printf(syn, "vfpair: not paired: %s\n", vfpair_reason_sentence(reason));
}

/* A number within arg1's range: written only when it is. */
static int
vfpair_sysctl_range(SYSCTL_HANDLER_ARGS, int least, int most)
{
	int value = *(int *)arg1;
	int error = sysctl_handle_int(oidp, &value, 0, req);

	if (error != 0 || req->newptr == NULL)
		return (error);
	if (value < least || value > most)
		return (EINVAL);
	*(int *)arg1 = value;
	return (0);
}

static int
vfpair_sysctl_attwait(SYSCTL_HANDLER_ARGS)
{

	return (vfpair_sysctl_range(oidp, arg1, arg2, req, 1, VFPAIR_MAX_WAIT_S));
}
SYSCTL_PROC(_hw_vfpair, OID_AUTO, vf_xpnt_attwait,
    CTLTYPE_INT | CTLFLAG_RWTUN | CTLFLAG_MPSAFE, &vfpair_attwait, 0,
    vfpair_sysctl_attwait, "I",
    "Longest time that a new VF may settle, in seconds (1..600)");

static int
vfpair_sysctl_accbpf(SYSCTL_HANDLER_ARGS)
{

	return (vfpair_sysctl_range(oidp, arg1, arg2, req, 0, 1));
}
SYSCTL_PROC(_hw_vfpair, OID_AUTO, vf_xpnt_accbpf,
    CTLTYPE_INT | CTLFLAG_RWTUN | CTLFLAG_MPSAFE, &vfpair_accbpf, 0,
    vfpair_sysctl_accbpf, "I",
    "1: taps of a new pair's synthetic see only what the VF has taken");

/* On pairs what can be paired now; off leaves the pairs there are. */
static int
vfpair_sysctl_transparent(SYSCTL_HANDLER_ARGS)
{
	int error = vfpair_sysctl_range(oidp, arg1, arg2, req, 0, 1);

	if (error == 0 && req->newptr != NULL && vfpair_transparent)
		vfpair_scan_soon();
	return (error);
}
SYSCTL_PROC(_hw_vfpair, OID_AUTO, vf_transparent,
    CTLTYPE_INT | CTLFLAG_RWTUN | CTLFLAG_MPSAFE, &vfpair_transparent, 0,
    vfpair_sysctl_transparent, "I",
    "1: every synthetic interface is paired with the VF that has its MAC address");

/* "vmx0 mce1", or with the synthetics "vmx0:vtnet0 mce1:hn0". */
static int
vfpair_sysctl_vfs(SYSCTL_HANDLER_ARGS)
{
	bool with_synthetic = arg2 != 0;
	const struct vfpair_softc *sc;
	struct sbuf *out = sbuf_new_for_sysctl(NULL, NULL, 128, req);
	const char *space = "";
	int error;

	if (out == NULL)
		return (ENOMEM);
	sx_xlock(&vfpair_sx);
	TAILQ_FOREACH(sc, &vfpair_pairs, list) {
		if (sc->vf == NULL || sc->syn->if_vnet != TD_TO_VNET(req->td))
			continue;
		sbuf_printf(out, "%s%s", space, sc->vf->if_xname);
		if (with_synthetic)
			sbuf_printf(out, ":%s", sc->syn->if_xname);
		space = " ";
	}
	sx_xunlock(&vfpair_sx);
	error = sbuf_finish(out);
	sbuf_delete(out);
	return (error);
}
SYSCTL_PROC(_hw_vfpair, OID_AUTO, vflist, CTLTYPE_STRING | CTLFLAG_RD | CTLFLAG_MPSAFE,
    NULL, 0, vfpair_sysctl_vfs, "A", "VFs in use");
SYSCTL_PROC(_hw_vfpair, OID_AUTO, vfmap, CTLTYPE_STRING | CTLFLAG_RD | CTLFLAG_MPSAFE,
    NULL, 1, vfpair_sysctl_vfs, "A", "VFs in use and their synthetics, VF:synthetic");

enum vfpair_what { VFPAIR_VF, VFPAIR_STATE, VFPAIR_PATH, VFPAIR_WHY, VFPAIR_TRANSITIONS };

static void
vfpair_print(struct sbuf *out, const struct vfpair_softc *sc, enum vfpair_what what)
{
	struct vfpair_status status = {};
	const char *vf;

	if (sc->core != NULL)
		vfpair_pair_status(sc->core, &status);
	switch (what) {
	case VFPAIR_VF:
		vf = vfpair_vf_name(&status);
		sbuf_cat(out, vf != NULL ? vf : "");
		break;
	case VFPAIR_STATE:
		sbuf_cat(out, vfpair_state_name(status.state));
		break;
	case VFPAIR_PATH:
		sbuf_cat(out, vfpair_path_name(status.path));
		break;
	case VFPAIR_WHY:
		sbuf_cat(out, vfpair_reason_sentence(status.reason));
		break;
	case VFPAIR_TRANSITIONS:
		vfpair_report_history(out, sc);
		break;
	}
}

/*
 * A pair is its network stack's own, so a name may be that of several.  Its tree has
 * an owner, for as long as it is there; who reads it is told of the pair that has the
 * name where the reader is.  The actor.
 */
static TAILQ_HEAD(, vfpair_softc) vfpair_trees = TAILQ_HEAD_INITIALIZER(vfpair_trees);

static struct vfpair_softc *
vfpair_meant(const struct vfpair_softc *owner, const struct sysctl_req *req)
{
	struct vfpair_softc *sc;

	TAILQ_FOREACH(sc, &vfpair_pairs, list)
		if (sc->syn->if_vnet == TD_TO_VNET(req->td) &&
		    strcmp(sc->syn->if_xname, owner->sysctl_name) == 0)
			return (sc);
	return (NULL);
}

static int
vfpair_sysctl_pair(SYSCTL_HANDLER_ARGS)
{
	struct sbuf *out = sbuf_new_auto();
	const struct vfpair_softc *sc;
	int error;

	sx_xlock(&vfpair_sx);
	sc = vfpair_meant(arg1, req);
	if (sc != NULL)
		vfpair_print(out, sc, arg2);
	sx_xunlock(&vfpair_sx);
	error = sbuf_finish(out);
	if (error == 0)
		error = sc == NULL ? ENOENT :
		    SYSCTL_OUT(req, sbuf_data(out), sbuf_len(out) + 1);
	sbuf_delete(out);
	return (error);
}

static int
vfpair_sysctl_counter(SYSCTL_HANDLER_ARGS)
{
	const struct vfpair_softc *sc;
	uint64_t value = 0;

	sx_xlock(&vfpair_sx);
	sc = vfpair_meant(arg1, req);
	if (sc != NULL)
		value = counter_u64_fetch(sc->counters[arg2]);
	sx_xunlock(&vfpair_sx);
	return (sc == NULL ? ENOENT : SYSCTL_OUT(req, &value, sizeof(value)));
}

static int
vfpair_sysctl_pair_accbpf(SYSCTL_HANDLER_ARGS)
{
	struct vfpair_softc *sc;
	int error, value = 0;

	sx_xlock(&vfpair_sx);
	sc = vfpair_meant(arg1, req);
	if (sc != NULL)
		value = (sc->flags & VFPAIR_ACCURATE_TAP) != 0;
	sx_xunlock(&vfpair_sx);
	if (sc == NULL)
		return (ENOENT);
	error = vfpair_sysctl_range(oidp, &value, arg2, req, 0, 1);
	if (error != 0 || req->newptr == NULL)
		return (error);
	sx_xlock(&vfpair_sx);
	sc = vfpair_meant(arg1, req);
	if (sc != NULL && value)
		atomic_set_int(&sc->flags, VFPAIR_ACCURATE_TAP);
	else if (sc != NULL)
		atomic_clear_int(&sc->flags, VFPAIR_ACCURATE_TAP);
	sx_xunlock(&vfpair_sx);
	return (sc == NULL ? ENOENT : 0);
}

static void
vfpair_tree_grow(struct vfpair_softc *sc)
{
	static const struct {
		const char	*name, *text;
		enum vfpair_what what;
	} strings[] = {
		{ "vf", "The VF", VFPAIR_VF },
		{ "state", "State of the pair", VFPAIR_STATE },
		{ "path", "Where packets go", VFPAIR_PATH },
		{ "reason", "Why the state is not a better one", VFPAIR_WHY },
		{ "history", "The last transitions", VFPAIR_TRANSITIONS },
	};
#define	VFPAIR_NAME_(enumerator, text) text,
	static const char *const counters[] = { VFPAIR_COUNTERS(VFPAIR_NAME_) };
#undef VFPAIR_NAME_
	struct sysctl_ctx_list *context = &sc->sysctl;
	struct sysctl_oid *node;
	size_t i;

	sysctl_ctx_init(context);
	node = SYSCTL_ADD_NODE(context, SYSCTL_STATIC_CHILDREN(_hw_vfpair), OID_AUTO,
	    sc->sysctl_name, CTLFLAG_RD | CTLFLAG_MPSAFE, NULL, "A pair");
	sc->sysctl_node = node;
	TAILQ_INSERT_TAIL(&vfpair_trees, sc, trees);
	for (i = 0; i < nitems(strings); i++)
		SYSCTL_ADD_PROC(context, SYSCTL_CHILDREN(node), OID_AUTO,
		    strings[i].name, CTLTYPE_STRING | CTLFLAG_RD | CTLFLAG_MPSAFE, sc,
		    strings[i].what, vfpair_sysctl_pair, "A", strings[i].text);
	for (i = 0; i < nitems(counters); i++)
		SYSCTL_ADD_PROC(context, SYSCTL_CHILDREN(node), OID_AUTO, counters[i],
		    CTLTYPE_U64 | CTLFLAG_RD | CTLFLAG_MPSAFE, sc, i,
		    vfpair_sysctl_counter, "QU", "Packets or bytes");
	SYSCTL_ADD_PROC(context, SYSCTL_CHILDREN(node), OID_AUTO, "vf_xpnt_accbpf",
	    CTLTYPE_INT | CTLFLAG_RW | CTLFLAG_MPSAFE, sc, 0, vfpair_sysctl_pair_accbpf,
	    "I", "1: taps of the synthetic see only what the VF has taken");
}

/* The pair's name has a tree: its own, under whatever name, if nobody else has one. */
static bool
vfpair_tree_provide(struct vfpair_softc *sc)
{
	const struct vfpair_softc *other;

	TAILQ_FOREACH(other, &vfpair_trees, trees)
		if (strcmp(other->sysctl_name, sc->syn->if_xname) == 0)
			return (false);
	strlcpy(sc->sysctl_name, sc->syn->if_xname, sizeof(sc->sysctl_name));
	if (sc->sysctl_node != NULL)
		sysctl_rename_oid(sc->sysctl_node, sc->sysctl_name);
	else
		vfpair_tree_grow(sc);
	return (true);
}

/* Each name has a tree, after a change of either. */
static void
vfpair_trees_provide(void)
{
	struct vfpair_softc *sc;

	VFPAIR_ASSERT();
again:
	TAILQ_FOREACH(sc, &vfpair_pairs, list)
		if (vfpair_tree_provide(sc))
			goto again; /* a tree that was renamed may be missed */
}

void
vfpair_sysctl_attach(struct vfpair_softc *sc __unused)
{

	vfpair_trees_provide();
}

void
vfpair_sysctl_rename(struct vfpair_softc *sc __unused)
{

	vfpair_trees_provide();
}

/* Not the actor: waits for readers. */
void
vfpair_sysctl_detach(struct vfpair_softc *sc)
{

	if (sc->sysctl_node == NULL)
		return;
	sysctl_ctx_free(&sc->sysctl);
	sx_xlock(&vfpair_sx);
	TAILQ_REMOVE(&vfpair_trees, sc, trees);
	sc->sysctl_node = NULL;
	vfpair_trees_provide();
	sx_xunlock(&vfpair_sx);
}
