// SPDX-License-Identifier: BSD-2-Clause
// Models of VFs: they differ in all that is negotiated, so that one may follow the other.
#ifndef VFPAIR_TESTS_SIM_MODELS_H_
#define VFPAIR_TESTS_SIM_MODELS_H_

#include "vfpair/testing/sim_options.h"

VFPAIR_TESTING_BEGIN

struct VfModel {
  U32 capabilities;
  TsoLimits tso;
  U32 mtu;
  U32 mtu_max;
  Size unicast_room;
  Size multicast_room;
  bool has_vlan_filter;
  U64 transmit_ns;
};

inline constexpr VfModel kVfModels[] = {
    {0x0d7, {32'000, 8, 0}, 1400, 9000, 16, 32, true, 500},       // no TSO4, no scatter-gather
    {0x1ff, {}, 1500, 9000, 128, 128, true, 200},                 // everything
    {0x03f, {65'535, 17, 4'096}, 1500, 1600, 2, 4, true, 1'000},  // small tables
    {0x007, {}, 1500, 1500, 4, 8, false, 2'000},                  // checksums only, no VLAN filter
    {0x03d, {0, 0, 0}, 1400, 9000, 1, 1, false, 5'000},           // no IPv6 checksum; slow
    {0x000, {2'000, 1, 0}, 1280, 4000, 0, 0, true, 800},          // nothing; TSO of no use
};
inline constexpr U32 kVfModelCount = sizeof(kVfModels) / sizeof(kVfModels[0]);

inline SimNicSpec VfSpec(U32 model, bool up, U64 link_ns, const MacAddress& mac) {
  const VfModel& m = kVfModels[model % kVfModelCount];
  SimNicSpec spec = DefaultVfSpec();
  spec.mac = spec.permanent_mac = mac;
  spec.up = up;
  spec.link_ns = link_ns;
  spec.mtu = m.mtu;
  spec.mtu_range.max = m.mtu_max;
  spec.supported = spec.wanted = Capabilities(m.capabilities);
  spec.tso = m.tso;
  spec.unicast_room = m.unicast_room;
  spec.multicast_room = m.multicast_room;
  spec.has_vlan_filter = m.has_vlan_filter;
  spec.transmit_ns = m.transmit_ns;
  return spec;
}

VFPAIR_TESTING_END

#endif  // VFPAIR_TESTS_SIM_MODELS_H_
