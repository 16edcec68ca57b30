// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A platform over simulated interfaces: every requirement of vfpair::Platform, and the data path
// that a real adapter has, around the core's own DecideTx() and RewriteRx().
#ifndef VFPAIR_TESTING_SIM_PLATFORM_H_
#define VFPAIR_TESTING_SIM_PLATFORM_H_

// clang-format off
#include "vfpair/testing/hosted.h"  // first: it says no to kernels
// clang-format on

#include <deque>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "vfpair/platform.h"
#include "vfpair/profile.h"
#include "vfpair/rx_rewrite.h"
#include "vfpair/testing/fault_injector.h"
#include "vfpair/testing/sim_callbacks.h"
#include "vfpair/testing/sim_nic.h"
#include "vfpair/testing/sim_switch.h"
#include "vfpair/tx_redirect.h"

VFPAIR_TESTING_BEGIN

/// When something happened last that may cost the order of packets, in awake time; 0 = never.
struct OrderRisks {
  U64 transmit_drain_gave_up = 0;
  U64 receive_drain_gave_up = 0;
  U64 vf_not_ready = 0;
};

class SimPlatform {
 public:
  using Callbacks = SimCallbacks;
  static constexpr bool kMarksCandidates = true;
  enum class Context : U8 { kNone, kActor, kClosing };

  SimPlatform(ManualClock& clock, SimSwitch& host, FaultInjector& faults, SimNic& synthetic)
      : clock_(clock),
        host_(host),
        faults_(faults),
        synthetic_(synthetic),
        user_mtu_(synthetic.mtu()) {}

  void Connect(Callbacks callbacks) { callbacks_ = std::move(callbacks); }

  // ---- vfpair::Platform ----

  Status ReadFacts(InterfaceId id, InterfaceFacts& out) noexcept {
    const SimNic& nic = Nic(id);
    if (!nic.present()) return {Outcome::kGone, Reason::kNone};
    out = nic.Facts();
    return Status::Ok();
  }

  Status Overlay(bool on) noexcept {
    return Do(Effect::kOverlay, !on, [&] { synthetic_.overlaid = on; });
  }
  Status Mark(VfId vf, bool on) noexcept {
    SimNic& nic = Nic(vf.get());
    return Do(Effect::kMark, !on, [&] { nic.marked = on; });
  }
  Status Capture(VfId vf, bool on) noexcept {
    SimNic& nic = Nic(vf.get());
    if (on) found_[&nic] = {nic.mtu(), nic.up(), nic.mac()};
    return Do(Effect::kCapture, !on, [&] { nic.captured = on; });
  }
  Status Link(VfId vf, bool on) noexcept {
    SimNic& nic = Nic(vf.get());
    found_.try_emplace(&nic, Found{nic.mtu(), nic.up(), nic.mac()});
    return Do(Effect::kLink, !on, [&] { nic.linked = on; });
  }

  Status Withhold(SyntheticId, Capabilities caps) noexcept {
    return Do(Effect::kSyntheticCapabilities, caps.IsEmpty(), [&] { synthetic_.Withhold(caps); });
  }
  Status LimitTso(SyntheticId, const TsoLimits& tso) noexcept {
    return Do(Effect::kSyntheticTso, tso == TsoLimits{}, [&] { synthetic_.LimitTso(tso); });
  }
  Status Withhold(VfId vf, Capabilities caps) noexcept {
    return Control(vf, Effect::kVfCapabilities, caps.IsEmpty(),
                   [caps](SimNic& nic) { nic.Withhold(caps); });
  }
  Status Grant(SyntheticId, Capabilities caps) noexcept {
    return Do(Effect::kSyntheticGrant, caps.IsEmpty(), [&] { synthetic_.Grant(caps); });
  }
  Status Grant(VfId vf, Capabilities caps) noexcept {
    return Control(vf, Effect::kVfGrant, caps.IsEmpty(), [caps](SimNic& nic) { nic.Grant(caps); });
  }
  Status SetMtu(SyntheticId, U32 mtu) noexcept {
    bool fits = false;
    const bool off = mtu == user_mtu_ && synthetic_.mtu() != mtu;
    const Status status = Do(Effect::kSyntheticMtu, off, [&] { fits = synthetic_.SetMtu(mtu); });
    return status.ok() && !fits ? Status::Refused(Reason::kNone) : status;
  }
  Status SetMtu(VfId vf, U32 mtu) noexcept {
    bool fits = true;
    const Status status = Control(vf, Effect::kVfMtu, mtu == found_[&Nic(vf.get())].mtu,
                                  [&](SimNic& nic) { fits = nic.SetMtu(mtu); });
    return status.ok() && !fits ? Status::Refused(Reason::kNone) : status;
  }
  Status SetUp(VfId vf, bool up) noexcept {
    return Control(vf, Effect::kVfUp, up == found_[&Nic(vf.get())].up, [&](SimNic& nic) {
      if (!up && nic.up()) callbacks_.vf_closing(nic);
      nic.SetUp(up);
    });
  }

