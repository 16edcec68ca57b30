/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef FAKE_NET_IF_TYPES_H_
#define FAKE_NET_IF_TYPES_H_
enum { IFT_ETHER = 6, IFT_LOOP = 24 };
#endif
