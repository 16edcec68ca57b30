// SPDX-License-Identifier: BSD-2-Clause
#include "tests/property/story.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

namespace vfpair::testing {
namespace {

constexpr const char* kActNames[kActs] = {
    "a VF arrives", "VF departs", "VF is pulled out", "VF is closed",      "VF is opened",
    "VF cable",     "S up/down",  "S cable",          "S wanted features", "VF wanted features",
    "S own TSO",    "S MTU",      "S filter added",   "S filter removed",  "VF filter added",
    "host revokes", "host mode",  "host promises",    "host forgets",      "VF renamed",
    "VF MAC",       "VF moves",   "VF ready",         "VF hashes",         "S MAC",
    "S switches",   "S XDP",      "faults",           "traffic",           "wait"};

FilterEntry FilterOf(U32 n) {
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

RssFacts Hashing(U32 n) {
  RssFacts facts{true, RssFunction::kToeplitz, {}, RssTypes(n / 7 & 0x1ff), 4};
  facts.key.length = n % 11 == 0 ? 52 : 40;
  facts.key.bytes[0] = static_cast<U8>(n % 5);
  return facts;
}

bool IsTracking(U32 profile) { return profile == 2 || profile == 5; }

Profile ProfileOf(U32 n) {
  Profile profile = n == 1 ? kHnProfile : IsTracking(n) ? kHnNonTransparentProfile : kStrictProfile;
  if (n == 3) profile.link_policy = LinkPolicy::kStrictOwn;
  if (n == 4 || n == 5)
    profile.damping = {1, 60 * kNsPerSecond, 2 * kNsPerSecond, 64 * kNsPerSecond, 70 * kNsPerMs};
  return profile;
}

// One machine with a story being told about it.
class Teller {
 public:
  explicit Teller(const Story& story) : story_(story), rng_(story.seed), world_(Options(story)) {}

  SimWorld& world() { return world_; }

  void Do(const Deed& deed) {
    const U32 n = deed.n;
    switch (deed.act) {
      case Act::kArrive:
        Arrive(n);
        return;
      case Act::kDepart:
        if (SimNic* vf = Take(n)) world_.Depart(*vf);
        return;
      case Act::kPullOut:
        if (SimNic* vf = Take(n)) world_.PullOut(*vf, n % 3 == 0 ? 0 : n % 7 * kNsPerMs);
        return;
      case Act::kCloseVf:
        if (SimNic* vf = Look(n); vf != nullptr && vf->up()) world_.CloseVf(*vf);
        return;
      case Act::kOpenVf:  // only what changes something: else nobody could tell it was asked for
        if (SimNic* vf = Look(n); vf != nullptr && !vf->up()) world_.OpenVf(*vf);
        return;
      case Act::kVfCable:
        if (SimNic* vf = Look(n))
          NowOrSoon(n, [this, vf, n] { world_.SetCable(*vf, n / 4 % 3 != 0); });
        return;
      case Act::kSyntheticUp:
        NowOrSoon(n, [this, n] { world_.SetSyntheticUp(n % 3 != 0); });
        return;
      case Act::kSyntheticCable:
        world_.SetCable(world_.synthetic(), n % 4 != 0);
        return;
      case Act::kSyntheticWanted:
        world_.SetWanted(world_.synthetic(), Capabilities(n & 0x1ff));
        return;
      case Act::kVfWanted:
        if (SimNic* vf = Look(n)) world_.SetWanted(*vf, Capabilities(n >> 4 & 0x1ff));
        return;
      case Act::kSyntheticTso:
        world_.SetOwnTso(world_.synthetic(), {n % 4 * 20'000, n % 3 * 9, 0});
        return;
      case Act::kMtu:
        (void)world_.SetMtu(60 + n % 2500);
        return;
      case Act::kAddFilter:
        if (world_.AddFilter(world_.synthetic(), FilterOf(n))) filters_.push_back(FilterOf(n));
        return;
      case Act::kRemoveFilter:
        if (filters_.empty()) return;
        world_.RemoveFilter(world_.synthetic(), filters_[n % filters_.size()]);
        filters_.erase(filters_.begin() + static_cast<long>(n % filters_.size()));
        return;
      case Act::kAddVfFilter:
        if (SimNic* vf = Look(n)) (void)world_.AddFilter(*vf, FilterOf(n / 4));
        return;
      case Act::kRevoke:
        world_.RevokeHost();
        return;
      case Act::kHostMode:
        world_.host().SetMode(Mode(n));
        return;
      case Act::kHostPromise:
        world_.HostPromise(n % 3 != 0);
        return;
      case Act::kHostForgets:
        world_.HostForgets();
        return;
      case Act::kRename:
        if (SimNic* vf = Look(n)) world_.Rename(*vf);
        return;
      case Act::kVfMac:  // and sometimes what it had
        if (SimNic* vf = Look(n)) world_.SetVfMac(*vf, UnicastMac(n % 3 == 0 ? 1 : 40));
        return;
      case Act::kVfMoves:
        if (SimNic* vf = Look(n)) world_.MoveVf(*vf, n % 3 == 0 ? 1 : 2);
        return;
      case Act::kVfReady:
        world_.VfReady();
        return;
      case Act::kVfHashes:
        if (SimNic* vf = Look(n)) world_.SetRssFacts(*vf, Hashing(n));
        return;
      case Act::kSyntheticMac:
        (void)world_.SetMac(UnicastMac(static_cast<U8>(1 + n % 2)));
        return;
      case Act::kSyntheticCapabilities:
        (void)world_.SetCapabilities(Capabilities(n & 0x1ff));
        return;
      case Act::kSyntheticXdp:
        world_.SetSyntheticXdp(n % 2 == 0);
        return;
      case Act::kFaults:
        SetFaults(n);
        return;
      case Act::kTraffic:
        if (n % 2 == 0) return world_.Stream(static_cast<int>(n % 100), 100'000);
        for (U32 i = 0; i < 3 + n % 10; ++i) {
          world_.Send(1, 100 + n % 900);
          if (i % 2 == 0) world_.PeerSend(2);
          world_.Advance(n % 5 * 3'000);
        }
        return;
      case Act::kWait:
        world_.Advance(Waits(n));
        return;
    }
  }

  // When nothing happened for a while, the state fits to what S is.
  std::string LevelComplaint(const Deed& last) {
    if (last.act != Act::kWait || Waits(last.n) < 60 * kNsPerMs) return "";
    if (IsTracking(story_.profile)) return "";  // there V does not follow S
    const State state = world_.pair().state();
    const bool up = world_.synthetic().up();
    const bool uses_vf =
        state == State::kStarting || state == State::kSwitching || state == State::kActive;
    if (!up && uses_vf) return std::string(StateName(state)) + " although S is down";
    return up && state == State::kReady ? "ready although S is up" : "";
  }

  // With nothing failing and everybody willing, V is the path sooner or later.
  std::string ExpectRecovery() {
    world_.Advance(kNsPerSecond);  // what was to happen soon has happened
    world_.faults.Clear();
    world_.host().SetMode(HostMode::kToldLater);
    world_.SetSyntheticUp(true);
    (void)world_.SetMtu(1500);
    for (const FilterEntry& filter : filters_) world_.RemoveFilter(world_.synthetic(), filter);
    world_.HostPromise(true);
    world_.SetSyntheticXdp(false);
    world_.SetCable(world_.synthetic(), true);
    for (SimNic* vf : vfs_) {
      world_.SetCable(*vf, true);
      if (IsTracking(story_.profile) && !vf->up()) world_.OpenVf(*vf);
    }
    world_.Advance(1000 * kNsPerSecond);
    const State state = world_.pair().state();
    const State expected = world_.pair().vf().get().IsNone() ? State::kMissing : State::kActive;
    if (state == expected) return "";
    return std::string("it does not recover: ") + StateName(state) + ", " +
           ReasonSentence(world_.pair().reason());
  }

 private:
  static HostMode Mode(U32 n) { return static_cast<HostMode>(n % 6); }
  static SimOptions Options(const Story& story) {
    SimOptions options;
    options.synthetic.up = story.synthetic_up;
    options.host = Mode(story.host);
    options.actor_delay_ns = story.actor_delay_ns;
    options.profile = ProfileOf(story.profile);
    options.synthetic.rss = Hashing(0xffff);
    return options;
  }
  static U64 Waits(U32 n) {
    constexpr U64 kWaits[] = {1'000,        40'000,           kNsPerMs,
                              6 * kNsPerMs, 60 * kNsPerMs,    100 * kNsPerMs,
                              kNsPerSecond, 3 * kNsPerSecond, 70 * kNsPerSecond};
    return kWaits[n % 9];
  }

  // Soon: perhaps in the middle of a cut-over, which takes simulated time.
  template <class What>
  void NowOrSoon(U32 n, What&& what) {
    if (n % 5 != 0) return what();
    world_.clock.After(n % 13 * 500'000, what);
  }

  void Arrive(U32 n) {
    SimNicSpec spec = DefaultVfSpec();
    spec.up = story_.vf_up != (n % 4 == 0);
    spec.link_ns = n % 2 == 0 ? story_.link_ns : 0;
    spec.mtu = n % 7 < 3 ? 1500 : 1400;
    spec.unicast_room = n % 3 + 1;
    spec.has_vlan_filter = n % 5 != 0;
    spec.mtu_range.max = n % 4 == 1 ? 1600 : 9000;
    SimNic& vf = world_.AddVf(spec);
    if (world_.Arrive(vf).ok()) vfs_.push_back(&vf);
  }
  SimNic* Look(U32 n) { return vfs_.empty() ? nullptr : vfs_[n % vfs_.size()]; }
  SimNic* Take(U32 n) {
    SimNic* vf = Look(n);
    if (vf != nullptr) vfs_.erase(vfs_.begin() + static_cast<long>(n % vfs_.size()));
    return vf;
  }
  void SetFaults(U32 n) {
    world_.faults.Clear();
    if (!story_.with_faults || n % 3 == 0) return;
    const U32 one_in = n % 3 == 1 ? 4 : 20;
    world_.faults.FailWhen([this, one_in](Effect, bool) -> std::optional<Outcome> {
      if (rng_() % one_in != 0) return std::nullopt;
      constexpr Outcome kFaults[] = {Outcome::kRefused, Outcome::kGone, Outcome::kRetry};
      return kFaults[rng_() % 3];
    });
  }

  const Story& story_;
  std::mt19937_64 rng_;
  SimWorld world_;
  std::vector<SimNic*> vfs_;
  std::vector<FilterEntry> filters_;
};

std::string Sentence(const Deed& deed) {
  return std::string(kActNames[static_cast<Size>(deed.act)]) + " (" + std::to_string(deed.n) + ")";
}

}  // namespace

Story MakeStory(U64 seed, bool with_faults, Size length) {
  std::mt19937_64 rng(seed);
  Story story;
  story.seed = seed;
  story.host = static_cast<U32>(rng() % 6);
  story.profile = rng() % 2 == 0 ? 0 : static_cast<U32>(rng() % 6);
  story.in_order = rng() % 2 == 0;
  story.synthetic_up = rng() % 4 != 0;
  story.vf_up = rng() % 4 == 0;
  story.actor_delay_ns = rng() % 2 == 0 ? 0 : 50'000;
  story.link_ns = rng() % 2 == 0 ? 0 : 20 * kNsPerMs;
  story.with_faults = with_faults;
  story.synthetic_goes = rng() % 4 == 0;
  story.recovers = rng() % 2 == 0;
  constexpr Act kFrequent[] = {Act::kArrive, Act::kWait,    Act::kWait,
                               Act::kWait,   Act::kTraffic, Act::kTraffic};
  for (Size i = 0; i < length; ++i) {
    Deed deed;
    deed.act = rng() % 3 == 0 ? kFrequent[rng() % 6] : static_cast<Act>(rng() % kActs);
    deed.n = static_cast<U32>(rng() % 1'000'003);
    story.events.push_back(deed);
  }
  return story;
}

namespace {

std::string End(const Story& story, Teller& teller) {
  SimWorld& world = teller.world();
  if (story.synthetic_goes)
    world.RemoveSynthetic();
  else if (story.in_order)
    world.UnpairInOrder();
  else
    world.Unpair();
  if (story.in_order) world.Advance(3 * kNsPerSecond);
  if (std::string text = world.Complaint(); !text.empty()) return text;
  if (std::string text = world.IdentityComplaint(); !text.empty()) return text;
  if (world.pair().state() != State::kClosed) return "the pair did not end";
  world.Advance(kNsPerSecond);
  const U64 missing = world.traffic.totals().in_flight();
  return missing == 0 ? "" : std::to_string(missing) + " packets unaccounted for";
}

std::string RunOn(const Story& story, Teller& teller, bool expect_recovery) {
  SimWorld& world = teller.world();
  if (!world.StartPair().ok()) return world.IdentityComplaint();
  for (Size i = 0; i < story.events.size(); ++i) {
    teller.Do(story.events[i]);
    std::string text = world.Complaint();
    if (text.empty()) text = teller.LevelComplaint(story.events[i]);
    if (!text.empty())
      return "after event " + std::to_string(i) + ", " + Sentence(story.events[i]) + ": " + text;
  }
  if (expect_recovery) {
    if (std::string text = teller.ExpectRecovery(); !text.empty()) return text;
    if (std::string text = world.Complaint(); !text.empty()) return "after recovery: " + text;
  }
  const std::string text = End(story, teller);
  return text.empty() ? "" : "after the end: " + text;
}

}  // namespace

std::string RunStory(const Story& story, Seen* seen, std::optional<Fault> fault) {
  Teller teller(story);
  SimWorld& world = teller.world();
  world.faults.StopRecording();
  if (fault) world.faults.FailAt(fault->effect, fault->outcome);
  std::string text = RunOn(story, teller, story.recovers);
  if (seen != nullptr) {
    seen->effects = world.faults.count();
    seen->packets += world.traffic.totals().sent;
    seen->switches += world.pair().legs().switches();
    for (const Transition& t : world.platform().history())
      seen->steps.insert(std::string(StateName(t.from)) + " " + EventName(t.event) + " " +
                         StateName(t.to));
  }
  return text;
}

Story Shrink(const Story& story) {
  Story best = story;
  for (Size chunk = std::max<Size>(best.events.size() / 2, 1); chunk > 0; chunk /= 2) {
    for (Size at = 0; at < best.events.size();) {
      Story shorter = best;
      const auto from = shorter.events.begin() + static_cast<long>(at);
      const auto to =
          shorter.events.begin() + static_cast<long>(std::min(at + chunk, shorter.events.size()));
      shorter.events.erase(from, to);
      if (RunStory(shorter).empty())
        at += chunk;
      else
        best = std::move(shorter);
    }
  }
  return best;
}

std::string Tell(const Story& story) {
  std::string text = "seed " + std::to_string(story.seed) + ", host mode " +
                     std::to_string(story.host) + ", profile " + std::to_string(story.profile) +
                     (story.synthetic_up ? ", S up" : ", S down") + ", actor after " +
                     std::to_string(story.actor_delay_ns) + " ns" +
                     (story.with_faults ? ", faults" : "") + "\n";
  for (const Deed& deed : story.events) text += "  " + Sentence(deed) + "\n";
  return text + (story.synthetic_goes ? "  S goes away\n"
                 : story.in_order     ? "  unpair in order\n"
                                      : "  unpair\n");
}

}  // namespace vfpair::testing
