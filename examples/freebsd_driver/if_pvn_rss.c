/* SPDX-License-Identifier: BSD-2-Clause */
/* How pvn's host hashes: as its user wants, or while there is a V as that does. */
#include "vfpair_freebsd.h"

#include "if_pvn.h"

/* The key that most documents have. */
static const uint8_t pvn_usual_key[PVN_RSS_KEYLEN] = {
	0x6d, 0x5a, 0x56, 0xda, 0x25, 0x5b, 0x0e, 0xc2, 0x41, 0x67,
	0x25, 0x3d, 0x43, 0xa3, 0x8f, 0xb0, 0xd0, 0xca, 0x2b, 0xcb,
	0xae, 0x7b, 0x30, 0xb4, 0x77, 0xcb, 0x2d, 0xa3, 0x80, 0x30,
	0xf2, 0x0c, 0x6a, 0x42, 0xb7, 0x3b, 0xbe, 0xac, 0x01, 0xfa,
};

void
pvn_rss_attach(struct pvn_softc *sc)
{

	memcpy(sc->user_rss.key, pvn_usual_key, sizeof(sc->user_rss.key));
	sc->user_rss.types = PVN_RSS_TYPES;
	sc->rss = sc->user_rss;
	sc->delivered = PVN_RSS_TYPES;
}

/* The hash of a type that is not delivered still tells flows apart, and no more. */
uint8_t
pvn_hashtype(const struct pvn_softc *sc, uint32_t type)
{

	switch (type & atomic_load_int(&sc->delivered)) {
	case RSS_TYPE_IPV4:
		return (M_HASHTYPE_RSS_IPV4);
	case RSS_TYPE_TCP_IPV4:
		return (M_HASHTYPE_RSS_TCP_IPV4);
	case RSS_TYPE_IPV6:
		return (M_HASHTYPE_RSS_IPV6);
	case RSS_TYPE_TCP_IPV6:
		return (M_HASHTYPE_RSS_TCP_IPV6);
	default:
		return (M_HASHTYPE_OPAQUE_HASH);
	}
}

/* Without what was programmed: what S can do, and its user's key.  The actor. */
bool
vfpair_synthetic_rss(const struct ifnet *ifp, struct vfpair_rss_facts *out)
{
	const struct pvn_softc *sc = pvn_of(ifp);

	if (sc == NULL)
		return (false);
	out->has_rss = 1;
	out->function = VFPAIR_RSS_TOEPLITZ;
	out->key.length = PVN_RSS_KEYLEN;
	memcpy(out->key.bytes, sc->user_rss.key, PVN_RSS_KEYLEN);
	out->types = vfpair_types_of(PVN_RSS_TYPES);
	out->rings = sc->ops->rings;
	return (true);
}

static bool
pvn_hashes_like(const struct pvn_softc *sc, const struct pvn_rss *rss)
{

	return (memcmp(&sc->rss, rss, sizeof(*rss)) == 0);
}

/* The actor.  The core calls it when V is up, and before it asks the host to switch. */
int
vfpair_os_set_rss(void *arg, const struct vfpair_rss *rss)
{
	struct vfpair_softc *pair = arg;
	struct pvn_softc *sc = pair->syn->if_softc;
	struct pvn_rss wanted = sc->user_rss;
	int error = 0;

	if (rss->programmed) {	/* the key is as long as ours, or it would not be */
		memcpy(wanted.key, rss->key.bytes, sizeof(wanted.key));
		wanted.types = vfpair_rsstypes_of(rss->types);
	}
	if (!pvn_hashes_like(sc, &wanted)) {
		/* meanwhile it may hash either way */
		atomic_store_rel_int(&sc->delivered, 0);
		error = sc->ops->set_rss(sc->host, &wanted);
	}
	if (error != 0 && rss->programmed)
		return (vfpair_result(error));
	/* a host that refuses to take the user's back has it with the next session */
	sc->rss = wanted;
	atomic_store_rel_int(&sc->delivered, vfpair_rsstypes_of(rss->delivered));
	return (VFPAIR_OS_OK);
}

int
pvn_set_key(struct pvn_softc *sc, const uint8_t *key)
{
	struct pvn_rss wanted;
	int error = EBUSY;	/* V's, so that a flow keeps its hash on both paths */

	sx_xlock(&vfpair_sx);
	if (pvn_hashes_like(sc, &sc->user_rss)) {
		wanted = sc->user_rss;
		memcpy(wanted.key, key, sizeof(wanted.key));
		error = sc->ops->set_rss(sc->host, &wanted);
		if (error == 0)
			sc->rss = sc->user_rss = wanted;
	}
	sx_xunlock(&vfpair_sx);
	if (error == 0)
		pvn_poke(sc, VFPAIR_SIGNAL_SYNTHETIC);
	return (error);
}
