/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How S and V hash what they receive, for a driver that embeds the core and can tell
 * its host how to hash.  if_vfpair.ko cannot: steer.c is in this file's place.
 */
#include "vfpair_freebsd.h"

/* Types of the contract, and the RSS_TYPE_* that stand for them. */
static const struct {
	u_int	type;
	uint32_t rsstype;
} vfpair_rss_map[] = {
	{ VFPAIR_RSS_IP4, RSS_TYPE_IPV4 },
	{ VFPAIR_RSS_TCP4, RSS_TYPE_TCP_IPV4 },
	{ VFPAIR_RSS_UDP4, RSS_TYPE_UDP_IPV4 },
	{ VFPAIR_RSS_IP6, RSS_TYPE_IPV6 },
	{ VFPAIR_RSS_IP6_EX, RSS_TYPE_IPV6_EX },
	{ VFPAIR_RSS_TCP6, RSS_TYPE_TCP_IPV6 },
	{ VFPAIR_RSS_TCP6_EX, RSS_TYPE_TCP_IPV6_EX },
	{ VFPAIR_RSS_UDP6, RSS_TYPE_UDP_IPV6 },
	{ VFPAIR_RSS_UDP6_EX, RSS_TYPE_UDP_IPV6_EX },
};

uint32_t
vfpair_rsstypes_of(u_int types)
{
	uint32_t rsstypes = 0;
	size_t i;

	for (i = 0; i < nitems(vfpair_rss_map); i++)
		if ((types & vfpair_rss_map[i].type) != 0)
			rsstypes |= vfpair_rss_map[i].rsstype;
	return (rsstypes);
}

u_int
vfpair_types_of(uint32_t rsstypes)
{
	u_int types = 0;
	size_t i;

	for (i = 0; i < nitems(vfpair_rss_map); i++)
		if ((rsstypes & vfpair_rss_map[i].rsstype) != 0)
			types |= vfpair_rss_map[i].type;
	return (types);
}

/*
 * V's driver is called after V has settled, not while somebody takes V down, and not
 * at all while V is its user's.
 */
static bool
vfpair_may_ask_vf(const struct vfpair_softc *sc)
{
	struct vfpair_status status;

	if (sc->core == NULL || sc->vf_closes || (sc->vf_uses & VFPAIR_USE_CAPTURE) == 0)
		return (false);
	vfpair_pair_status(sc->core, &status);
	return (status.state >= VFPAIR_STATE_Ready && status.state <= VFPAIR_STATE_Returning);
}

/* It says nothing: it does not hash, or not in a way that has a name. */
static void
vfpair_vf_rss(const struct vfpair_softc *sc, struct vfpair_rss_facts *out)
{
	struct ifnet *vf = sc->vf;
	struct ifrsskey key;
	struct ifrsshash hash;

	memset(&key, 0, sizeof(key));
	memset(&hash, 0, sizeof(hash));
	strlcpy(key.ifrk_name, vf->if_xname, sizeof(key.ifrk_name));
	strlcpy(hash.ifrh_name, vf->if_xname, sizeof(hash.ifrh_name));
	if (sc->vf_ioctl(vf, SIOCGIFRSSKEY, (caddr_t)&key) != 0 ||
	    sc->vf_ioctl(vf, SIOCGIFRSSHASH, (caddr_t)&hash) != 0)
		return;
	out->has_rss = 1;
	if (key.ifrk_func != hash.ifrh_func || hash.ifrh_func == RSS_FUNC_PRIVATE)
		out->function = VFPAIR_RSS_OTHER;
	else if (hash.ifrh_func == RSS_FUNC_TOEPLITZ)
		out->function = VFPAIR_RSS_TOEPLITZ;
	out->key.length = MIN(key.ifrk_keylen, VFPAIR_RSS_KEY_ROOM + 1);
	memcpy(out->key.bytes, key.ifrk_key, MIN(key.ifrk_keylen, VFPAIR_RSS_KEY_ROOM));
	out->types = vfpair_types_of(hash.ifrh_types);
}

void
vfpair_read_rss(const struct ifnet *ifp, const struct vfpair_softc *holder,
    struct vfpair_facts *out)
{

	if (vfpair_synthetic_rss(ifp, &out->rss))
		return;
	/* many a driver has no key before it is up */
	if (holder != NULL && out->up && vfpair_may_ask_vf(holder))
		vfpair_vf_rss(holder, &out->rss);
}
