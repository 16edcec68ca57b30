// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A pair: one serial actor that turns signals into events, events into states by the transition table,
// and states into settings by the plan.
//
// Signals say "look again", never "do this": the actor reads the facts itself, so a signal may be
// lost among others, doubled or late without harm, and no queue can overflow.
#ifndef VFPAIR_PAIR_H_
#define VFPAIR_PAIR_H_

#include "vfpair/candidates.h"
#include "vfpair/legs.h"
#include "vfpair/matcher.h"
#include "vfpair/transition_table.h"

VFPAIR_NAMESPACE_BEGIN

enum Signal : U32 {
  kSignalSynthetic = 1u << 0,  ///< S's admin state or the user's wishes may have changed
  kSignalVf = 1u << 1,         ///< V's link, admin state or facts may have changed
  kSignalFilters = 1u << 2,    ///< S's addresses, promiscuity or VLANs may have changed
  kSignalTimer = 1u << 3,
  kSignalHostRevoked = 1u << 4,
  kSignalClosing = 1u << 5,    ///< internal: V is being brought down
  kSignalCompletion = 1u << 6, ///< internal: the host answered
};

template <Platform P>
class Pair {
 public:
  /// `platform` and `profile` must outlive the pair. Any context.
  Pair(P& platform, SyntheticId synthetic, const Rule& rule,
       const Profile& profile = kStrictProfile) noexcept
      : platform_(platform), profile_(profile), synthetic_(synthetic), rule_(rule),
        legs_(platform, synthetic, profile) {}

  Pair(const Pair&) = delete;
  Pair& operator=(const Pair&) = delete;

  /// Actor. Checks S and installs its hooks. @returns Ok, or Refused and nothing is changed.
  Status Start() noexcept {
    const Status read = platform_.ReadFacts(synthetic_.get(), s_);
    if (!read.ok()) return {read.outcome(), Reason::kNoSuchInterface};
    if (const Reason reason = CheckSynthetic(s_); reason != Reason::kNone)
      return Status::Refused(reason);
    (void)NoteSynthetic(ledger_, s_);
    state_since_ns_ = platform_.NowNs();
    const Settings rest = AtRest(ledger_, false);
    return legs_.Execute(Step{false, false, Setting::kOverlay}, rest, 0);
  }

  /// Actor (V's arrival; V's driver is not called). V is held, or listed behind the one that is.
  /// @returns Ok, or Refused with the reason why this V is not used.
  Status Arrived(const InterfaceFacts& vf) noexcept {
    if (state_ == State::kClosed || closing_) return Status::Refused(Reason::kNotPaired);
    if (Holds(VfId(vf.id))) return Status::Ok();
    (void)RefreshSynthetic();
    if (const Reason reason = CheckVf(s_, vf, rule_); reason != Reason::kNone)
      return Status::Refused(reason);
    if (!candidates_.Add(vf.id)) return Status::Refused(Reason::kTooManyCandidates);
    Due(Event::kVfArrived);
    Run();
    return Status::Ok();
  }

  /// Actor (V's removal). When it returns nothing of ours is on V, and no packet is inside it on
  /// behalf of S. Departures are recognised by identity (R-EVT-6).
  void Departed(VfId vf) noexcept {
    candidates_.Remove(vf.get());
    if (!Holds(vf)) return;
    legs_.VfGone();
    reason_ = Reason::kVfGone;
    Due(Event::kVfDeparted);
    Run();
  }

  /// Closing: the earliest signal that V goes down. When it returns packets go over S, and V has had
  /// its time to deliver what was already handed to it.
  void VfClosing(VfId vf) noexcept {
    if (!Holds(vf)) return;
    if (running_) return;  // our own doing: the plan withdraws the path before it brings V down
    legs_.Withdraw(true);
    Raise(kSignalClosing);
    platform_.Schedule();
  }

