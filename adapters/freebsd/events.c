/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the kernel says of interfaces.
 *
 * An arrival is told from inside V's driver, perhaps under its lock: it only starts
 * a scan, by our own thread.  A departure is waited for: when its handler returns,
 * nothing of ours is on what leaves.
 */
#include "vfpair_freebsd.h"

static eventhandler_tag vfpair_attach_tag, vfpair_departure_tag, vfpair_updown_tag,
    vfpair_link_tag, vfpair_address_tag, vfpair_arrival_tag, vfpair_rename_tag,
    vfpair_vlan_tag, vfpair_unvlan_tag, vfpair_device_tag, vfpair_device_attach_tag;

static void vfpair_scan_task(void *, int);
static struct task vfpair_scan_later = TASK_INITIALIZER(0, vfpair_scan_task, NULL);
static volatile u_int vfpair_may_scan;

/* Refusals that only say "not that one": of no interest to anybody. */
static bool
vfpair_is_stranger(enum vfpair_reason reason)
{

	return (reason == VFPAIR_REASON_MacMismatch ||
	    reason == VFPAIR_REASON_OtherNamespace ||
	    reason == VFPAIR_REASON_NotPhysical ||
	    reason == VFPAIR_REASON_NotEthernet || reason == VFPAIR_REASON_Loopback ||
	    reason == VFPAIR_REASON_VfIsStacked);
}

enum vfpair_reason
vfpair_offer(struct vfpair_softc *sc, struct ifnet *vf)
{
	struct vfpair_facts facts;
	enum vfpair_reason reason;
	device_t device;

	if (vfpair_pair_of(vf) != NULL)
		return (VFPAIR_REASON_SyntheticTaken);
	if (vfpair_pair_holding(vf) != NULL)
		return (vf == sc->vf ? VFPAIR_REASON_None : VFPAIR_REASON_VfTaken);
	if (vfpair_os_facts(vfpair_if_of(vf), &facts) != VFPAIR_OS_OK)
		return (VFPAIR_REASON_VfGone);
	if (sc->is_hn && vf->if_start != NULL) /* R-EVT-8 */
		facts.kind |= VFPAIR_KIND_START_ROUTINE;
	CURVNET_SET(sc->syn->if_vnet);
	reason = vfpair_pair_arrived(sc->core, &facts);
	CURVNET_RESTORE();
	if (reason == VFPAIR_REASON_None) {
		sc->refused = VFPAIR_REASON_None;
		device = vfpair_device_of(vf);
		if (sc->vf == vf && device != NULL && device_is_attached(device))
			vfpair_pair_signal(sc->core, VFPAIR_SIGNAL_VF_READY);
		vfpair_os_schedule(sc);
	} else if (!vfpair_is_stranger(reason) && (sc->refused != reason ||
	    strcmp(sc->refused_name, vf->if_xname) != 0)) {
		sc->refused = reason;
		strlcpy(sc->refused_name, vf->if_xname, sizeof(sc->refused_name));
		SDT_PROBE3(vfpair, , , refused, sc->syn->if_xname, vf->if_xname,
		    vfpair_reason_sentence(reason));
		if_printf(sc->syn, "vfpair: %s is not used: %s\n", vf->if_xname,
		    vfpair_reason_sentence(reason));
	}
	vfpair_look_later(sc);
	return (reason);
}

/* Everything that is an interface now, referenced. */
struct vfpair_interfaces {
	struct ifnet	**all;
	size_t		count, room;
};

static void
vfpair_count_interface(struct ifnet *ifp __unused, void *arg)
{
	struct vfpair_interfaces *list = arg;

	list->room++;
}

static void
vfpair_add_interface(struct ifnet *ifp, void *arg)
{
	struct vfpair_interfaces *list = arg;

	if (list->count < list->room && vfpair_try_ref(ifp))
		list->all[list->count++] = ifp;
}

static void
vfpair_list_interfaces(struct vfpair_interfaces *list)
{

	memset(list, 0, sizeof(*list));
	vfpair_for_each_interface(vfpair_count_interface, list);
	list->all = malloc(MAX(list->room, 1) * sizeof(*list->all), M_VFPAIR, M_WAITOK);
	vfpair_for_each_interface(vfpair_add_interface, list);
}

