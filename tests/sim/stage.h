// SPDX-License-Identifier: BSD-2-Clause
// One pair on stage: its world, the VFs that are there, what its users added, and what goes on by
// itself until it is over (episodes).
#ifndef VFPAIR_TESTS_SIM_STAGE_H_
#define VFPAIR_TESTS_SIM_STAGE_H_

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/sim/dice.h"
#include "tests/sim/excuses.h"
#include "tests/sim/models.h"
#include "tests/sim/story.h"
#include "vfpair/testing/sim_world.h"

VFPAIR_TESTING_BEGIN

inline constexpr U64 kInboundFlows = 100;  ///< flows from here on are from the peer

template <class P>
class Stage {
 public:
  Stage(const Story& story, Size index, SimSystem<P>& system)
      : world_(Options(story.pairs[index], index), &system),
        excuses_(world_, story.pairs[index], story.pairs.size()),
        dice_(story.seed * 31 + index),
        setup_(story.pairs[index]) {
    world_.host().synthetic_wire_ns = setup_.synthetic_wire_us * U64{1000};
    world_.host().vf_wire_ns = setup_.vf_wire_us * U64{1000};
    world_.host().answer_ns = setup_.answer_us * U64{1000};
    world_.traffic.OnTrouble([this](const SimPacket& packet, Trouble trouble, DropCause cause) {
      Judge(packet, trouble, cause);
    });
    world_.faults.FailWhen([this](Effect effect, bool off) { return BeforeEffect(effect, off); });
  }

  BasicSimWorld<P>& world() { return world_; }
  const std::vector<SimNic*>& vfs() const { return vfs_; }
  bool has_rule() const { return has_rule_; }
  /// After each deed.
  void Look() { excuses_.Look(); }
  bool HostObeys() { return excuses_.HostObeys(); }
  bool HasUnnoticed() const { return unnoticed_ != 0; }
  bool IsTracking() const { return setup_.profile == 2 || setup_.profile == 5; }
  bool FollowsLink() const { return setup_.profile != 1; }
  U64 events() const { return events_; }
  /// For how long, in awake time, nothing was done to the pair and it did not change its state.
  U64 QuietNs() {
    const Size steps = world_.platform().history().size();
    if (std::exchange(steps_seen_, steps) != steps) touched_ns_ = world_.clock.AwakeNs();
    return world_.clock.AwakeNs() - touched_ns_;
  }
  /// What was wrong with a packet or a rule's end; "" = nothing.
  const std::string& complaint() const { return complaint_; }

  void Begin() {
    has_rule_ = world_.StartPair().ok();
    if (!has_rule_) world_.Unpair();  // a pair that did not start is not spoken to
  }

