/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef FAKE_SYS_PRIV_H_
#define FAKE_SYS_PRIV_H_

#include <sys/proc.h>

enum { PRIV_NET_SETIFFLAGS };

__BEGIN_DECLS
int priv_check(struct thread* td, int privilege);
__END_DECLS

#endif
