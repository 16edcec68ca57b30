/* SPDX-License-Identifier: BSD-2-Clause */
/* Who steers what arrives.  A driver that has a host to ask has a file of its own for this. */
#include "vfpair_freebsd.h"

/* No host to ask: the embedded switch learns from what we send (vfpair_os_announce). */
int
vfpair_os_steer_host(void *pair, enum vfpair_side side, u_int generation __unused)
{

	vfpair_steered(pair, side == VFPAIR_SIDE_VF);
	return (VFPAIR_OS_OK);
}
