// SPDX-License-Identifier: BSD-2-Clause
// What must hold between two actions, and what a benign environment does next. Nothing here asks
// the code under test what it wants: what is right is worked out from who did what.
#ifndef VFPAIR_TESTS_MODEL_INVARIANTS_H_
#define VFPAIR_TESTS_MODEL_INVARIANTS_H_

#include "tests/model/environment.h"

namespace vfpair::model {

class Invariants {
 public:
  /// Checks the world as the last action left it.
  static void Check() {
    const World& world = TheWorld();
    const ModelPlatform& os = world.os;
    if (PairInspector::IsRunning(world.pair)) Violate("I7", "the actor has not returned");
    if (!os.started) return;
    CheckNothingPends();
    CheckWakeUps();
    for (Who who : {kV, kW, kX})
      if (!Holds(who)) CheckUntouched(who);
    if (os.over) return CheckOver();
    for (Who who : {kV, kW}) CheckPathTo(who);
    const bool quiet = !os.scheduled && !PairInspector::AwaitsHost(world.pair);
    if (!quiet) return;
    const Who held = Held();
    if (held == kS) return CheckSyntheticAtRest(true);
    if (os.nics[held].present) CheckHeld(held);
  }

  /// Whether the pair is where a benign environment leaves it: V is in use, or there is none.
  static bool IsContent() {
    const ModelPlatform& os = TheWorld().os;
    if (os.over) return true;
    if (!os.started || os.scheduled || os.ending || os.kept_back != 0) return false;
    if (Held() != kS) return CurrentRung() == Rung::kRedirected && os.nics[Held()].IsWanted();
    return !os.nics[kV].IsWanted() && !os.nics[kW].IsWanted();
  }

  /// What a benign environment does next; @returns false when there is nothing, and so the pair
  /// waits for what will never come.
  static bool BenignAction(Action& action) {
    const ModelPlatform& os = TheWorld().os;
    if (!os.started) return action = {Act::kStart}, true;
    if (os.scheduled) return action = {Act::kRun}, true;
    for (U8 who : {kV, kW}) {
      const ModelNic& nic = os.nics[who];
      if (nic.known && !nic.present) return action = {Act::kDepart, who}, true;
      if (nic.listed && !nic.cable) return action = {Act::kCable, who}, true;
    }
    if (os.promise == 2) return action = {Act::kPromise}, true;
    if (!os.nics[kS].up) return action = {Act::kSynthetic}, true;
    if (!kVfMtuRange.Contains(os.nics[kS].mtu)) return action = {Act::kChangeMtu, 0}, true;
    if (os.host.Open() != nullptr)
      return action = {Act::kAnswer, static_cast<U8>(os.host.size() - 1)}, true;
    if (os.timer_ns != 0) return action = {Act::kTimer}, true;
    return false;
  }

  /// The VF the pair holds; kS: none.
  static Who Held() {
    for (Who who : {kV, kW, kX})
      if (Holds(who)) return who;
    return kS;
  }

 private:
  static void Violate(const char* rule, std::string what) {
    TheCourse().Violate(rule, std::move(what));
  }

  static void CheckNothingPends() {
    const ModelPlatform& os = TheWorld().os;
    if (os.paths.IsHold()) Violate("I3", "packets are held although nothing goes on");
    if (os.kept_back != 0 && !PairInspector::KeepsBack(TheWorld().pair))
      Violate("I3", "received packets are kept back and nothing will deliver them");
    if (os.may_hold_packets) Violate("I3", "packets that were held are not woken");
    if (os.unannounced) Violate("I3", "switches were not told where S's address is now");
  }

  static void CheckWakeUps() {
    const World& world = TheWorld();
    const U32 signals = PairInspector::Signals(world.pair);
    if (!world.os.over && !world.os.scheduled &&
        (signals != 0 || PairInspector::Due(world.pair) != 0))
      Violate("LIVE", "something was noticed and nothing will handle it");
    if (world.os.scheduled) return;
    const U64 deadline = PairInspector::Deadline(world.pair);
    if (deadline != 0 && (world.os.timer_ns == 0 || world.os.timer_ns > deadline))
      Violate("LIVE", "something is awaited and no timer ends the wait");
  }

  static void CheckPathTo(Who who) {
    const ModelPlatform& os = TheWorld().os;
    if (!os.paths.LeadsTo(&os.nics[who])) return;
    const ModelNic& nic = os.nics[who];
    if (!Holds(who) || !nic.listed) Violate("I1", "the path leads to a V that is not held");
    if (!nic.up) Violate("I1", "the path leads to a V that is down");
    if (!nic.captured) Violate("I1", "the path leads to a V whose input is not S's");
    const bool is_told_again = os.host.forgot() && PairInspector::AwaitsHost(TheWorld().pair);
    if (!os.host.SteersToVf() && !is_told_again && !HostHasNews())
      Violate("I1", "the path leads to V, the host does not");
  }

  static bool HasUsersFiltersOnly(const ModelNic& nic) {
    for (const U8 ours : nic.ours)
      if (ours != 0) return false;
    return nic.users[static_cast<Size>(FilterKind::kMulticast)] == 1;
  }

