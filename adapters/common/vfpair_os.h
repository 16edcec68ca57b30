/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * vfpair's contract with an operating system, in C. Implement the vfpair_os_* functions, call the
 * vfpair_pair_* ones, and you have ported vfpair.
 *
 * Contexts, named in every comment:
 *   actor      sleepable; one at a time for a given pair (Linux: under RTNL). Only here may a VF's
 *              driver be called.
 *   closing    sleepable, in the thread that is taking the VF down; the VF's driver may be holding
 *              its own locks, so only its transmit may be used.
 *   any        also softirq, net epoch, RCU reader; must not sleep.
 *
 * Results: 0, or one of VFPAIR_OS_*. No errno crosses this line: translate once, in the shim.
 *
 * Some functions an OS may do without: each names the VFPAIR_OFFERS_* that the adapter's C++ file
 * defines, before it includes os_entry.h, to say that it has it. What such a function serves is
 * otherwise absent, or refused with "this platform cannot do that".
 */
#ifndef VFPAIR_OS_H_
#define VFPAIR_OS_H_

#include "vfpair/command_list.h"
#include "vfpair/lists.h"

#ifdef __cplusplus
extern "C" {
#endif

#define VFPAIR_OS_ABI 2

enum vfpair_os_result {
	VFPAIR_OS_OK = 0,
	VFPAIR_OS_PENDING,	/* started; vfpair_pair_complete() will follow */
	VFPAIR_OS_REFUSED,	/* the driver or the OS said no; retrying now is pointless */
	VFPAIR_OS_GONE,		/* the interface is no longer there */
	VFPAIR_OS_RETRY,	/* could not now (no memory, busy) */
};

#define VFPAIR_ENUM_(name, text) VFPAIR_REASON_##name,
enum vfpair_reason { VFPAIR_REASONS(VFPAIR_ENUM_) VFPAIR_REASON_COUNT };
#undef VFPAIR_ENUM_
#define VFPAIR_ENUM_(name, text) VFPAIR_STATE_##name,
enum vfpair_state { VFPAIR_STATES(VFPAIR_ENUM_) VFPAIR_STATE_COUNT };	/* in the order of a life */
#undef VFPAIR_ENUM_
#define VFPAIR_ENUM_(name, text) VFPAIR_COUNTER_##name,
enum vfpair_counter { VFPAIR_COUNTERS(VFPAIR_ENUM_) VFPAIR_COUNTER_COUNT };
#undef VFPAIR_ENUM_

/* An interface: the OS's pointer, and a number that is never reused while the pointer could be. */
struct vfpair_if {
	void *handle;
	unsigned int generation;
};

enum vfpair_kind {			/* bits of vfpair_facts.kind */
	VFPAIR_KIND_ETHERNET = 1u << 0,
	VFPAIR_KIND_LOOPBACK = 1u << 1,
	VFPAIR_KIND_STACKED = 1u << 2,	/* bridge, bond, team, VLAN, macvlan, tunnel ... */
	VFPAIR_KIND_MEMBER = 1u << 3,	/* of a bridge, bond, team */
	VFPAIR_KIND_UPPERS = 1u << 4,	/* something is stacked on it */
	VFPAIR_KIND_ADDRESSES = 1u << 5,	/* has IP addresses (IPv6 link-local counts) */
	VFPAIR_KIND_INPUT_TAKEN = 1u << 6,	/* its input hook belongs to someone else than vfpair */
	VFPAIR_KIND_XDP = 1u << 7,
	VFPAIR_KIND_PHYSICAL = 1u << 8,	/* has a bus device of its own */
	VFPAIR_KIND_DENIED = 1u << 9,	/* as synthetic: its transmit must not be hooked */
	VFPAIR_KIND_START_ROUTINE = 1u << 10,	/* as VF: transmits through a queue of its stack */
	VFPAIR_KIND_RUNS_XDP = 1u << 11,	/* as VF: runs the program attached to S */
	VFPAIR_KIND_BYPASSED = 1u << 12,	/* as synthetic: its rings are used past its stack */
};

enum vfpair_capability {		/* bits of every "capabilities" word */
	VFPAIR_CAP_TX_CSUM_IP4 = 1u << 0,
	VFPAIR_CAP_TX_CSUM_IP6 = 1u << 1,
	VFPAIR_CAP_RX_CSUM = 1u << 2,
	VFPAIR_CAP_TSO4 = 1u << 3,
	VFPAIR_CAP_TSO6 = 1u << 4,
	VFPAIR_CAP_SCATTER_GATHER = 1u << 5,
	VFPAIR_CAP_VLAN_INSERT = 1u << 6,
	VFPAIR_CAP_VLAN_STRIP = 1u << 7,
	VFPAIR_CAP_LRO = 1u << 8,
	VFPAIR_CAP_STATEFUL = 1u << 9,	/* ESP, TLS, MACsec: state in one device */
};

struct vfpair_tso {			/* zero in a field = no limit */
	unsigned int max_bytes;
	unsigned int max_segments;
	unsigned int max_segment_bytes;
};

enum vfpair_rss_type {			/* bits of every "types" word */
	VFPAIR_RSS_IP4 = 1u << 0,
	VFPAIR_RSS_TCP4 = 1u << 1,
	VFPAIR_RSS_UDP4 = 1u << 2,
	VFPAIR_RSS_IP6 = 1u << 3,
	VFPAIR_RSS_IP6_EX = 1u << 4,
	VFPAIR_RSS_TCP6 = 1u << 5,
	VFPAIR_RSS_TCP6_EX = 1u << 6,
	VFPAIR_RSS_UDP6 = 1u << 7,
	VFPAIR_RSS_UDP6_EX = 1u << 8,
};

enum vfpair_rss_function { VFPAIR_RSS_NONE, VFPAIR_RSS_TOEPLITZ, VFPAIR_RSS_OTHER };

#define VFPAIR_RSS_KEY_ROOM 64

struct vfpair_rss_key {
	unsigned char bytes[VFPAIR_RSS_KEY_ROOM];
	unsigned char length;		/* one longer than there is room for cannot be used */
};

struct vfpair_rss_facts {		/* of S: without what vfpair programmed; zero: it does not hash */
	unsigned char has_rss;
	unsigned char function;		/* enum vfpair_rss_function; of S: the one it can be set to */
	struct vfpair_rss_key key;
	unsigned int types;		/* of S: all that it can hash */
	unsigned int rings;		/* receive rings in use */
};

struct vfpair_rss {			/* how S's hashing differs from what its user left */
	unsigned char programmed;	/* S hashes with key and by types (Toeplitz) */
	struct vfpair_rss_key key;
	unsigned int types;
	unsigned int delivered;		/* S's packets carry hashes of these types to the stack */
};

struct vfpair_facts {			/* what is known of one interface at one moment */
	struct vfpair_if id;
	unsigned char mac[6];
	unsigned char permanent_mac[6];
	unsigned long long netns;	/* equal = same namespace / vnet */
	unsigned long long parent;	/* bus device; 0 = none */
	unsigned long long serial;	/* the host's number for what S and V share; 0 = none */
	unsigned int kind;
	unsigned char up;		/* administratively up and its driver opened */
	unsigned char carrier;
	unsigned int mtu, mtu_min, mtu_max;	/* mtu_max 0 = no limit */
	unsigned int supported;		/* capabilities the device can do */
	unsigned int enabled;		/* capabilities the user wants on (before vfpair withholds any) */
	struct vfpair_tso tso;		/* the device's own limits (before vfpair limits them) */
	struct vfpair_rss_facts rss;	/* with VFPAIR_OFFERS_RSS */
};

#define VFPAIR_MAX_UNICAST 32
#define VFPAIR_MAX_MULTICAST 64

struct vfpair_filters {			/* what S wants to receive */
	unsigned char promiscuous, all_multicast;
	unsigned char unicast_overflow, multicast_overflow;	/* more than fits below */
	unsigned int unicast_count, multicast_count;
	unsigned char unicast[VFPAIR_MAX_UNICAST][6];
	unsigned char multicast[VFPAIR_MAX_MULTICAST][6];
	unsigned long long vlans[64];	/* bit n of the 4096 = VLAN id n (802.1Q) */
};

enum vfpair_filter_kind {
	VFPAIR_FILTER_UNICAST, VFPAIR_FILTER_MULTICAST, VFPAIR_FILTER_VLAN,
	VFPAIR_FILTER_PROMISCUOUS, VFPAIR_FILTER_ALL_MULTICAST,
};

/*
 * The published path: what a packet about to leave S must know, and all it may look at. Immutable
 * while published; NULL published = S itself. With vf set, a packet goes to the VF while
 * (state word of vf & need_mask) == need_value; otherwise to S, and VFPAIR_SIGNAL_VF is raised once.
 * With hold set a packet waits in S's queue (a few milliseconds, during a cut-over); vf is set then,
 * too, and no state word is as asked, so whoever compares first need not look at hold for a packet
 * that goes to the VF.
 */
struct vfpair_path {
	void *vf;
	unsigned long need_mask, need_value;
	unsigned int hold;
	unsigned int generation;
};

enum vfpair_side { VFPAIR_SIDE_SYNTHETIC, VFPAIR_SIDE_VF };

enum vfpair_carrier {			/* the link that S shows */
	VFPAIR_CARRIER_OWN,		/* its driver's word; what was forced is given back */
	VFPAIR_CARRIER_UP,		/* also when its driver says otherwise, now or later */
	VFPAIR_CARRIER_DOWN,
};

struct vfpair_transition {		/* one line of a pair's history */
	unsigned long long time_ns;
	unsigned char from, to, event, reason;
};

/* ---- What the OS provides. "pair" is the cookie given to vfpair_pair_init(). ---- */

/* actor, or any sleepable context that keeps the interface alive */
int vfpair_os_facts(struct vfpair_if interface, struct vfpair_facts *out);

/* actor. on/off pairs; off never fails and must leave no trace of on. */
int vfpair_os_mark(void *pair, struct vfpair_if vf, int on);
int vfpair_os_capture(void *pair, struct vfpair_if vf, int on);
int vfpair_os_link(void *pair, struct vfpair_if vf, int on);
int vfpair_os_overlay(void *pair, int on);

/* actor. Declarative: the whole amount to withhold or limit, 0 restores what the user had. */
int vfpair_os_withhold(void *pair, struct vfpair_if interface, enum vfpair_side side,
		       unsigned int capabilities);
int vfpair_os_limit_tso(void *pair, const struct vfpair_tso *limit);
int vfpair_os_set_mtu(void *pair, struct vfpair_if interface, enum vfpair_side side,
		      unsigned int mtu);
int vfpair_os_read_filters(void *pair, struct vfpair_filters *out);
/* add or remove one entry on the VF; value points to 6 address bytes or an unsigned short VLAN id */
int vfpair_os_change_filter(void *pair, struct vfpair_if vf, enum vfpair_filter_kind kind,
			    const void *value, int add);
int vfpair_os_set_up(void *pair, struct vfpair_if vf, int up);

/* actor or closing; may answer VFPAIR_OS_PENDING: vfpair_pair_complete(pair, generation, result) follows */
int vfpair_os_steer_host(void *pair, enum vfpair_side side, unsigned int generation);

/* actor or closing. Publish with release order; NULL = S. */
void vfpair_os_publish(void *pair, const struct vfpair_path *path);
/* any. Of a VF's state word: the bits that matter to a packet, and what they must be. */
unsigned long vfpair_os_ready_mask(void);
unsigned long vfpair_os_ready_value(void);
/* actor or closing. Returns when no packet reader still uses an earlier published path. */
void vfpair_os_grace(void *pair);
/*
 * actor or closing. Wait, at most budget_us, until what was already handed to that side for
 * transmission has left it. Returns 0 when known to be drained, VFPAIR_OS_RETRY when the time ran
 * out. Must not call the VF's control functions.
 */
int vfpair_os_drain_transmit(void *pair, enum vfpair_side side, struct vfpair_if vf,
			     unsigned int budget_us);
/* actor or closing. Wait, at most budget_us, until that side has received nothing for quiet_us. */
void vfpair_os_drain_receive(void *pair, enum vfpair_side side, struct vfpair_if vf,
			     unsigned int quiet_us, unsigned int budget_us);
/*
 * actor or closing. On: what that side receives is kept back, if the OS can. Off: it is delivered,
 * in order, and what follows too.
 */
void vfpair_os_hold_receive(void *pair, enum vfpair_side side, struct vfpair_if vf, int on);
/* actor or closing. Let switches learn that S's address is now behind the given side. */
void vfpair_os_announce(void *pair, enum vfpair_side side, struct vfpair_if vf);
/* actor or closing. Restart S's transmit queues after a hold. */
void vfpair_os_wake(void *pair);

unsigned long long vfpair_os_now_ns(void *pair);		/* any; monotonic */
void vfpair_os_set_timer(void *pair, unsigned long long deadline_ns);	/* actor; 0 = none; when due: signal TIMER + run */
void vfpair_os_schedule(void *pair);				/* any; run the actor soon */
void vfpair_os_trace(void *pair, const struct vfpair_transition *transition);	/* actor */

/* ---- What the OS may provide: the VFPAIR_OFFERS_* is named first. All: actor. ---- */

/*
 * VFPAIR_OFFERS_CARRIER: makes S show another link than its own. Declarative. vfpair_facts.carrier
 * of S goes on being the driver's word.
 */
int vfpair_os_show_carrier(void *pair, enum vfpair_carrier shown);
/*
 * VFPAIR_OFFERS_ENABLED: turns S's capabilities on and off as its user wishes; what is withheld
 * stays withheld. Changes nothing when it refuses.
 */
int vfpair_os_set_enabled(void *pair, unsigned int capabilities);
/* VFPAIR_OFFERS_MAC: changes nothing when it refuses */
int vfpair_os_set_mac(void *pair, struct vfpair_if interface, enum vfpair_side side,
		      const unsigned char mac[6]);
/*
 * VFPAIR_OFFERS_RSS: how S hashes what it receives. Declarative. "programmed" 0 and "delivered" all
 * is the user's own. Programs nothing when it refuses.
 */
int vfpair_os_set_rss(void *pair, const struct vfpair_rss *rss);
/*
 * VFPAIR_OFFERS_RECEIVE_AS: non-transparent mode. While on, S hears everything, and what it
 * receives is delivered as V's.
 */
int vfpair_os_receive_as(void *pair, struct vfpair_if vf, int on);

/* ---- What the core provides (glue.cc); pair storage is the caller's. ---- */

enum vfpair_signal {			/* bits; "look again", never an order */
	VFPAIR_SIGNAL_SYNTHETIC = 1u << 0,	/* S's admin state or the user's wishes changed */
	VFPAIR_SIGNAL_VF = 1u << 1,		/* V's link, admin state or facts changed */
	VFPAIR_SIGNAL_FILTERS = 1u << 2,	/* S's address lists, promiscuity or VLANs changed */
	VFPAIR_SIGNAL_TIMER = 1u << 3,
	VFPAIR_SIGNAL_HOST_REVOKED = 1u << 4,
	VFPAIR_SIGNAL_HOST_FORGOT = 1u << 7,	/* the host lost what it was told */
	VFPAIR_SIGNAL_VF_READY = 1u << 9,	/* V's driver has finished its attach */
};

#define VFPAIR_FIELD_(name, ...) unsigned int name;
struct vfpair_settings {		/* given at pair time */
	VFPAIR_OPTIONS(VFPAIR_FIELD_, VFPAIR_FIELD_)	/* 0 = the default; choices count from 1 */
	unsigned int by_mac;		/* 1: any V with S's MAC; 0: exactly the V named */
	struct vfpair_if named_vf;	/* with by_mac 0 */
};
#undef VFPAIR_FIELD_

enum vfpair_profile {			/* of vfpair_settings.profile */
	VFPAIR_PROFILE_DEFAULT,		/* strict */
	VFPAIR_PROFILE_STRICT,
	VFPAIR_PROFILE_HN,
	VFPAIR_PROFILE_NONTRANSPARENT,	/* V is its user's; with VFPAIR_OFFERS_RECEIVE_AS */
};

enum vfpair_damping {			/* of vfpair_settings.damping */
	VFPAIR_DAMPING_DEFAULT,		/* the profile's */
	VFPAIR_DAMPING_ON,
	VFPAIR_DAMPING_OFF,
};

enum vfpair_egress {			/* of vfpair_settings.egress; with VFPAIR_OFFERS_EGRESS */
	VFPAIR_EGRESS_DEFAULT,		/* off */
	VFPAIR_EGRESS_ON,		/* packets leave past S's queueing layer */
	VFPAIR_EGRESS_OFF,
};

#define VFPAIR_ENUM_(name, word, interfaces, usage) VFPAIR_VERB_##name,
enum vfpair_verb { VFPAIR_VERBS(VFPAIR_ENUM_) VFPAIR_VERB_COUNT };
#undef VFPAIR_ENUM_

struct vfpair_command {			/* one line of a control device */
	enum vfpair_verb verb;
	char synthetic[VFPAIR_NAME_SIZE];	/* empty: the verb names none */
	char vf[VFPAIR_NAME_SIZE];		/* empty: by MAC, or none */
	struct vfpair_settings settings;	/* named_vf is the adapter's to look up */
};

struct vfpair_complaint {		/* why a line was not understood */
	const char *word;		/* of the line, any bytes, not NUL-terminated ... */
	unsigned int word_length;	/* ... and 0 when the complaint is about no word */
	const char *problem, *expected;	/* a sentence, and what should have been there; never NULL */
};

struct vfpair_status {
	unsigned char state, reason;	/* enum vfpair_state, enum vfpair_reason */
	unsigned char failed_setting;	/* when degraded: index into VFPAIR_SETTINGS, else 0xff */
	unsigned char path;		/* 0 synthetic, 1 VF, 2 hold */
	unsigned char candidates;	/* waiting VFs, without the one held */
	struct vfpair_if vf;		/* handle NULL = none */
	unsigned long long switches;
	unsigned long long drain_timeouts;	/* cut-overs that may have cost order */
	unsigned long long undo_failures;	/* steps back that a driver refused */
	unsigned long long state_since_ns;
	unsigned int retries;
	unsigned int withheld_synthetic, withheld_vf;
	struct vfpair_tso tso_limit;
};

unsigned long vfpair_pair_size(void);		/* bytes of storage, aligned to 64 */
/* Checks of a rule before anything is touched: of S, and of a V that is there. 0 = fine. */
enum vfpair_reason vfpair_check_synthetic(const struct vfpair_facts *synthetic);
enum vfpair_reason vfpair_check_vf(const struct vfpair_facts *synthetic, const struct vfpair_facts *vf,
				   const struct vfpair_settings *settings);

/*
 * actor. Starts a pair in the given storage: checks S and installs its hooks. os_cookie is passed to
 * every vfpair_os_* call as "pair". NULL: refused, *why says why, and nothing is changed.
 */
void *vfpair_pair_init(void *storage, void *os_cookie, struct vfpair_if synthetic,
		       const struct vfpair_settings *settings, enum vfpair_reason *why);
/* actor. A V appeared: 0 = held or listed as candidate; otherwise why it is not used. */
enum vfpair_reason vfpair_pair_arrived(void *core, const struct vfpair_facts *vf);
/* actor, in V's removal. On return nothing of ours is left on V. */
void vfpair_pair_departed(void *core, struct vfpair_if vf);
/* closing. On return no packet is redirected to V and what was handed to it has had its time to leave. */
void vfpair_pair_vf_closing(void *core, struct vfpair_if vf);
/* actor. V has another name: while it settles, its settle time starts again. */
void vfpair_pair_renamed(void *core, struct vfpair_if vf);
/* any. The host promised a V for this S, or took its promise back. */
void vfpair_pair_host_promise(void *core, int promised);
void vfpair_pair_signal(void *core, unsigned int signals);	/* any; does not run the actor */
void vfpair_pair_run(void *core);				/* actor: handle what was signalled */
void vfpair_pair_complete(void *core, unsigned int generation, int result);	/* any */
/*
 * actor. The rule is deleted: the host is asked to steer back and waited for. Over when the state is
 * closed (vfpair_os_trace() tells), at the latest after the host's time limit.
 */
void vfpair_pair_unpair(void *core);
/* actor, in S's removal, or when the rule is deleted: on return both legs are as the user left them */
void vfpair_pair_shutdown(void *core, int synthetic_gone);
/* actor. The user changes S's MTU: V first, then S, V put back if S refuses. */
enum vfpair_reason vfpair_pair_change_mtu(void *core, unsigned int mtu);
/* actor. So with S's capabilities: all that its user wants on, withheld or not ... */
enum vfpair_reason vfpair_pair_change_capabilities(void *core, unsigned int enabled);
/* ... and with its address. Each is refused where the OS does not offer it. */
enum vfpair_reason vfpair_pair_change_mac(void *core, const unsigned char mac[6]);
void vfpair_pair_status(void *core, struct vfpair_status *out);	/* actor */

/*
 * any. Understands a line of so many bytes, with or without its line feed. 0 = the line is a command,
 * and *out is all of it; otherwise nothing is to be done and *why says what is wrong.
 */
int vfpair_parse_command(const char *line, unsigned long length, struct vfpair_command *out,
			 struct vfpair_complaint *why);

const char *vfpair_reason_sentence(unsigned int reason);
const char *vfpair_state_name(unsigned int state);
const char *vfpair_event_name(unsigned int event);
const char *vfpair_setting_text(unsigned int setting);
const char *vfpair_path_name(unsigned int path);	/* of vfpair_status.path */

#ifdef __cplusplus
}
#endif

#endif /* VFPAIR_OS_H_ */
