/* SPDX-License-Identifier: BSD-2-Clause */
/* What programs see of an interface. */
#ifndef FAKE_NET_IF_H_
#define FAKE_NET_IF_H_

#include <sys/socket.h>

enum { IFNAMSIZ = 16, IF_MINMTU = 72, IF_MAXMTU = 65535 };

enum {
  IFF_UP = 0x1,
  IFF_BROADCAST = 0x2,
  IFF_LOOPBACK = 0x8,
  IFF_DRV_RUNNING = 0x40,
  IFF_PROMISC = 0x100,
  IFF_ALLMULTI = 0x200,
  IFF_MULTICAST = 0x8000,
  IFF_PPROMISC = 0x20000,
  IFF_DYING = 0x200000,
  IFF_RENAMING = 0x400000,
};
#ifdef FAKE_NEWEST_KERNEL
#define IFF_NEEDSEPOCH 0x100000 /* its driver is not in the net epoch when it calls if_input */
#else
#define IFF_KNOWSEPOCH 0x100000 /* its driver is in the net epoch when it calls if_input */
#endif
enum { LINK_STATE_UNKNOWN, LINK_STATE_DOWN, LINK_STATE_UP };

enum {
  IFCAP_RXCSUM = 0x1,
  IFCAP_TXCSUM = 0x2,
  IFCAP_VLAN_MTU = 0x8,
  IFCAP_VLAN_HWTAGGING = 0x10,
  IFCAP_VLAN_HWCSUM = 0x80,
  IFCAP_TSO4 = 0x100,
  IFCAP_TSO6 = 0x200,
  IFCAP_TSO = IFCAP_TSO4 | IFCAP_TSO6,
  IFCAP_LRO = 0x400,
  IFCAP_TOE = 0xc000,
  IFCAP_VLAN_HWTSO = 0x40000,
  IFCAP_LINKSTATE = 0x80000,
  IFCAP_NETMAP = 0x100000,
  IFCAP_RXCSUM_IPV6 = 0x200000,
  IFCAP_TXCSUM_IPV6 = 0x400000,
  IFCAP_HWSTATS = 0x800000,
  IFCAP_TXRTLMT = 0x1000000,
  IFCAP_TXTLS4 = 0x8000000,
  IFCAP_TXTLS6 = 0x10000000,
  IFCAP_TXTLS_RTLMT = 0x20000000,
};
/* Takes packets whose data is not mapped. */
#ifdef FAKE_OLDEST_KERNEL
#define IFCAP_NOMAP 0x4000000
#else
#define IFCAP_MEXTPG 0x4000000
#endif

struct ifreq {
  char ifr_name[IFNAMSIZ];
  __extension__ union {
    __extension__ struct { unsigned short ifr_flags, ifr_flagshigh; };
    __extension__ struct { int ifr_reqcap, ifr_curcap; };
    int ifr_mtu;
    int ifr_media;
    struct sockaddr ifr_addr;
  };
};
struct siocsifcapnv_driver_data { /* what comes with SIOCSIFCAPNV */
  int reqcap, reqcap2;
};
struct ifmediareq {
  char ifm_name[IFNAMSIZ];
  int ifm_status, ifm_active;
};

enum { RSS_FUNC_NONE, RSS_FUNC_PRIVATE, RSS_FUNC_TOEPLITZ };
enum {
  RSS_TYPE_IPV4 = 0x1,
  RSS_TYPE_TCP_IPV4 = 0x2,
  RSS_TYPE_IPV6 = 0x4,
  RSS_TYPE_IPV6_EX = 0x8,
  RSS_TYPE_TCP_IPV6 = 0x10,
  RSS_TYPE_TCP_IPV6_EX = 0x20,
  RSS_TYPE_UDP_IPV4 = 0x40,
  RSS_TYPE_UDP_IPV6 = 0x80,
  RSS_TYPE_UDP_IPV6_EX = 0x100,
};
enum { RSS_KEYLEN = 128 };
struct ifrsskey {
  char ifrk_name[IFNAMSIZ];
  uint8_t ifrk_func, ifrk_spare0;
  uint16_t ifrk_keylen;
  uint8_t ifrk_key[RSS_KEYLEN];
};
struct ifrsshash {
  char ifrh_name[IFNAMSIZ];
  uint8_t ifrh_func, ifrh_spare0;
  uint16_t ifrh_spare1;
  uint32_t ifrh_types;
};

#endif