  /// A deed of this pair's alone.
  void Do(const Deed& deed) {
    Touch();
    const U32(&n)[kMostNumbers] = deed.n;
    switch (deed.act) {
      case Act::kVfArrives:
        return In(n[1], [this, spec = Spec(n[0], n[2] != 0, n[3])] { Arrive(spec); });
      case Act::kVfDeparts:
        if (SimNic* vf = Take(n[0])) world_.Depart(*vf);
        return;
      case Act::kVfPulled:
        if (SimNic* vf = Take(n[0])) Pull(*vf, n[1]);
        return;
      case Act::kVfMigrates:
        return Migrate(n[0], n[1] != 0, n[2], n[3], n[4]);
      case Act::kVfClosed:
        if (SimNic* vf = Look(n[0]); vf != nullptr && vf->up()) {
          excuses_.NoteUpset();
          world_.CloseVf(*vf);
        }
        return;
      case Act::kVfOpened:  // only what changes something: else nobody could tell it was asked for
        if (SimNic* vf = Look(n[0]); vf != nullptr && !vf->up()) world_.OpenVf(*vf);
        return;
      case Act::kVfCable:
        if (SimNic* vf = Look(n[0])) In(n[2], [this, vf, n] { SetVfCable(*vf, n[1] != 0); });
        return;
      case Act::kVfFlaps:
        if (SimNic* vf = Look(n[0]))
          Repeat(n[1], n[2], [this, vf](U32 left) { SetVfCable(*vf, left % 2 != 0); });
        return;
      case Act::kVfFeatures:
        if (SimNic* vf = Look(n[0])) world_.SetWanted(*vf, Capabilities(n[1]));
        return;
      case Act::kVfFilter:
        if (SimNic* vf = Look(n[0])) (void)world_.AddFilter(*vf, Filter(n[1]));
        return;
      case Act::kVfMtu:
        if (SimNic* vf = Look(n[0])) world_.SetVfMtu(*vf, n[1]);
        return;
      case Act::kSyntheticUp:
        return In(n[1], [this, n] { SetSyntheticUp(n[0] != 0); });
      case Act::kSyntheticUpDowns:
        return Repeat(n[0], n[1], [this](U32 left) { SetSyntheticUp(left % 2 != 0); });
      case Act::kSyntheticCable:
        return SetSyntheticCable(n[0] != 0);
      case Act::kSyntheticFeatures:
        return world_.SetWanted(world_.synthetic(), Capabilities(n[0]));
      case Act::kSyntheticTso:
        return world_.SetOwnTso(world_.synthetic(), {n[0], n[1], 0});
      case Act::kSyntheticMtu:
        (void)world_.SetMtu(n[0]);
        return;
      case Act::kFilterAdded:
        return AddFilter(Filter(n[0]));
      case Act::kFilterRemoved:
        return RemoveFilter(n[0]);
      case Act::kRuleRenewed:
        return RenewRule(n[0], n[1] != 0);
      case Act::kHostRevokes:
        return Revoke();
      case Act::kHostPromises:
        if (n[0] == 0) excuses_.NoteUpset();
        return world_.HostPromise(n[0] != 0);
      case Act::kHostForgets:
        excuses_.NoteUpset();
        return world_.HostForgets();
      case Act::kVfRenamed:
        if (SimNic* vf = Look(n[0])) world_.Rename(*vf);
        return;
      case Act::kVfMac:
        if (SimNic* vf = Look(n[0])) SetVfMac(*vf, n[1] != 0);
        return;
      case Act::kVfMoves:
        if (SimNic* vf = Look(n[0])) MoveVf(*vf, n[1] != 0);
        return;
      case Act::kVfReady:
        return world_.VfReady();
      case Act::kVfHashes:
        if (SimNic* vf = Look(n[0])) world_.SetRssFacts(*vf, Hashing(n[1], n[2]));
        return;
      case Act::kSyntheticMac:
        (void)world_.SetMac(OwnMac(n[0] != 0));
        return;
      case Act::kSyntheticSwitches:
        (void)world_.SetCapabilities(Capabilities(n[0]));
        return;
      case Act::kSyntheticXdp:
        return world_.SetSyntheticXdp(n[0] != 0);
      case Act::kHostMode:
        return SetHost(static_cast<HostMode>(n[0] % 6));
      case Act::kFaultsAnywhere:
        faults_one_in_ = std::max(n[0], 2u);
        return;
      case Act::kFaultsOf:
        faulty_effect_ = static_cast<Effect>(n[0] % kEffects);
        faulty_outcome_ = kFaults[n[1] % 3];
        return;
      case Act::kFaultsEnd:
        return EndFaults();
      case Act::kSurprise:
        surprise_in_ = n[0] + 1;
        surprise_ = static_cast<Surprise>(n[1] % kSurprises);
        surprised_vf_ = n[2];
        return;
      case Act::kBurst:
        for (U32 i = 0; i < n[2]; ++i) Packet(n[0] != 0, n[1], n[3]);
        return;
      case Act::kStream:
        return Stream(n[0] != 0, n[1], n[2], std::max(n[3], 1u));
      case Act::kWait:
      case Act::kFreeze:
      case Act::kAllArrive:
        return;  // the whole machine's
    }
  }

  /// A VF appears now.
  void ArriveNow(U32 model) { Arrive(Spec(model, false, 0)); }

