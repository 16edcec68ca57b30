// SPDX-License-Identifier: BSD-2-Clause
// The platform of the model: all of an operating system that a pair can notice, as plain data that
// can be copied byte by byte. Each effect checks what must hold at that very moment; before each of
// them the world may move, and each may fail, if the configuration allows it.
#ifndef VFPAIR_TESTS_MODEL_MODEL_PLATFORM_H_
#define VFPAIR_TESTS_MODEL_MODEL_PLATFORM_H_

#include "tests/model/model_host.h"
#include "tests/model/model_nic.h"
#include "tests/model/published.h"
#include "tests/model/session.h"
#include "vfpair/desired.h"
#include "vfpair/testing/null_platform.h"

namespace vfpair::model {

/// What an effect does, in words that are put together only for a reader.
struct Phrase {
  const char* verb;
  const char* object = "";
  const char* where = "";
  U32 number = ~U32{0};

  std::string Text() const {
    return verb + (number != ~U32{0} ? std::to_string(number) : std::string()) + object + where;
  }
};

// What the platform calls back; environment.h has them.
void MoveBetweenEffects();
void TellClosing(Who who);
void TellChanged(Who who);
void AnswerAtOnce(U32 generation);
Rung CurrentRung();
bool HostHasNews();

class ModelPlatform : public testing::NullPlatform {
 public:
  static constexpr bool kMarksCandidates = true;
  static constexpr U64 kNow = 1'000 * kNsPerSecond;  // the present, after each action

  // ---- facts ----

  Status ReadFacts(InterfaceId id, InterfaceFacts& out) noexcept {
    Boundary();
    const ModelNic* nic = Find(id);
    if (nic == nullptr || !nic->present || IsDeparting(*nic))
      return {Outcome::kGone, Reason::kNone};
    out = FactsOf(*nic, WhoIs(*nic), id);
    return Status::Ok();
  }

  // ---- hooks ----

  Status Overlay(bool on) noexcept {
    ModelNic& s = nics[kS];
    if (!on && paths.current() != nullptr)
      TheCourse().Violate("I2", "S's transmit hook goes while a path is published");
    return Do({on ? "hooks S's transmit" : "takes the hook off S's transmit"}, !on,
              [&] { s.overlaid = on; });
  }
  Status Mark(VfId vf, bool on) noexcept {
    ModelNic* known = Find(vf.get());
    ModelNic& nic = !on && known != nullptr ? *known : Held(vf);
    if (!on) CheckUnused(nic, "unmarked");
    return Do({on ? "marks " : "unmarks ", Name(nic)}, !on, [&] { nic.marked = on; });
  }
  Status Capture(VfId vf, bool on) noexcept {
    ModelNic& nic = Held(vf);
    if (!on) {
      CheckUnused(nic, "released");
      if (host.told() == Side::kVf)
        TheCourse().Violate("I1", "V's input is given up while the host is told to steer to V");
      CheckWaitedForHost("V's input is given up");
      if (Has(Flaw::kUndoIsSkipped)) return Status::Ok();
    } else if (!nic.marked) {
      TheCourse().Violate("R-RDY", "V is captured before bystanders know to leave it alone");
    }
    return Do({on ? "captures the input of " : "gives back the input of ", Name(nic)}, !on,
              [&] { nic.captured = on; });
  }
  Status Link(VfId vf, bool on) noexcept {
    ModelNic& nic = Held(vf);
    if (!on) CheckUnused(nic, "unlinked");
    return Do({on ? "links " : "unlinks ", Name(nic)}, !on, [&] { nic.linked = on; });
  }

  // ---- settings ----