static void
vfpair_scan(void)
{
	struct vfpair_interfaces list;
	struct vfpair_softc *sc;
	struct ifnet *ifp;
	size_t i;

	VFPAIR_ASSERT();
	vfpair_list_interfaces(&list);
	for (i = 0; i < list.count; i++)
		vfpair_pair_automatically(list.all[i]);
	for (i = 0; i < list.count; i++) {
		ifp = list.all[i];
		TAILQ_FOREACH(sc, &vfpair_pairs, list)
			if (ifp != sc->syn && ifp->if_vnet == sc->syn->if_vnet)
				(void)vfpair_offer(sc, ifp);
		if_rele(ifp);
	}
	free(list.all, M_VFPAIR);
}

static void
vfpair_scan_task(void *arg __unused, int pending __unused)
{

	sx_xlock(&vfpair_sx);
	vfpair_scan();
	sx_xunlock(&vfpair_sx);
	vfpair_reap();
}

/* A tunable comes here before the module, at boot before there are task queues. */
void
vfpair_scan_soon(void)
{

	if (atomic_load_int(&vfpair_may_scan) != 0)
		taskqueue_enqueue(taskqueue_thread, &vfpair_scan_later);
}

/* ether_ifattach_event: the address is set, unlike at ifnet_arrival_event (R-EVT-1). */
static void
vfpair_attached(void *arg __unused, struct ifnet *ifp __unused)
{

	vfpair_scan_soon();
}

/* A poke for the pair of S or V, from a place that may not sleep. */
static void
vfpair_poke_about(struct ifnet *ifp, u_int as_synthetic, u_int as_vf)
{
	struct epoch_tracker et;
	struct vfpair_softc *sc;

	NET_EPOCH_ENTER(et);
	if ((sc = vfpair_by_synthetic(ifp)) != NULL && as_synthetic != 0)
		vfpair_poke(sc, as_synthetic);
	if ((sc = vfpair_by_vf(ifp)) != NULL && as_vf != 0) {
		/* news of V: a packet that finds it not ready may say so */
		atomic_clear_int(&sc->flags, VFPAIR_KICKED);
		vfpair_poke(sc, as_vf);
	}
	NET_EPOCH_EXIT(et);
}

static void
vfpair_link_changed(void *arg __unused, struct ifnet *ifp, int state __unused)
{
	struct epoch_tracker et;
	struct vfpair_softc *sc;

	NET_EPOCH_ENTER(et);
	if ((sc = vfpair_by_synthetic(ifp)) != NULL)
		vfpair_own_link_changed(sc);
	NET_EPOCH_EXIT(et);

	vfpair_poke_about(ifp, VFPAIR_SIGNAL_SYNTHETIC, VFPAIR_SIGNAL_VF);
}

/* An address that changed may make a pair, or end one (R-EVT-6). */
static void
vfpair_address_changed(void *arg __unused, struct ifnet *ifp)
{

	vfpair_poke_about(ifp, VFPAIR_SIGNAL_SYNTHETIC, VFPAIR_SIGNAL_VF);
	vfpair_scan_soon();
}

/* Who renames V is setting it up. */
static void
vfpair_renamed(void *arg __unused, struct ifnet *ifp, const char *before __unused)
{
	struct vfpair_softc *sc;

	if (!sx_xlocked(&vfpair_sx)) {
		sx_xlock(&vfpair_sx);
		if ((sc = vfpair_pair_holding(ifp)) != NULL)
			vfpair_pair_renamed(sc->core, vfpair_if_of(ifp));
		if ((sc = vfpair_pair_of(ifp)) != NULL)
			vfpair_sysctl_rename(sc);
		sx_xunlock(&vfpair_sx);
	}
	vfpair_scan_soon();
}

/* The second half of a move to another vnet; of a rename, where that is told so. */
static void
vfpair_arrived(void *arg, struct ifnet *ifp)
{

	if ((ifp->if_flags & IFF_RENAMING) != 0)
		vfpair_renamed(arg, ifp, NULL);
	else
		vfpair_scan_soon();
}

