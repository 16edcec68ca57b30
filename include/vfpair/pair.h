// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A pair: one serial actor that turns signals into events, events into states by the transition table,
// and states into settings by the plan.
//
// Signals say "look again", never "do this": the actor reads the facts itself, so a signal may be
// lost among others, doubled or late without harm, and no queue can overflow.
//
// Longer than other headers because it is one loop: each part only makes sense between its neighbours.
#ifndef VFPAIR_PAIR_H_
#define VFPAIR_PAIR_H_

#include "vfpair/candidates.h"
#include "vfpair/host_switch.h"
#include "vfpair/legs.h"
#include "vfpair/matcher.h"
#include "vfpair/transition_table.h"
#include "vfpair/watch.h"

VFPAIR_NAMESPACE_BEGIN

template <Platform P>
class Pair {
 public:
  /// `platform` and `profile` must outlive the pair. Any context.
  Pair(P& platform, SyntheticId synthetic, const Rule& rule,
       const Profile& profile = kStrictProfile) noexcept
      : platform_(platform), profile_(profile), rule_(rule), watch_(platform, synthetic),
        legs_(platform, synthetic, profile) {}

  Pair(const Pair&) = delete;
  Pair& operator=(const Pair&) = delete;

  /// Actor. Checks S and installs its hooks. @returns Ok, or Refused and nothing is changed.
  Status Start() noexcept {
    if (const Status s = watch_.ReadSynthetic(); !s.ok())
      return {s.outcome(), Reason::kNoSuchInterface};
    if (const Reason reason = CheckSynthetic(watch_.synthetic()); reason != Reason::kNone)
      return Status::Refused(reason);
    (void)watch_.LookAtSynthetic();
    state_since_ns_ = platform_.NowNs();
    return legs_.Execute(Step{false, false, Setting::kOverlay}, AtRest(watch_.ledger(), false), 0);
  }

  /// Actor (V's arrival; V's driver is not called). V is held, or listed behind the one that is.
  /// @returns Ok, or Refused with the reason why this V is not used.
  Status Arrived(const InterfaceFacts& vf) noexcept {
    if (closing_) return Status::Refused(Reason::kNotPaired);
    if (Holds(VfId(vf.id))) return Status::Ok();
    Saw(watch_.LookAtSynthetic());
    if (const Reason reason = CheckVf(watch_.synthetic(), vf, rule_); reason != Reason::kNone)
      return Status::Refused(reason);
    if (!candidates_.Add(vf.id)) return Status::Refused(Reason::kTooManyCandidates);
    if (state_ == State::kIdle) {  // else this is V's own arrival, no place to serve another V
      due_ |= Just(Event::kVfArrived);
      Run();
    }
    return Status::Ok();
  }

  /// Actor (V's removal). When it returns nothing of ours is on V, and no packet is inside it on
  /// behalf of S. Departures are recognised by identity (R-EVT-6).
  void Departed(VfId vf) noexcept {
    candidates_.Remove(vf.get());
    if (!Holds(vf)) return;
    legs_.VfGone();
    reason_ = Reason::kVfGone;
    due_ |= Just(Event::kVfDeparted);
    Run();
  }

  /// Closing; serialised with the actor by the platform. The earliest signal that V goes down: when it
  /// returns packets go over S, and V has had its time to deliver what was already handed to it.
  void VfClosing(VfId vf) noexcept {
    if (!Holds(vf)) return;
    if (running_) return;  // our own doing: the plan withdraws the path before it brings V down
    legs_.Withdraw(true);
    Signal(kSignalClosing);
    platform_.Schedule();
  }

  /// Any. Does not run the actor: follow with Run() or the platform's Schedule().
  void Signal(U32 signals) noexcept { __atomic_fetch_or(&signals_, signals, __ATOMIC_RELEASE); }

  /// Any. The host's answer to SteerHost(); one of a stale generation is ignored.
  void Complete(U32 generation, Status status) noexcept {
    host_.Answer(generation, status.ok());
    Signal(kSignalCompletion);
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
    candidates_ = Candidates();
    due_ |= Just(synthetic_gone ? Event::kSyntheticGone : Event::kUnpair);
    Run();
  }

