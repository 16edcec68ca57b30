/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The life of a pair object, and how its actor gets to run.
 *
 * A pair lives from create to end, both by the actor.  A method of S that sleeps
 * holds a reference meanwhile; transmit and input are in the net epoch.  Memory
 * goes when both are over: vfpair_reap().
 */
#include "vfpair_freebsd.h"

#define	VFPAIR_CORE_ALIGN	64
#define	VFPAIR_MAX_HELD		4096

MALLOC_DEFINE(M_VFPAIR, "vfpair", "synthetic and VF as one interface");

SDT_PROVIDER_DEFINE(vfpair);
#define	VFPAIR_PROBE3_(name, ...)						\
	SDT_PROBE_DEFINE3(vfpair, , , name, "const char *", "const char *",	\
	    "const char *");
#define	VFPAIR_PROBE5_(name, ...)						\
	SDT_PROBE_DEFINE5(vfpair, , , name, "const char *", "const char *",	\
	    "const char *", "const char *", "const char *");
VFPAIR_TRACE_POINTS(VFPAIR_PROBE3_, VFPAIR_PROBE5_)
#undef VFPAIR_PROBE3_
#undef VFPAIR_PROBE5_

struct sx vfpair_sx;
SX_SYSINIT(vfpair_sx, &vfpair_sx, "vfpair actor");

struct vfpair_list vfpair_pairs = TAILQ_HEAD_INITIALIZER(vfpair_pairs);
static struct vfpair_list vfpair_ended = TAILQ_HEAD_INITIALIZER(vfpair_ended);
static struct vfpair_list vfpair_stuck = TAILQ_HEAD_INITIALIZER(vfpair_stuck);
static struct taskqueue *vfpair_queue;
static volatile u_int vfpair_in_hooks;

struct vfpair_softc *
vfpair_pair_of(const struct ifnet *syn)
{
	struct vfpair_softc *sc;

	VFPAIR_ASSERT();
	TAILQ_FOREACH(sc, &vfpair_pairs, list)
		if (sc->syn == syn)
			return (sc);
	return (NULL);
}

struct vfpair_softc *
vfpair_pair_holding(const struct ifnet *vf)
{
	struct vfpair_softc *sc;

	VFPAIR_ASSERT();
	TAILQ_FOREACH(sc, &vfpair_pairs, list)
		if (sc->vf == vf)
			return (sc);
	return (NULL);
}

void
vfpair_hold(struct vfpair_softc *sc)
{

	refcount_acquire(&sc->references);
}

void
vfpair_release(struct vfpair_softc *sc)
{

	refcount_release(&sc->references);
}

/* Around a method that may sleep, where no epoch tells that it is over. */
void
vfpair_hook_enter(void)
{

	atomic_add_acq_int(&vfpair_in_hooks, 1);
}

void
vfpair_hook_leave(void)
{

	atomic_subtract_rel_int(&vfpair_in_hooks, 1);
}

/* Nobody is inside a hook of ours any more; they must have been removed before. */
static void
vfpair_hooks_drain(void)
{

	NET_EPOCH_WAIT();
	do /* and one more time: a method may be on its first or its last instructions */
		pause("vfpair", MAX(hz / 20, 1));
	while (atomic_load_acq_int(&vfpair_in_hooks) != 0);
	pause("vfpair", MAX(hz / 20, 1));
}

/* The actor, for drivers and protocols that look at the current vnet. */
void
vfpair_run(struct vfpair_softc *sc)
{

	VFPAIR_ASSERT();
	if (sc->core == NULL)
		return;
	CURVNET_SET(sc->syn->if_vnet);
	vfpair_pair_run(sc->core);
	CURVNET_RESTORE();
	vfpair_look_later(sc);
}

static void
vfpair_run_task(void *arg, int pending __unused)
{
	struct vfpair_softc *sc = arg;

	sx_xlock(&vfpair_sx);
	vfpair_run(sc);
	sx_xunlock(&vfpair_sx);
}

void
vfpair_poke(struct vfpair_softc *sc, u_int signals)
{
	void *core = (void *)atomic_load_acq_ptr((uintptr_t *)&sc->core);

	if (core == NULL)
		return;
	vfpair_pair_signal(core, signals);
	vfpair_os_schedule(sc);
}

void
vfpair_os_schedule(void *pair)
{
	struct vfpair_softc *sc = pair;

	taskqueue_enqueue(vfpair_queue, &sc->run);
}

static void
vfpair_timer(void *arg)
{

	vfpair_poke(arg, VFPAIR_SIGNAL_TIMER);
}

unsigned long long
vfpair_os_now_ns(void *pair __unused)
{

	return (sbttons(sbinuptime()));
}

