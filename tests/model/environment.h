// SPDX-License-Identifier: BSD-2-Clause
// Everybody but the pair: who can do what when, and how an adapter tells the pair.
#ifndef VFPAIR_TESTS_MODEL_ENVIRONMENT_H_
#define VFPAIR_TESTS_MODEL_ENVIRONMENT_H_

#include "tests/model/story.h"
#include "tests/model/world.h"

namespace vfpair::model {

inline bool Holds(Who who) { return TheWorld().pair.Holds(VfId(TheWorld().os.IdOf(who))); }

/// "any context": a signal, and a run of the actor soon.
inline void SignalPair(U32 signals) {
  TheWorld().pair.Signal(signals);
  TheWorld().os.scheduled = true;
}
inline void SignalIfHeld(Who who) {
  if (Holds(who)) SignalPair(kSignalVf);
}

// ---- called back by the platform ----

inline Rung CurrentRung() { return RungOf(TheWorld().pair.state()); }

/// The host said something, and the actor has not looked since.
inline bool HostHasNews() {
  constexpr U32 kNews = kSignalHostRevoked | kSignalHostForgot | kSignalCompletion;
  return (PairInspector::Signals(TheWorld().pair) & kNews) != 0;
}

// V's driver is about to stop it, within an effect of the pair or not.
inline void TellClosing(Who who) {
  const InContext closing(Context::kClosing);
  TheWorld().pair.VfClosing(VfId(TheWorld().os.IdOf(who)));
}
// An effect changed V: the OS tells the pair, which is in the middle of it.
inline void TellChanged(Who who) {
  SignalIfHeld(who);
  if (PairInspector::IsRunning(TheWorld().pair)) TheWorld().pair.Run();
}
inline void AnswerAtOnce(U32 generation) {
  ModelHost& host = TheWorld().os.host;
  (void)host.Answer(host.size() - 1, true);
  TheWorld().pair.Complete(generation, Status::Ok());
}

// ---- what anybody may do ----

class Environment {
 public:
  static bool CanHappen(Action action) {
    const ModelPlatform& os = TheWorld().os;
    const ModelNic& nic = os.nics[action.arg % kNics];
    if (!os.started) return action.act == Act::kStart;
    switch (action.act) {
      case Act::kStart:
        return false;
      case Act::kRun:
        return os.scheduled;
      case Act::kTimer:
        return os.timer_ns != 0;
      case Act::kEarlyTimer:
        return os.timer_ns > os.now_ns;
      case Act::kSpurious:
        return !os.over && !os.scheduled;
      case Act::kArrive:
        return !os.over && !nic.known;
      case Act::kOffer:
        return !os.over && nic.known && !Holds(WhoIs(action));
      case Act::kDepart:
      case Act::kStale:
        return nic.known;
      case Act::kPull:
        return nic.present;
      case Act::kClose:
        return nic.known && nic.up;
      case Act::kOpen:
        return !os.over && nic.present && !nic.up;
      case Act::kCable:
      case Act::kVfMac:
      case Act::kSetVfMtu:
        return !os.over && nic.present;
      case Act::kRename:
        return !os.over && Holds(WhoIs(action));
      case Act::kVfReady:
        return !os.over && nic.present && !nic.ready;
      case Act::kTaken:
        return !os.over && nic.present && !Holds(WhoIs(action));
      case Act::kSynthetic:
      case Act::kFilter:
      case Act::kCapability:
      case Act::kShutdown:
      case Act::kPromise:
      case Act::kSyntheticGone:
        return !os.over;
      case Act::kUnpair:
        return !os.ending;
      case Act::kChangeMtu:
        return !os.over && os.nics[kS].mtu != kMtus[action.arg];
      case Act::kAnswer:
      case Act::kRefuse:
      case Act::kLose:
        return action.arg < os.host.size();
      case Act::kRevoke:
        return !os.over && os.host.SteersToVf();
      case Act::kForget:
        return !os.over && (os.host.SteersToVf() || os.host.size() != 0);
    }
    return false;
  }

