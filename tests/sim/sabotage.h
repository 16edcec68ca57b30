// SPDX-License-Identifier: BSD-2-Clause
// A platform that is wrong in one way of sabotage_list.h.
#ifndef VFPAIR_TESTS_SIM_SABOTAGE_H_
#define VFPAIR_TESTS_SIM_SABOTAGE_H_

#include <functional>
#include <map>
#include <utility>

#include "tests/sim/sabotage_list.h"
#include "vfpair/testing/sim_platform.h"

VFPAIR_TESTING_BEGIN

class SabotagedPlatform : public SimPlatform {
 public:
  using SimPlatform::SimPlatform;

  Sabotage sabotage = Sabotage::kNothing;

  void Connect(Callbacks callbacks) {
    SimPlatform::Connect(callbacks);
    to_stack_ = std::move(callbacks.to_stack);
  }
  Status Overlay(bool on) noexcept {
    return !on && Is(Sabotage::kLeavesOverlay) ? Status::Ok() : SimPlatform::Overlay(on);
  }
  Status Capture(VfId vf, bool on) noexcept {
    if (on) found_mtu_[&AsNic(vf)] = AsNic(vf).mtu();
    return !on && Is(Sabotage::kLeavesCapture) ? Status::Ok() : SimPlatform::Capture(vf, on);
  }
  Status Withhold(SyntheticId s, Capabilities caps) noexcept {
    if (caps.IsEmpty() && Is(Sabotage::kLeavesCapabilities)) return Status::Ok();
    return SimPlatform::Withhold(s, caps);
  }
  Status Withhold(VfId vf, Capabilities caps) noexcept {
    return Is(Sabotage::kForgetsVfCapabilities) ? Status::Ok() : SimPlatform::Withhold(vf, caps);
  }
  Status LimitTso(SyntheticId s, const TsoLimits& tso) noexcept {
    return Is(Sabotage::kForgetsTso) ? Status::Ok() : SimPlatform::LimitTso(s, tso);
  }
  using SimPlatform::SetMtu;
  Status SetMtu(VfId vf, U32 mtu) noexcept {
    const bool as_found = found_mtu_[&AsNic(vf)] == mtu;
    if (Is(as_found ? Sabotage::kLeavesMtu : Sabotage::kForgetsMtu)) return Status::Ok();
    return SimPlatform::SetMtu(vf, mtu);
  }
  Status SetUp(VfId vf, bool up) noexcept {
    return !up && Is(Sabotage::kLeavesVfUp) ? Status::Ok() : SimPlatform::SetUp(vf, up);
  }
  Status ChangeFilter(VfId vf, const FilterEntry& entry, bool add) noexcept {
    if (!add && Is(Sabotage::kLeavesFilters)) return Status::Ok();
    if (add && Is(Sabotage::kForgetsFilters)) {
      (void)SimPlatform::ChangeFilter(vf, entry, true);
      return SimPlatform::ChangeFilter(vf, entry, false);
    }
    return SimPlatform::ChangeFilter(vf, entry, add);
  }
  Status SteerHost(Side side, U32 generation) noexcept {
    return Is(Sabotage::kForgetsHost) ? Status::Ok() : SimPlatform::SteerHost(side, generation);
  }
  void Publish(const Path* path) noexcept {
    if (Is(Sabotage::kKeepsPath) && path == nullptr) return;
    SimPlatform::Publish(path);
  }
  void Wake() noexcept {
    if (!Is(Sabotage::kForgetsWake)) SimPlatform::Wake();
  }
  Status DrainTransmit(Side side, VfId vf, U32 us) noexcept {
    return Is(Sabotage::kSkipsTransmitDrain) ? Status::Ok()
                                             : SimPlatform::DrainTransmit(side, vf, us);
  }
  void DrainReceive(Side side, VfId vf, U32 quiet_us, U32 budget_us) noexcept {
    if (!Is(Sabotage::kSkipsReceiveDrain)) SimPlatform::DrainReceive(side, vf, quiet_us, budget_us);
  }
  void HoldReceive(Side side, VfId vf, bool on) noexcept {
    if (Is(Sabotage::kSkipsReceiveHold) || (!on && Is(Sabotage::kForgetsWhatWasKeptBack))) return;
    SimPlatform::HoldReceive(side, vf, on);
  }
  void Announce(Side side, VfId vf) noexcept {
    if (!Is(Sabotage::kForgetsAnnounce)) SimPlatform::Announce(side, vf);
  }
  void SetTimer(U64 deadline_ns) noexcept {
    if (!Is(Sabotage::kForgetsTimer)) SimPlatform::SetTimer(deadline_ns);
  }

  void Receive(SimNic& nic, const SimPacket& packet) {
    ++received_;
    if (Is(Sabotage::kLosesPackets) && received_ % 8 == 0) return;
    if (Is(Sabotage::kDeliversAsVf) && nic.captured) return to_stack_(packet);
    SimPlatform::Receive(nic, packet);
    if (Is(Sabotage::kDeliversTwice) && received_ % 8 == 0) SimPlatform::Receive(nic, packet);
  }

  const PathCounters& counters() const noexcept {
    counters_ = SimPlatform::counters();
    if (Is(Sabotage::kCountsBackwards) && path() == nullptr) counters_ = PathCounters{};
    return counters_;
  }

 private:
  static SimNic& AsNic(VfId vf) noexcept { return *static_cast<SimNic*>(vf.get().handle); }
  bool Is(Sabotage which) const noexcept { return sabotage == which; }

  std::function<void(const SimPacket&)> to_stack_;
  U64 received_ = 0;
  std::map<SimNic*, U32> found_mtu_;
  mutable PathCounters counters_;
};

VFPAIR_TESTING_END

#endif  // VFPAIR_TESTS_SIM_SABOTAGE_H_