  Status Withhold(SyntheticId, Capabilities caps) noexcept {
    return Do({"withholds capabilities ", " on S", "", caps.bits()}, caps.IsEmpty(),
              [&] { nics[kS].withheld = caps.bits(); });
  }
  Status LimitTso(SyntheticId, const TsoLimits& limits) noexcept {
    const bool none = limits == TsoLimits{};
    if (!none && !(limits == kVfTso)) TheCourse().Violate("I6", "S gets TSO limits that V has not");
    return Do({none ? "lifts S's TSO limits" : "gives S V's TSO limits"}, none,
              [&] { nics[kS].tso_limited = !none; });
  }
  Status Withhold(VfId vf, Capabilities caps) noexcept {
    ModelNic& nic = Held(vf);
    return Control({"withholds capabilities ", " on ", Name(nic), caps.bits()}, nic, caps.IsEmpty(),
                   [&] { nic.withheld = caps.bits(); });
  }
  Status SetMtu(SyntheticId, U32 mtu) noexcept {
    const bool clamps = TheSession().configuration->profile.mtu_refusal == MtuRefusal::kClamp;
    if (!TheSession().changing_mtu && !clamps)
      TheCourse().Violate("I6", "S's MTU is its user's to change");
    const bool undoes = !TheSession().changing_mtu && mtu == nics[kS].users_mtu;
    return Do({"sets S's MTU to ", "", "", mtu}, undoes, [&] { nics[kS].mtu = mtu; });
  }
  Status SetMtu(VfId vf, U32 mtu) noexcept {
    ModelNic& nic = Held(vf);
    const bool fits = kVfMtuRange.Contains(mtu);
    const bool undoes = CurrentRung() < Rung::kNegotiated;
    const auto refused = [&] { nic.mtu = Has(Flaw::kRefusedMtuSticks) ? mtu : nic.mtu; };
    const auto set = [&] {
      if (fits) nic.mtu = mtu;
      if (!fits) refused();
    };
    const Status status = Control({fits ? "sets MTU " : "tries MTU ", " on ", Name(nic), mtu}, nic,
                                  undoes, set, refused);
    return status.ok() && !fits ? Status::Refused(Reason::kNone) : status;
  }
  Status SetUp(VfId vf, bool up) noexcept {
    ModelNic& nic = Held(vf);
    const bool undoes = CurrentRung() < Rung::kUp && up == nic.users_up;
    if (up && !undoes && nic.present) CheckPrepared(nic);
    if (!up) {
      if (MayBeInside(nic))
        TheCourse().Violate("I2", "V is brought down while a reader may be inside it");
      if (host.told() == Side::kVf)
        TheCourse().Violate("I1", "V is brought down while the host is told to steer to it");
      CheckWaitedForHost("V is brought down");
    }
    return Control({up ? "brings up " : "brings down ", Name(nic)}, nic, undoes, [&] {
      if (!up && nic.up) TellClosing(WhoIs(nic));
      nic.up = up;
    });
  }

  // ---- filters ----

  Status ReadFilters(SyntheticId, FilterSet& out) noexcept {
    return Do({"reads S's filters"}, false, [&] {
      const U8* users = nics[kS].users;
      out = FilterSet{};
      if (users[0] != 0) out.unicast[out.unicast_count++] = FilterAddress(FilterKind::kUnicast);
      if (users[1] != 0)
        out.multicast[out.multicast_count++] = FilterAddress(FilterKind::kMulticast);
      if (users[2] != 0) out.SetVlan(kVlan, true);
      out.promiscuous = users[3] != 0;
      out.all_multicast = users[4] != 0;
    });
  }
  Status ChangeFilter(VfId vf, const FilterEntry& entry, bool add) noexcept {
    ModelNic& nic = Held(vf);
    U8& ours = nic.ours[static_cast<Size>(entry.kind)];
    const bool is_address = entry.kind <= FilterKind::kMulticast;
    if ((is_address && !(entry.mac == FilterAddress(entry.kind))) ||
        (entry.kind == FilterKind::kVlan && entry.vlan != kVlan))
      TheCourse().Violate("I6", "V is told a filter entry that S does not have");
    if (add == (ours != 0))
      TheCourse().Violate("I6", add ? "a filter entry is added to V twice"
                                    : "a filter entry is taken off V that is not ours");
    return Do({add ? "adds " : "removes ", FilterName(entry.kind), " on a VF"}, !add, [&] {
      ours = add;
      if (!add && Has(Flaw::kFlagsNotShared)) nic.users[static_cast<Size>(entry.kind)] = 0;
    });
  }