  static void Perform(Action action) {
    ModelPlatform& os = TheWorld().os;
    Pair<ModelPlatform>& pair = TheWorld().pair;
    const Who who = WhoIs(action);
    ModelNic& nic = os.nics[who];
    switch (action.act) {
      case Act::kStart:
        return Start();
      case Act::kRun: {
        const InContext actor(Context::kActor);
        os.scheduled = false;
        return pair.Run();
      }
      case Act::kTimer:
        if (os.now_ns < os.timer_ns) os.now_ns = os.timer_ns;
        os.timer_ns = 0;
        return SignalPair(kSignalTimer);
      case Act::kEarlyTimer:
        os.timer_ns = 0;
        return SignalPair(kSignalTimer);
      case Act::kSpurious:
        return SignalPair(kSignalSynthetic | kSignalVf | kSignalFilters | kSignalTimer |
                          kSignalCompletion);
      case Act::kArrive:
        return Arrive(who);
      case Act::kOffer:
        return Offer(who);
      case Act::kDepart:
        return Depart(who);
      case Act::kPull:
        nic.present = false;
        return;
      case Act::kClose:
        return Close(who);
      case Act::kOpen:
        nic.up = nic.users_up = true;
        return SignalIfHeld(who);
      case Act::kCable:
        nic.cable = !nic.cable;
        if (nic.up && !Has(Flaw::kLinkIsNotSignalled)) SignalIfHeld(who);
        return;
      case Act::kSetVfMtu:
        return SetVfMtu(who);
      case Act::kTaken:
        nic.taken = !nic.taken;
        if (nic.taken) nic.listed = false;
        return nic.taken ? void() : Offer(who);
      case Act::kVfMac:
        nic.foreign = !nic.foreign;
        if (Holds(who)) return SignalPair(kSignalVf);
        nic.listed = nic.listed && !nic.foreign;
        return nic.foreign ? void() : Offer(who);
      case Act::kRename: {
        const InContext actor(Context::kActor);
        return pair.Renamed(VfId(os.IdOf(who)));
      }
      case Act::kVfReady:
        nic.ready = true;
        if (Holds(who)) SignalPair(kSignalVfReady);
        return;
      case Act::kStale: {
        const InContext actor(Context::kActor);
        return pair.Departed(VfId({&nic, 3 - nic.generation}));
      }
      case Act::kSynthetic:
        os.nics[kS].up = !os.nics[kS].up;
        return SignalPair(kSignalSynthetic);
      case Act::kChangeMtu:
        return ChangeMtu(kMtus[action.arg]);
      case Act::kFilter:
        os.nics[kS].users[action.arg] ^= 1;
        return SignalPair(kSignalFilters);
      case Act::kCapability:
        os.nics[kS].users_off = !os.nics[kS].users_off;
        return SignalPair(kSignalSynthetic);
      case Act::kUnpair:
        return Unpair();
      case Act::kShutdown:
        return Shutdown(false);
      case Act::kSyntheticGone:
        return Shutdown(true);
      case Act::kAnswer:
        return Answer(action.arg, true);
      case Act::kRefuse:
        return Answer(action.arg, false);
      case Act::kLose:
        return os.host.Forget(action.arg);
      case Act::kRevoke:
        os.host.Revoke();
        return SignalPair(kSignalHostRevoked);
      case Act::kPromise:
        os.promise = os.promise == 1 ? 2 : 1;
        if (os.promise == 2) os.host.Revoke();
        return pair.HostPromise(os.promise == 1);
      case Act::kForget:
        os.host.ForgetAll();
        return SignalPair(kSignalHostForgot);
    }
  }

 private:
  static Who WhoIs(Action action) { return static_cast<Who>(action.arg % kNics); }

  static void Start() {
    ModelPlatform& os = TheWorld().os;
    const InContext actor(Context::kActor);
    os.started = true;
    os.over = !TheWorld().pair.Start().ok();
  }

  static void Arrive(Who who) {
    ModelNic& nic = TheWorld().os.nics[who];
    const U32 generation =
        3 - nic.generation;  // 1 and 2 in turn: only the last two may be mixed up
    nic = ModelNic{};
    nic.generation = generation;
    nic.known = nic.present = true;
    nic.up = nic.users_up = TheSession().configuration->vf_arrives_up;
    nic.mtu = nic.users_mtu = kVfMtu;
    nic.users[static_cast<Size>(FilterKind::kMulticast)] = 1;
    Offer(who);
  }
  static void Offer(Who who) {
    ModelPlatform& os = TheWorld().os;
    ModelNic& nic = os.nics[who];
    nic.listed = who != kX;
    const InContext actor(Context::kActor, who);
    const Status status = TheWorld().pair.Arrived(FactsOf(nic, who, os.IdOf(who)));
    if (status.ok() && who == kX)
      TheCourse().Violate("I8", "an interface that is no VF of S is taken");
    nic.listed = status.ok();
    if (status.ok()) os.scheduled = true;
    if (!status.ok() && who != kX && !nic.taken && !nic.foreign && !os.ending && !os.over)
      TheCourse().Violate("W-25", std::string("a V that fits is refused: ") + status.sentence());
    if (!status.ok() && nic.HasOurs() && !PairInspector::IsCandidate(TheWorld().pair, os.IdOf(who)))
      TheCourse().Violate("I8", "a V that is refused is touched");
  }

