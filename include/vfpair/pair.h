// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A pair: one serial actor that turns signals into events, events into states by the transition
// table, and states into settings by the plan.
//
// Signals say "look again", never "do this": the actor reads the facts itself, so a signal may be
// lost among others, doubled or late without harm, and no queue can overflow.
//
// Longer than other headers because it is one loop: each part only makes sense between its
// neighbours.
#ifndef VFPAIR_PAIR_H_
#define VFPAIR_PAIR_H_

#include "vfpair/alarm.h"
#include "vfpair/change.h"
#include "vfpair/clearance.h"
#include "vfpair/host_switch.h"
#include "vfpair/legs.h"
#include "vfpair/platform_check.h"
#include "vfpair/transition_table.h"
#include "vfpair/trouble.h"
#include "vfpair/waiting_list.h"
#include "vfpair/watch.h"

VFPAIR_NAMESPACE_BEGIN

template <requirement::JudgedPlatform P>
class Pair<P> {
 public:
  /// `platform` and `profile` must outlive the pair. Any context.
  Pair(P& platform, SyntheticId synthetic, const Rule& rule,
       const Profile& profile = kStrictProfile) noexcept
      : platform_(platform),
        profile_(profile),
        watch_(platform, synthetic, profile.transparency),
        legs_(platform, synthetic, profile),
        waiting_(platform, {rule.by_mac, rule.named, !IsTransparent()}),
        clearance_(profile),
        alarm_(platform) {}

  Pair(P&, SyntheticId, const Rule&, const Profile&&) = delete;  // a profile must outlive its pair
  Pair(const Pair&) = delete;  // a platform and a registry refer to it
  Pair& operator=(const Pair&) = delete;

  /// Actor. Checks S and installs its hooks. @returns Ok, or Refused and nothing is changed.
  Status Start() noexcept {
    if (const Status s = watch_.ReadSynthetic(); !s.ok())
      return {s.outcome(), Reason::kNoSuchInterface};
    const bool grants = profile_.capability_mode == CapabilityMode::kLower ||
                        profile_.capability_mode == CapabilityMode::kPush;
    if ((grants && !GrantsCapabilities<P>) || (!IsTransparent() && !ReceivesAsVf<P>))
      return Status::Refused(Reason::kNotSupported);
    if (!IsSane(profile_)) return Status::Refused(Reason::kTimeOutOfRange);
    if (const Reason reason = CheckSynthetic(watch_.synthetic()); reason != Reason::kNone)
      return Status::Refused(reason);
    (void)LookAtSynthetic();
    state_since_ns_ = platform_.NowNs();
    return legs_.Execute(Step{false, false, Setting::kOverlay}, AtRest(watch_.ledger(), false), 0);
  }

  /// Actor (V's arrival; V's driver is not called). V is held, or listed behind the one that is.
  /// @returns Ok, or Refused with the reason why this V is not used.
  Status Arrived(const InterfaceFacts& vf) noexcept {
    if (closing_) return Status::Refused(Reason::kNotPaired);
    const bool held = Holds(VfId(vf.id));
    if (held && state_ != State::kLeaving) return Status::Ok();
    Saw(LookAtSynthetic());
    // One that is being released is taken again afterwards; until then it is marked anyway.
    if (const Status status = waiting_.Add(watch_.synthetic(), vf, !held); !status.ok())
      return status;
    if (closing_) waiting_.Forget(VfId(vf.id));  // marking it made somebody end the pair
    if (!watch_.HoldsVf()) {  // else this is V's own arrival, no place to serve another V
      due_ |= Just(Event::kVfArrived);
      Run();
    }
    return Status::Ok();
  }

  /// Actor. A V that waits on the list and would not be listed now is taken off it.
  void Reconsider(const InterfaceFacts& vf) noexcept {
    if (!Lists(VfId(vf.id))) return;
    Saw(LookAtSynthetic());
    waiting_.ForgetIfUnfit(watch_.synthetic(), vf);
  }

  /// Actor (V's removal). When it returns nothing of ours is on V, and no packet is inside it on
  /// behalf of S. Departures are recognised by identity (R-EVT-6).
  void Departed(VfId vf) noexcept {
    waiting_.Forget(vf);
    if (!Holds(vf)) return;
    legs_.VfGone();
    hurries_ = true;
    trouble_.Say(Reason::kVfGone);
    due_ |= Just(Event::kVfDeparted);
    Run();
  }

