/* SPDX-License-Identifier: BSD-2-Clause */
/* What the shim is asked and told beyond what every kernel does: by a driver, by the harness. */
#ifndef TESTS_STUBS_FREEBSD_SHIM_WORDS_H_
#define TESTS_STUBS_FREEBSD_SHIM_WORDS_H_

#include "vfpair_os.h"

#ifdef __cplusplus
extern "C" {
#endif

struct ifnet;

/* A driver with a host to ask: the answer to a question, and the word that V is S's no more. */
void shim_host_answers(struct ifnet *syn, unsigned int generation, int result);
void shim_host_revokes(struct ifnet *syn);

/* What the shim tells the core of an interface; VFPAIR_OS_*. */
int shim_facts(struct ifnet *ifp, struct vfpair_facts *out);

#ifdef __cplusplus
}
#endif

#endif /* TESTS_STUBS_FREEBSD_SHIM_WORDS_H_ */