  /// Makes everything well, so that V must be used sooner or later.
  void MakeWell() {
    EndChapter();
    SetHost(HostMode::kToldLater);
    if (!has_rule_) MakeRule();
    SetSyntheticUp(true);
    SetSyntheticCable(true);
    for (U32 i = 0; i < filters_.size();)  // a V that cannot filter VLANs is not used for them
      filters_[i].kind == FilterKind::kVlan ? RemoveFilter(i) : void(++i);
    (void)world_.SetMtu(1500);
    world_.HostPromise(true);
    world_.SetSyntheticXdp(false);
    (void)world_.SetMac(OwnMac(true));
    for (SimNic* vf : vfs_) {
      world_.SetCable(*vf, true);
      if (IsTracking() && !vf->up()) world_.OpenVf(*vf);
      SetVfMac(*vf, true);
      MoveVf(*vf, true);
    }
  }
  /// VFs that were refused may fit now.
  void OfferAgain() {
    for (SimNic* vf : std::vector<SimNic*>(vfs_))  // while the pair takes them some may go
      if (has_rule_ && vf->present()) (void)world_.Arrive(*vf);
  }

  /// One packet each way.
  void Exchange() {
    Packet(false, 0, 1000);
    Packet(true, 0, 1000);
  }

  void End(bool synthetic_goes) {
    EndChapter();
    const bool had_rule = std::exchange(has_rule_, false);
    if (synthetic_goes)
      world_.RemoveSynthetic();
    else if (had_rule && setup_.in_order != 0)
      world_.UnpairInOrder();
    else
      world_.Unpair();
  }

 private:
  static constexpr Outcome kFaults[] = {Outcome::kRefused, Outcome::kGone, Outcome::kRetry};

  static SimOptions Options(const PairSetup& setup, Size index) {
    SimOptions options;
    options.synthetic.mac = options.synthetic.permanent_mac =
        UnicastMac(static_cast<U8>(index + 1));
    options.synthetic.up = setup.synthetic_up != 0;
    options.synthetic.transmit_ns = setup.transmit_ns;
    options.host = static_cast<HostMode>(setup.host % 6);
    options.synthetic.rss = Hashing(0x1ff, 0);
    options.profile = ProfileOf(setup.profile);
    options.actor_delay_ns = setup.actor_us * U64{1000};
    return options;
  }
  static Profile ProfileOf(U32 n) {
    Profile profile = n == 1             ? kHnProfile
                      : n == 2 || n == 5 ? kHnNonTransparentProfile
                                         : kStrictProfile;
    if (n == 3) profile.link_policy = LinkPolicy::kStrictOwn;
    if (n == 4 || n == 5)
      profile.damping = {1, 60 * kNsPerSecond, 2 * kNsPerSecond, 64 * kNsPerSecond, 70 * kNsPerMs};
    return profile;
  }
  static RssFacts Hashing(U32 types, U32 key) {
    RssFacts facts{true, RssFunction::kToeplitz, {}, RssTypes(types), 4};
    facts.key.length = key == 4 ? 52 : 40;
    facts.key.bytes[0] = static_cast<U8>(key);
    return facts;
  }
  MacAddress OwnMac(bool own) const {
    MacAddress mac = setup_mac_;
    if (!own) mac.bytes[4] = 1;
    return mac;
  }
  SimNicSpec Spec(U32 model, bool up, U32 link_us) {
    return VfSpec(model, up, link_us * U64{1000}, setup_mac_);
  }
  static FilterEntry Filter(U32 n) {
    const auto k = static_cast<U8>(n / 5 % 6);
    switch (n % 5) {
      case 0:
        return UnicastFilter(static_cast<U8>(k + 16));
      case 1:
        return MulticastFilter(k);
      case 2:
        return VlanFilter(static_cast<U16>(k * 700));
      case 3:
        return kPromiscuousFilter;
      default:
        return kAllMulticastFilter;
    }
  }

  void Touch() {
    ++events_;
    touched_ns_ = world_.clock.AwakeNs();
  }
  // Later, if it is later; then it is an event of its own, and may come in the middle of a
  // cut-over.
  template <class What>
  void In(U64 us, What&& what) {
    if (us == 0) return what();
    world_.clock.After(us * 1000, [this, what, chapter = chapter_] {
      if (chapter != chapter_) return;
      Touch();
      what();
    });
  }
  // Now, and then so often; `step` is told how many are left.
  void Repeat(U32 times, U32 every_us, std::function<void(U32 left)> step) {
    if (times == 0) return;
    step(times - 1);
    In(std::max(every_us, 1u), [=, this] { Repeat(times - 1, every_us, step); });
  }

