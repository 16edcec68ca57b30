/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One line of hw.vfpair.command, carried out.  The reply begins with "ok", or with
 * "refused:" and the reason in one sentence.  Everything is checked before anything
 * is touched.  What a line may say is in vfpair/command_list.h, and the core
 * understands it.
 */
#include "vfpair_freebsd.h"

static void
vfpair_refuse(struct sbuf *reply, enum vfpair_reason reason, const char *who,
    const char *and)
{

	sbuf_printf(reply, "refused: %s%s%s: %s\n", who, and != NULL ? " and " : "",
	    and != NULL ? and : "", vfpair_reason_sentence(reason));
}

/* In the vnet of who asks.  The actor: an interface that is listed stays until we let go. */
static struct ifnet *
vfpair_find(const char *name)
{
	struct ifnet *ifp = ifunit_ref(name);

	if (ifp != NULL)
		if_rele(ifp);
	return (ifp);
}

/*
 * The physical interface that a rule by MAC would take now: *vf, or NULL when there
 * is none yet.  Two of them are one too many, whatever else is the matter with them.
 */
static enum vfpair_reason
vfpair_find_by_mac(const struct vfpair_facts *s, struct ifnet *syn,
    const struct vfpair_settings *settings, struct ifnet **vf)
{
	enum vfpair_reason reason = VFPAIR_REASON_None;
	struct ifnet *same[8], *ifp;
	struct epoch_tracker et;
	struct vfpair_facts v;
	size_t count = 0, i;

	*vf = NULL;
	if (ETHER_IS_MULTICAST(s->mac) || ETHER_IS_ZERO(s->mac))
		return (VFPAIR_REASON_MacUnusable);
	NET_EPOCH_ENTER(et);
	CURVNET_SET(syn->if_vnet);
	CK_STAILQ_FOREACH(ifp, &V_ifnet, if_link)
		if (ifp != syn && ifp->if_alloctype == IFT_ETHER &&
		    ifp->if_addr != NULL && count < nitems(same) &&
		    memcmp(IF_LLADDR(ifp), s->mac, ETHER_ADDR_LEN) == 0)
			same[count++] = ifp;
	CURVNET_RESTORE();
	NET_EPOCH_EXIT(et);
	for (i = 0; i < count; i++) {
		if (vfpair_os_facts(vfpair_if_of(same[i]), &v) != VFPAIR_OS_OK ||
		    (v.kind & VFPAIR_KIND_PHYSICAL) == 0)
			continue;
		if (*vf != NULL)
			return (VFPAIR_REASON_Ambiguous);
		*vf = same[i];
		reason = vfpair_pair_holding(*vf) != NULL || vfpair_pair_of(*vf) != NULL ?
		    VFPAIR_REASON_VfTaken : vfpair_check_vf(s, &v, settings);
		if (reason == VFPAIR_REASON_MacMismatch) { /* only borrowed the address */
			*vf = NULL;
			reason = VFPAIR_REASON_None;
		}
	}
	return (reason);
}

static enum vfpair_reason
vfpair_find_by_name(const struct vfpair_facts *s, struct ifnet *syn,
    const struct vfpair_settings *settings, const char *name, struct ifnet **vf)
{
	struct vfpair_facts v;

	*vf = vfpair_find(name);
	if (*vf == NULL)
		return (VFPAIR_REASON_NoSuchInterface);
	if (*vf == syn)
		return (VFPAIR_REASON_SameInterface);
	if (vfpair_pair_holding(*vf) != NULL || vfpair_pair_of(*vf) != NULL)
		return (VFPAIR_REASON_VfTaken);
	if (vfpair_os_facts(vfpair_if_of(*vf), &v) != VFPAIR_OS_OK)
		return (VFPAIR_REASON_NoSuchInterface);
	return (vfpair_check_vf(s, &v, settings));
}

static struct vfpair_softc *
vfpair_find_pair(const char *name)
{
	struct vfpair_softc *sc;

	TAILQ_FOREACH(sc, &vfpair_pairs, list)
		if (sc->syn->if_vnet == curvnet && strcmp(sc->syn->if_xname, name) == 0)
			return (sc);
	return (NULL);
}

/* S as it is now, or why it cannot be one. */
static enum vfpair_reason
vfpair_check_s(struct ifnet *syn, struct vfpair_facts *s)
{

	if (syn == NULL || vfpair_os_facts(vfpair_if_of(syn), s) != VFPAIR_OS_OK)
		return (VFPAIR_REASON_NoSuchInterface);
	if (vfpair_pair_of(syn) != NULL)
		return (VFPAIR_REASON_SyntheticTaken);
	if (vfpair_pair_holding(syn) != NULL)
		return (VFPAIR_REASON_VfTaken);
	return (vfpair_check_synthetic(s));
}

static enum vfpair_reason
vfpair_make(struct ifnet *syn, struct ifnet *vf, const struct vfpair_settings *settings)
{
	enum vfpair_reason reason;
	struct vfpair_softc *sc;

	CURVNET_SET(syn->if_vnet);
	sc = vfpair_pair_create(syn, settings, &reason);
	if (sc != NULL && vf != NULL) {
		reason = vfpair_offer(sc, vf);
		if (reason != VFPAIR_REASON_None)
			vfpair_pair_end(sc, false);
	}
	CURVNET_RESTORE();
	return (reason);
}

