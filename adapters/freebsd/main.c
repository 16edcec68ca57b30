/* SPDX-License-Identifier: BSD-2-Clause */
/* Load and unload. */
#include "vfpair_freebsd.h"

static int
vfpair_load(void)
{

	vfpair_pairs_init();
	vfpair_events_init();
	vfpair_control_open(true);
	vfpair_scan_soon(); /* what is there already (R-EVT-2) */
	return (0);
}

/*
 * No new pairs, then none at all; the events last, because an interface that leaves
 * meanwhile must be told of.
 */
static int
vfpair_unload(void)
{
	int error, transparent = vfpair_transparent;

	vfpair_control_open(false);
	vfpair_transparent = 0;
	error = vfpair_pairs_end();
	if (error != 0) { /* still in use: stay as we were */
		vfpair_transparent = transparent;
		vfpair_control_open(true);
		return (error);
	}
	vfpair_events_exit();
	vfpair_pairs_exit();
	return (0);
}

static int
vfpair_event(module_t module __unused, int event, void *arg __unused)
{

	switch (event) {
	case MOD_LOAD:
		return (vfpair_load());
	case MOD_UNLOAD:
		return (vfpair_unload());
	default:
		return (EOPNOTSUPP);
	}
}

static moduledata_t vfpair_module = { "if_vfpair", vfpair_event, NULL };
DECLARE_MODULE(if_vfpair, vfpair_module, SI_SUB_PSEUDO, SI_ORDER_ANY);
MODULE_VERSION(if_vfpair, 1);