  // ---- VFs ----

  SimNic* Look(U32 n) { return vfs_.empty() ? nullptr : vfs_[n % vfs_.size()]; }
  SimNic* Take(U32 n) {
    SimNic* vf = Look(n);
    if (vf != nullptr) vfs_.erase(vfs_.begin() + static_cast<long>(n % vfs_.size()));
    return vf;
  }
  void Arrive(const SimNicSpec& spec) {
    world_.WhenFree([this, spec] {
      SimNic& vf = world_.AddVf(spec);
      const Status status = world_.Arrive(vf);
      vfs_.push_back(&vf);
      const bool fits = has_rule_ && world_.synthetic().mac() == setup_mac_ &&
                        world_.pair().candidates() < Candidates::kCapacity;
      if (fits && !status.ok()) Complain(std::string("V was refused: ") + status.sentence());
    });
  }
  void Pull(SimNic& vf, U32 notice_us) {
    excuses_.NoteUpset();
    world_.Vanish(vf);
    ++unnoticed_;
    // Not In(): it has to be noticed even if the story is over by then.
    world_.clock.After(notice_us * U64{1000}, [this, &vf] {
      excuses_.NoteUpset();
      world_.WhenFree([this, &vf] {
        --unnoticed_;
        Touch();
        world_.NoticeGone(vf);
      });
    });
  }
  void Migrate(U32 n, bool pulled, U32 absent_us, U32 frozen_us, U32 model) {
    if (SimNic* vf = Take(n)) {
      if (pulled)
        Pull(*vf, 0);
      else
        world_.Depart(*vf);
    }
    In(std::max(absent_us, 1u), [=, this] {
      world_.clock.Jump(frozen_us * U64{1000});
      Arrive(Spec(model, false, 0));
    });
  }
  void SetVfCable(SimNic& vf, bool plugged) {
    if (!vf.present()) return;
    if (!plugged) excuses_.NoteUpset();
    world_.SetCable(vf, plugged);
  }

  void SetVfMac(SimNic& vf, bool own) {
    if (OwnMac(own) == vf.mac()) return;
    excuses_.NoteUpset();
    world_.SetVfMac(vf, OwnMac(own));
  }
  void MoveVf(SimNic& vf, bool home) {
    const U64 netns = home ? vf.spec().netns : 2;
    if (netns == vf.Facts().netns) return;
    excuses_.NoteUpset();
    world_.MoveVf(vf, netns);
  }

  // ---- users ----

  void SetSyntheticUp(bool up) {
    excuses_.NoteHostUnsure();
    world_.SetSyntheticUp(up);
  }
  void SetSyntheticCable(bool plugged) {
    excuses_.NoteHostUnsure();
    world_.SetCable(world_.synthetic(), plugged);
  }
  void AddFilter(const FilterEntry& entry) {
    if (world_.AddFilter(world_.synthetic(), entry)) filters_.push_back(entry);
  }
  void RemoveFilter(U32 n) {
    if (filters_.empty()) return;
    const auto at = filters_.begin() + static_cast<long>(n % filters_.size());
    const FilterEntry entry = *at;
    filters_.erase(at);
    world_.RemoveFilter(world_.synthetic(), entry);
  }
  void RenewRule(U32 after_us, bool in_order) {
    if (!has_rule_) return;
    has_rule_ = false;  // first: what waits for the lock meanwhile comes before the next line
    in_order ? world_.UnpairInOrder() : DeleteRule();
    In(after_us, [this] {
      world_.WhenFree([this] {
        if (!has_rule_) MakeRule();
      });
    });
  }
  void DeleteRule() {
    world_.Unpair();
    if (std::string text = world_.IdentityComplaint(); !text.empty())
      Complain("the rule was deleted, but " + text);
  }
  void MakeRule() {
    DeleteRule();  // had it not come to its end yet
    world_.Renew();
    Begin();
    OfferAgain();
  }

  // ---- the host and the drivers ----

