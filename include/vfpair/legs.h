// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The two legs as vfpair has set them: carries out one step at a time and keeps the record.
//
// Cut-over (S to V): hold new packets in S's queue, wait until S's ring has drained, open V's path,
// wake; keep back what V receives until S has nothing more to deliver. Withdrawal (V to S): the same in the other direction, then tell switches, then wait until V
// has nothing more to deliver. Both are bounded; a bound that runs out costs order, never packets.
#ifndef VFPAIR_LEGS_H_
#define VFPAIR_LEGS_H_

#include "vfpair/plan.h"
#include "vfpair/platform.h"
#include "vfpair/profile.h"

VFPAIR_NAMESPACE_BEGIN

template <Platform P>
class Legs {
 public:
  constexpr Legs(P& platform, SyntheticId synthetic, const Profile& profile) noexcept
      : platform_(platform), synthetic_(synthetic), profile_(profile) {}

  /// Actor. V's record starts as V was found.
  void Begin(VfId vf, const Ledger& ledger) noexcept {
    vf_ = vf;
    vf_gone_ = false;
    actual_.vf_mtu = ledger.vf_mtu;
    actual_.vf_up = ledger.vf_up;
  }

  /// Actor. V is being removed: steps that would call its driver are only recorded from now on.
  void VfGone() noexcept { vf_gone_ = true; }

  /// Actor. Carries out `step` towards `wanted`. Ok and undoing steps are recorded; kPending is left
  /// for Finish().
  Status Execute(const Step& step, const Settings& wanted, U32 host_generation) noexcept {
    Status status = Apply(step.setting, wanted, host_generation);
    if (status.ok() || (step.undoes && !status.pending())) {
      if (!status.ok()) ++undo_failures_;
      Adopt(step.setting, actual_, wanted);
    } else if (step.setting == Setting::kVfFilters) {
      actual_.vf_filters = kSomeFilters;  // not nothing: it must be undone
    } else if (step.setting == Setting::kHost) {
      actual_.host = status.pending() ? HostPath::kUnknown : HostPath::kSynthetic;
    }
    return status;
  }

  /// Actor. The host's answer to a step that was pending.
  void FinishHost(HostPath path) noexcept { actual_.host = path; }

  /// Actor. What a step outside the plan (the user's MTU change) did.
  void NoteVfMtu(U32 mtu) noexcept { actual_.vf_mtu = mtu; }
  /// Actor. V was brought up or down by someone else.
  void NoteVfUp(bool up) noexcept { actual_.vf_up = up; }

  /// Actor or closing. Packets go over S when this returns, and V has had its time to drain.
  void Withdraw(bool vf_works) noexcept {
    const PathMode mode = Mode();
    if (mode == PathMode::kSynthetic) return;
    const bool ordered = vf_works && profile_.ordered_cutover && mode == PathMode::kVf;
    if (ordered) {
      PublishHold();
      platform_.Grace();
      CountDrain(platform_.DrainTransmit(Side::kVf, vf_, profile_.drain_transmit_us));
      platform_.HoldReceive(Side::kSynthetic, vf_, true);
    }
    Publish(nullptr, PathMode::kSynthetic);
    platform_.Grace();
    platform_.Wake();
    platform_.Announce(Side::kSynthetic, vf_);
    ++switches_;
    if (!ordered) return;
    platform_.DrainReceive(Side::kVf, vf_, profile_.receive_quiet_us, profile_.drain_receive_us);
    platform_.HoldReceive(Side::kSynthetic, vf_, false);
  }

  const Settings& actual() const noexcept { return actual_; }
  PathMode Mode() const noexcept {
    return static_cast<PathMode>(__atomic_load_n(&mode_, __ATOMIC_RELAXED));
  }
  U64 switches() const noexcept { return switches_; }
  U64 undo_failures() const noexcept { return undo_failures_; }
  U64 drain_timeouts() const noexcept { return drain_timeouts_; }

 private:
  friend struct PairInspector;  // tests: tests/model stores and restores whole pairs

  static constexpr U32 kSomeFilters = ~U32{0};  // a version no ledger has: part of a list is on V

