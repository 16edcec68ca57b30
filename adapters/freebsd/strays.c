/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Former Vs that could not be left as they were found, because somebody else had taken
 * them (R-ATT-4).  Who put his methods over ours (netmap's emulation, a lagg) goes on
 * calling ours, and puts them back when he goes: until then they do as V's own would,
 * and the module stays.  What netmap uses is not taken down under it.
 */
#include "vfpair_freebsd.h"

struct vfpair_stray {
	CK_LIST_ENTRY(vfpair_stray) list;
	struct ifnet	*ifp;		/* referenced */
	vfpair_input_fn	*input;		/* its own; NULL: never ours */
	if_ioctl_fn_t	ioctl;
	bool		stays_up;	/* down when it is left alone */
};

static CK_LIST_HEAD(, vfpair_stray) vfpair_strays = CK_LIST_HEAD_INITIALIZER(vfpair_strays);

/* In the net epoch, or the actor. */
static struct vfpair_stray *
vfpair_stray_of(const struct ifnet *ifp)
{
	struct vfpair_stray *stray;

	CK_LIST_FOREACH(stray, &vfpair_strays, list)
		if (stray->ifp == ifp)
			return (stray);
	return (NULL);
}

/* In the net epoch.  False: it is none. */
bool
vfpair_stray_input(struct ifnet *ifp, struct mbuf *m)
{
	const struct vfpair_stray *stray = vfpair_stray_of(ifp);

	if (stray == NULL || stray->input == NULL)
		return (false);
	stray->input(ifp, m);
	return (true);
}

/* In the net epoch.  NULL: it is none. */
if_ioctl_fn_t
vfpair_stray_ioctl(const struct ifnet *ifp)
{
	const struct vfpair_stray *stray = vfpair_stray_of(ifp);

	return (stray != NULL ? stray->ioctl : NULL);
}

/* The actor, while V's pair is still found by it. */
void
vfpair_stray_add(struct ifnet *ifp, vfpair_input_fn *input, if_ioctl_fn_t ioctl,
    bool stays_up)
{
	struct vfpair_stray *stray;

	VFPAIR_ASSERT();
	stray = malloc(sizeof(*stray), M_VFPAIR, M_WAITOK | M_ZERO);
	stray->ifp = ifp;
	stray->input = input;
	stray->ioctl = ioctl;
	stray->stays_up = stays_up;
	if_ref(ifp);
	CK_LIST_INSERT_HEAD(&vfpair_strays, stray, list);
	if_printf(ifp, "vfpair: is released, but others use it; it will be as it was when "
	    "it is out of netmap, lagg or the like\n");
}

static void
vfpair_stray_free(struct vfpair_stray *stray)
{

	NET_EPOCH_WAIT();
	CK_LIST_REMOVE(stray, list);
	NET_EPOCH_WAIT();
	if_rele(stray->ifp);
	free(stray, M_VFPAIR);
}

/* Whether nobody calls ours any more. */
static bool
vfpair_stray_unhooks(struct vfpair_stray *stray)
{
	struct ifnet *ifp = stray->ifp;

	if (ifp->if_input == vfpair_input)
		ifp->if_input = stray->input;
	if (ifp->if_ioctl == vfpair_vf_ioctl)
		ifp->if_ioctl = stray->ioctl;
	return ((stray->input == NULL || ifp->if_input == stray->input) &&
	    ifp->if_ioctl == stray->ioctl);
}

/* The actor.  Whether it is one still. */
bool
vfpair_is_stray(const struct ifnet *ifp)
{
	struct vfpair_stray *stray = vfpair_stray_of(ifp);

	VFPAIR_ASSERT();
	if (stray == NULL)
		return (false);
	if (!vfpair_stray_unhooks(stray))
		return (true);
	if (stray->stays_up && vfpair_is_in_netmap(ifp))
		return (true);
	if (stray->stays_up)
		vfpair_take_down(stray->ifp);
	vfpair_stray_free(stray);
	return (false);
}

/* The actor.  It is going for good: nobody calls its methods any more. */
void
vfpair_stray_forget(const struct ifnet *ifp)
{
	struct vfpair_stray *stray = vfpair_stray_of(ifp);

	VFPAIR_ASSERT();
	if (stray == NULL)
		return;
	(void)vfpair_stray_unhooks(stray);
	vfpair_stray_free(stray);
}

/* The actor, at the end of everything.  Whether others still call methods of ours. */
bool
vfpair_have_strays(void)
{
	struct vfpair_stray *stray, *next;

	VFPAIR_ASSERT();
	CK_LIST_FOREACH_SAFE(stray, &vfpair_strays, list, next)
		if (vfpair_is_stray(stray->ifp) && vfpair_stray_unhooks(stray))
			vfpair_stray_free(stray); /* its other user's, from now on */
	return (!CK_LIST_EMPTY(&vfpair_strays));
}