  void SetHost(HostMode mode) {
    world_.host().SetMode(mode);
    excuses_.NoteHostUnsure();
  }
  void Revoke() {
    excuses_.NoteUpset();
    world_.RevokeHost();
  }
  void EndFaults() {
    faults_one_in_ = 0;
    faulty_effect_.reset();
  }
  void EndChapter() {
    ++chapter_;
    EndFaults();
    surprise_in_ = 0;
    Touch();
  }
  std::optional<Outcome> BeforeEffect(Effect effect, bool off) {
    if (effect == Effect::kHost || effect == Effect::kDrainTransmit) BeBusy();
    if (surprise_in_ != 0 && --surprise_in_ == 0) Spring(surprise_);
    if (faulty_effect_ == effect && !off) return faulty_outcome_;
    if (faults_one_in_ == 0 || !dice_.OneIn(faults_one_in_)) return std::nullopt;
    return kFaults[dice_.Below(3)];
  }
  void Spring(Surprise surprise) {
    Touch();
    switch (surprise) {
      case Surprise::kVfVanishes:
        if (SimNic* vf = Take(surprised_vf_)) Pull(*vf, 0);
        return;
      case Surprise::kCableOut:
      case Surprise::kCableIn:
        if (SimNic* vf = Look(surprised_vf_)) SetVfCable(*vf, surprise == Surprise::kCableIn);
        return;
      case Surprise::kSyntheticDown:
        return SetSyntheticUp(false);
      case Surprise::kSyntheticUp:
        return SetSyntheticUp(true);
      case Surprise::kHostRevokes:
        return Revoke();
      case Surprise::kHostRefuses:
        return SetHost(HostMode::kRefuses);
      case Surprise::kFreeze:
        return world_.clock.Jump(30 * kNsPerSecond);
      case Surprise::kFilterAdded:
        return AddFilter(Filter(surprised_vf_ * 7));
      case Surprise::kPackets:
        for (int i = 0; i < 5; ++i) Exchange();
        return;
    }
  }

  // ---- packets ----

  void Packet(bool inbound, U32 flow, U32 bytes) {
    if (inbound)
      world_.PeerSend(kInboundFlows + flow, bytes);
    else
      world_.Send(flow, bytes);
  }
  void Stream(bool inbound, U32 flow, U32 left, U32 every_us) {
    if (left == 0) return;
    Packet(inbound, flow, 1000);
    world_.clock.After(every_us * U64{1000}, [=, this, chapter = chapter_] {
      if (chapter == chapter_) Stream(inbound, flow, left - 1, every_us);
    });
  }
  // Packets are sent when it matters: while the path changes.
  void BeBusy() {
    for (U32 i = 0; i < setup_.busy_to_peer / 2; ++i) Packet(false, 3, 1000);  // rings fill
    Stream(false, 3, setup_.busy_to_peer, 23);
    Stream(true, 3, setup_.busy_from_peer, 57);
  }
  void Judge(const SimPacket& packet, Trouble trouble, DropCause cause) {
    const bool inbound = packet.flow >= kInboundFlows;
    if (trouble == Trouble::kReordered ? excuses_.ForReordering(inbound) : excuses_.ForLoss(cause))
      return;
    Complain(std::string("without an excuse a packet ") + (inbound ? "from" : "to") +
             " the peer was " +
             (trouble == Trouble::kReordered ? "overtaken"
                                             : std::string("lost: ") + DropCauseName(cause)));
  }
  void Complain(const std::string& text) {
    if (complaint_.empty()) complaint_ = text;
  }

  BasicSimWorld<P> world_;
  Excuses<P> excuses_;
  Dice dice_;
  PairSetup setup_;
  MacAddress setup_mac_ = world_.synthetic().spec().mac;
  std::vector<SimNic*> vfs_;
  std::vector<FilterEntry> filters_;
  bool has_rule_ = true;
  int unnoticed_ = 0;  // VFs that are gone
  int chapter_ = 0;    // what was to happen in an earlier one happens no more
  U32 faults_one_in_ = 0;
  std::optional<Effect> faulty_effect_;
  Outcome faulty_outcome_ = Outcome::kRefused;
  U32 surprise_in_ = 0;
  Surprise surprise_ = Surprise::kVfVanishes;
  U32 surprised_vf_ = 0;
  U64 events_ = 0;
  U64 touched_ns_ = 0;
  Size steps_seen_ = 0;
  std::string complaint_;
};

VFPAIR_TESTING_END

#endif  // VFPAIR_TESTS_SIM_STAGE_H_