  // ---- the host ----

  Status SteerHost(Side side, U32 generation) noexcept {
    NeedSleepable("the host is asked");
    const ModelNic* target = nullptr;
    for (const ModelNic& nic : nics)
      if (nic.captured) target = &nic;
    if (side == Side::kVf && (target == nullptr || !target->up))
      TheCourse().Violate("I1", "the host is asked to steer to a V that cannot receive for S");
    if (side == Side::kSynthetic && paths.IsVf())
      TheCourse().Violate("I1", "the host is asked to steer back before the redirect ended");
    Begin();
    const U32 answer = HowHostAnswers();
    Status status;
    const char* how = ", which it does";
    if (answer == kRefuses) {
      host.AnswerNow(side, false);
      status = Status::Refused(Reason::kNone);
      how = ", which it refuses";
    } else if (answer == kAtOnce) {
      host.AnswerNow(side, true);
    } else {
      const Session& session = TheSession();
      host.Ask(side, generation, !session.call.departing && !session.at_once, now_ns);
      status = Status::Pending();
      how = "; it will answer";
      if (answer == kBeforeReturning) AnswerAtOnce(generation);
    }
    End({"asks the host to steer to ", SideName(side), how});
    return status;
  }

  // ---- the path ----

  void Publish(const Path* path) noexcept {
    NeedSleepable("a path is published");
    Begin();
    paths.Publish(path);
    if (paths.IsHold()) {
      may_hold_packets = true;
      drained = 0;
    } else {
      CheckOpened(path == nullptr ? kS : WhoIs(*static_cast<ModelNic*>(path->vf)));
    }
    End({path == nullptr   ? "opens S's path"
         : path->hold != 0 ? "holds packets"
                           : "opens V's path"});
  }
  void Grace() noexcept {
    NeedSleepable("a grace period is waited for");
    Begin();
    if (!Has(Flaw::kGraceDoesNotWait)) paths.Grace();
    End({"waits for readers"});
  }
  void Wake() noexcept {
    Begin();
    if (!paths.IsHold() && !Has(Flaw::kWakeIsForgotten)) may_hold_packets = false;
    End({"wakes what waited"});
  }
  unsigned long ReadyMask() noexcept { return ModelNic::kReady; }
  unsigned long ReadyValue() noexcept { return ModelNic::kReady; }

  Status DrainTransmit(Side side, VfId vf, U32) noexcept {
    NeedSleepable("a ring is drained");
    const bool still_filled =
        side == Side::kVf ? paths.MayBeInside(vf.get().handle) : paths.MayBeInsideSynthetic();
    if (still_filled || !paths.IsHold())
      TheCourse().Violate("I3", "a ring is drained while readers may still fill it");
    Begin();
    const bool late = Fails();
    drained |= Bit(side);
    End({"drains the ring of ", SideName(side), late ? ", but not in time" : ""});
    return late ? Status(Outcome::kRetry, Reason::kNone) : Status::Ok();
  }
  void DrainReceive(Side side, VfId, U32, U32) noexcept {
    NeedSleepable("received packets are waited for");
    Begin();
    received |= Bit(side);
    End({"waits until ", SideName(side), " has nothing more to deliver"});
  }
  void HoldReceive(Side side, VfId, bool on) noexcept {
    NeedSleepable("received packets are kept back");
    Begin();
    const Side other = side == Side::kVf ? Side::kSynthetic : Side::kVf;
    const bool late = now_ns - kept_ns >= LimitNs();
    if (!on && kept_for_switch && open_side == Bit(side) && (received & Bit(other)) == 0 && !late &&
        Works(other) && !TheSession().moved)
      TheCourse().Violate("I3", "what the new side received is delivered before the old side's");
    received = 0;
    order_lost = !on && late;
    kept_for_switch = on && open_side != Bit(side);
    kept_back = on ? Bit(side) : 0;
    kept_ns = on ? now_ns : 0;
    End({on ? "keeps back what " : "delivers what ", SideName(side), " receives"});
  }
  void Announce(Side side, VfId) noexcept {
    NeedSleepable("an address is announced");
    Begin();
    if ((side == Side::kVf) == paths.IsVf()) unannounced = false;
    End({"announces S's address behind ", SideName(side)});
  }