  /// Closing; serialised with the actor by the platform. The earliest signal that V goes down: when
  /// it returns packets go over S, the host was asked to steer back (and not waited for), and V has
  /// had its time to deliver.
  void VfClosing(VfId vf) noexcept {
    if (!Holds(vf)) return;
    if (running_) return;  // our own doing: the plan withdraws the path before it brings V down
    legs_.WithdrawFromClosingVf();
    // What it forgot before it is asked now must not be taken for this question.
    const U32 unseen = __atomic_fetch_and(&signals_, ~U32{kSignalHostForgot}, __ATOMIC_RELAXED);
    if ((unseen & kSignalHostForgot) != 0) HostForgot();
    const bool asked_back = host_.pending() && host_.wanted() == HostPath::kSynthetic;
    if (legs_.actual().host != HostPath::kSynthetic && !asked_back) {
      host_.Close();
      if (legs_.SteerBack(host_.NextGeneration()).pending()) AwaitHost(HostPath::kSynthetic);
    }
    legs_.DrainClosingVf();
    Signal(kSignalClosing);
    platform_.Schedule();
  }

  /// Any. Does not run the actor: follow with Run() or the platform's Schedule().
  void Signal(U32 signals) noexcept { __atomic_fetch_or(&signals_, signals, __ATOMIC_RELEASE); }

  /// Actor. V got another name: others are still setting it up, and its settle time starts again
  /// (T-N01). A name is no identity: nothing else follows from it (R-EVT-3).
  void Renamed(VfId vf) noexcept {
    if (!Holds(vf)) return;
    Signal(kSignalVfRenamed);
    platform_.Schedule();
  }