  /// Any. Does not run the actor: follow with Run() or the platform's Schedule().
  void Signal(U32 signals) noexcept { Raise(signals); }

  /// Any. The host's answer to SteerHost(); a stale generation is ignored.
  void Complete(U32 generation, Status status) noexcept {
    const U64 packed = U64{generation} << 8 | (status.ok() ? 1u : 0u);
    __atomic_store_n(&completion_, packed, __ATOMIC_RELEASE);
    Raise(kSignalCompletion);
    platform_.Schedule();
  }

  /// Actor. Handles everything that was signalled; returns at once when called from within itself.
  void Run() noexcept {
    if (running_) return;
    running_ = true;
    do {
      Observe(__atomic_exchange_n(&signals_, 0u, __ATOMIC_ACQUIRE));
      while (due_ != 0) {
        const auto event = static_cast<Event>(__builtin_ctz(due_));
        due_ &= due_ - 1;
        Handle(event);
      }
    } while (__atomic_load_n(&signals_, __ATOMIC_ACQUIRE) != 0);
    ArmTimer();
    running_ = false;
  }

  /// Actor. Ends the pair: on return both legs are as the user left them. The host is asked to steer
  /// back but not waited for.
  void Shutdown(bool synthetic_gone) noexcept {
    if (state_ == State::kClosed) return;
    closing_ = true;
    while (!candidates_.Take().IsNone()) {
    }
    Due(synthetic_gone ? Event::kSyntheticGone : Event::kUnpair);
    Run();
  }

  /// Actor. The user changes S's MTU: range of both, then V, then S; V is put back when S refuses
  /// (A9, T-U09). @returns Ok, or Refused and nothing is changed.
  Status ChangeMtu(U32 mtu) noexcept {
    (void)RefreshSynthetic();
    const bool vf_follows = RungOf(state_) >= Rung::kNegotiated;
    const U32 old = legs_.actual().vf_mtu;
    if (vf_follows) {
      if (const Status s = CheckMtu(s_.mtu_range, v_.mtu_range, mtu); !s.ok()) return s;
      if (const Status s = platform_.SetMtu(vf_, mtu); !s.ok())
        return {s.outcome(), Reason::kMtuRefused};
      legs_.NoteVfMtu(mtu);
    }
    const Status status = platform_.SetMtu(synthetic_, mtu);
    if (status.ok()) {
      ledger_.mtu = s_.mtu = mtu;
    } else if (vf_follows) {
      (void)platform_.SetMtu(vf_, old);
      legs_.NoteVfMtu(old);
    }
    if (!status.ok() && status.reason() == Reason::kNone)
      return {status.outcome(), Reason::kSyntheticMtuRefused};
    return status;
  }

  // Actor: what tools show.
  State state() const noexcept { return state_; }
  Reason reason() const noexcept { return reason_; }
  /// Whether failed_setting() says which step `reason` belongs to.
  bool has_failed_setting() const noexcept { return has_failed_setting_; }
  Setting failed_setting() const noexcept { return failed_setting_; }
  VfId vf() const noexcept { return vf_; }
  SyntheticId synthetic() const noexcept { return synthetic_; }
  PathMode path() const noexcept { return legs_.Mode(); }
  const Settings& settings() const noexcept { return legs_.actual(); }
  const Legs<P>& legs() const noexcept { return legs_; }
  Size candidates() const noexcept { return candidates_.size(); }
  U32 retries() const noexcept { return retries_; }
  U64 state_since_ns() const noexcept { return state_since_ns_; }
  bool Holds(VfId vf) const noexcept { return !vf_.get().IsNone() && vf_.get() == vf.get(); }

 private:
  void Raise(U32 signals) noexcept { __atomic_fetch_or(&signals_, signals, __ATOMIC_RELEASE); }
  void Due(Event event) noexcept { due_ |= 1u << static_cast<U32>(event); }

  // ---- signals to events ----

