/* SPDX-License-Identifier: BSD-2-Clause */
/* What S wants to receive, and how V is told, entry by entry. */
#include "vfpair_freebsd.h"

static u_int
vfpair_add_group(void *arg, struct sockaddr_dl *sdl, u_int count __unused)
{
	struct vfpair_filters *filters = arg;

	if (sdl->sdl_alen != ETHER_ADDR_LEN)
		return (0);
	if (filters->multicast_count == VFPAIR_MAX_MULTICAST) {
		filters->multicast_overflow = 1;
		return (0);
	}
	memcpy(filters->multicast[filters->multicast_count++], LLADDR(sdl),
	    ETHER_ADDR_LEN);
	return (1);
}

int
vfpair_os_read_filters(void *pair, struct vfpair_filters *out)
{
	struct vfpair_softc *sc = pair;
	struct ifnet *syn = vfpair_registered(sc->syn_id);
	int i;

	VFPAIR_ASSERT();
	memset(out, 0, sizeof(*out));
	if (syn == NULL)
		return (VFPAIR_OS_GONE);
	out->promiscuous = (syn->if_flags & IFF_PROMISC) != 0;
	out->all_multicast = (syn->if_flags & IFF_ALLMULTI) != 0;
	if_foreach_llmaddr(syn, vfpair_add_group, out);
	for (i = 0; i < 64; i++)
		out->vlans[i] = atomic_load_64(&sc->vlans[i]);
	return (VFPAIR_OS_OK);
}

/* The VLANs that S had before the pair: nobody tells of them again. */
void
vfpair_learn_vlans(struct vfpair_softc *sc)
{
	struct epoch_tracker et;
	u_int id;

	NET_EPOCH_ENTER(et);
	for (id = 0; id < 4096; id++)
		if (VLAN_DEVAT(sc->syn, id) != NULL)
			atomic_set_64(&sc->vlans[id / 64], 1ull << id % 64);
	NET_EPOCH_EXIT(et);
}

static int
vfpair_change_group(struct ifnet *vf, const void *mac, int add)
{
	struct sockaddr_dl sdl;

	memset(&sdl, 0, sizeof(sdl));
	sdl.sdl_len = sizeof(sdl);
	sdl.sdl_family = AF_LINK;
	sdl.sdl_type = IFT_ETHER;
	sdl.sdl_alen = ETHER_ADDR_LEN;
	memcpy(LLADDR(&sdl), mac, ETHER_ADDR_LEN);
	if (add)
		return (if_addmulti(vf, (struct sockaddr *)&sdl, NULL));
	return (if_delmulti(vf, (struct sockaddr *)&sdl));
}

/* Drivers that filter VLANs listen to these events for their own interface. */
static void
vfpair_change_vlan(struct ifnet *vf, const void *value, int add)
{
	uint16_t id = *(const uint16_t *)value;

	if (add)
		EVENTHANDLER_INVOKE(vlan_config, vf, id);
	else
		EVENTHANDLER_INVOKE(vlan_unconfig, vf, id);
}

int
vfpair_os_change_filter(void *pair __unused, struct vfpair_if id,
    enum vfpair_filter_kind kind, const void *value, int add)
{
	struct ifnet *vf = vfpair_registered(id);
	int error = 0;

	VFPAIR_ASSERT();
	if (vf == NULL)
		return (VFPAIR_OS_GONE);
	switch (kind) {
	case VFPAIR_FILTER_UNICAST:
		break; /* interfaces have one address here */
	case VFPAIR_FILTER_MULTICAST:
		error = vfpair_change_group(vf, value, add);
		break;
	case VFPAIR_FILTER_VLAN:
		vfpair_change_vlan(vf, value, add);
		break;
	case VFPAIR_FILTER_PROMISCUOUS:
		error = ifpromisc(vf, add);
		break;
	case VFPAIR_FILTER_ALL_MULTICAST:
		error = if_allmulti(vf, add);
		break;
	}
	return (vfpair_result(error));
}