  /// Actor. The user changes S's MTU: range of both, then V, then S; V is put back when S refuses
  /// (A9, T-U09). @returns Ok, or Refused and nothing is changed.
  Status ChangeMtu(U32 mtu) noexcept {
    Saw(watch_.LookAtSynthetic());
    const bool vf_follows = RungOf(state_) >= Rung::kNegotiated;
    const U32 old = legs_.actual().vf_mtu;
    if (vf_follows) {
      if (const Status s = CheckMtu(watch_.synthetic().mtu_range, watch_.vf().mtu_range, mtu); !s.ok())
        return s;
      if (const Status s = platform_.SetMtu(watch_.vf_id(), mtu); !s.ok())
        return {s.outcome(), Reason::kMtuRefused};
      legs_.NoteVfMtu(mtu);
    }
    const Status status = platform_.SetMtu(watch_.synthetic_id(), mtu);
    if (status.ok()) {
      watch_.NoteMtu(mtu);
      return status;
    }
    if (vf_follows && platform_.SetMtu(watch_.vf_id(), old).ok()) {
      legs_.NoteVfMtu(old);
    } else if (vf_follows) {  // to be put right by the plan, or the pair is degraded
      due_ |= Just(Event::kSettingsChanged);
      platform_.Schedule();
    }
    return status.reason() != Reason::kNone
               ? status
               : Status(status.outcome(), Reason::kSyntheticMtuRefused);
  }

  // Actor: what tools show.
  State state() const noexcept { return state_; }
  Reason reason() const noexcept { return reason_; }
  /// Whether failed_setting() says which step `reason` belongs to.
  bool has_failed_setting() const noexcept { return has_failed_setting_; }
  Setting failed_setting() const noexcept { return failed_setting_; }
  VfId vf() const noexcept { return watch_.vf_id(); }
  SyntheticId synthetic() const noexcept { return watch_.synthetic_id(); }
  PathMode path() const noexcept { return legs_.Mode(); }
  const Settings& settings() const noexcept { return legs_.actual(); }
  const Legs<P>& legs() const noexcept { return legs_; }
  Size candidates() const noexcept { return candidates_.size(); }
  U32 retries() const noexcept { return retries_; }
  U64 state_since_ns() const noexcept { return state_since_ns_; }
  bool Holds(VfId vf) const noexcept { return watch_.HoldsVf() && this->vf().get() == vf.get(); }

 private:
  friend struct PairInspector;  // tests: tests/model stores and restores whole pairs

  // ---- signals to events ----

  void Observe(U32 signals) noexcept {
    if ((signals & kSignalHostRevoked) != 0) due_ |= Just(Event::kHostRevoked);
    if ((signals & kSignalClosing) != 0) {
      legs_.NoteVfUp(false);
      watch_.NoteVfUp(false);
      due_ |= Just(Event::kVfClosing);
    }
    if ((signals & kSignalFilters) != 0) {
      watch_.FiltersChanged();
      due_ |= Just(Event::kSettingsChanged);
    }
    if ((signals & kSignalSynthetic) != 0) Saw(watch_.LookAtSynthetic());
    if ((signals & kSignalVf) != 0) ObserveVf();
    if (bool ok; (signals & kSignalCompletion) != 0 && host_.IsAnswered(ok))
      HostAnswered(ok, Reason::kHostRefused);
    if ((signals & kSignalTimer) != 0) ObserveTimer(platform_.NowNs());
  }

  void ObserveVf() noexcept {
    Saw(watch_.LookAtVf());
    if (!watch_.HoldsVf()) return;
    if (const U32 mtu = watch_.vf().mtu; mtu != legs_.actual().vf_mtu) {  // someone else's doing
      legs_.NoteVfMtu(mtu);
      if (RungOf(state_) >= Rung::kNegotiated)
        due_ |= Just(Event::kSettingsChanged);  // to be put right
      else
        watch_.NoteVfMtu(mtu);  // that is how V is to be left
    }
    const bool up = watch_.vf().up;
    if (up == legs_.actual().vf_up) return;
    legs_.NoteVfUp(up);  // not our doing
    watch_.NoteVfUp(up);
    due_ |= Just(up ? Event::kSettingsChanged : Event::kVfClosing);
  }

  // What rose and fell again before it was handled has fallen.
  void Saw(EventSet events) noexcept {
    if ((events & Just(Event::kSyntheticDown)) != 0) due_ &= ~Just(Event::kSyntheticUp);
    if ((events & Just(Event::kVfLinkDown)) != 0) due_ &= ~Just(Event::kVfLinkUp);
    due_ |= events;
  }

  void ObserveTimer(U64 now) noexcept {
    armed_ns_ = 0;  // it fired, be it early
    if (host_.IsLate(now)) HostAnswered(false, Reason::kHostTimeout);
    if (state_deadline_ns_ == 0 || now < state_deadline_ns_) return;
    state_deadline_ns_ = 0;
    due_ |= Just(state_ == State::kSettling ? Event::kSettled : Event::kRetry);
  }

  void HostAnswered(bool ok, Reason reason) noexcept {
    host_.Close();
    if (ok || host_.wanted() == HostPath::kSynthetic) {  // a refused way back is taken as done
      legs_.FinishHost(host_.wanted());
      Advance();
    } else {
      Fail(Setting::kHost, reason);
    }
  }

  // ---- events to states ----

  void Handle(Event event) noexcept {
    const Situation now{watch_.synthetic().up, watch_.vf().HasLink(), closing_};
    const Row& row = FindRow(state_, event, now);
    if (row.response == Response::kIgnore) return;
    if (row.response == Response::kGo) Enter(row.next, event);
    Advance();
  }