/* V is going down, or being removed.  The core knows its own doing. */
static void
vfpair_closing(struct vfpair_softc *sc)
{

	VFPAIR_ASSERT();
	CURVNET_SET(sc->syn->if_vnet);
	sc->vf_closes = true;
	vfpair_pair_vf_closing(sc->core, vfpair_if_of(sc->vf));
	sc->vf_closes = false;
	CURVNET_RESTORE();
}

static void
vfpair_down(struct ifnet *ifp)
{
	bool locked = sx_xlocked(&vfpair_sx);
	struct vfpair_softc *sc;

	if (!locked)
		sx_xlock(&vfpair_sx);
	if ((sc = vfpair_pair_holding(ifp)) != NULL)
		vfpair_closing(sc);
	if (!locked)
		sx_xunlock(&vfpair_sx);
}

static void
vfpair_up_or_down(void *arg __unused, struct ifnet *ifp, int event)
{

	if (event == IFNET_EVENT_DOWN)
		vfpair_down(ifp);
	if (event == IFNET_EVENT_UP)
		vfpair_scan_soon(); /* one that was refused may do now */
	vfpair_poke_about(ifp, VFPAIR_SIGNAL_SYNTHETIC, VFPAIR_SIGNAL_VF);
}

/*
 * The core finds V in no vnet of S's, and returns to V all that its driver is still
 * there to take; or has already, when our own thread was faster.
 */
static void
vfpair_let_move(struct vfpair_softc *sc)
{

	vfpair_pair_signal(sc->core, VFPAIR_SIGNAL_VF);
	vfpair_run(sc);
}

/* Gone, or gone to another vnet; a rename may go by the same name (R-EVT-3). */
static void
vfpair_departed(void *arg __unused, struct ifnet *ifp)
{
	struct vfpair_softc *sc;

	if ((ifp->if_flags & IFF_RENAMING) != 0)
		return;
	sx_xlock(&vfpair_sx);
	if ((sc = vfpair_pair_of(ifp)) != NULL)
		vfpair_pair_end(sc, true);
	else if ((sc = vfpair_pair_holding(ifp)) != NULL && (ifp->if_flags & IFF_DYING) == 0)
		vfpair_let_move(sc);
	TAILQ_FOREACH(sc, &vfpair_pairs, list) {
		CURVNET_SET(sc->syn->if_vnet);
		vfpair_pair_departed(sc->core, vfpair_if_of(ifp));
		CURVNET_RESTORE();
	}
	if ((ifp->if_flags & IFF_DYING) != 0)
		vfpair_stray_forget(ifp);
	sx_xunlock(&vfpair_sx);
	vfpair_reap();
	vfpair_scan_soon();
}

static void
vfpair_vlan(struct ifnet *ifp, uint16_t id, bool add)
{
	struct epoch_tracker et;
	struct vfpair_softc *sc;

	NET_EPOCH_ENTER(et);
	sc = vfpair_by_synthetic(ifp);
	if (sc != NULL && id < 4096) {
		if (add)
			atomic_set_64(&sc->vlans[id / 64], 1ull << id % 64);
		else
			atomic_clear_64(&sc->vlans[id / 64], 1ull << id % 64);
		vfpair_poke(sc, VFPAIR_SIGNAL_FILTERS);
	}
	NET_EPOCH_EXIT(et);
}

static void
vfpair_vlan_configured(void *arg __unused, struct ifnet *ifp, uint16_t id)
{

	vfpair_vlan(ifp, id, true);
}

static void
vfpair_vlan_removed(void *arg __unused, struct ifnet *ifp, uint16_t id)
{

	vfpair_vlan(ifp, id, false);
}

/* The pair that holds the VF of this device. */
static struct vfpair_softc *
vfpair_pair_holding_device(device_t dev)
{
	struct vfpair_softc *sc;

	VFPAIR_ASSERT();
	TAILQ_FOREACH(sc, &vfpair_pairs, list)
		if (sc->vf != NULL && vfpair_device_of(sc->vf) == dev)
			return (sc);
	return (NULL);
}

