// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What a simulated machine is made of, unless told otherwise: an S and a V that differ in all that
// is negotiated.
#ifndef VFPAIR_TESTING_SIM_OPTIONS_H_
#define VFPAIR_TESTING_SIM_OPTIONS_H_

// clang-format off
#include "vfpair/testing/hosted.h"  // first: it says no to kernels
// clang-format on

#include "vfpair/matcher.h"
#include "vfpair/profile.h"
#include "vfpair/testing/sim_nic.h"
#include "vfpair/testing/sim_switch.h"

VFPAIR_TESTING_BEGIN

inline constexpr Capabilities kSimSyntheticCapabilities{0x3f};  // all but VLAN and LRO offloads
inline constexpr Capabilities kSimVfCapabilities{0xd7};         // no TSO4, no SG; VLAN offloads

inline SimNicSpec DefaultSyntheticSpec() {
  SimNicSpec spec;
  spec.name = "S";
  spec.up = true;
  spec.supported = spec.wanted = kSimSyntheticCapabilities;
  spec.unicast_room = spec.multicast_room = 1000;
  return spec;
}
inline SimNicSpec DefaultVfSpec() {
  SimNicSpec spec;
  spec.name = "V";
  spec.parent = 7;
  spec.kind = kKindEthernet | kKindPhysical;
  spec.mtu = 1400;
  spec.supported = spec.wanted = kSimVfCapabilities;
  spec.tso = {32'000, 8, 0};
  spec.transmit_ns = 500;
  return spec;
}

struct SimOptions {
  SimNicSpec synthetic = DefaultSyntheticSpec();
  HostMode host = HostMode::kToldAtOnce;
  Profile profile = kStrictProfile;
  Rule rule;
  U64 actor_delay_ns = 0;  ///< from Schedule() to the actor's run; during calls into it, later
};

VFPAIR_TESTING_END

#endif  // VFPAIR_TESTING_SIM_OPTIONS_H_