  // I6, I8: as if vfpair did not exist.
  static void CheckUntouched(Who who) {
    const ModelNic& nic = TheWorld().os.nics[who];
    const World& world = TheWorld();
    const bool waits = PairInspector::IsCandidate(world.pair, TheWorld().os.IdOf(who));
    ModelNic without = nic;  // a candidate is marked, and no more
    if (waits) without.marked = false;
    if (without.HasOurs()) Violate("I6", std::string("something of ours is on ") + NameOf(who));
    if (nic.present) CheckAsUsersLeftIt(who);
  }
  static void CheckAsUsersLeftIt(Who who) {
    const ModelNic& nic = TheWorld().os.nics[who];
    const std::string name = NameOf(who);
    if (nic.mtu != nic.users_mtu) Violate("I6", name + " does not have the MTU its user left");
    if (nic.up != nic.users_up)
      Violate("I6",
              name + (nic.up ? " is up, its user left it down" : " is down, its user left it up"));
    if (nic.withheld != 0) Violate("I6", "capabilities of " + name + " are still withheld");
    if (!HasUsersFiltersOnly(nic)) Violate("I6", name + " does not have the filters its user left");
  }
  static void CheckSyntheticAtRest(bool overlaid) {
    const ModelNic& s = TheWorld().os.nics[kS];
    if (s.withheld != 0) Violate("I6", "capabilities of S are still withheld");
    if (s.tso_limited) Violate("I6", "S still has V's TSO limits");
    if (s.mtu != s.users_mtu) Violate("I6", "S does not have the MTU its user left");
    if (s.overlaid != overlaid)
      Violate("I6", s.overlaid ? "S's transmit is still hooked" : "S's transmit is not hooked");
  }

  static void CheckOver() {
    const ModelPlatform& os = TheWorld().os;
    if (os.paths.current() != nullptr) Violate("I2", "a path is published by a pair that is over");
    if (os.timer_ns != 0) Violate("LIVE", "a pair that is over has a timer");
    if (os.host.told() == Side::kVf) Violate("I1", "the host was not asked to steer back");
    CheckSyntheticAtRest(false);
    for (Who who : {kV, kW, kX}) CheckUntouched(who);
  }

  // A V that is held, while nothing goes on: everything of the state it is in, and nothing more.
  static void CheckHeld(Who who) {
    const ModelPlatform& os = TheWorld().os;
    const ModelNic &s = os.nics[kS], &v = os.nics[who];
    const Rung rung = CurrentRung();
    if (os.promise == 2 && rung >= Rung::kSteered)
      Violate("I1", "V is used although the host took its promise back");
    if (os.paths.IsVf() != (rung == Rung::kRedirected))
      Violate("I1", "the path is not the one of the state");
    if (os.host.SteersToVf() && !v.up) Violate("I1", "the host steers to a V that is down");
    if (TheSession().configuration->HeedsLink() && os.host.SteersToVf() && !v.HasLink())
      Violate("I3", "the host steers to a V without link");
    if (rung < Rung::kSteered && os.host.told() == Side::kVf)
      Violate("I1", "the host was not asked to steer back");
    if (!s.up && rung >= Rung::kUp) Violate("R-DIS", "V is kept up although S is down");
    if (!s.overlaid) Violate("I5", "S's transmit is not hooked");
    if (rung < Rung::kNegotiated) {
      CheckSyntheticAtRest(true);
      return CheckAsUsersLeftIt(who);
    }
    if (!v.marked || !v.captured || !v.linked) Violate("I5", "V is used without its hooks");
    if (s.withheld != kSyntheticWithheld || !s.tso_limited) Violate("I5", "S can do what V cannot");
    if (v.withheld != (s.users_off ? kToggledCapability : 0))
      Violate("I5", "what S's user turned off is not off on V, or more is");
    if (v.mtu != s.mtu) Violate("I5", "V's MTU is not S's");
    if (v.up != (rung >= Rung::kUp)) Violate("I5", v.up ? "V is not kept down" : "V is not up");
    CheckFilters(s, v);
  }
  static void CheckFilters(const ModelNic& s, const ModelNic& v) {
    // the next wider filter serves as well
    constexpr Size kWider[kFilterKinds] = {3, 4, 2, 3, 4};
    bool widened = false;
    for (Size kind = 0; kind < kFilterKinds; ++kind) {
      if (s.users[kind] != 0 && v.ours[kind] == 0 && v.ours[kWider[kind]] == 0)
        Violate("I5", std::string("V does not hear what S wants: ") +
                          FilterName(static_cast<FilterKind>(kind)));
      widened = widened || (s.users[kind] != 0 && v.ours[kind] == 0);
    }
    for (Size kind = 0; kind < kFilterKinds; ++kind)
      if (s.users[kind] == 0 && v.ours[kind] != 0 && !(widened && kWider[kind] == kind))
        Violate("I5", std::string("V hears what S does not want: ") +
                          FilterName(static_cast<FilterKind>(kind)));
  }
};

}  // namespace vfpair::model

#endif  // VFPAIR_TESTS_MODEL_INVARIANTS_H_
