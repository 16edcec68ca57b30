/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's headers, and what differs between the kernels that are served.
 * The Makefile looks into the kernel's sources for each VFPAIR_HAVE_*; no version
 * is asked for anywhere.
 */
#ifndef _VFPAIR_KPI_H_
#define	_VFPAIR_KPI_H_

#include <sys/param.h>
#include <sys/systm.h>
#include <sys/bus.h>
#include <sys/callout.h>
#include <sys/ck.h>
#include <sys/counter.h>
#include <sys/epoch.h>
#include <sys/eventhandler.h>
#include <sys/jail.h>
#include <sys/kernel.h>
#include <sys/limits.h>
#include <sys/lock.h>
#include <sys/malloc.h>
#include <sys/mbuf.h>
#include <sys/module.h>
#include <sys/mutex.h>
#include <sys/priv.h>
#include <sys/proc.h>
#include <sys/refcount.h>
#include <sys/sbuf.h>
#include <sys/sdt.h>
#include <sys/socket.h>
#include <sys/smp.h>
#include <sys/sockio.h>
#include <sys/sx.h>
#include <sys/sysctl.h>
#include <sys/taskqueue.h>

#include <net/bpf.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <net/if_dl.h>
#include <net/if_media.h>
#include <net/if_types.h>
#include <net/if_var.h>
#ifdef VFPAIR_HAVE_IF_PRIVATE
#include <net/if_private.h>	/* struct ifnet, where if_var.h hides it */
#endif
#include <net/if_vlan_var.h>
#include <net/route.h>
#include <net/vnet.h>

#ifndef __LP64__
#error "vfpair changes 64 bits at once, and V's state is a word of that size"
#endif

#ifndef IFCAP_MEXTPG
#define	IFCAP_MEXTPG	IFCAP_NOMAP	/* the same bit under its first name */
#endif

typedef void vfpair_input_fn(struct ifnet *, struct mbuf *);

/* A number that differs for every interface which has had the same address. */
static inline u_int
vfpair_generation(const struct ifnet *ifp)
{
#ifdef VFPAIR_HAVE_IDXGEN
	return ((u_int)ifp->if_index | (u_int)ifp->if_idxgen << 16);
#else
	return (ifp->if_index);
#endif
}

/* In the net epoch, where one that is being freed can still be found: then false. */
static inline bool
vfpair_try_ref(struct ifnet *ifp)
{
#ifdef VFPAIR_HAVE_TRY_REF
	return (if_try_ref(ifp));
#else
	return (refcount_acquire_if_not_zero(&ifp->if_refcount));
#endif
}

/* Whether its driver says that it is in the net epoch when it calls if_input. */
static inline bool
vfpair_receives_in_epoch(const struct ifnet *ifp)
{
#if defined(IFF_NEEDSEPOCH)
	return ((ifp->if_flags & IFF_NEEDSEPOCH) == 0);
#elif defined(IFF_KNOWSEPOCH)
	return ((ifp->if_flags & IFF_KNOWSEPOCH) != 0);
#else
	(void)ifp;
	return (false);
#endif
}

/* Programs hear that these flags of an interface may have changed: IFF_*. */
static inline void
vfpair_tell_flags(struct ifnet *ifp, int changed)
{
#ifdef VFPAIR_HAVE_IFMSG_MASK
	rt_ifmsg(ifp, changed);
#else
	(void)changed;
	rt_ifmsg(ifp);
#endif
}

/*
 * Capabilities, as ifconfig asks drivers to set them that know more of them than fit
 * into an int.  What comes with it is no struct ifreq.
 */
static inline bool
vfpair_is_capnv(u_long command)
{
#ifdef SIOCSIFCAPNV
	return (command == SIOCSIFCAPNV);
#else
	(void)command;
	return (false);
#endif
}

/* IFCAP_*: what a request of either kind asks for. */
static inline int
vfpair_requested_caps(u_long command, const void *data)
{
#ifdef SIOCSIFCAPNV
	if (command == SIOCSIFCAPNV)
		return (((const struct siocsifcapnv_driver_data *)data)->reqcap);
#endif
	(void)command;
	return (((const struct ifreq *)data)->ifr_reqcap);
}

/*
 * An interface that everybody can find from now on.  ifnet_arrival_event is the wrong
 * one where there are two: it comes before.
 */
static inline eventhandler_tag
vfpair_hear_arrivals(void (*heard)(void *, struct ifnet *))
{
#ifdef VFPAIR_HAVE_ATTACHED_EVENT
	return (EVENTHANDLER_REGISTER(ifnet_attached_event, heard, NULL,
	    EVENTHANDLER_PRI_ANY));
#else
	return (EVENTHANDLER_REGISTER(ifnet_arrival_event, heard, NULL,
	    EVENTHANDLER_PRI_ANY));
#endif
}

static inline void
vfpair_hear_no_arrivals(eventhandler_tag tag)
{
#ifdef VFPAIR_HAVE_ATTACHED_EVENT
	EVENTHANDLER_DEREGISTER(ifnet_attached_event, tag);
#else
	EVENTHANDLER_DEREGISTER(ifnet_arrival_event, tag);
#endif
}

/* NULL where a rename is not told as such, but as a departure and an arrival. */
static inline eventhandler_tag
vfpair_hear_renames(void (*heard)(void *, struct ifnet *, const char *))
{
#ifdef VFPAIR_HAVE_RENAME_EVENT
	return (EVENTHANDLER_REGISTER(ifnet_rename_event, heard, NULL,
	    EVENTHANDLER_PRI_ANY));
#else
	(void)heard;
	return (NULL);
#endif
}

static inline void
vfpair_hear_no_renames(eventhandler_tag tag)
{
#ifdef VFPAIR_HAVE_RENAME_EVENT
	EVENTHANDLER_DEREGISTER(ifnet_rename_event, tag);
#else
	(void)tag;
#endif
}

#endif /* _VFPAIR_KPI_H_ */
