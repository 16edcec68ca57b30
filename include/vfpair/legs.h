// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The two legs as vfpair has set them: carries out one step at a time and keeps the record.
//
// Cut-over (S to V): hold new packets in S's queue, wait until S's ring has drained, open V's path,
// wake. Withdrawal (V to S): the same in the other direction, then tell switches. receive_order.h
// does its part for the other direction. All waits are bounded; a bound that runs out costs order,
// never packets.
#ifndef VFPAIR_LEGS_H_
#define VFPAIR_LEGS_H_

#include "vfpair/plan.h"
#include "vfpair/platform.h"
#include "vfpair/profile.h"
#include "vfpair/receive_order.h"
#include "vfpair/vf_filters.h"

VFPAIR_NAMESPACE_BEGIN

template <Platform P>
class Legs {
 public:
  constexpr Legs(P& platform, SyntheticId synthetic, const Profile& profile) noexcept
      : platform_(platform),
        synthetic_(synthetic),
        profile_(profile),
        filters_(platform, profile.multicast),
        receive_(platform, profile) {}

  /// Actor. V's record starts as V was found.
  void Begin(VfId vf, const Ledger& ledger) noexcept {
    vf_ = vf;
    vf_gone_ = false;
    actual_.vf_mtu = ledger.vf_mtu;
    actual_.vf_mac = ledger.vf_mac;
    actual_.vf_up = ledger.vf_up;
  }

  /// Actor. V is being removed: steps that would call its driver are only recorded from now on.
  void VfGone() noexcept { vf_gone_ = true; }

  /// Actor. Carries out `step` towards `wanted`. Ok and undoing steps are recorded; kPending is
  /// left for FinishHost().
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

  /// Actor. The host's answer to a step that was pending, or an end to waiting for it.
  void FinishHost(HostPath path) noexcept {
    actual_.host = path;
    if (path != HostPath::kVf)
      SyntheticReceives();
    else if (actual_.redirected)  // it had forgotten: there is no cut-over to follow
      receive_.LetGoInOrder(vf_);
  }
  /// Actor. The host has lost what it was told (hn R-HST-4) and steers to S again.
  void HostForgot() noexcept { FinishHost(HostPath::kSynthetic); }

  /// Actor. V was marked when it was listed.
  void NoteMarked(bool marked) noexcept { actual_.marked = marked; }
  /// Actor. What steps outside the plan (changes by the user or by others) did.
  void NoteSyntheticMtu(U32 mtu) noexcept { actual_.synthetic_mtu = mtu; }
  void NoteVfMtu(U32 mtu) noexcept { actual_.vf_mtu = mtu; }
  void NoteVfMac(const MacAddress& mac) noexcept { actual_.vf_mac = mac; }
  void NoteVfUp(bool up) noexcept { actual_.vf_up = up; }
  void NoteVfWithheld(Capabilities withheld) noexcept { actual_.vf_withheld = withheld; }

  /// Closing. Packets go over S when this returns.
  void WithdrawFromClosingVf() noexcept { Withdraw(true); }
  /// Closing. Asks the host to steer back while V still works. @returns what the host said.
  Status SteerBack(U32 host_generation) noexcept {
    const Status status = Steer(HostPath::kSynthetic, host_generation, true);
    actual_.host = status.pending() ? HostPath::kUnknown : HostPath::kSynthetic;
    return status;
  }
  /// Closing. V has had its time to deliver what it got, also while the host switched.
  void DrainClosingVf() noexcept { receive_.LetGoInOrder(vf_); }

  /// Actor. Ends what is kept back for order's sake when its time is over.
  void LetGoIfLate(U64 now_ns) noexcept {
    if (receive_.deadline_ns() != 0 && now_ns >= receive_.deadline_ns()) receive_.LetGo(vf_);
  }
  /// When LetGoIfLate() must be called; 0 = need not.
  U64 deadline_ns() const noexcept { return receive_.deadline_ns(); }

