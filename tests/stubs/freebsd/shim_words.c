/* SPDX-License-Identifier: BSD-2-Clause */
#include "vfpair_freebsd.h"

#include "tests/stubs/freebsd/shim_words.h"

void
shim_host_answers(struct ifnet *syn, u_int generation, int result)
{
	struct epoch_tracker et;
	struct vfpair_softc *sc;
	void *core;

	NET_EPOCH_ENTER(et);
	sc = vfpair_by_synthetic(syn);
	core = sc == NULL ? NULL :
	    (void *)atomic_load_acq_ptr((uintptr_t *)&sc->core);
	if (core != NULL)
		vfpair_pair_complete(core, generation, result);
	NET_EPOCH_EXIT(et);
}

void
shim_host_revokes(struct ifnet *syn)
{
	struct epoch_tracker et;
	struct vfpair_softc *sc;

	NET_EPOCH_ENTER(et);
	sc = vfpair_by_synthetic(syn);
	if (sc != NULL)
		vfpair_poke(sc, VFPAIR_SIGNAL_HOST_REVOKED);
	NET_EPOCH_EXIT(et);
}

int
shim_facts(struct ifnet *ifp, struct vfpair_facts *out)
{
	int result;

	sx_xlock(&vfpair_sx);
	result = vfpair_os_facts(vfpair_if_of(ifp), out);
	sx_xunlock(&vfpair_sx);
	return (result);
}