  void Enter(State next, Event event) noexcept {
    if (event == Event::kVfClosing || event == Event::kHostRevoked) {
      reason_ = event == Event::kVfClosing ? Reason::kVfClosed : Reason::kHostRevoked;
      has_failed_setting_ = false;
    }
    const U64 now = platform_.NowNs();
    platform_.Trace(Transition{now, state_, next, event, reason_});
    state_ = next;
    state_since_ns_ = now;
    state_deadline_ns_ = 0;
    switch (next) {
      case State::kIdle:
        watch_.Release();
        ClearReason();
        if (candidates_.size() != 0) due_ |= Just(Event::kVfArrived);
        break;
      case State::kSettling:
        AdoptCandidate();
        state_deadline_ns_ = now + profile_.settle_ns;
        break;
      case State::kDegraded:
        state_deadline_ns_ = now + BackoffNs(profile_, ++retries_);
        break;
      case State::kReady:
      case State::kStarting:  // what follows uses the facts: Advance() and the guards read them
        Saw(watch_.LookAtSynthetic());
        Saw(watch_.LookAtVf());
        if (event == Event::kSettled) {
          watch_.NoteVfUntouched();
          legs_.Begin(watch_.vf_id(), watch_.ledger());
        }
        break;
      case State::kActive:
        ClearReason();
        break;
      default: break;
    }
  }

  void ClearReason() noexcept {
    reason_ = Reason::kNone;
    has_failed_setting_ = false;
    retries_ = 0;
  }

  // Takes the candidate that waited longest and is still fit.
  void AdoptCandidate() noexcept {
    for (InterfaceId id = candidates_.Take(); !id.IsNone(); id = candidates_.Take()) {
      InterfaceFacts facts;
      if (!platform_.ReadFacts(id, facts).ok()) continue;
      if (CheckVf(watch_.synthetic(), facts, rule_) != Reason::kNone) continue;
      watch_.Hold(facts);
      legs_.Begin(watch_.vf_id(), watch_.ledger());
      return;
    }
    due_ |= Just(Event::kVfDeparted);  // all of them went away meanwhile
  }

  // ---- states to settings ----

  void Advance() noexcept {
    due_ &= ~(Just(Event::kStepsDone) | Just(Event::kStepFailed));  // said of the plan before this one
    const Rung rung = watch_.HoldsVf() ? RungOf(state_) : Rung::kNothing;
    const Settings rest = AtRest(watch_.ledger(), closing_);
    const Settings wanted = Desired(rung, watch_.ledger(), profile_.capability_mode, closing_);
    const bool waits = !closing_ && state_ != State::kLeaving;  // on leaving the host is asked only
    if (host_.pending()) {
      if (waits && wanted.host == host_.wanted()) return;
      host_.Close();
    }
    for (;;) {
      const Step step = NextStep(legs_.actual(), wanted, rest, rung);
      if (step.none) break;
      const U32 generation = step.setting == Setting::kHost ? host_.NextGeneration() : 0;
      const Status status = legs_.Execute(step, wanted, generation);
      if (status.pending()) {
        if (!waits) {
          legs_.FinishHost(wanted.host);
          continue;
        }
        host_.Await(wanted.host, platform_.NowNs() + profile_.host_timeout_ns);
        return;
      }
      if (!status.ok() && !step.undoes) return Fail(step.setting, status.reason());
      if (step.setting == Setting::kVfUp) due_ |= watch_.LookAtVf();
    }
    due_ |= Just(Event::kStepsDone);
  }

  void Fail(Setting setting, Reason reason) noexcept {
    has_failed_setting_ = true;
    failed_setting_ = setting;
    reason_ = reason;
    due_ |= Just(Event::kStepFailed);
  }

  void ArmTimer() noexcept {
    U64 next = state_deadline_ns_;
    if (host_.pending() && (next == 0 || host_.deadline_ns() < next)) next = host_.deadline_ns();
    if (next == armed_ns_ && state_ != State::kClosed) return;
    armed_ns_ = next;
    platform_.SetTimer(next);
  }

  P& platform_;
  const Profile& profile_;
  Rule rule_;
  Watch<P> watch_;
  Legs<P> legs_;
  HostSwitch host_;
  Candidates candidates_;

  State state_ = State::kIdle;
  U64 state_since_ns_ = 0;
  U64 state_deadline_ns_ = 0;  // settle or retry; 0 = none
  U64 armed_ns_ = 0;
  U32 retries_ = 0;
  Reason reason_ = Reason::kNone;
  Setting failed_setting_ = Setting::kOverlay;
  bool has_failed_setting_ = false;
  bool closing_ = false;
  bool running_ = false;
  EventSet due_ = 0;
  U32 signals_ = 0;  // atomic
};

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_PAIR_H_
