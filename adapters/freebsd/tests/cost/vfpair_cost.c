/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a packet costs, and nothing but that: interfaces without hardware, drivers
 * that do nothing.  vfcs0 and vfcv0 are for vfpair, once somebody has paired them;
 * vfcs1 and vfcv1 are a pair as hn(4) would have it, written from a description of its
 * behaviour: a read-mostly lock around V's transmit, another one around the map from
 * V's index to S, and every packet counted.
 */
#include <sys/param.h>
#include <sys/systm.h>
#include <sys/counter.h>
#include <sys/epoch.h>
#include <sys/kernel.h>
#include <sys/lock.h>
#include <sys/malloc.h>
#include <sys/mbuf.h>
#include <sys/module.h>
#include <sys/rmlock.h>
#include <sys/sbuf.h>
#include <sys/socket.h>
#include <sys/sockio.h>
#include <sys/sx.h>
#include <sys/sysctl.h>
#include <machine/cpu.h>

#include <net/bpf.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <net/if_media.h>
#include <net/if_types.h>
#include <net/if_var.h>
#if __has_include(<net/if_private.h>)
#include <net/if_private.h>
#endif
#include <net/vnet.h>

#define	COST_BLOCK	1024	/* packets between two looks at the clock */
#define	COST_BLOCKS	100	/* of which the median counts: no interrupt in it */
#define	COST_WARM_UP	4	/* blocks */
#define	COST_MAX_BATCH	64
#define	COST_LENGTH	1000	/* bytes of a packet */
#define	COST_MARK	0x76667063u /* the flow id of packets that are not freed */

enum cost_interface { COST_S, COST_V, COST_HN_S, COST_HN_V, COST_INTERFACES };

struct cost_softc {
	struct ifnet	*ifp;
	uint64_t	sunk;	/* packets of ours that ended here, as they should */

	/* An hn-like S. */
	struct rmlock	lock;	/* of what follows */
	struct ifnet	*vf;
	u_int		flags;	/* COST_HN_* */
};

#define	COST_HN_ENABLED	0x1
#define	COST_HN_ACCBPF	0x2

static struct cost_softc cost[COST_INTERFACES];
static struct mbuf *cost_chain[COST_MAX_BATCH]; /* linked by m_nextpkt while received */
static struct sx cost_sx;
SX_SYSINIT(cost_sx, &cost_sx, "vfpair cost");

/* The hn-like map: from V's index to S. */
static struct rmlock cost_map_lock;
static struct ifnet **cost_map;
static u_int cost_map_size;

static MALLOC_DEFINE(M_COST, "vfpair_cost", "cost of a packet");

/* The drivers.  Ours are sent or received again and again, others are freed. */

static int
cost_transmit(struct ifnet *ifp, struct mbuf *m)
{
	struct cost_softc *sc = ifp->if_softc;

	if (__predict_true(m->m_pkthdr.flowid == COST_MARK))
		sc->sunk++;
	else
		m_freem(m);
	return (0);
}

static void
cost_input(struct ifnet *ifp, struct mbuf *m)
{
	struct cost_softc *sc = ifp->if_softc;

	for (; m != NULL; m = m->m_nextpkt)
		if (m->m_pkthdr.rcvif == ifp)
			sc->sunk++;
}

static void
cost_qflush(struct ifnet *ifp __unused)
{
}

static int
cost_ioctl(struct ifnet *ifp, u_long command, caddr_t data)
{

	switch (command) {
	case SIOCSIFFLAGS:
		if ((ifp->if_flags & IFF_UP) != 0)
			ifp->if_drv_flags |= IFF_DRV_RUNNING;
		else
			ifp->if_drv_flags &= ~IFF_DRV_RUNNING;
		return (0);
	case SIOCADDMULTI:
	case SIOCDELMULTI:
		return (0);
	default:
		return (ether_ioctl(ifp, command, data));
	}
}

/* As hn(4) does it. */