  // ---- time and observation ----

  U64 NowNs() noexcept { return now_ns; }
  void SetTimer(U64 deadline_ns) noexcept {
    NeedActor("the timer is set");
    if (!Has(Flaw::kTimerIsForgotten)) timer_ns = deadline_ns;
  }
  void Schedule() noexcept { scheduled = true; }
  void Trace(const Transition& t) noexcept {
    Boundary();
    const bool trouble = t.event == Event::kStepFailed || t.event == Event::kVfClosing ||
                         t.event == Event::kHostRevoked;
    if (trouble && t.reason == Reason::kNone)
      TheCourse().Violate("R-OBS",
                          std::string("the pair is ") + StateName(t.to) + " for no reason");
    if (t.reason == Reason::kHostTimeout && t.event == Event::kStepFailed && host.SteersToVf() &&
        !TheSession().moved)
      TheCourse().Violate("R-HST", "the host had answered, and the pair says that it did not");
    TheSession().states_of_pair |= 1u << static_cast<U32>(t.to);
    TheSession().degraded = t.from == State::kDegraded;
    CheckPatience(t.event);
    entered_ns = now_ns;
    if (TheCourse().keeps_journal())
      TheCourse().Note(std::string("the pair: ") + StateName(t.from) + " -> " + StateName(t.to) +
                       " on " + EventName(t.event) + ReasonText(t.reason));
  }

  // ---- for the environment ----

  InterfaceId IdOf(Who who) { return {&nics[who], nics[who].generation}; }
  bool MayBeInside(const ModelNic& nic) const { return paths.MayBeInside(&nic); }

  ModelNic nics[kNics];
  ModelHost host;
  Published paths;
  U64 now_ns = kNow;
  U64 timer_ns = 0;
  U64 entered_ns = 0;  ///< when the pair's state was entered, while that matters
  bool started = false;
  bool scheduled = false;  ///< the actor will run
  bool ending = false;     ///< the rule was deleted
  bool over = false;       ///< the pair has ended, or did not begin
  U8 promise = 0;          ///< 0: the host never said anything; 1: promised; 2: taken back
  bool may_hold_packets = false;
  bool unannounced = false;      ///< the path went elsewhere and switches were not told
  U8 drained = 0;                ///< sides, since packets are held
  U8 received = 0;               ///< sides that fell silent
  U8 kept_back = 0;              ///< the side whose received packets wait
  U64 kept_ns = 0;               ///< since when
  bool kept_for_switch = false;  ///< the path was the other side's when that began
  bool order_lost = false;       ///< they waited as long as they may
  U8 open_side = Bit(Side::kSynthetic);
  U8 faults_left = 0;

 private:
  enum HostAnswer : U32 { kAtOnce, kLater, kBeforeReturning, kRefuses };

  static constexpr U8 Bit(Side side) { return side == Side::kVf ? 2 : 1; }
  static const char* SideName(Side side) { return side == Side::kVf ? "V" : "S"; }
  static std::string ReasonText(Reason reason) {
    return reason == Reason::kNone ? "" : std::string(" (") + ReasonSentence(reason) + ")";
  }
  const char* Name(const ModelNic& nic) const { return NameOf(WhoIs(nic)); }