  bool RefreshSynthetic() noexcept {
    (void)platform_.ReadFacts(synthetic_.get(), s_);
    return NoteSynthetic(ledger_, s_);
  }

  void Observe(U32 signals) noexcept {
    if ((signals & kSignalHostRevoked) != 0) Due(Event::kHostRevoked);
    if ((signals & kSignalClosing) != 0) {
      legs_.NoteVfDown();
      Due(Event::kVfClosing);
    }
    if ((signals & kSignalFilters) != 0) {
      if (++ledger_.filters_version == 0) ledger_.filters_version = 1;
      Due(Event::kSettingsChanged);
    }
    if ((signals & kSignalSynthetic) != 0) {
      const bool was_up = s_.up;
      if (RefreshSynthetic()) Due(Event::kSettingsChanged);
      if (s_.up != was_up) Due(s_.up ? Event::kSyntheticUp : Event::kSyntheticDown);
    }
    if ((signals & kSignalVf) != 0 && !vf_.get().IsNone()) ObserveVf();
    if ((signals & kSignalCompletion) != 0) ObserveCompletion();
    if ((signals & kSignalTimer) != 0) ObserveTimer();
  }

  void ObserveVf() noexcept {
    const bool had_link = v_.HasLink();
    if (RefreshVf()) Due(Event::kSettingsChanged);
    if (v_.HasLink() != had_link) Due(v_.HasLink() ? Event::kVfLinkUp : Event::kVfLinkDown);
  }

  bool RefreshVf() noexcept {
    if (!platform_.ReadFacts(vf_.get(), v_).ok()) v_.carrier = false;
    return NoteVf(ledger_, v_);
  }

  void ObserveCompletion() noexcept {
    const U64 packed = __atomic_load_n(&completion_, __ATOMIC_ACQUIRE);
    if (!host_pending_ || static_cast<U32>(packed >> 8) != host_generation_) return;
    HostAnswered((packed & 0xff) != 0, Reason::kHostRefused);
  }

  void ObserveTimer() noexcept {
    const U64 now = platform_.NowNs();
    if (host_pending_ && now >= host_deadline_ns_) HostAnswered(false, Reason::kHostTimeout);
    if (state_deadline_ns_ == 0 || now < state_deadline_ns_) return;
    state_deadline_ns_ = 0;
    Due(state_ == State::kSettling ? Event::kSettled : Event::kRetry);
  }

  void HostAnswered(bool ok, Reason reason) noexcept {
    host_pending_ = false;
    if (ok || host_wanted_ == HostPath::kSynthetic) {  // a refused way back is taken as done
      legs_.FinishHost(host_wanted_);
      Advance();
    } else {
      Fail(Setting::kHost, reason);
    }
  }

  // ---- events to states ----

  Situation Now() const noexcept { return {s_.up, v_.HasLink(), closing_}; }

  void Handle(Event event) noexcept {
    const Row& row = FindRow(state_, event, Now());
    if (row.response == Response::kIgnore) return;
    if (row.response == Response::kGo) Enter(row.next, event);
    Advance();
  }

  void Enter(State next, Event event) noexcept {
    if (event == Event::kVfClosing) reason_ = Reason::kVfClosed;
    if (event == Event::kHostRevoked) reason_ = Reason::kHostRevoked;
    const U64 now = platform_.NowNs();
    const Transition transition{now, state_, next, event, reason_};
    state_ = next;
    state_since_ns_ = now;
    state_deadline_ns_ = 0;
    switch (next) {
      case State::kIdle:
        vf_ = VfId();
        v_ = InterfaceFacts();
        reason_ = Reason::kNone;
        retries_ = 0;
        has_failed_setting_ = false;
        if (candidates_.size() != 0) Due(Event::kVfArrived);
        break;
      case State::kSettling:
        AdoptCandidate();
        state_deadline_ns_ = now + profile_.settle_ns;
        break;
      case State::kDegraded:
        state_deadline_ns_ = now + BackoffNs(profile_, ++retries_);
        break;
      case State::kReady:
      case State::kStarting:
        (void)RefreshSynthetic();
        (void)RefreshVf();
        break;
      case State::kActive:
        reason_ = Reason::kNone;
        retries_ = 0;
        has_failed_setting_ = false;
        break;
      default: break;
    }
    platform_.Trace(transition);
  }