  Status Apply(Setting setting, const Settings& wanted, U32 host_generation) noexcept {
    switch (setting) {
      case Setting::kOverlay: return Refine(platform_.Overlay(wanted.overlaid), Reason::kHookRefused);
      case Setting::kMark: return Refine(platform_.Mark(vf_, wanted.marked), Reason::kHookRefused);
      case Setting::kCapture:
        return Refine(platform_.Capture(vf_, wanted.captured), Reason::kHookRefused);
      case Setting::kLink: return Refine(platform_.Link(vf_, wanted.linked), Reason::kLinkRefused);
      case Setting::kSyntheticCapabilities:
        return Refine(platform_.Withhold(synthetic_, wanted.synthetic_withheld),
                      Reason::kCapabilitiesRefused);
      case Setting::kSyntheticTso:
        return Refine(platform_.LimitTso(synthetic_, wanted.synthetic_tso),
                      Reason::kCapabilitiesRefused);
      case Setting::kVfCapabilities:
        if (vf_gone_) return Status::Ok();
        return Refine(platform_.Withhold(vf_, wanted.vf_withheld), Reason::kCapabilitiesRefused);
      case Setting::kVfMtu:
        if (vf_gone_) return Status::Ok();
        return Refine(platform_.SetMtu(vf_, wanted.vf_mtu), Reason::kMtuRefused);
      case Setting::kVfFilters: return FollowFilters(wanted.vf_filters);
      case Setting::kVfUp:
        if (vf_gone_) return Status::Ok();
        return Refine(platform_.SetUp(vf_, wanted.vf_up), Reason::kOpenRefused);
      case Setting::kHost:
        return Refine(platform_.SteerHost(
                          wanted.host == HostPath::kVf ? Side::kVf : Side::kSynthetic, host_generation),
                      Reason::kHostRefused);
      case Setting::kRedirect:
        if (wanted.redirected)
          CutOver();
        else
          Withdraw(!vf_gone_ && VfWorks());
        return Status::Ok();
    }
    return Status::Ok();
  }

  static Status Refine(Status status, Reason reason) noexcept {
    if (status.ok() || status.pending() || status.reason() != Reason::kNone) return status;
    return {status.outcome(), reason};
  }

  bool VfWorks() noexcept {
    InterfaceFacts facts;
    return platform_.ReadFacts(vf_.get(), facts).ok() && facts.HasLink();
  }

  // Makes V listen to what S listens to; version 0 takes everything of ours off V again.
  Status FollowFilters(U32 version) noexcept {
    wanted_filters_ = FilterSet{};
    if (version != 0) {
      const Status status = platform_.ReadFilters(synthetic_, wanted_filters_);
      if (!status.ok()) return Refine(status, Reason::kFiltersRefused);
      WidenOverflow(wanted_filters_);
    }
    const auto change = [this](const FilterEntry& entry, bool add) noexcept {
      return platform_.ChangeFilter(vf_, entry, add).ok();
    };
    if (ApplyFilters(wanted_filters_, applied_filters_, change)) return Status::Ok();
    // A table that is full, or a filter V does not have: listen wider, as R-FLG asks.
    wanted_filters_.unicast_overflow = wanted_filters_.unicast_count != 0 ? 1 : 0;
    wanted_filters_.multicast_overflow = wanted_filters_.multicast_count != 0 ? 1 : 0;
    WidenOverflow(wanted_filters_);
    if (ApplyFilters(wanted_filters_, applied_filters_, change)) return Status::Ok();
    return Status::Refused(Reason::kFiltersRefused);
  }

  void CutOver() noexcept {
    if (profile_.ordered_cutover) {
      PublishHold();
      platform_.Grace();
      CountDrain(platform_.DrainTransmit(Side::kSynthetic, vf_, profile_.drain_transmit_us));
    }
    // Nobody reads vf_path_: it was withdrawn, with grace, before V could be the path again.
    vf_path_ = Path{vf_.get().handle, platform_.ReadyMask(), platform_.ReadyValue(), 0, ++generation_};
    if (profile_.ordered_cutover) platform_.HoldReceive(Side::kVf, vf_, true);
    Publish(&vf_path_, PathMode::kVf);
    platform_.Wake();
    platform_.Announce(Side::kVf, vf_);
    ++switches_;
    if (!profile_.ordered_cutover) return;
    platform_.DrainReceive(Side::kSynthetic, vf_, profile_.receive_quiet_us,
                           profile_.drain_receive_us);
    platform_.HoldReceive(Side::kVf, vf_, false);
  }

  void PublishHold() noexcept { Publish(&hold_path_, PathMode::kHold); }

  void Publish(const Path* path, PathMode mode) noexcept {
    platform_.Publish(path);
    __atomic_store_n(&mode_, static_cast<U8>(mode), __ATOMIC_RELAXED);
    actual_.redirected = mode == PathMode::kVf;
  }

  void CountDrain(Status status) noexcept { drain_timeouts_ += status.ok() ? 0 : 1; }

  P& platform_;
  SyntheticId synthetic_;
  VfId vf_;
  bool vf_gone_ = false;
  const Profile& profile_;
  Settings actual_;
  FilterSet wanted_filters_;   // work space: too large for a kernel stack
  FilterSet applied_filters_;  // exactly what V was told
  Path vf_path_;
  Path hold_path_{nullptr, 0, 0, 1, 0};
  U8 mode_ = 0;  // PathMode, read by any thread
  U32 generation_ = 0;
  U64 switches_ = 0;
  U64 undo_failures_ = 0;
  U64 drain_timeouts_ = 0;
};

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_LEGS_H_