static int
cost_hn_transmit(struct ifnet *ifp, struct mbuf *m)
{
	struct cost_softc *sc = ifp->if_softc;
	struct rm_priotracker tracker;
	struct mbuf *copy = NULL;
	bool multicast;
	u_int length;
	int error;

	if ((sc->flags & COST_HN_ENABLED) == 0)
		return (cost_transmit(ifp, m));
	rm_rlock(&sc->lock, &tracker);
	if (__predict_false((sc->flags & COST_HN_ENABLED) == 0)) {
		rm_runlock(&sc->lock, &tracker);
		return (cost_transmit(ifp, m));
	}
	length = m->m_pkthdr.len;
	multicast = (m->m_flags & M_MCAST) != 0;
	if (bpf_peers_present(ifp->if_bpf)) {
		if ((sc->flags & COST_HN_ACCBPF) != 0)
			copy = m_copypacket(m, M_NOWAIT);
		if (copy == NULL)
			ETHER_BPF_MTAP(ifp, m);
	}
	error = sc->vf->if_transmit(sc->vf, m);
	rm_runlock(&sc->lock, &tracker);
	if (copy != NULL) {
		if (error == 0)
			ETHER_BPF_MTAP(ifp, copy);
		m_freem(copy);
	}
	if (error == ENOBUFS) {
		if_inc_counter(ifp, IFCOUNTER_OQDROPS, 1);
	} else if (error != 0) {
		if_inc_counter(ifp, IFCOUNTER_OERRORS, 1);
	} else {
		if_inc_counter(ifp, IFCOUNTER_OPACKETS, 1);
		if_inc_counter(ifp, IFCOUNTER_OBYTES, length);
		if (multicast)
			if_inc_counter(ifp, IFCOUNTER_OMCASTS, 1);
	}
	return (error);
}

static void
cost_hn_input(struct ifnet *vf, struct mbuf *m)
{
	struct rm_priotracker tracker;
	struct ifnet *syn = NULL;
	struct mbuf *each;

	rm_rlock(&cost_map_lock, &tracker);
	if (vf->if_index < cost_map_size)
		syn = cost_map[vf->if_index];
	rm_runlock(&cost_map_lock, &tracker);
	if (__predict_false(syn == NULL)) {
		for (each = m; each != NULL; each = m) {
			m = each->m_nextpkt;
			m_freem(each);
		}
		return;
	}
	for (each = m; each != NULL; each = each->m_nextpkt) {
		ETHER_BPF_MTAP(vf, each);
		if ((vf->if_capenable & IFCAP_HWSTATS) == 0)
			if_inc_counter(vf, IFCOUNTER_IBYTES, each->m_pkthdr.len);
		each->m_pkthdr.rcvif = syn;
		if_inc_counter(syn, IFCOUNTER_IPACKETS, 1);
	}
	syn->if_input(syn, m);
}

static void
cost_hn_pair(struct cost_softc *sc, struct ifnet *vf)
{

	cost_map_size = vf->if_index + 8;
	cost_map = malloc(cost_map_size * sizeof(*cost_map), M_COST, M_WAITOK | M_ZERO);
	rm_wlock(&cost_map_lock);
	cost_map[vf->if_index] = sc->ifp;
	rm_wunlock(&cost_map_lock);
	rm_wlock(&sc->lock);
	sc->vf = vf;
	sc->flags |= COST_HN_ENABLED;
	rm_wunlock(&sc->lock);
	sc->ifp->if_transmit = cost_hn_transmit;
	vf->if_input = cost_hn_input;
}

/* One block.  What is measured is the method; the loop is one and the same for all. */

static __noinline uint64_t
cost_send_block(struct ifnet *ifp, u_int batch __unused)
{
	uint64_t begin = get_cyclecount();
	u_int i;

	for (i = 0; i < COST_BLOCK; i++)
		(void)ifp->if_transmit(ifp, cost_chain[0]);
	return (get_cyclecount() - begin);
}

static __noinline uint64_t
cost_receive_block(struct ifnet *ifp, u_int batch)
{
	uint64_t begin = get_cyclecount();
	struct mbuf *m;
	u_int i;

	for (i = 0; i < COST_BLOCK; i += batch) {
		for (m = cost_chain[0]; m != NULL; m = m->m_nextpkt)
			m->m_pkthdr.rcvif = ifp;
		ifp->if_input(ifp, cost_chain[0]);
	}
	return (get_cyclecount() - begin);
}

static int
cost_compare(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x < *y ? -1 : *x > *y);
}

static void
cost_link(u_int batch)
{
	u_int i;

	for (i = 0; i < COST_MAX_BATCH; i++)
		cost_chain[i]->m_nextpkt = i + 1 < batch ? cost_chain[i + 1] : NULL;
}

