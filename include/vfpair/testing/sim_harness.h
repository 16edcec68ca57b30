// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The conformance harness of the simulated platform.
#ifndef VFPAIR_TESTING_SIM_HARNESS_H_
#define VFPAIR_TESTING_SIM_HARNESS_H_

// clang-format off
#include "vfpair/testing/hosted.h"  // first: it says no to kernels
// clang-format on

#include <string>

#include "vfpair/testing/conformance_fixture.h"
#include "vfpair/testing/sim_world.h"

VFPAIR_TESTING_BEGIN

/// P: as of BasicSimWorld.
template <class P>
class BasicSimHarness {
 public:
  using Vf = SimNic*;

  explicit BasicSimHarness(const ConformanceOptions& options)
      : options_(options), world_(Translate(options)) {}

  Status StartPair() { return world_.StartPair(); }
  void Unpair() { world_.Unpair(); }
  void RemoveSynthetic() { world_.RemoveSynthetic(); }

  Vf AddVf() {
    SimNicSpec spec = DefaultVfSpec();
    spec.up = options_.vf_up;
    spec.mtu_range.max = options_.vf_mtu_max;
    spec.unicast_room = options_.vf_unicast_room;
    spec.has_vlan_filter = options_.vf_has_vlan_filter;
    spec.link_ns = options_.vf_link_ns;
    return &world_.AddVf(spec);
  }
  Status Arrive(Vf vf) { return world_.Arrive(*vf); }
  void Depart(Vf vf) { world_.Depart(*vf); }
  void PullOut(Vf vf) { world_.PullOut(*vf); }
  void CloseVf(Vf vf) { world_.CloseVf(*vf); }
  void MoveVf(Vf vf) { world_.MoveVf(*vf, vf->spec().netns + 1); }
  void SetVfCable(Vf vf, bool plugged) { world_.SetCable(*vf, plugged); }

  void SetSyntheticUp(bool up) { world_.SetSyntheticUp(up); }
  void SetSyntheticWanted(Capabilities wanted) { world_.SetWanted(world_.synthetic(), wanted); }
  Status SetMtu(U32 mtu) { return world_.SetMtu(mtu); }
  bool AddSyntheticFilter(const FilterEntry& e) { return world_.AddFilter(world_.synthetic(), e); }
  void RemoveSyntheticFilter(const FilterEntry& e) { world_.RemoveFilter(world_.synthetic(), e); }
  bool AddVfFilter(Vf vf, const FilterEntry& e) { return world_.AddFilter(*vf, e); }

  void RevokeHost() { world_.RevokeHost(); }
  void SetHost(HostMode mode) { world_.host().SetMode(mode); }
  void Advance(U64 ns) { world_.Advance(ns); }
  void Send() { world_.Send(); }
  void Stream(int packets, U64 every_ns) { world_.Stream(packets, every_ns); }

  State state() { return world_.pair().state(); }
  Reason reason() { return world_.pair().reason(); }
  PathMode path() { return world_.pair().path(); }
  Size candidates() { return world_.pair().candidates(); }
  bool Holds(Vf vf) { return world_.pair().Holds(VfId(vf->id())); }
  bool HostSteersToVf(Vf vf) { return world_.host().SteersTo(*vf); }
  NicSnapshot SeenSynthetic() { return world_.synthetic().Snapshot(); }
  NicSnapshot SeenVf(Vf vf) { return vf->Snapshot(); }
  TrafficTotals Traffic() { return world_.traffic.totals(); }
  U64 PacketsOverVf() {
    return world_.platform().counters().Get(Counter::kTxVfPackets) +
           world_.platform().counters().Get(Counter::kRxVfPackets);
  }
  std::string Complaint() { return world_.Complaint(); }
  FaultInjector& faults() { return world_.faults; }
  BasicSimWorld<P>& world() { return world_; }

 private:
  static SimOptions Translate(const ConformanceOptions& options) {
    SimOptions sim;
    sim.synthetic.up = options.synthetic_up;
    sim.host = options.host;
    sim.profile = options.profile;
    return sim;
  }

  ConformanceOptions options_;
  BasicSimWorld<P> world_;
};

using SimHarness = BasicSimHarness<SimPlatform>;

VFPAIR_TESTING_END

#endif  // VFPAIR_TESTING_SIM_HARNESS_H_
