/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef FAKE_NET_ROUTE_H_
#define FAKE_NET_ROUTE_H_

struct ifnet;

#ifdef __cplusplus
extern "C"
#endif
    void
    rt_ifmsg(struct ifnet* ifp);

#endif