  // Takes the candidate that waited longest and is still fit.
  void AdoptCandidate() noexcept {
    for (InterfaceId id = candidates_.Take(); !id.IsNone(); id = candidates_.Take()) {
      InterfaceFacts facts;
      if (!platform_.ReadFacts(id, facts).ok() || CheckVf(s_, facts, rule_) != Reason::kNone) continue;
      vf_ = VfId(id);
      v_ = facts;
      NoteVfFound(ledger_, facts);
      legs_.Begin(vf_, ledger_);
      return;
    }
    Due(Event::kVfDeparted);  // all of them went away meanwhile
  }

  // ---- states to settings ----

  void Advance() noexcept {
    const Settings rest = AtRest(ledger_, closing_);
    const Settings wanted = vf_.get().IsNone()
                                ? rest
                                : Desired(RungOf(state_), ledger_, profile_.capability_mode, closing_);
    if (host_pending_) {
      if (wanted.host == host_wanted_) return;
      host_pending_ = false;  // its answer will be stale
    }
    for (;;) {
      const Step step = NextStep(legs_.actual(), wanted, rest);
      if (step.none) break;
      if (step.setting == Setting::kHost) ++host_generation_;
      const Status status = legs_.Execute(step, wanted, host_generation_);
      if (status.pending()) {
        if (closing_ || state_ == State::kLeaving) {  // asked in order, not waited for
          legs_.FinishHost(wanted.host);
          continue;
        }
        host_pending_ = true;
        host_wanted_ = wanted.host;
        host_deadline_ns_ = platform_.NowNs() + profile_.host_timeout_ns;
        return;
      }
      if (!status.ok() && !step.undoes) {
        Fail(step.setting, status.reason());
        return;
      }
      if (step.setting == Setting::kVfUp) (void)RefreshVf();
    }
    Due(Event::kStepsDone);
  }

  void Fail(Setting setting, Reason reason) noexcept {
    has_failed_setting_ = true;
    failed_setting_ = setting;
    reason_ = reason;
    Due(Event::kStepFailed);
  }

  void ArmTimer() noexcept {
    U64 next = state_deadline_ns_;
    if (host_pending_ && (next == 0 || host_deadline_ns_ < next)) next = host_deadline_ns_;
    if (state_ == State::kClosed) next = 0;
    if (next == armed_ns_) return;
    armed_ns_ = next;
    platform_.SetTimer(next);
  }

  P& platform_;
  const Profile& profile_;
  SyntheticId synthetic_;
  Rule rule_;
  Legs<P> legs_;

  State state_ = State::kIdle;
  U64 state_since_ns_ = 0;
  U64 state_deadline_ns_ = 0;  // settle or retry; 0 = none
  U64 armed_ns_ = 0;
  Reason reason_ = Reason::kNone;
  Setting failed_setting_ = Setting::kOverlay;
  bool has_failed_setting_ = false;
  U32 retries_ = 0;
  bool closing_ = false;
  bool running_ = false;

  VfId vf_;
  InterfaceFacts s_;
  InterfaceFacts v_;
  Ledger ledger_;
  Candidates candidates_;

  bool host_pending_ = false;
  HostPath host_wanted_ = HostPath::kSynthetic;
  U32 host_generation_ = 0;
  U64 host_deadline_ns_ = 0;

  U32 due_ = 0;         // events, a bit each
  U32 signals_ = 0;     // atomic
  U64 completion_ = 0;  // atomic: generation << 8 | ok
};

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_PAIR_H_
