/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef FAKE_NET_IF_MEDIA_H_
#define FAKE_NET_IF_MEDIA_H_
#include <net/if.h>
enum { IFM_AVALID = 1, IFM_ACTIVE = 2 };
#endif