/* The rule that hw.vfpair.vf_transparent stands for, where there is a VF already. */
enum vfpair_reason
vfpair_pair_by_mac(struct ifnet *syn)
{
	struct vfpair_settings settings = { .by_mac = 1,
	    .profile = VFPAIR_PROFILE_STRICT, .settle_ms = vfpair_attwait * 1000 };
	enum vfpair_reason reason;
	struct vfpair_facts s;
	struct ifnet *vf;

	reason = vfpair_check_s(syn, &s);
	if (reason == VFPAIR_REASON_None)
		reason = vfpair_find_by_mac(&s, syn, &settings, &vf);
	if (reason == VFPAIR_REASON_None)
		reason = vfpair_make(syn, vf, &settings);
	return (reason);
}

static void
vfpair_command_pair(struct sbuf *reply, const struct vfpair_command *command)
{
	struct vfpair_settings settings = command->settings;
	const char *syn_name = command->synthetic;
	const char *vf_name = settings.by_mac ? "mac" : command->vf;
	struct ifnet *syn = vfpair_find(syn_name), *vf = NULL;
	enum vfpair_reason reason;
	struct vfpair_facts s;

	reason = vfpair_check_s(syn, &s);
	if (reason != VFPAIR_REASON_None) {
		vfpair_refuse(reply, reason, syn_name, NULL);
		return;
	}
	reason = settings.by_mac ? vfpair_find_by_mac(&s, syn, &settings, &vf) :
	    vfpair_find_by_name(&s, syn, &settings, vf_name, &vf);
	if (vf != NULL)
		vf_name = vf->if_xname;
	if (reason == VFPAIR_REASON_None) {
		if (!settings.by_mac)
			settings.named_vf = vfpair_if_of(vf);
		reason = vfpair_make(syn, vf, &settings);
	}
	if (reason == VFPAIR_REASON_NoSuchInterface)
		vfpair_refuse(reply, reason, vf_name, NULL);
	else if (reason != VFPAIR_REASON_None)
		vfpair_refuse(reply, reason, syn_name, vf_name);
	else if (settings.by_mac)
		sbuf_printf(reply, "ok %s is paired with any VF that has its MAC address "
		    "%6D\n", syn_name, IF_LLADDR(syn), ":");
	else
		sbuf_printf(reply, "ok %s is paired with %s\n", syn_name, vf_name);
}

static void
vfpair_command_unpair(struct sbuf *reply, const struct vfpair_command *command)
{
	struct vfpair_softc *sc = vfpair_find_pair(command->synthetic);

	if (sc == NULL)
		vfpair_refuse(reply, VFPAIR_REASON_NotPaired, command->synthetic, NULL);
	else if (!vfpair_hooks_are_ours(sc))
		sbuf_printf(reply, "refused: %s: others hooked its methods after us; take it "
		    "out of lagg, netmap or the like first\n", command->synthetic);
	else {
		vfpair_pair_end(sc, false);
		sbuf_printf(reply, "ok %s is paired no more\n", command->synthetic);
	}
}

static void
vfpair_command_status(struct sbuf *reply, const struct vfpair_command *command __unused)
{

	sbuf_cat(reply, "ok\n");
	vfpair_report_status(reply, curvnet);
}

static void
vfpair_command_history(struct sbuf *reply, const struct vfpair_command *command)
{
	const struct vfpair_softc *sc = vfpair_find_pair(command->synthetic);

	if (sc == NULL) {
		vfpair_refuse(reply, VFPAIR_REASON_NotPaired, command->synthetic, NULL);
		return;
	}
	sbuf_cat(reply, "ok\n");
	vfpair_report_history(reply, sc);
}

static const struct {
	bool	changes;
	void	(*run)(struct sbuf *reply, const struct vfpair_command *command);
} vfpair_verbs[VFPAIR_VERB_COUNT] = {
	[VFPAIR_VERB_Pair] = { true, vfpair_command_pair },
	[VFPAIR_VERB_Unpair] = { true, vfpair_command_unpair },
	[VFPAIR_VERB_Status] = { false, vfpair_command_status },
	[VFPAIR_VERB_History] = { false, vfpair_command_history },
};

int
vfpair_command(struct sbuf *reply, struct thread *td, const char *line, size_t length)
{
	struct vfpair_command command;
	struct vfpair_complaint why;
	int error = 0;

	if (vfpair_parse_command(line, length, &command, &why) != 0) {
		sbuf_cat(reply, "refused: ");
		if (why.word_length != 0)
			sbuf_printf(reply, "%.*s: ", (int)why.word_length, why.word);
		sbuf_printf(reply, "%s; expected %s\n", why.problem, why.expected);
		return (sbuf_finish(reply));
	}
	if (vfpair_verbs[command.verb].changes) {
		error = priv_check(td, PRIV_NET_SETIFFLAGS);
		if (error != 0)
			return (error);
	}
	CURVNET_SET(TD_TO_VNET(td));
	sx_xlock(&vfpair_sx);
	if (vfpair_takes_commands)
		vfpair_verbs[command.verb].run(reply, &command);
	else
		error = ENXIO;
	sx_xunlock(&vfpair_sx);
	CURVNET_RESTORE();
	vfpair_reap();
	if (error == 0)
		error = sbuf_finish(reply);
	if (error == 0 && vfpair_verbs[command.verb].changes)
		printf("vfpair: %s", sbuf_data(reply));
	return (error);
}