  Who WhoIs(const ModelNic& nic) const { return static_cast<Who>(&nic - nics); }
  ModelNic* Find(InterfaceId id) {
    for (ModelNic& nic : nics)
      if (&nic == id.handle && nic.known && nic.generation == id.generation) return &nic;
    return nullptr;
  }
  bool IsDeparting(const ModelNic& nic) const {
    return TheSession().call.departing && WhoIs(nic) == TheSession().call.untouchable;
  }

  // The VF an effect is meant for.
  ModelNic& Held(VfId vf) {
    ModelNic* nic = Find(vf.get());
    if (nic != nullptr && nic->listed) return *nic;
    TheCourse().Violate("I8", nic == nullptr ? "an effect is meant for a V that is no longer there"
                                             : "an effect is meant for a V that was refused");
    return nics[kX];
  }

  // ---- what must hold ----

  void NeedActor(const char* what) {
    if (TheSession().call.context != Context::kActor)
      TheCourse().Violate("I7", std::string(what) + " outside the actor");
  }
  void NeedSleepable(const char* what) {
    if (TheSession().call.context == Context::kNone)
      TheCourse().Violate("I7", std::string(what) + " outside the actor");
  }
  // V gets its time to settle, and a V that failed is left alone for a while.
  void CheckPatience(Event event) {
    const Profile& profile = TheSession().configuration->profile;
    bool ready = false;
    for (const ModelNic& nic : nics) ready = ready || nic.ready;
    if (event == Event::kSettled && now_ns - entered_ns < profile.settle_ns && !ready)
      TheCourse().Violate("R-ATT", "V is used before it had its time to settle");
    if (event == Event::kRetry && TheSession().degraded &&
        now_ns - entered_ns < profile.retry_first_ns)
      TheCourse().Violate("R-FSM", "a V that failed is tried again at once");
  }
  void CheckUnused(const ModelNic& nic, const char* what) {
    if (MayBeInside(nic))
      TheCourse().Violate("I2", std::string("V is ") + what + " while a reader may be inside it");
  }
  // A V that is brought up to be used is S in all that was negotiated, or it would not be let in.
  void CheckPrepared(const ModelNic& nic) {
    if (!nic.marked || !nic.captured)
      TheCourse().Violate("R-RDY", "V is brought up while its input is not S's");
    if (nic.mtu != nics[kS].mtu) TheCourse().Violate("R-RDY", "V is brought up with another MTU");
    if (nics[kS].withheld != kSyntheticWithheld || !nics[kS].tso_limited)
      TheCourse().Violate("R-RDY", "V is brought up before S's capabilities were negotiated");
  }
  // The host gets its time to steer back, unless the pair ends or V is gone.
  void CheckWaitedForHost(const char* what) {
    const ModelHost::Question* question = host.Open();
    const Session& session = TheSession();
    if (question == nullptr || !question->may_wait || session.call.departing || session.at_once)
      return;
    if (now_ns - question->asked_ns < session.configuration->profile.host_timeout_ns)
      TheCourse().Violate("I1", std::string(what) + " before the host has answered");
  }
  static U64 LimitNs() { return TheSession().configuration->profile.drain_receive_us * U64{1'000}; }
  // Whether that side can still deliver what it was given.
  bool Works(Side side) const {
    if (side == Side::kSynthetic) return true;
    for (Who who : {kV, kW})
      if (nics[who].captured && nics[who].HasLink() && !IsDeparting(nics[who])) return true;
    return false;
  }
  void CheckOpened(Who to) {
    const bool ordered = TheSession().configuration->profile.ordered_cutover;
    const U8 side = to == kS ? 1 : 2, other = 3 - side;
    if (side == open_side) return;
    const bool works = to != kS || (Works(Side::kVf) && !TheSession().moved);
    if (to != kS) {
      const ModelNic& nic = nics[to];
      if (!nic.up) TheCourse().Violate("I1", "V's path is opened while V is down");
      if (!nic.captured) TheCourse().Violate("I1", "V's path is opened while its input is not S's");
      if (!host.SteersToVf() && !host.forgot() && !HostHasNews())
        TheCourse().Violate("I1", "V's path is opened, which the host has not acknowledged");
      if (!nics[kS].overlaid) TheCourse().Violate("I1", "V's path is opened without S's hook");
    }
    if (ordered && works && (drained & other) == 0)
      TheCourse().Violate("I3", "a path is opened before the other side was drained");
    if (ordered && works && kept_back != side && !order_lost)
      TheCourse().Violate("I3", "a path is opened whose packets would overtake the other side's");
    open_side = side;
    unannounced = true;
  }

  // ---- effects ----

  static constexpr U32 kMostEffects = 2'000;

  // Something may happen now, and readers are somewhere.
  void Boundary() {
    if (++TheSession().effects > kMostEffects) {
      TheCourse().Violate("LIVE", "one run of the pair does not end");
      TheSession().endless();
    }
    paths.CheckReaders(nics);
    if (TheSession().moves_left != 0 && !TheSession().in_effect) MoveBetweenEffects();
  }
  void Begin() {
    if (TheSession().in_effect)
      TheCourse().Violate("I7", "an effect begins within another: the actor was entered twice");
    Boundary();
    TheSession().in_effect = true;
  }
  void End(const Phrase& phrase, const char* outcome = "") {
    TheSession().in_effect = false;
    paths.CheckReaders(nics);
    if (TheCourse().keeps_journal()) TheCourse().Note(phrase.Text() + outcome);
  }
  // Whether the effect that began fails.
  bool Fails() {
    if (faults_left == 0 || TheCourse().Choose(2) == 0) return false;
    CountFault();
    return true;
  }
  void CountFault() {
    --faults_left;
    if (TheCourse().IsFirstToTakeIt()) ++TheCourse().fault_points;
  }
  U32 HowHostAnswers() {
    const Configuration& c = *TheSession().configuration;
    U32 ways[4];
    U32 count = 0;
    if (c.host_at_once) ways[count++] = kAtOnce;
    if (c.host_later) ways[count++] = kLater;
    if (c.host_later) ways[count++] = kBeforeReturning;
    if (faults_left != 0) ways[count++] = kRefuses;
    const U32 way = ways[TheCourse().Choose(count)];
    if (way == kRefuses) CountFault();
    return way;
  }

  // A step that undoes leaves no trace whatever it answers.
  template <class Carry, class Refused = void (*)()>
  Status Do(
      const Phrase& phrase, bool undoes, Carry&& carry, Refused&& refused = [] {}) {
    NeedActor(phrase.verb);
    Begin();
    const bool fails = Fails();
    if (!fails || undoes)
      carry();
    else
      refused();
    End(phrase, !fails ? "" : undoes ? ", which answers an error" : ", which is refused");
    return fails ? Status::Refused(Reason::kNone) : Status::Ok();
  }
  // A call of V's driver.
  template <class Carry, class Refused = void (*)()>
  Status Control(
      const Phrase& phrase, ModelNic& nic, bool undoes, Carry&& carry, Refused&& refused = [] {}) {
    if (TheSession().call.untouchable != kS && WhoIs(nic) == TheSession().call.untouchable)
      TheCourse().Violate("I7", phrase.Text() + ": V's driver must not be called now");
    if (!nic.present) {
      NeedActor(phrase.verb);
      Begin();
      End(phrase, ", which is gone");
      return {Outcome::kGone, Reason::kNone};
    }
    const Status status = Do(phrase, undoes, carry, refused);
    TellChanged(WhoIs(nic));
    return status;
  }
};

}  // namespace vfpair::model

#endif  // VFPAIR_TESTS_MODEL_MODEL_PLATFORM_H_