  const Settings& actual() const noexcept { return actual_; }
  PathMode Mode() const noexcept {
    return static_cast<PathMode>(__atomic_load_n(&mode_, __ATOMIC_RELAXED));
  }
  U64 switches() const noexcept { return switches_; }
  U64 undo_failures() const noexcept { return undo_failures_; }
  /// How often S refused to hash as V does.
  U64 rss_failures() const noexcept { return rss_failures_; }
  U64 drain_timeouts() const noexcept { return drain_timeouts_; }

 private:
  friend struct PairInspector;  // tests: tests/model stores and restores whole pairs

  static constexpr unsigned long kNoWordHas = 1;  // once all of its bits are masked out
  static constexpr U32 kSomeFilters = ~U32{0};    // a version no ledger has: part of a list is on V

  Status Apply(Setting setting, const Settings& wanted, U32 host_generation) noexcept {
    switch (setting) {
      case Setting::kOverlay:
        return Refine(platform_.Overlay(wanted.overlaid), Reason::kHookRefused);
      case Setting::kMark:
        return Refine(platform_.Mark(vf_, wanted.marked), Reason::kHookRefused);
      case Setting::kCapture:
        return Refine(platform_.Capture(vf_, wanted.captured), Reason::kHookRefused);
      case Setting::kLink:
        return Refine(platform_.Link(vf_, wanted.linked), Reason::kLinkRefused);
      case Setting::kSyntheticCapabilities:
        return Refine(platform_.Withhold(synthetic_, wanted.synthetic_withheld),
                      Reason::kCapabilitiesRefused);
      case Setting::kSyntheticGrant:
        return Grant(synthetic_, wanted.synthetic_granted);
      case Setting::kSyntheticTso:
        return Refine(platform_.LimitTso(synthetic_, wanted.synthetic_tso),
                      Reason::kCapabilitiesRefused);
      case Setting::kSyntheticMtu:
        return Refine(platform_.SetMtu(synthetic_, wanted.synthetic_mtu),
                      Reason::kSyntheticMtuRefused);
      case Setting::kVfCapabilities:
        if (vf_gone_) return Status::Ok();
        return Refine(platform_.Withhold(vf_, wanted.vf_withheld), Reason::kCapabilitiesRefused);
      case Setting::kVfGrant:
        if (vf_gone_) return Status::Ok();
        return Grant(vf_, wanted.vf_granted);
      case Setting::kVfMtu:
        if (vf_gone_) return Status::Ok();
        return Refine(platform_.SetMtu(vf_, wanted.vf_mtu), Reason::kMtuRefused);
      case Setting::kVfMac:
        if constexpr (ChangesMac<P>) {
          if (!vf_gone_) return Refine(platform_.SetMac(vf_, wanted.vf_mac), Reason::kMacRefused);
        }
        return Status::Ok();
      case Setting::kVfFilters:
        if (wanted.vf_filters != 0) return filters_.Follow(synthetic_, vf_);
        filters_.Clear(vf_);
        return Status::Ok();
      case Setting::kVfUp:
        if (vf_gone_) return Status::Ok();
        return Refine(platform_.SetUp(vf_, wanted.vf_up), Reason::kOpenRefused);
      case Setting::kRss:
        return SetRss(wanted.rss);
      case Setting::kHost:
        return Steer(wanted.host, host_generation);
      case Setting::kReceiveAs:
        if constexpr (ReceivesAsVf<P>)
          return Refine(platform_.ReceiveAs(vf_, wanted.receives_as_vf), Reason::kHookRefused);
        return Status::Refused(Reason::kNotSupported);
      case Setting::kRedirect:
        if (wanted.redirected)
          CutOver();
        else
          Withdraw(!vf_gone_ && VfWorks());
        return Status::Ok();
      case Setting::kCarrier:
        if constexpr (ShowsCarrier<P>)
          return Refine(platform_.ShowCarrier(synthetic_, wanted.carrier), Reason::kCarrierRefused);
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

  // What the side that the host leaves has still to deliver comes first.
  Status Steer(HostPath to, U32 generation, bool vf_closes = false) noexcept {
    const bool to_vf = to == HostPath::kVf;
    if (to_vf)
      receive_.KeepBack(Side::kVf, vf_);
    else if ((vf_closes || actual_.host == HostPath::kVf) && !vf_gone_ && VfWorks())
      receive_.KeepBack(Side::kSynthetic, vf_);
    const Status status =
        Refine(platform_.SteerHost(to_vf ? Side::kVf : Side::kSynthetic, generation),
               Reason::kHostRefused);
    if (status.pending()) return status;
    if (!to_vf)
      SyntheticReceives();  // refused or not: nothing more can be done
    else if (!status.ok())
      receive_.LetGo(vf_);
    else if (actual_.redirected)
      receive_.LetGoInOrder(vf_);
    return status;
  }

  // Pair::Start() refuses the modes that grant on platforms that do not.
  template <class Side>
  Status Grant(Side side, Capabilities granted) noexcept {
    if constexpr (GrantsCapabilities<P>)
      return Refine(platform_.Grant(side, granted), Reason::kCapabilitiesRefused);
    (void)side, (void)granted;
    return Status::Ok();
  }

  // Hashes that differ cost locality, no packet: V is used all the same, and S's hashes are kept
  // from the stack (R-RSS-2/3).
  Status SetRss(const RssSettings& wanted) noexcept {
    if constexpr (ProgramsRss<P>) {
      if (platform_.SetRss(synthetic_, wanted).ok()) return Status::Ok();
      ++rss_failures_;
      if (!(wanted == RssSettings{})) (void)platform_.SetRss(synthetic_, kRssUndelivered);
    }
    return Status::Ok();
  }

  void SyntheticReceives() noexcept {
    if (vf_gone_)
      receive_.LetGo(vf_);
    else
      receive_.LetGoInOrder(vf_);
  }

  void CutOver() noexcept {
    // Nobody reads either path: both were withdrawn, with grace, before V could be the path again.
    if (profile_.ordered_cutover) {
      hold_path_ = Path{vf_.get().handle, 0, kNoWordHas, 1, generation_ + 1};
      PublishHold();
      platform_.Grace();
      CountDrain(platform_.DrainTransmit(Side::kSynthetic, vf_, profile_.drain_transmit_us));
    }
    const bool looks = profile_.transmit == TxPolicy::kFallBack;
    vf_path_ = Path{vf_.get().handle, looks ? platform_.ReadyMask() : 0,
                    looks ? platform_.ReadyValue() : 0, 0, ++generation_};
    Publish(&vf_path_, PathMode::kVf);
    platform_.Wake();
    platform_.Announce(Side::kVf, vf_);
    ++switches_;
    receive_.LetGoInOrder(vf_);
  }

  // Packets go over S when this returns. What S receives waits, until the host steers to it, for
  // what V has still to deliver.
  void Withdraw(bool vf_works) noexcept {
    if (Mode() == PathMode::kSynthetic) return;
    if (vf_works && profile_.ordered_cutover) {
      PublishHold();
      platform_.Grace();
      CountDrain(platform_.DrainTransmit(Side::kVf, vf_, profile_.drain_transmit_us));
      receive_.KeepBack(Side::kSynthetic, vf_);
    }
    Publish(nullptr, PathMode::kSynthetic);
    platform_.Grace();
    platform_.Wake();
    platform_.Announce(Side::kSynthetic, vf_);
    ++switches_;
    if (actual_.host == HostPath::kSynthetic) receive_.LetGoInOrder(vf_);
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
  VfFilters<P> filters_;
  ReceiveOrder<P> receive_;
  Path vf_path_;
  Path hold_path_;
  U8 mode_ = 0;  // PathMode, read by any thread
  U32 generation_ = 0;
  U64 switches_ = 0;
  U64 undo_failures_ = 0;
  U64 drain_timeouts_ = 0;
  U64 rss_failures_ = 0;
};

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_LEGS_H_
