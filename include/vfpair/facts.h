// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What is known of one interface at one moment. Plain data, read by the platform.
#ifndef VFPAIR_FACTS_H_
#define VFPAIR_FACTS_H_

#include "vfpair/capabilities.h"
#include "vfpair/mtu.h"
#include "vfpair/rss.h"
#include "vfpair/tso.h"

VFPAIR_NAMESPACE_BEGIN

/// Bits of InterfaceFacts::kind.
enum InterfaceKind : U32 {
  kKindEthernet = 1u << 0,
  kKindLoopback = 1u << 1,
  kKindStacked = 1u << 2,     ///< bridge, bond, team, VLAN, macvlan, tunnel ...
  kKindMember = 1u << 3,      ///< of a bridge, bond, team
  kKindUppers = 1u << 4,      ///< something is stacked on it
  kKindAddresses = 1u << 5,   ///< has IP addresses
  kKindInputTaken = 1u << 6,  ///< its input hook belongs to someone else than vfpair
  kKindXdp = 1u << 7,         ///< an XDP program is attached
  kKindPhysical = 1u << 8,    ///< has a bus device of its own
  kKindDenied = 1u << 9,      ///< as synthetic: its transmit must not be hooked
  kKindStartRoutine =
      1u << 10,              ///< as VF: transmits through a queue that its stack owns (hn R-EVT-8)
  kKindRunsXdp = 1u << 11,   ///< as VF: runs the program that is attached to S
  kKindBypassed = 1u << 12,  ///< as synthetic: others (netmap) use its rings past its stack
};

struct InterfaceFacts {
  InterfaceId id;
  MacAddress mac;
  MacAddress permanent_mac;
  U64 netns = 0;   ///< equal = same namespace / vnet
  U64 parent = 0;  ///< bus device; 0 = none
  U64 serial = 0;  ///< the host's number for what S and V share; 0 = it tells none
  U32 kind = 0;
  bool up = false;  ///< administratively up and opened by its driver
  bool carrier = false;
  U32 mtu = 0;
  MtuRange mtu_range;
  CapabilityFacts capabilities;  ///< before vfpair withholds anything
  TsoLimits tso;                 ///< before vfpair limits anything
  RssFacts rss;                  ///< of S: before vfpair programs anything

  constexpr bool Is(U32 kinds) const noexcept { return (kind & kinds) != 0; }
  constexpr bool HasLink() const noexcept { return up && carrier; }
};

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_FACTS_H_
