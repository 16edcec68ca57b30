/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef FAKE_NET_IF_ARP_H_
#define FAKE_NET_IF_ARP_H_

#include <sys/param.h>

struct arphdr {
  uint16_t ar_hrd, ar_pro;
  uint8_t ar_hln, ar_pln;
  uint16_t ar_op;
};
enum { ARPHRD_ETHER = 1, ARPOP_REVREQUEST = 3 };
#define arphdr_len2(hardware, protocol) (sizeof(struct arphdr) + 2 * ((hardware) + (protocol)))
#define ar_sha(header) ((uint8_t*)((header) + 1))
#define ar_tha(header) (ar_sha(header) + (header)->ar_hln + (header)->ar_pln)

#endif