  Status SetMac(SyntheticId, const MacAddress& mac) noexcept {
    return Do(Effect::kSyntheticMac, false, [&] { synthetic_.SetMac(mac); });
  }
  Status SetMac(VfId vf, const MacAddress& mac) noexcept {
    return Control(vf, Effect::kVfMac, mac == found_[&Nic(vf.get())].mac,
                   [&](SimNic& nic) { nic.SetMac(mac); });
  }
  Status SetEnabled(SyntheticId, Capabilities enabled) noexcept {
    return Do(Effect::kSyntheticEnabled, false, [&] { synthetic_.SetWanted(enabled); });
  }
  Status SetRss(SyntheticId, const RssSettings& rss) noexcept {
    return Do(Effect::kRss, rss == RssSettings{}, [&] { synthetic_.rss = rss; });
  }
  Status ShowCarrier(SyntheticId, LinkShown shown) noexcept {
    return Do(Effect::kCarrier, shown == LinkShown::kOwn, [&] { synthetic_.shown = shown; });
  }
  Status ReceiveAs(VfId vf, bool on) noexcept {
    return Do(Effect::kReceiveAs, !on, [&] {
      receiver_ = on ? &Nic(vf.get()) : nullptr;
      synthetic_.receives_as_vf = on;
    });
  }

  Status ReadFilters(SyntheticId, FilterSet& out) noexcept {
    return Do(Effect::kReadFilters, false, [&] { out = synthetic_.ReadFilters(); });
  }
  Status ChangeFilter(VfId vf, const FilterEntry& entry, bool add) noexcept {
    Need(Context::kActor, "ChangeFilter");
    bool fits = true;
    SimNic& nic = Nic(vf.get());
    const Status status = Do(Effect::kVfFilter, !add, [&] {
      fits = add ? nic.AddFilter(entry) : nic.RemoveFilter(entry);
      if (!fits && !add) violations_.push_back("removed a filter V did not have");
    });
    return status.ok() && !fits ? Status::Refused(Reason::kNone) : status;
  }

  Status SteerHost(Side side, U32 generation) noexcept {
    if (context_ != Context::kClosing) Need(Context::kActor, "SteerHost");
    SimNic& target = side == Side::kVf ? *Held() : synthetic_;
    Status answer;
    const Status status = Do(Effect::kHost, side == Side::kSynthetic,
                             [&] { answer = host_.Steer(target, generation); });
    return status.ok() ? answer : status;
  }

  void Publish(const Path* path) noexcept {
    path_ = path;
    const Effect to = path != nullptr ? Effect::kPublishVf : Effect::kPublishSynthetic;
    faults_.Record(path != nullptr && path->hold != 0 ? Effect::kPublishHold : to, false,
                   Outcome::kOk);
  }
  void Grace() noexcept { faults_.Record(Effect::kGrace, false, Outcome::kOk); }
  void Wake() noexcept {
    faults_.Record(Effect::kWake, false, Outcome::kOk);
    for (std::deque<SimPacket> waiting = std::exchange(held_, {}); !waiting.empty();
         waiting.pop_front())
      SendFromStack(waiting.front());
  }
  unsigned long ReadyMask() noexcept { return SimNic::kReady; }
  unsigned long ReadyValue() noexcept { return SimNic::kReady; }