  /// Any. The host promised a VF, or took the promise back; device and promise may come in either
  /// order, twice, or never (T-N14, P1). Once it has promised, V is used only while the promise
  /// holds.
  void HostPromise(bool promised) noexcept {
    clearance_.SetPromise(promised);
    Signal(promised ? kSignalPromise : kSignalHostRevoked);
    platform_.Schedule();
  }

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
    legs_.LetGoIfLate(platform_.NowNs());  // nothing that was due just now has ended it in order
    alarm_.Arm(Sooner(host_.pending() ? host_.deadline_ns() : 0, legs_.deadline_ns()));
    running_ = false;
  }

  /// Actor. Ends the pair in order: the host is asked to steer back, and what it still sends to V
  /// is received until it has answered. Over when state() is closed, at the latest after the host's
  /// time.
  void Unpair() noexcept { End(Event::kUnpair, false); }

  /// Actor. Ends the pair now: on return both legs are as the user left them. The host is asked to
  /// steer back but not waited for.
  void Shutdown(bool synthetic_gone) noexcept {
    End(synthetic_gone ? Event::kSyntheticGone : Event::kUnpair, true);
  }

  /// Actor. The user changes S's MTU: range of both, then V, then S; V is put back when S refuses
  /// (A9, A10, T-U09). @returns Ok, or Refused and nothing is changed.
  Status ChangeMtu(U32 mtu) noexcept {
    return InChange([mtu](Change<P> change) noexcept { return change.Mtu(mtu); });
  }
  /// Actor. The user changes S's MAC address (R-EVT-6, T-B02). As ChangeMtu().
  Status ChangeMac(const MacAddress& mac) noexcept {
    return InChange([&mac](Change<P> change) noexcept { return change.Mac(mac); });
  }
  /// Actor. The user turns S's capabilities on and off (R-CAP-5, A12). As ChangeMtu().
  Status ChangeCapabilities(Capabilities enabled) noexcept {
    return InChange([enabled](Change<P> change) noexcept { return change.Enabled(enabled); });
  }

  // Actor: what tools show.
  State state() const noexcept { return state_; }
  /// What the matter is; while nothing failed, what V is still waiting for.
  Reason reason() const noexcept {
    const Reason reason = trouble_.reason();
    if (reason != Reason::kNone || state_ != State::kStarting) return reason;
    return clearance_.Obstacle(watch_.synthetic(), watch_.vf());
  }
  /// Whether failed_setting() says which step `reason` belongs to.
  bool has_failed_setting() const noexcept { return trouble_.has_step(); }
  Setting failed_setting() const noexcept { return trouble_.step(); }
  VfId vf() const noexcept { return watch_.vf_id(); }
  SyntheticId synthetic() const noexcept { return watch_.synthetic_id(); }
  PathMode path() const noexcept { return legs_.Mode(); }
  const Settings& settings() const noexcept { return legs_.actual(); }
  const Legs<P>& legs() const noexcept { return legs_; }
  /// Whether it waits on the list of candidates.
  bool Lists(VfId vf) const noexcept { return waiting_.Has(vf); }
  Size candidates() const noexcept { return waiting_.size(); }
  /// The one that has waited longest is 0.
  VfId candidate(Size i) const noexcept { return waiting_.at(i); }
  /// S's address as it was read last.
  const MacAddress& address() const noexcept { return watch_.synthetic().mac; }
  U32 retries() const noexcept { return retries_; }
  const FlapDamper& damper() const noexcept { return clearance_.damper(); }
  U64 state_since_ns() const noexcept { return state_since_ns_; }
  bool Holds(VfId vf) const noexcept { return watch_.HoldsVf() && this->vf().get() == vf.get(); }

 private:
  friend struct PairInspector;  // tests: tests/model stores and restores whole pairs

  void End(Event event, bool at_once) noexcept {
    if (state_ == State::kClosed) return;
    closing_ = true;
    hurries_ = hurries_ || at_once;
    waiting_.ForgetAll();
    due_ |= Just(event);
    Run();
  }

  // V closed meanwhile is our own doing: some drivers close and open V for a change.
  template <class What>
  Status InChange(What&& what) noexcept {
    Saw(LookAtSynthetic());
    ObserveVf();  // what others did to it in the meantime is not to be taken for ours
    const bool follows = Follows() && watch_.Misfit() == Reason::kNone;
    const bool was_running = running_;
    running_ = true;
    const Status status = what(Change<P>(platform_, watch_, legs_, profile_, follows));
    running_ = was_running;
    Saw(LookAtSynthetic());
    due_ |= Just(Event::kSettingsChanged);  // what depends on it is negotiated again, by and by
    platform_.Schedule();
    return status;
  }

  bool IsTransparent() const noexcept {
    return profile_.transparency == Transparency::kTransparent;
  }
  /// V is negotiated: it has what S has.
  bool Follows() const noexcept { return IsTransparent() && RungOf(state_) >= Rung::kNegotiated; }

  // ---- signals to events ----

  EventSet LookAtSynthetic() noexcept {
    const EventSet events = watch_.LookAtSynthetic();
    legs_.NoteSyntheticMtu(watch_.synthetic().mtu);
    // A V that is its user's does not go up and down with S (R-NXP-2).
    const EventSet not_followed = Just(Event::kSyntheticUp) | Just(Event::kSyntheticDown);
    return IsTransparent() ? events : events & ~not_followed;
  }

  void Observe(U32 signals) noexcept {
    if ((signals & kSignalHostRevoked) != 0) due_ |= Just(Event::kHostRevoked);
    if ((signals & kSignalPromise) != 0 && clearance_.IsPromised())
      due_ |= Just(Event::kHostPromised);
    if ((signals & kSignalVfRenamed) != 0) due_ |= Just(Event::kVfRenamed);
    if ((signals & kSignalVfReady) != 0 && profile_.settles_by_evidence)
      due_ |= Just(Event::kSettled);
    if ((signals & kSignalClosing) != 0) {
      legs_.NoteVfUp(false);
      watch_.NoteVfUp(false);
      due_ |= Just(Event::kVfClosing);
    }
    if ((signals & kSignalFilters) != 0) {
      watch_.FiltersChanged();
      due_ |= Just(Event::kSettingsChanged);
    }
    if ((signals & kSignalHostForgot) != 0) HostForgot();
    if ((signals & kSignalSynthetic) != 0) Saw(LookAtSynthetic());
    if ((signals & kSignalVf) != 0) ObserveVf();
    if (bool ok; (signals & kSignalCompletion) != 0 && host_.IsAnswered(ok))
      HostAnswered(ok, Reason::kHostRefused);
    if ((signals & kSignalTimer) != 0) ObserveTimer(platform_.NowNs());
  }

  void ObserveVf() noexcept {
    Saw(watch_.LookAtVf());
    if (!watch_.HoldsVf()) return;
    const U32 mtu = watch_.vf().mtu;
    if (mtu != legs_.actual().vf_mtu) {  // someone else's doing
      legs_.NoteVfMtu(mtu);
      if (Follows())
        due_ |= Just(Event::kSettingsChanged);  // to be put right
      else
        watch_.NoteVfMtu(mtu);
    }
    if (const MacAddress mac = watch_.vf().mac; !(mac == legs_.actual().vf_mac)) {
      legs_.NoteVfMac(mac);  // that is how V is to be left
      watch_.NoteVfMacFound(mac);
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
    if ((events & Just(Event::kVfLinkUp)) != 0) clearance_.NoteLinkUp(platform_.NowNs());
    due_ |= events;
  }

  void ObserveTimer(U64 now) noexcept {
    const bool state_is_over = alarm_.Rang(now);
    if (host_.IsLate(now)) HostAnswered(false, Reason::kHostTimeout);
    if (state_is_over) due_ |= Just(state_ == State::kSettling ? Event::kSettled : Event::kRetry);
  }

  void HostAnswered(bool ok, Reason reason) noexcept {
    host_.Close();
    if (ok || host_.wanted() == HostPath::kSynthetic) {  // a refused way back is taken as done
      legs_.FinishHost(host_.wanted());
      due_ |= Just(Event::kHostAnswered);
    } else {
      Fail(Setting::kHost, reason);
    }
  }

  void HostForgot() noexcept {
    host_.Close();
    legs_.HostForgot();
    due_ |= Just(Event::kHostAnswered);  // in a way
  }

  void AwaitHost(HostPath wanted) noexcept {
    host_.Await(wanted, platform_.NowNs() + profile_.host_timeout_ns);
  }

  // ---- events to states ----

  void Handle(Event event) noexcept {
    const Row& row = FindRow(state_, event, Now());
    if (row.response == Response::kIgnore) return;
    if (row.response == Response::kGo) Enter(row.next, event);
    Advance();
  }

  Situation Now() noexcept {
    const InterfaceFacts &synthetic = watch_.synthetic(), &vf = watch_.vf();
    return {.synthetic_up = synthetic.up || !IsTransparent(),
            .vf_usable = clearance_.Obstacle(synthetic, vf) == Reason::kNone,
            .closing = closing_,
            .held_off = clearance_.UsableFrom(platform_.NowNs()) != 0,
            .vf_is_users = !IsTransparent(),
            .unsettled = !settled_};
  }

  Reason ReasonOf(State next, Event event) const noexcept {
    if (event == Event::kSyntheticGone) return Reason::kSyntheticGone;
    if (event == Event::kVfClosing) return Reason::kVfClosed;
    if (event == Event::kHostRevoked) return Reason::kHostRevoked;
    if (event == Event::kVfUnfit) return watch_.Misfit();
    if (next == State::kMissing) return Reason::kVfMissing;
    return Reason::kNone;
  }

  void Enter(State next, Event event) noexcept {
    if (const Reason reason = ReasonOf(next, event); reason != Reason::kNone) trouble_.Say(reason);
    const U64 now = platform_.NowNs();
    clearance_.NoteTransition(state_, next, event, now);
    platform_.Trace(Transition{now, state_, next, event, trouble_.reason()});
    if (state_ == State::kHolding) trouble_.Say(Reason::kNone);
    state_ = next;
    state_since_ns_ = now;
    alarm_.StopWaiting();
    due_ &= ~(Just(Event::kRetry) | Just(Event::kSettled));  // said of the state before this one
    switch (next) {
      case State::kIdle:
        watch_.Release();
        AllIsWell();
        hurries_ = false;
        if (!waiting_.IsEmpty()) due_ |= Just(Event::kVfArrived);
        if (clearance_.IsPromised()) due_ |= Just(Event::kHostPromised);
        break;
      case State::kAwaiting:
        alarm_.Wait(now, profile_.promise_ns);
        break;
      case State::kSettling:
        if (event == Event::kVfArrived) AdoptCandidate();
        alarm_.Wait(now, profile_.settle_ns);
        break;
      case State::kDegraded:
        alarm_.Wait(now, BackoffNs(profile_, ++retries_));
        break;
      case State::kReady:
      case State::kStarting:  // what follows uses the facts: Advance() and the guards read them
        Saw(LookAtSynthetic());
        Saw(watch_.LookAtVf());
        if (event == Event::kSettled) {
          settled_ = true;
          watch_.NoteVfUntouched();
          legs_.Begin(watch_.vf_id(), watch_.ledger());
        }
        break;
      case State::kHolding:
        trouble_.Say(Reason::kHeldOff);
        alarm_.WaitUntil(clearance_.UsableFrom(now));
        break;
      case State::kActive:
        AllIsWell();
        break;
      case State::kClosed:
        watch_.Release();
        break;
      default:
        break;
    }
  }

  void AllIsWell() noexcept {
    trouble_.Say(Reason::kNone);
    retries_ = 0;
  }

  void AdoptCandidate() noexcept {
    InterfaceFacts facts;
    const Candidate candidate = waiting_.TakeFit(watch_.synthetic(), facts);
    if (candidate.IsNone()) {  // all of them went away meanwhile
      due_ |= Just(Event::kVfDeparted);
      return;
    }
    watch_.Hold(facts);
    legs_.Begin(watch_.vf_id(), watch_.ledger());
    legs_.NoteMarked(candidate.marked);
    settled_ = false;
    clearance_.NoteLinkUp(platform_.NowNs());
  }

  // ---- states to settings ----

  void Advance() noexcept {
    due_ &=
        ~(Just(Event::kStepsDone) | Just(Event::kStepFailed));  // said of the plan before this one
    const Rung rung = watch_.HoldsVf() ? RungOf(state_) : Rung::kNothing;
    const Settings rest = AtRest(watch_.ledger(), closing_);
    Settings wanted = Desired(rung, watch_.ledger(), profile_, closing_);
    const bool waits = !hurries_;  // else the host is asked only
    const bool asked = wanted.host == host_.wanted();
    if (host_.pending() && !(asked && waits)) {
      host_.Close();
      if (asked) legs_.FinishHost(wanted.host);
    }
    for (;;) {
      const Step step = NextStep(legs_.actual(), wanted, rest, rung);
      if (step.none) break;
      // The host was asked: what comes off before that, in a closing too, does not wait for it.
      if (host_.pending() && !(step.undoes && step.setting > Setting::kHost)) return;
      const U32 generation = step.setting == Setting::kHost ? host_.NextGeneration() : 0;
      const Status status = legs_.Execute(step, wanted, generation);
      if (status.pending()) {
        if (!waits) {
          legs_.FinishHost(wanted.host);
          continue;
        }
        return AwaitHost(wanted.host);
      }
      if (!status.ok() && !step.undoes) {
        if (!Yields(step.setting)) return Fail(step.setting, status.reason());
        wanted = Desired(rung, watch_.ledger(), profile_, closing_);
      }
      if (step.setting == Setting::kSyntheticMtu && step.undoes) watch_.UnclampMtu();
      if (step.setting == Setting::kVfUp) Saw(watch_.LookAtVf());
    }
    due_ |= Just(Event::kStepsDone);
  }

  // Whether S gives in to what V refused.
  bool Yields(Setting refused) noexcept {
    if (refused == Setting::kSyntheticMtu) watch_.UnclampMtu();
    return refused == Setting::kVfMtu && profile_.mtu_refusal == MtuRefusal::kClamp &&
           watch_.ClampMtu();
  }

  void Fail(Setting setting, Reason reason) noexcept {
    trouble_.SayStep(setting, reason);
    due_ |= Just(Event::kStepFailed);
  }

  P& platform_;
  const Profile& profile_;
  Watch<P> watch_;
  Legs<P> legs_;
  HostSwitch host_;
  WaitingList<P> waiting_;
  Clearance clearance_;
  Alarm<P> alarm_;
  Trouble trouble_;

  State state_ = State::kIdle;
  U64 state_since_ns_ = 0;
  U32 retries_ = 0;
  bool closing_ = false;
  bool hurries_ = false;  // nothing is waited for: V is gone, or the pair must end now
  bool settled_ = false;
  bool running_ = false;
  EventSet due_ = 0;
  U32 signals_ = 0;  // atomic
};

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_PAIR_H_