/* Hundredths of a cycle per packet; 0 when not every packet came to its end. */
static uint64_t
cost_measure(uint64_t (*block)(struct ifnet *, u_int), struct ifnet *ifp, u_int batch,
    bool in_net_epoch, struct cost_softc *end)
{
	static uint64_t took[COST_BLOCKS];
	struct epoch_tracker et;
	uint64_t before = end->sunk;
	int i;

	cost_link(batch);
	for (i = -COST_WARM_UP; i < COST_BLOCKS; i++) {
		if (in_net_epoch)
			NET_EPOCH_ENTER(et);
		took[MAX(i, 0)] = block(ifp, batch);
		if (in_net_epoch)
			NET_EPOCH_EXIT(et);
	}
	cost_link(1);
	if (end->sunk - before != (COST_WARM_UP + COST_BLOCKS) * COST_BLOCK)
		return (0);
	qsort(took, COST_BLOCKS, sizeof(took[0]), cost_compare);
	return (took[COST_BLOCKS / 2] * 100 / COST_BLOCK);
}

static const struct {
	const char	*name;
	enum cost_interface send, sent, receive, received;
} cost_modes[] = {
	{ "bare", COST_V, COST_V, COST_S, COST_S },
	{ "hn-like", COST_HN_S, COST_HN_V, COST_HN_V, COST_HN_S },
	{ "vfpair", COST_S, COST_V, COST_V, COST_S },
};

/* What the driver says of itself. */
static void
cost_promise_epoch(struct ifnet *ifp, bool promised __unused)
{
#if defined(IFF_NEEDSEPOCH)
	ifp->if_flags = (ifp->if_flags & ~IFF_NEEDSEPOCH) | (promised ? 0 : IFF_NEEDSEPOCH);
#elif defined(IFF_KNOWSEPOCH)
	ifp->if_flags = (ifp->if_flags & ~IFF_KNOWSEPOCH) | (promised ? IFF_KNOWSEPOCH : 0);
#endif
}

static const struct {
	const char	*name;
	u_int		batch;		/* 0: sends */
	bool		hwstats;	/* V counts bytes itself (IFCAP_HWSTATS) */
	bool		no_epoch;	/* V's driver does not enter the net epoch */
} cost_columns[] = {
	{ "tx" },
	{ "rx/1", 1 }, { "rx/8", 8 }, { "rx/64", 64 },
	{ "hwstats/1", 1, true }, { "hwstats/8", 8, true }, { "hwstats/64", 64, true },
	{ "noepoch/1", 1, false, true }, { "noepoch/8", 8, false, true },
};

static uint64_t cost_results[nitems(cost_modes)][nitems(cost_columns)];

static void
cost_measure_all(void)
{
	struct ifnet *ifp;
	size_t i, j;

	for (i = 0; i < nitems(cost_modes); i++)
		for (j = 0; j < nitems(cost_columns); j++) {
			if (cost_columns[j].batch == 0) {
				cost_results[i][j] = cost_measure(cost_send_block,
				    cost[cost_modes[i].send].ifp, 1, true,
				    &cost[cost_modes[i].sent]);
				continue;
			}
			ifp = cost[cost_modes[i].receive].ifp;
			if (cost_columns[j].hwstats)
				ifp->if_capenable |= IFCAP_HWSTATS;
			cost_promise_epoch(ifp, !cost_columns[j].no_epoch);
			cost_results[i][j] = cost_measure(cost_receive_block, ifp,
			    cost_columns[j].batch, !cost_columns[j].no_epoch,
			    &cost[cost_modes[i].received]);
			ifp->if_capenable &= ~IFCAP_HWSTATS;
		}
}

/* Hundredths of a cycle, times ns over cycles, are hundredths of a nanosecond. */
static void
cost_table(struct sbuf *sb, const char *unit, uint64_t ns, uint64_t cycles)
{
	uint64_t value;
	size_t i, j;

	sbuf_printf(sb, "\n%-9s", unit);
	for (j = 0; j < nitems(cost_columns); j++)
		sbuf_printf(sb, "%12s", cost_columns[j].name);
	for (i = 0; i < nitems(cost_modes); i++) {
		sbuf_printf(sb, "\n%-9s", cost_modes[i].name);
		for (j = 0; j < nitems(cost_columns); j++) {
			value = cost_results[i][j] * ns / cycles;
			if (value == 0)
				sbuf_printf(sb, "%12s", "-");
			else
				sbuf_printf(sb, "%9ju.%02ju", (uintmax_t)value / 100,
				    (uintmax_t)value % 100);
		}
	}
}

