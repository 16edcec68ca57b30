/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef FAKE_NET_ETHERNET_H_
#define FAKE_NET_ETHERNET_H_

#include <sys/eventhandler.h>

struct ifnet;
enum { ETHER_ADDR_LEN = 6, ETHERMTU = 1500, ETHERTYPE_IP = 0x0800, ETHERTYPE_REVARP = 0x8035 };
struct ether_header {
  uint8_t ether_dhost[ETHER_ADDR_LEN], ether_shost[ETHER_ADDR_LEN];
  uint16_t ether_type;
};
#define ETHER_IS_MULTICAST(mac) (((const uint8_t*)(mac))[0] & 1)
static inline bool ETHER_IS_ZERO(const uint8_t* mac) {
  static const uint8_t zero[ETHER_ADDR_LEN] = {0};
  return memcmp(mac, zero, sizeof(zero)) == 0;
}

__BEGIN_DECLS
void ether_ifattach(struct ifnet* ifp, const uint8_t* mac);
void ether_ifdetach(struct ifnet* ifp);
int ether_ioctl(struct ifnet* ifp, unsigned long command, char* data);
__END_DECLS

typedef void (*ether_ifattach_event_fn)(void*, struct ifnet*);
EVENTHANDLER_DECLARE(ether_ifattach_event, ether_ifattach_event_fn);

#endif
