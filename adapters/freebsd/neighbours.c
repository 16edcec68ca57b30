/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Others that are at work on S and V, of whom nobody tells: netmap(4), which takes an
 * interface away from its stack, and TCP stacks that take segments past if_input.
 * They are looked for whenever facts are read; facts are read once a second while a V
 * is in use, or is not because of them.
 */
#include "vfpair_freebsd.h"

#include <sys/rwlock.h>
#include <sys/sockopt.h>

#include <netinet/in.h>
#include <netinet/in_pcb.h>
#include <netinet/tcp_var.h>

/* Of kernels that have them; of others, NULL. */
extern int netmap_transmit(struct ifnet *, struct mbuf *) __weak_symbol;
extern struct tcp_funchead t_functions __weak_symbol;
extern struct rwlock tcp_function_lock __weak_symbol;

/* By its own rings, which the stack does not see. */
bool
vfpair_is_in_native_netmap(const struct ifnet *ifp)
{

	return ((ifp->if_capenable & IFCAP_NETMAP) != 0);
}

/* Natively or emulated: both put that function in place of what they found. */
bool
vfpair_is_in_netmap(const struct ifnet *ifp)
{
	if_transmit_fn_t netmap = netmap_transmit;

	if (vfpair_is_in_native_netmap(ifp))
		return (true);
	if (netmap != NULL)
		return (ifp->if_transmit == netmap);
	/* netmap.ko: no driver knows it, so this is there only while it emulates */
	return (ifp->if_netmap != NULL);
}

/*
 * Whether others use S past our methods.  Who began to emulate netmap after us does not:
 * what it found is ours.
 */
bool
vfpair_is_bypassed(const struct ifnet *syn, const struct vfpair_softc *own)
{

	if (own != NULL)
		return (own->transmit_waits || vfpair_is_in_native_netmap(syn));
	return (vfpair_is_in_netmap(syn));
}

/*
 * Whether LRO of V's driver may hand segments to their connections itself, as V's and not
 * as S's: where there is a TCP stack that takes them in queues (RACK, BBR).  The count
 * that LRO looks at is its own in many kernels; who adds to it is on the list of stacks.
 */
bool
vfpair_lro_escapes(void)
{
	struct tcp_function *stack;
	bool found = false;

	if (&t_functions == NULL)
		return (false);
	rw_rlock(&tcp_function_lock);
	TAILQ_FOREACH(stack, &t_functions, tf_next)
		if (stack->tf_fb->tfb_do_queued_segments != NULL)
			found = true;
	rw_runlock(&tcp_function_lock);
	return (found);
}

static void
vfpair_look(void *arg)
{
	struct vfpair_softc *sc = arg;

	if (sc->refused == VFPAIR_REASON_VfInputTaken)
		vfpair_scan_soon();
	vfpair_poke(sc, VFPAIR_SIGNAL_SYNTHETIC | VFPAIR_SIGNAL_VF);
}

/* The actor, when it has done its work: whether, and when, to look again. */
void
vfpair_look_later(struct vfpair_softc *sc)
{
	bool worthwhile = sc->steered || vfpair_is_bypassed(sc->syn, sc) ||
	    (sc->vf == NULL && sc->refused == VFPAIR_REASON_VfInputTaken);

	VFPAIR_ASSERT();
	if (!vfpair_is_in_native_netmap(sc->syn))
		atomic_clear_int(&sc->flags, VFPAIR_BYPASSED);
	if (!worthwhile)
		callout_stop(&sc->look);
	else if (!callout_pending(&sc->look))
		callout_reset_sbt(&sc->look, SBT_1S, 0, vfpair_look, sc, C_PREL(2));
}