/* sysctl(8) asks for the length first: that is not a run. */
static int
cost_run(SYSCTL_HANDLER_ARGS)
{
	uint64_t cycles;
	sbintime_t time;
	struct sbuf *sb;
	int error;

	if (req->oldptr == NULL)
		return (SYSCTL_OUT(req, NULL, 4096));
	sx_xlock(&cost_sx);
	time = sbinuptime();
	cycles = get_cyclecount();
	cost_measure_all();
	cycles = get_cyclecount() - cycles;
	time = sbinuptime() - time;
	sb = sbuf_new_for_sysctl(NULL, NULL, 4096, req);
	cost_table(sb, "cycles", 1, 1);
	cost_table(sb, "ns", sbttous(time), MAX(cycles / 1000, 1));
	sx_xunlock(&cost_sx);
	error = sbuf_finish(sb);
	sbuf_delete(sb);
	return (error);
}

SYSCTL_NODE(_debug, OID_AUTO, vfpair_cost, CTLFLAG_RW | CTLFLAG_MPSAFE, NULL,
    "What a packet costs");
SYSCTL_PROC(_debug_vfpair_cost, OID_AUTO, run, CTLTYPE_STRING | CTLFLAG_RD |
    CTLFLAG_MPSAFE | CTLFLAG_SKIP, NULL, 0, cost_run, "A", "Cost per packet, measured now");

static void
cost_attach(enum cost_interface which, const char *name, int unit)
{
	static const u_char mac[ETHER_ADDR_LEN] = { 0x02, 'v', 'f', 'p', 'c', 0 };
	struct cost_softc *sc = &cost[which];
	u_char own[ETHER_ADDR_LEN];
	struct ifnet *ifp;

	memcpy(own, mac, sizeof(own));
	own[5] = unit; /* of S and V alike */
	rm_init(&sc->lock, "vfpair cost, S's");
	sc->ifp = ifp = if_alloc(IFT_ETHER);
	if_initname(ifp, name, unit);
	ifp->if_softc = sc;
	ifp->if_flags = IFF_BROADCAST | IFF_SIMPLEX | IFF_MULTICAST;
	ifp->if_transmit = cost_transmit;
	ifp->if_qflush = cost_qflush;
	ifp->if_ioctl = cost_ioctl;
	ether_ifattach(ifp, own);
	ifp->if_input = cost_input;
	if_link_state_change(ifp, LINK_STATE_UP);
}

static void
cost_detach(enum cost_interface which)
{
	struct cost_softc *sc = &cost[which];

	ether_ifdetach(sc->ifp);
	if_free(sc->ifp);
	rm_destroy(&sc->lock);
}

static void
cost_load(void)
{
	struct mbuf *m;
	u_int i;

	for (i = 0; i < COST_MAX_BATCH; i++) {
		cost_chain[i] = m = m_getcl(M_WAITOK, MT_DATA, M_PKTHDR);
		memset(mtod(m, void *), 0, COST_LENGTH);
		m->m_len = m->m_pkthdr.len = COST_LENGTH;
		m->m_pkthdr.flowid = COST_MARK;
	}
	rm_init_flags(&cost_map_lock, "vfpair cost, map", RM_SLEEPABLE);
	cost_attach(COST_S, "vfcs", 0);
	cost_attach(COST_V, "vfcv", 0);
	cost_attach(COST_HN_S, "vfcs", 1);
	cost_attach(COST_HN_V, "vfcv", 1);
	cost_hn_pair(&cost[COST_HN_S], cost[COST_HN_V].ifp);
}

static void
cost_unload(void)
{
	u_int i;

	for (i = 0; i < COST_INTERFACES; i++)
		cost_detach(i);
	rm_destroy(&cost_map_lock);
	free(cost_map, M_COST);
	for (i = 0; i < COST_MAX_BATCH; i++)
		m_freem(cost_chain[i]);
}

static int
cost_event(module_t module __unused, int event, void *arg __unused)
{

	switch (event) {
	case MOD_LOAD:
		cost_load();
		return (0);
	case MOD_UNLOAD:
		cost_unload();
		return (0);
	default:
		return (EOPNOTSUPP);
	}
}

static moduledata_t cost_module = { "vfpair_cost", cost_event, NULL };
DECLARE_MODULE(vfpair_cost, cost_module, SI_SUB_PSEUDO, SI_ORDER_ANY);
MODULE_VERSION(vfpair_cost, 1);
