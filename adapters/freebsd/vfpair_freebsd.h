/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the files of the FreeBSD adapter share.  Hooks and effects only: whatever
 * decides is behind adapters/common/vfpair_os.h.
 *
 * Locks.  vfpair_sx (sleepable) makes its holder the actor of every pair.  Event
 * handlers that may run under a driver's lock never take it: they signal and let
 * the task run.  Order: vfpair_sx, then a driver's own locks, the VLAN lock.  What
 * packets read is set before a hook is installed, and freed an epoch after it was
 * removed.
 */
#ifndef _VFPAIR_FREEBSD_H_
#define	_VFPAIR_FREEBSD_H_

#include "kpi.h"
#include "vfpair_os.h"

#define	VFPAIR_HISTORY	64

MALLOC_DECLARE(M_VFPAIR);

SDT_PROVIDER_DECLARE(vfpair);
#define	VFPAIR_PROBE_(name, ...)	SDT_PROBE_DECLARE(vfpair, , , name);
VFPAIR_TRACE_POINTS(VFPAIR_PROBE_, VFPAIR_PROBE_)
#undef VFPAIR_PROBE_

/* Whose packets wait for the other side's; at most one at a time. */
enum vfpair_keeps_back { VFPAIR_KEEPS_NOTHING, VFPAIR_KEEPS_VF, VFPAIR_KEEPS_SYNTHETIC };

enum vfpair_flag {
	VFPAIR_KICKED = 1u << 0, /* a packet found V not ready and told the actor */
	VFPAIR_STUCK = 1u << 1,	 /* others hooked S above us: ours pass through */
	VFPAIR_ACCURATE_TAP = 1u << 2, /* taps of S see only what V has taken */
	VFPAIR_BYPASSED = 1u << 3, /* a packet found S's rings others' and told the actor */
};

enum vfpair_vf_use {
	VFPAIR_USE_MARK = 1u << 0,
	VFPAIR_USE_CAPTURE = 1u << 1,
	VFPAIR_USE_LINK = 1u << 2,
};

struct vfpair_softc {
	/* A packet that leaves S looks at these only. */
	CK_LIST_ENTRY(vfpair_softc) overlaid;	/* vfpair_by_synthetic() */
	struct ifnet	*syn;
	uintptr_t	path;		/* struct vfpair_path *, vfpair_load_path() */
	if_transmit_fn_t syn_transmit;
	counter_u64_t	counters[VFPAIR_COUNTER_COUNT];
	volatile u_int	flags;		/* enum vfpair_flag */

	/* A packet that V received looks at these, syn and counters. */
	CK_LIST_ENTRY(vfpair_softc) captured;	/* vfpair_by_vf() */
	struct ifnet	*vf;			/* as long as any of vf_uses */
	if_transmit_fn_t vf_transmit;		/* V's own: another is others' */
	volatile u_int	keeps_back;		/* enum vfpair_keeps_back */

	/* Packets that wait for a cut-over: transmit.c, keep_back.c. */
	struct mtx	held_lock;
	struct mbufq	held;
	uintptr_t	next_path;	/* what path becomes when held is empty */
	bool		has_next_path;
	struct mtx	kept_lock;
	struct mbufq	kept;

	/* S's other methods, and V's. */
	if_qflush_fn_t	syn_qflush;
	if_ioctl_fn_t	syn_ioctl;
	if_start_fn_t	syn_start;
	vfpair_input_fn	*syn_input;	/* while it is hooked ... */
	vfpair_input_fn	*syn_hook;	/* ... and by what */
	uintptr_t	receives_as;	/* struct ifnet *: V, while S's packets are V's */
	vfpair_input_fn	*vf_input;	/* while it is hooked */
	if_ioctl_fn_t	vf_ioctl;

	/* The rest belongs to the actor (vfpair_sx). */
	volatile u_int	references;
	TAILQ_ENTRY(vfpair_softc) list;
	struct vfpair_if syn_id;
	void		*core;		/* NULL before start and after shutdown */
	void		*core_storage;
	struct task	run;
	struct callout	timer;
	struct callout	look;		/* neighbours.c */
	bool		overlaid_now;
	struct thread	*volatile sends_past; /* to S's driver, whatever the path */
	bool		transmit_waits;	/* S was in netmap before us, and is */
	bool		input_wanted;	/* S's input is to be hooked */
	bool		is_hn;		/* profile=hn */
	bool		host_mtu;	/* the stack is changing S's MTU ... */
	u_long		user_command;	/* ... or its capabilities, in this way ... */
	caddr_t		user_caps;	/* ... and these are asked for */
	int		driver_error;	/* what the driver that refused said */