  static void Depart(Who who) {
    ModelPlatform& os = TheWorld().os;
    ModelNic& nic = os.nics[who];
    if (Holds(who)) os.host.NobodyWaits();
    const InContext actor(Context::kActor, who, true);
    TheWorld().pair.Departed(VfId(os.IdOf(who)));
    if (os.MayBeInside(nic))
      TheCourse().Violate("I2", "a reader may be inside a V that has departed");
    nic.present = false;
    if (nic.HasOurs())
      TheCourse().Violate("I6", "something of ours is left on a V that has departed");
    const U32 generation = nic.generation;
    nic = ModelNic{};
    nic.generation = generation;
  }

  static void Close(Who who) {
    ModelPlatform& os = TheWorld().os;
    ModelNic& nic = os.nics[who];
    const InContext closing(Context::kClosing, who);
    if (!Has(Flaw::kClosingIsNotTold)) TheWorld().pair.VfClosing(VfId(os.IdOf(who)));
    if (os.MayBeInside(nic))
      TheCourse().Violate("I2", "a reader may be inside a V whose driver stops it");
    nic.up = nic.users_up = false;
    SignalIfHeld(who);
  }

  static void SetVfMtu(Who who) {
    ModelNic& nic = TheWorld().os.nics[who];
    const U32 mtu = nic.users_mtu == kVfMtu ? kVfUsersMtu : kVfMtu;
    nic.mtu = mtu;
    const bool is_ours = Holds(who) && CurrentRung() >= Rung::kNegotiated;
    if (!is_ours) nic.users_mtu = mtu;  // else it is put right
    SignalIfHeld(who);
  }

  static void ChangeMtu(U32 mtu) {
    ModelPlatform& os = TheWorld().os;
    const U32 before[] = {os.nics[kS].mtu, os.nics[kV].mtu, os.nics[kW].mtu};
    const U8 faults_before = os.faults_left;
    const InContext actor(Context::kActor);
    TheSession().changing_mtu = true;
    const Status status = TheWorld().pair.ChangeMtu(mtu);
    TheSession().changing_mtu = false;
    if (status.ok()) {
      os.nics[kS].users_mtu = mtu;
      if (os.nics[kS].mtu != mtu)
        TheCourse().Violate("I5", "a change of MTU succeeds without effect");
      return;
    }
    if (status.reason() == Reason::kNone)
      TheCourse().Violate("R-OBS", "a change of MTU is refused for no reason");
    if (faults_before - os.faults_left > 1) return;  // what undoes it failed, too
    for (Who who : {kS, kV, kW}) {
      const bool put_right =
          Holds(who) && os.nics[who].mtu == before[kS];  // somebody had changed it
      if (os.nics[who].mtu != before[who] && !put_right)
        TheCourse().Violate("I5",
                            std::string("a change of MTU that failed changed ") + NameOf(who));
    }
  }

  static void Unpair() {
    const InContext actor(Context::kActor);
    TheWorld().os.ending = true;
    TheWorld().pair.Unpair();
  }
  static void Shutdown(bool synthetic_gone) {
    ModelPlatform& os = TheWorld().os;
    const InContext actor(Context::kActor);
    os.ending = TheSession().at_once = true;
    TheWorld().pair.Shutdown(synthetic_gone);
    TheSession().at_once = false;
    if (TheWorld().pair.state() != State::kClosed)
      TheCourse().Violate("LIVE", "a pair that was ended is not closed at once");
    if (synthetic_gone) os.nics[kS].present = false;
  }

  static void Answer(Size place, bool ok) {
    const U32 generation = TheWorld().os.host.Answer(place, ok);
    const U32 told = Has(Flaw::kHostAnswersUnasked) ? generation + 1 : generation;
    TheWorld().pair.Complete(told, ok ? Status::Ok() : Status::Refused(Reason::kNone));
  }
};

inline void MoveBetweenEffects() {
  Session& session = TheSession();
  const std::vector<Action>& moves = session.configuration->moves;
  while (session.moves_left != 0) {
    U32 options = 1;
    for (const Action move : moves) options += Environment::CanHappen(move) ? 1 : 0;
    U32 chosen = TheCourse().Choose(options);
    if (chosen == 0) return;
    --session.moves_left;
    session.moved = true;
    for (const Action move : moves) {
      if (!Environment::CanHappen(move) || --chosen != 0) continue;
      if (TheCourse().keeps_journal()) TheCourse().Note("meanwhile: " + ActionText(move));
      Environment::Perform(move);
      break;
    }
  }
}

}  // namespace vfpair::model

#endif  // VFPAIR_TESTS_MODEL_ENVIRONMENT_H_