void
vfpair_os_set_timer(void *pair, unsigned long long deadline_ns)
{
	struct vfpair_softc *sc = pair;

	if (deadline_ns == 0)
		callout_stop(&sc->timer);
	else /* a tick of this clock more: never before the deadline */
		callout_reset_sbt(&sc->timer, nstosbt(deadline_ns) + 1, 0,
		    vfpair_timer, sc, C_ABSOLUTE);
}

void
vfpair_os_trace(void *pair, const struct vfpair_transition *t)
{
	static struct timeval last;
	static int burst;
	struct vfpair_softc *sc = pair;
	const char *reason = vfpair_reason_sentence(t->reason);
	char data[160];

	sc->history[sc->history_count++ % VFPAIR_HISTORY] = *t;
	SDT_PROBE5(vfpair, , , transition, sc->syn->if_xname,
	    vfpair_state_name(t->from), vfpair_state_name(t->to),
	    vfpair_event_name(t->event), reason);
	snprintf(data, sizeof(data), "from=%s event=%s vf=%s reason=\"%s\"",
	    vfpair_state_name(t->from), vfpair_event_name(t->event),
	    sc->vf != NULL ? sc->vf->if_xname : "", reason);
	devctl_notify("VFPAIR", sc->syn->if_xname, vfpair_state_name(t->to), data);
	if (ppsratecheck(&last, &burst, 20))
		if_printf(sc->syn, "vfpair: %s -> %s on %s%s%s\n",
		    vfpair_state_name(t->from), vfpair_state_name(t->to),
		    vfpair_event_name(t->event), t->reason != 0 ? ": " : "",
		    t->reason != 0 ? reason : "");
}

static void
vfpair_pair_free(struct vfpair_softc *sc)
{
	int i;

	callout_drain(&sc->timer);
	callout_drain(&sc->look);
	taskqueue_drain(vfpair_queue, &sc->run);
	vfpair_sysctl_detach(sc);
	mbufq_drain(&sc->held);
	mbufq_drain(&sc->kept);
	free(sc->core_storage, M_VFPAIR);
	sc->core_storage = NULL;
	if ((sc->flags & VFPAIR_STUCK) != 0) {
		/* the methods, and what they use, stay until others are not over them */
		sx_xlock(&vfpair_sx);
		TAILQ_INSERT_TAIL(&vfpair_stuck, sc, list);
		sx_xunlock(&vfpair_sx);
		return;
	}
	for (i = 0; i < VFPAIR_COUNTER_COUNT; i++)
		if (sc->counters[i] != NULL)
			counter_u64_free(sc->counters[i]);
	mtx_destroy(&sc->held_lock);
	mtx_destroy(&sc->kept_lock);
	if_rele(sc->syn);
	free(sc, M_VFPAIR);
}

/* The actor.  Ends what is left of pairs that were stuck; whether nothing is. */
static bool
vfpair_unstick(void)
{
	struct vfpair_softc *sc, *next;

	VFPAIR_ASSERT();
	TAILQ_FOREACH_SAFE(sc, &vfpair_stuck, list, next) {
		if (!vfpair_hooks_are_ours(sc))
			continue;
		TAILQ_REMOVE(&vfpair_stuck, sc, list);
		atomic_clear_int(&sc->flags, VFPAIR_STUCK);
		(void)vfpair_os_overlay(sc, 0);
		TAILQ_INSERT_TAIL(&vfpair_ended, sc, list);
	}
	return (TAILQ_EMPTY(&vfpair_stuck));
}

struct vfpair_softc *
vfpair_pair_create(struct ifnet *syn, const struct vfpair_settings *settings,
    enum vfpair_reason *reason)
{
	struct vfpair_softc *sc, *other;
	void *core;
	int i;

	VFPAIR_ASSERT();
	(void)vfpair_unstick(); /* it may be S's */
	sc = malloc(sizeof(*sc), M_VFPAIR, M_WAITOK | M_ZERO);
	sc->syn = syn;
	if_ref(syn);
	sc->syn_id = vfpair_if_of(syn);
	sc->is_hn = settings->profile == VFPAIR_PROFILE_HN;
	if (vfpair_accbpf)
		sc->flags |= VFPAIR_ACCURATE_TAP;
	mtx_init(&sc->held_lock, "vfpair held", NULL, MTX_DEF);
	mtx_init(&sc->kept_lock, "vfpair kept back", NULL, MTX_DEF);
	mbufq_init(&sc->held, VFPAIR_MAX_HELD);
	mbufq_init(&sc->kept, VFPAIR_MAX_HELD);
	callout_init(&sc->timer, 1);
	callout_init(&sc->look, 1);
	TASK_INIT(&sc->run, 0, vfpair_run_task, sc);
	for (i = 0; i < VFPAIR_COUNTER_COUNT; i++)
		sc->counters[i] = counter_u64_alloc(M_WAITOK);
	sc->core_storage = malloc(vfpair_pair_size() + VFPAIR_CORE_ALIGN,
	    M_VFPAIR, M_WAITOK | M_ZERO);