  Status DrainTransmit(Side side, VfId vf, U32 us) noexcept {
    const SimNic& nic = side == Side::kVf ? Nic(vf.get()) : synthetic_;
    bool empty = false;
    const Status status = Do(Effect::kDrainTransmit, false, [&] {
      empty = clock_.AdvanceUntil(clock_.NowNs() + us * U64{1000}, [&] { return nic.RingEmpty(); });
    });
    if (!empty) risks_.transmit_drain_gave_up = clock_.AwakeNs();
    return status.ok() && !empty ? Status(Outcome::kRetry, Reason::kNone) : status;
  }
  void DrainReceive(Side side, VfId vf, U32 quiet_us, U32 budget_us) noexcept {
    faults_.Record(Effect::kDrainReceive, false, Outcome::kOk);
    const SimNic& nic = side == Side::kVf ? Nic(vf.get()) : synthetic_;
    const U64 start = clock_.NowNs(), limit = start + budget_us * U64{1000};
    for (;;) {
      const U64 latest = nic.last_receive_ns() > start ? nic.last_receive_ns() : start;
      const U64 quiet_at = latest + quiet_us * U64{1000};
      if (quiet_at <= clock_.NowNs()) return;
      if (clock_.NowNs() >= limit) {
        risks_.receive_drain_gave_up = clock_.AwakeNs();
        return;
      }
      clock_.AdvanceTo(quiet_at < limit ? quiet_at : limit);
    }
  }
  void HoldReceive(Side side, VfId, bool on) noexcept {
    faults_.Record(Effect::kHoldReceive, !on, Outcome::kOk);
    if (on) receive_held_ns_ = clock_.NowNs();
    const U64 longest = kStrictProfile.drain_receive_us * U64{1000};
    if (!on && clock_.NowNs() - receive_held_ns_ >= longest)
      risks_.receive_drain_gave_up = clock_.AwakeNs();
    holds_receive_ = on;
    held_side_ = side;
    for (; !on && !received_.empty(); received_.pop_front()) Deliver(received_.front());
  }
  void Announce(Side side, VfId vf) noexcept {
    faults_.Record(Effect::kAnnounce, side == Side::kSynthetic, Outcome::kOk);
    host_.Announce(side == Side::kVf ? Nic(vf.get()) : synthetic_);
  }

  U64 NowNs() noexcept { return clock_.NowNs(); }
  void SetTimer(U64 deadline_ns) noexcept {
    clock_.Cancel(timer_);
    timer_ = deadline_ns == 0 ? 0 : clock_.At(deadline_ns, [this] { callbacks_.timer(); });
  }
  void Schedule() noexcept { callbacks_.schedule(); }
  void Trace(const Transition& transition) noexcept { history_.push_back(transition); }

  // ---- the data path ----

  /// The stack hands a packet to S.
  void SendFromStack(SimPacket packet) {
    if (!synthetic_.present() || !synthetic_.up())
      return callbacks_.drop(packet, DropCause::kSyntheticDown);
    if (!synthetic_.ShowsLink()) return callbacks_.drop(packet, DropCause::kSyntheticNoLink);
    if (!held_.empty()) {
      held_.push_back(packet);
      return;
    }
    const Path* path = synthetic_.overlaid ? path_ : nullptr;
    switch (DecideTx(path, [](void* vf) { return static_cast<SimNic*>(vf)->StateWord(); })) {
      case TxVerdict::kHold:
        counters_.Add(Counter::kTxHeld, 1);
        held_.push_back(packet);
        return;
      case TxVerdict::kVf:
        counters_.Add(Counter::kTxVfPackets, 1);
        counters_.Add(Counter::kTxVfBytes, packet.bytes);
        packet.over_vf = true;
        static_cast<SimNic*>(path->vf)->Transmit(packet);
        return;
      case TxVerdict::kVfNotReady:
        counters_.Add(Counter::kTxVfNotReady, 1);
        risks_.vf_not_ready = clock_.AwakeNs();
        callbacks_.vf_suspect();
        break;
      case TxVerdict::kSynthetic:
        break;
    }
    if (!synthetic_.HasLink()) return callbacks_.drop(packet, DropCause::kSyntheticNoLink);
    counters_.Add(Counter::kTxSyntheticPackets, 1);
    synthetic_.Transmit(packet);
  }

  /// The host delivers a packet to an interface.
  void Receive(SimNic& nic, SimPacket packet) {
    const bool vf = &nic != &synthetic_;
    const DropCause closed = vf ? DropCause::kVfPortClosed : DropCause::kSyntheticNoLink;
    if (!nic.HasLink()) return callbacks_.drop(packet, closed);
    nic.NoteReceived();
    packet.receiver = &nic;
    if (!vf && receiver_ != nullptr) RewriteRx(&packet, receiver_, counters_);
    last_receiver_ = packet.receiver;
    if (vf && tracks_only_) return callbacks_.to_stack(packet);
    if (vf && !nic.captured) return callbacks_.drop(packet, DropCause::kVfNotCaptured);
    if (vf) RewriteRx(&packet, &synthetic_, counters_);
    if (holds_receive_ && vf == (held_side_ == Side::kVf))
      received_.push_back(packet);
    else
      Deliver(packet);
  }

