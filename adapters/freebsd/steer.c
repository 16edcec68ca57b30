/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who steers what arrives, and hashes it.  A driver that has a host to ask has a file
 * of its own for the one, and takes rss.c for the other.
 */
#include "vfpair_freebsd.h"

/* No host to ask: the embedded switch learns from what we send (vfpair_os_announce). */
int
vfpair_os_steer_host(void *pair, enum vfpair_side side, u_int generation __unused)
{

	vfpair_steered(pair, side == VFPAIR_SIDE_VF);
	return (VFPAIR_OS_OK);
}

/*
 * No kernel interface lets one driver program how another one hashes: S cannot
 * (R-RSS-1), whatever V says, so V is not asked.
 */
void
vfpair_read_rss(const struct ifnet *ifp __unused,
    const struct vfpair_softc *holder __unused, struct vfpair_facts *out __unused)
{
}