	core = vfpair_pair_init(
	    (void *)roundup2((uintptr_t)sc->core_storage, VFPAIR_CORE_ALIGN),
	    sc, sc->syn_id, settings, reason);
	if (core == NULL) {
		TAILQ_INSERT_TAIL(&vfpair_ended, sc, list);
		return (NULL);
	}
	atomic_store_rel_ptr((uintptr_t *)&sc->core, (uintptr_t)core);
	TAILQ_FOREACH(other, &vfpair_pairs, list)
		vfpair_pair_departed(other->core, sc->syn_id); /* no candidate any more */
	TAILQ_INSERT_TAIL(&vfpair_pairs, sc, list);
	vfpair_learn_vlans(sc);
	vfpair_sysctl_attach(sc);
	*reason = VFPAIR_REASON_None;
	return (sc);
}

void
vfpair_pair_end(struct vfpair_softc *sc, bool synthetic_gone)
{

	VFPAIR_ASSERT();
	CURVNET_SET(sc->syn->if_vnet);
	vfpair_pair_shutdown(sc->core, synthetic_gone);
	CURVNET_RESTORE();
	/* Nothing of ours is left on either interface. */
	MPASS(sc->vf == NULL && sc->syn_caps_off == 0 && sc->syn_assist_off == 0 &&
	    !sc->tso_limited && sc->link_shown == 0 && sc->receives_as == 0);
	atomic_store_rel_ptr((uintptr_t *)&sc->core, 0);
	TAILQ_REMOVE(&vfpair_pairs, sc, list);
	TAILQ_INSERT_TAIL(&vfpair_ended, sc, list);
}

void
vfpair_reap(void)
{
	struct vfpair_list ended;
	struct vfpair_softc *sc;

	TAILQ_INIT(&ended);
	sx_xlock(&vfpair_sx);
	TAILQ_CONCAT(&ended, &vfpair_ended, list);
	sx_xunlock(&vfpair_sx);
	if (TAILQ_EMPTY(&ended))
		return;
	NET_EPOCH_WAIT();
	while ((sc = TAILQ_FIRST(&ended)) != NULL) {
		TAILQ_REMOVE(&ended, sc, list);
		while (refcount_load(&sc->references) != 0)
			pause("vfpair", 1);
		vfpair_pair_free(sc);
	}
}

void
vfpair_pairs_init(void)
{

	vfpair_queue = taskqueue_create("vfpair", M_WAITOK,
	    taskqueue_thread_enqueue, &vfpair_queue);
	taskqueue_start_threads(&vfpair_queue, 1, PI_NET, "vfpair");
}

/* Whether others still call methods of what is no pair any more. */
static bool
vfpair_is_left_behind(void)
{
	bool left;

	vfpair_reap();
	sx_xlock(&vfpair_sx);
	left = !vfpair_unstick();
	left = vfpair_have_strays() || left;
	sx_xunlock(&vfpair_sx);
	vfpair_reap();
	if (left)
		printf("vfpair: others hooked the methods of former synthetics or VFs; take "
		    "them out of lagg, netmap or the like first\n");
	return (left);
}

/* EBUSY: something was hooked above us and still calls our methods. */
int
vfpair_pairs_end(void)
{
	struct vfpair_softc *sc;

	if (vfpair_is_left_behind()) /* then the pairs that there are need not end */
		return (EBUSY);
	sx_xlock(&vfpair_sx);
	TAILQ_FOREACH(sc, &vfpair_pairs, list)
		if (!vfpair_hooks_are_ours(sc)) {
			if_printf(sc->syn, "vfpair: others hooked its methods after us; "
			    "take it out of lagg, netmap or the like first\n");
			sx_xunlock(&vfpair_sx);
			return (EBUSY);
		}
	while ((sc = TAILQ_FIRST(&vfpair_pairs)) != NULL)
		vfpair_pair_end(sc, false);
	sx_xunlock(&vfpair_sx);
	return (vfpair_is_left_behind() ? EBUSY : 0);
}

/* There are no pairs any more, and nothing makes new ones. */
void
vfpair_pairs_exit(void)
{

	vfpair_reap();
	vfpair_hooks_drain();
	taskqueue_free(vfpair_queue);
}
