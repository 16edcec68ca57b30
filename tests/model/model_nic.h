// SPDX-License-Identifier: BSD-2-Clause
// An interface of the model, as bytes. Beside what it is set to it keeps what it would be set to if
// only its users had been there: its twin.
#ifndef VFPAIR_TESTS_MODEL_MODEL_NIC_H_
#define VFPAIR_TESTS_MODEL_MODEL_NIC_H_

#include "tests/model/configuration.h"
#include "vfpair/facts.h"
#include "vfpair/filters.h"

namespace vfpair::model {

inline constexpr Size kFilterKinds = 5;
inline constexpr U32 kSyntheticSupports = 0x3f;  // all but VLAN offloads and LRO
inline constexpr U32 kVfSupports = 0xd7;         // no TSO4, no scatter-gather; VLAN offloads
inline constexpr TsoLimits kVfTso{32'000, 8, 0};
inline constexpr U32 kVfMtu = 1400;  // as it arrives
inline constexpr U32 kVfUsersMtu = 1450;
inline constexpr MtuRange kVfMtuRange{68, 2000};
inline constexpr U16 kVlan = 5;

// What the two must agree on, worked out by hand: the model does not ask the code it checks.
inline constexpr U32 kSyntheticWithheld =
    0x38;  // what V lacks, and TSO6, which needs scatter-gather
inline constexpr U32 kToggledCapability = 0x04;  // both have it; S's user turns it off

struct ModelNic {
  // Bits of the state word that a data path loads.
  static constexpr unsigned long kPresent = 1, kUp = 2, kCarrier = 4, kReady = 7;

  U32 generation = 1;
  bool known = false;  ///< to the OS
  bool present = false;
  bool up = false;
  bool cable = true;
  bool taken = false;    ///< has addresses of its own
  bool foreign = false;  ///< has another MAC address
  bool ready = false;    ///< its driver said that its attach is done
  U32 mtu = 0;
  // What vfpair holds on it.
  U32 withheld = 0;
  bool tso_limited = false;
  bool overlaid = false;
  bool marked = false;
  bool captured = false;
  bool linked = false;
  U8 ours[kFilterKinds] = {};  ///< references, by FilterKind
  // What its users want.
  bool users_up = false;
  bool users_off = false;  ///< the toggled capability
  U32 users_mtu = 0;
  U8 users[kFilterKinds] = {};

  bool listed = false;  ///< the pair said it would use it

  /// The pair said that it uses it, and nothing speaks against that.
  bool IsWanted() const { return listed && present && !taken && !foreign; }
  bool HasLink() const { return present && up && cable; }
  unsigned long StateWord() const {
    return (present ? kPresent : 0) | (up ? kUp : 0) | (up && cable ? kCarrier : 0);
  }
  bool HasOurs() const {
    bool any = marked || captured || linked || tso_limited || (present && withheld != 0);
    for (const U8 count : ours) any = any || count != 0;
    return any;
  }
};

inline MacAddress AddressOf(bool other) {
  return other ? MacAddress{{2, 0, 0, 0, 0, 9}} : MacAddress{{2, 0, 0, 0, 0, 1}};
}

inline MacAddress FilterAddress(FilterKind kind) {
  return kind == FilterKind::kUnicast ? MacAddress{{2, 0, 0, 0, 7, 7}}
                                      : MacAddress{{0x33, 0x33, 0, 0, 0, 1}};
}

/// `nic` is the one at place `who`; `id` is what identifies it.
inline InterfaceFacts FactsOf(const ModelNic& nic, Who who, InterfaceId id) {
  InterfaceFacts facts;
  facts.id = id;
  facts.mac = AddressOf(who == kX || nic.foreign);
  facts.permanent_mac = AddressOf(who == kX);
  facts.netns = 1;
  facts.parent = who;
  facts.kind = kKindEthernet | kKindPhysical | (nic.taken ? kKindAddresses : 0u);
  facts.up = nic.up;
  facts.carrier = nic.up && nic.cable;
  facts.mtu = nic.mtu;
  facts.mtu_range = who == kS ? MtuRange{68, 9000} : kVfMtuRange;
  const U32 supported = who == kS ? kSyntheticSupports : kVfSupports;
  facts.capabilities = {Capabilities(supported),
                        Capabilities(nic.users_off ? supported & ~kToggledCapability : supported)};
  if (who != kS) facts.tso = kVfTso;
  return facts;
}

inline const char* NameOf(Who who) {
  constexpr const char* kNames[] = {"S", "V", "W", "X"};
  return kNames[who];
}

inline const char* FilterName(FilterKind kind) {
  constexpr const char* kNames[] = {"a unicast address", "a multicast address", "a VLAN",
                                    "promiscuity", "all multicast"};
  return kNames[static_cast<Size>(kind)];
}

}  // namespace vfpair::model

#endif  // VFPAIR_TESTS_MODEL_MODEL_NIC_H_