/* V's driver has finished: its settle time need not be waited for (R-ATT-5). */
static void
vfpair_device_attached(void *arg __unused, device_t dev)
{
	struct vfpair_softc *sc;

	sx_xlock(&vfpair_sx);
	if ((sc = vfpair_pair_holding_device(dev)) != NULL) {
		(void)vfpair_hook_vf_input(sc);
		vfpair_poke(sc, VFPAIR_SIGNAL_VF_READY);
	}
	sx_xunlock(&vfpair_sx);
}

/* The earliest word of an orderly removal: before V's driver is told. */
static void
vfpair_device_detaching(void *arg __unused, device_t dev, enum evhdev_detach when)
{
	struct vfpair_softc *sc;

	if (when != EVHDEV_DETACH_BEGIN)
		return;
	sx_xlock(&vfpair_sx);
	if ((sc = vfpair_pair_holding_device(dev)) != NULL)
		vfpair_closing(sc);
	sx_xunlock(&vfpair_sx);
}

void
vfpair_events_init(void)
{

	vfpair_attach_tag = EVENTHANDLER_REGISTER(ether_ifattach_event,
	    vfpair_attached, NULL, EVENTHANDLER_PRI_ANY);
	/* lagg, netmap and the like take their hooks off first */
	vfpair_departure_tag = EVENTHANDLER_REGISTER(ifnet_departure_event,
	    vfpair_departed, NULL, EVENTHANDLER_PRI_LAST);
	vfpair_arrival_tag = vfpair_hear_arrivals(vfpair_arrived);
	vfpair_rename_tag = vfpair_hear_renames(vfpair_renamed);
	vfpair_updown_tag = EVENTHANDLER_REGISTER(ifnet_event,
	    vfpair_up_or_down, NULL, EVENTHANDLER_PRI_FIRST);
	vfpair_link_tag = EVENTHANDLER_REGISTER(ifnet_link_event,
	    vfpair_link_changed, NULL, EVENTHANDLER_PRI_ANY);
	vfpair_address_tag = EVENTHANDLER_REGISTER(iflladdr_event,
	    vfpair_address_changed, NULL, EVENTHANDLER_PRI_ANY);
	vfpair_vlan_tag = EVENTHANDLER_REGISTER(vlan_config,
	    vfpair_vlan_configured, NULL, EVENTHANDLER_PRI_ANY);
	vfpair_unvlan_tag = EVENTHANDLER_REGISTER(vlan_unconfig,
	    vfpair_vlan_removed, NULL, EVENTHANDLER_PRI_ANY);
	vfpair_device_attach_tag = EVENTHANDLER_REGISTER(device_attach,
	    vfpair_device_attached, NULL, EVENTHANDLER_PRI_ANY);
	vfpair_device_tag = EVENTHANDLER_REGISTER(device_detach,
	    vfpair_device_detaching, NULL, EVENTHANDLER_PRI_FIRST);
	atomic_store_rel_int(&vfpair_may_scan, 1);
}

void
vfpair_events_exit(void)
{

	atomic_store_rel_int(&vfpair_may_scan, 0);
	EVENTHANDLER_DEREGISTER(device_detach, vfpair_device_tag);
	EVENTHANDLER_DEREGISTER(device_attach, vfpair_device_attach_tag);
	EVENTHANDLER_DEREGISTER(vlan_unconfig, vfpair_unvlan_tag);
	EVENTHANDLER_DEREGISTER(vlan_config, vfpair_vlan_tag);
	EVENTHANDLER_DEREGISTER(iflladdr_event, vfpair_address_tag);
	EVENTHANDLER_DEREGISTER(ifnet_link_event, vfpair_link_tag);
	EVENTHANDLER_DEREGISTER(ifnet_event, vfpair_updown_tag);
	vfpair_hear_no_renames(vfpair_rename_tag);
	vfpair_hear_no_arrivals(vfpair_arrival_tag);
	EVENTHANDLER_DEREGISTER(ifnet_departure_event, vfpair_departure_tag);
	EVENTHANDLER_DEREGISTER(ether_ifattach_event, vfpair_attach_tag);
	taskqueue_drain(taskqueue_thread, &vfpair_scan_later);
}
