/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef FAKE_NET_ROUTE_H_
#define FAKE_NET_ROUTE_H_

#include <sys/param.h>

struct ifnet;

__BEGIN_DECLS
#ifdef FAKE_NEWEST_KERNEL
void rt_ifmsg(struct ifnet* ifp, int changed); /* IFF_* */
#else
void rt_ifmsg(struct ifnet* ifp);
#endif
__END_DECLS

#endif