	u_int		vf_uses;	/* enum vfpair_vf_use */
	bool		vf_closes;	/* in whoever takes V down: its driver may hold locks */
	int		vf_caps_off;	/* IFCAP_*: enabled on V by its user, off by us */
	bool		vf_stays_up;	/* until netmap on V has ended */
	int		syn_caps_hidden; /* IFCAP_*: out of S's if_capabilities by us */
	int		syn_caps_off;	/* IFCAP_*: enabled on S by its user, off by us */
	uint64_t	syn_assist_off;	/* CSUM_*: out of S's if_hwassist by us */
	bool		steered;	/* V may be the path */
	bool		pushed[2];	/* enum vfpair_side: cutover.c */
	struct vfpair_tso syn_tso;	/* S's own, while tso_limited */
	bool		tso_limited;
	volatile u_int	syn_link;	/* LINK_STATE_*: S's own, while link_shown */
	volatile u_int	link_shown;	/* LINK_STATE_* instead of it; 0 = its own */
	volatile uint64_t vlans[64];	/* on S */

	struct vfpair_transition history[VFPAIR_HISTORY];
	u_int		history_count;
	char		refused_name[IFNAMSIZ];	/* the last V that was not taken ... */
	enum vfpair_reason refused;		/* ... and why */

	struct sysctl_ctx_list sysctl;
	struct sysctl_oid *sysctl_node;	/* the root of a tree, or NULL */
	char		sysctl_name[IFNAMSIZ];
	TAILQ_ENTRY(vfpair_softc) trees;
};

extern struct sx vfpair_sx;
#define	VFPAIR_ASSERT()		sx_assert(&vfpair_sx, SA_XLOCKED)

/* pair.c: the actor's lock is held, but for hold, release and reap */
TAILQ_HEAD(vfpair_list, vfpair_softc);
extern struct vfpair_list vfpair_pairs;
struct vfpair_softc *vfpair_pair_of(const struct ifnet *syn);
struct vfpair_softc *vfpair_pair_holding(const struct ifnet *vf);
struct vfpair_softc *vfpair_pair_create(struct ifnet *syn,
    const struct vfpair_settings *settings, enum vfpair_reason *reason);
void	vfpair_pair_end(struct vfpair_softc *sc, bool synthetic_gone);
/* Waits for what may still know ended pairs.  Not under the actor's lock. */
void	vfpair_reap(void);
void	vfpair_pairs_init(void);
int	vfpair_pairs_end(void);
void	vfpair_pairs_exit(void);
void	vfpair_hold(struct vfpair_softc *sc);
void	vfpair_release(struct vfpair_softc *sc);
void	vfpair_run(struct vfpair_softc *sc);
/* Around a method that may sleep. */
void	vfpair_hook_enter(void);
void	vfpair_hook_leave(void);
/* Any context: the core is told to look again, soon. */
void	vfpair_poke(struct vfpair_softc *sc, u_int signals);

/* events.c */
void	vfpair_events_init(void);
void	vfpair_events_exit(void);
void	vfpair_scan_soon(void);
/* The actor. */
enum vfpair_reason vfpair_offer(struct vfpair_softc *sc, struct ifnet *vf);

/* facts.c */
struct vfpair_if vfpair_if_of(struct ifnet *ifp);
void	vfpair_for_each_interface(void (*visit)(struct ifnet *, void *), void *arg);
/* NULL when the interface is not the one that was meant, or not there any more */
struct ifnet *vfpair_registered(struct vfpair_if id);
bool	vfpair_is_listed(const struct ifnet *ifp);
int	vfpair_ifcaps_of(u_int capabilities);
u_int	vfpair_capabilities_of(int ifcaps);
device_t vfpair_device_of(const struct ifnet *ifp);

/* Of a hash by interface: who is overlaid, who is captured. */
#define	VFPAIR_BUCKETS	64

static inline u_int
vfpair_bucket(const struct ifnet *ifp)
{
	return ((uintptr_t)ifp / sizeof(struct ifnet) % VFPAIR_BUCKETS);
}

/* steer.c; of a driver that embeds the core, rss.c, which asks the driver about S */
void	vfpair_read_rss(const struct ifnet *ifp, const struct vfpair_softc *holder,
    struct vfpair_facts *out);
/* false: not one of that driver's.  Else without what vfpair_os_set_rss() programmed. */
bool	vfpair_synthetic_rss(const struct ifnet *ifp, struct vfpair_rss_facts *out);
uint32_t vfpair_rsstypes_of(u_int types);
u_int	vfpair_types_of(uint32_t rsstypes);

/* overlay.c: S's methods, and who is overlaid */
struct vfpair_softc *vfpair_by_synthetic(const struct ifnet *ifp);
/* The actor.  Those that others took off without a reason are put back first. */
bool	vfpair_hooks_are_ours(struct vfpair_softc *sc);
/* While on, what S receives asks vfpair_divert() first. */
void	vfpair_hook_input(struct vfpair_softc *sc, bool on);