  /// S's queue is emptied when S goes down.
  void DropHeld() {
    for (const SimPacket& packet : std::exchange(held_, {}))
      callbacks_.drop(packet, DropCause::kHeldForever);
  }

  const Path* path() const noexcept { return path_; }
  Size held() const noexcept { return held_.size(); }
  const PathCounters& counters() const noexcept { return counters_; }
  const OrderRisks& risks() const noexcept { return risks_; }
  /// The interface that the last packet received is shown to have come in by.
  const void* last_receiver() const noexcept { return last_receiver_; }
  const std::vector<Transition>& history() const noexcept { return history_; }
  const std::vector<std::string>& violations() const noexcept { return violations_; }
  void SetContext(Context context) noexcept { context_ = context; }
  Context context() const noexcept { return context_; }
  /// What its user does to V decides which of vfpair's calls undo something.
  void NoteUserSetUp(SimNic& vf, bool up) { found_[&vf].up = up; }
  void NoteUserSetMtu(SimNic& vf, U32 mtu) { found_[&vf].mtu = mtu; }
  void NoteUserMtu(U32 mtu) { user_mtu_ = mtu; }
  /// V's input stays V's: non-transparent mode.
  void TrackOnly() noexcept { tracks_only_ = true; }
  /// A change by the user goes on: what is refused is not done, be it back to how V was found.
  void SetChanging(bool on) noexcept { changing_ = on; }
  /// V is being removed: its driver must not be called any more.
  void SetDeparting(const SimNic* nic) noexcept { departing_ = nic; }

 private:
  void Deliver(const SimPacket& packet) {
    if (!synthetic_.up()) return callbacks_.drop(packet, DropCause::kSyntheticDown);
    callbacks_.to_stack(packet);
  }

  struct Found {
    U32 mtu = 0;
    bool up = false;
    MacAddress mac;
  };

  static SimNic& Nic(const InterfaceId& id) noexcept { return *static_cast<SimNic*>(id.handle); }
  SimNic* Held() noexcept {
    for (auto& [nic, found] : found_)
      if (nic->captured || nic->linked) return nic;
    return &synthetic_;
  }
  void Need(Context context, const char* what) noexcept {
    if (context_ != context) violations_.push_back(std::string(what) + " outside the actor");
  }

  template <class Action>
  Status Do(Effect effect, bool off, Action&& action) noexcept {
    const auto fault = faults_.Next(effect, off);
    const Outcome outcome = fault.value_or(Outcome::kOk);
    faults_.Record(effect, off, outcome);
    if (!fault || (off && !changing_)) action();
    return {outcome, Reason::kNone};
  }
  // A call into V's driver.
  template <class Action>
  Status Control(VfId vf, Effect effect, bool off, Action&& action) noexcept {
    SimNic& nic = Nic(vf.get());
    Need(Context::kActor, EffectName(effect));
    if (departing_ == &nic)
      violations_.push_back(std::string(EffectName(effect)) + " on a departing V");
    const Status status = Do(effect, off, [&] {
      if (nic.present()) action(nic);
    });
    return status.ok() && !nic.present() ? Status(Outcome::kGone, Reason::kNone) : status;
  }

  ManualClock& clock_;
  SimSwitch& host_;
  FaultInjector& faults_;
  SimNic& synthetic_;
  Callbacks callbacks_;
  Context context_ = Context::kNone;
  bool changing_ = false;
  const SimNic* departing_ = nullptr;
  std::map<SimNic*, Found> found_;
  U32 user_mtu_ = 0;
  bool tracks_only_ = false;
  const void* last_receiver_ = nullptr;
  SimNic* receiver_ = nullptr;  // whose input S's is, in non-transparent mode
  const Path* path_ = nullptr;
  std::deque<SimPacket> held_;      // waiting to be sent
  std::deque<SimPacket> received_;  // waiting to be delivered
  bool holds_receive_ = false;
  U64 receive_held_ns_ = 0;  // since when
  Side held_side_ = Side::kVf;
  PathCounters counters_;
  OrderRisks risks_;
  ManualClock::Ticket timer_ = 0;
  std::vector<Transition> history_;
  std::vector<std::string> violations_;
};

static_assert(Platform<SimPlatform>);

VFPAIR_TESTING_END

#endif  // VFPAIR_TESTING_SIM_PLATFORM_H_