/* transmit.c: in the net epoch */
int	vfpair_redirect(struct vfpair_softc *sc, const struct vfpair_path *path,
    struct mbuf *m);
int	vfpair_transmit(struct ifnet *ifp, struct mbuf *m);
void	vfpair_start(struct ifnet *ifp);
static inline const struct vfpair_path *
vfpair_load_path(struct vfpair_softc *sc)
{
	return ((const struct vfpair_path *)atomic_load_acq_ptr(&sc->path));
}

/* receive.c */
struct vfpair_softc *vfpair_by_vf(const struct ifnet *ifp);
bool	vfpair_vf_is_taken(const struct vfpair_softc *sc);
int	vfpair_hook_vf_input(struct vfpair_softc *sc);
void	vfpair_input(struct ifnet *vf, struct mbuf *m);
int	vfpair_vf_ioctl(struct ifnet *vf, u_long command, caddr_t data);

/* strays.c */
bool	vfpair_stray_input(struct ifnet *ifp, struct mbuf *m);
if_ioctl_fn_t vfpair_stray_ioctl(const struct ifnet *ifp);
void	vfpair_stray_add(struct ifnet *ifp, vfpair_input_fn *input, if_ioctl_fn_t ioctl,
    bool stays_up);
bool	vfpair_is_stray(const struct ifnet *ifp);
void	vfpair_stray_forget(const struct ifnet *ifp);
bool	vfpair_have_strays(void);

/* neighbours.c */
bool	vfpair_is_in_native_netmap(const struct ifnet *ifp);
bool	vfpair_is_in_netmap(const struct ifnet *ifp);
bool	vfpair_is_bypassed(const struct ifnet *syn, const struct vfpair_softc *own);
bool	vfpair_lro_escapes(void);
void	vfpair_look_later(struct vfpair_softc *sc);

/* keep_back.c */
bool	vfpair_keep_back(struct vfpair_softc *sc, struct mbuf *m, u_int side);
/* What V received as S's, and what S itself received. */
void	vfpair_deliver(struct vfpair_softc *sc, struct mbuf *m);
void	vfpair_pass_on(struct vfpair_softc *sc, struct mbuf *m);

/* divert.c: in the net epoch.  Whether S's stack is not to have it, or not now. */
bool	vfpair_divert(struct vfpair_softc *sc, struct mbuf *m);

/* carrier.c */
u_int	vfpair_own_link(const struct vfpair_softc *sc);
void	vfpair_own_link_changed(struct vfpair_softc *sc);

/* filters.c */
void	vfpair_learn_vlans(struct vfpair_softc *sc);

/* effects.c */
int	vfpair_error_of(const struct vfpair_softc *sc, enum vfpair_reason reason);
int	vfpair_user_mtu(struct vfpair_softc *sc, const struct ifreq *ifr);
int	vfpair_user_caps(struct vfpair_softc *sc, u_long command, caddr_t data);
void	vfpair_steered(struct vfpair_softc *sc, bool to_vf);
int	vfpair_ask_vf(struct vfpair_softc *sc, u_long command, caddr_t data);
void	vfpair_take_down(struct ifnet *vf);
bool	vfpair_vf_is_path(struct vfpair_softc *sc);

/* control.c; command.c and report.c: the text of one reply */
extern bool vfpair_takes_commands;	/* not while the module comes or goes */
void	vfpair_control_open(bool open);
int	vfpair_command(struct sbuf *reply, struct thread *td, const char *line, size_t length);
void	vfpair_report_status(struct sbuf *reply, const struct vnet *vnet);
void	vfpair_report_history(struct sbuf *reply, const struct vfpair_softc *sc);
const char *vfpair_vf_name(const struct vfpair_status *status);
enum vfpair_reason vfpair_pair_by_mac(struct ifnet *syn);

/* sysctl.c */
SYSCTL_DECL(_hw_vfpair);
extern int vfpair_transparent, vfpair_accbpf, vfpair_attwait;
void	vfpair_pair_automatically(struct ifnet *syn);
void	vfpair_sysctl_attach(struct vfpair_softc *sc);
void	vfpair_sysctl_rename(struct vfpair_softc *sc);
void	vfpair_sysctl_detach(struct vfpair_softc *sc);

static inline void
vfpair_count(const struct vfpair_softc *sc, enum vfpair_counter which)
{
	counter_u64_add(sc->counters[which], 1);
}

/* The one place where an errno becomes a result of the contract. */
static inline int
vfpair_result(int error)
{
	switch (error) {
	case 0:
		return (VFPAIR_OS_OK);
	case ENODEV:
	case ENXIO:
		return (VFPAIR_OS_GONE);
	case ENOMEM:
	case ENOBUFS:
	case EAGAIN:
	case EBUSY:
		return (VFPAIR_OS_RETRY);
	default:
		return (VFPAIR_OS_REFUSED);
	}
}

#endif /* _VFPAIR_FREEBSD_H_ */
