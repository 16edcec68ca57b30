// SPDX-License-Identifier: BSD-2-Clause
// Bytes as what users, hardware, hosts and drivers do to a pair in the simulator: every invariant
// holds after each event, and both interfaces are as their users left them at the end.
//
// Unlike the random stories of tests/property this picks each fault and each moment by itself: an
// effect that is to fail, or in the middle of which something else happens, is a few bytes.
#include <algorithm>
#include <string>
#include <vector>

#include "tests/fuzz/fuzz_input.h"
#include "vfpair/testing/sim_world.h"

namespace vfpair::fuzz {
namespace {

using namespace vfpair::testing;  // NOLINT(google-build-using-namespace): the simulator's names

constexpr U64 kWaits[] = {0,
                          1'000,
                          40'000,
                          kNsPerMs,
                          6 * kNsPerMs,
                          20 * kNsPerMs,
                          60 * kNsPerMs,
                          100 * kNsPerMs,
                          kNsPerSecond,
                          2 * kNsPerSecond,
                          3 * kNsPerSecond,
                          70 * kNsPerSecond};
constexpr Outcome kFaults[] = {Outcome::kRefused, Outcome::kGone, Outcome::kRetry};
constexpr U32 kAdapterSignals = 0x1f;
constexpr Size kMostVfs = 12;

FilterEntry AnyFilter(Input& in) {
  const auto k = static_cast<U8>(in.Pick(6));
  switch (in.Pick(5)) {
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

SimOptions AnyOptions(Input& in) {
  SimOptions options;
  const U8 bits = in.Byte();
  options.host = static_cast<HostMode>(in.Pick(6));
  options.synthetic.up = (bits & 1) == 0;
  options.actor_delay_ns = (bits & 2) == 0 ? 0 : 50'000;
  if ((bits & 4) != 0) options.profile = kHnProfile;
  if ((bits & 8) != 0) options.profile.capability_mode = CapabilityMode::kOwn;
  return options;
}

class Machine {
 public:
  explicit Machine(Input& in) : in_(in), world_(AnyOptions(in)) { world_.faults.StopRecording(); }

  void Run() {
    const U8 end = in_.Byte();
    if (!world_.StartPair().ok()) return Expect(world_.IdentityComplaint());
    while (!in_.empty()) {
      Event();
      Expect(world_.Complaint());
    }
    if ((end & 1) != 0) ExpectRecovery();
    if ((end & 2) != 0)
      world_.RemoveSynthetic();
    else
      world_.Unpair();
    Expect(world_.Complaint());
    Expect(world_.IdentityComplaint());
    Expect(world_.pair().state() == State::kClosed, "the pair ends");
    world_.Advance(kNsPerSecond);
    Expect(world_.IdentityComplaint());
    Expect(world_.traffic.totals().in_flight() == 0, "every packet is accounted for");
  }

 private:
  void Event() {
    switch (in_.Pick(16)) {
      case 0:
        return Arrive();
      case 1:
        return ArriveAgain();
      case 2:
        return Leave();
      case 3:
        return SetVfUp();
      case 4:
        return SetVfCable();
      case 5:
        return SetSyntheticUp();
      case 6:
        return world_.SetCable(world_.synthetic(), in_.Coin());
      case 7:
        return SetWanted();
      case 8:
        return world_.SetOwnTso(world_.synthetic(), {in_.Pick(4) * 20'000, in_.Pick(3) * 9, 0});
      case 9:
        return (void)world_.SetMtu(60 + in_.Pick(16) * 160);
      case 10:
        return SetFilter();
      case 11:
        return Host();
      case 12:
        return Fault();
      case 13:
        return Stray();
      case 14:
        return Traffic();
      default:
        return world_.Advance(in_.OneOf(kWaits));
    }
  }

  SimNic* AnyVf() {
    const Size n = in_.Byte();
    return vfs_.empty() ? nullptr : vfs_[n % vfs_.size()];
  }

  // Now, or while simulated time passes: perhaps in the middle of a cut-over.
  template <class What>
  void Soon(What&& what) {
    const U32 delay = in_.Pick(16);
    if (delay == 0) return what();
    world_.clock.After(delay * 500'000, what);
  }

  void Arrive() {
    if (vfs_.size() == kMostVfs) return;
    SimNicSpec spec = DefaultVfSpec();
    const U8 bits = in_.Byte(), more = in_.Byte();
    spec.up = (bits & 1) != 0;
    spec.link_ns = (bits & 2) != 0 ? 20 * kNsPerMs : 0;
    spec.mtu = (bits & 4) != 0 ? 1500 : 1400;
    spec.unicast_room = 1 + (bits >> 3 & 3);
    spec.has_vlan_filter = (bits & 32) == 0;
    spec.mtu_range.max = (bits & 64) != 0 ? 1600 : 9000;
    if ((bits & 128) != 0) spec.supported = Capabilities(more);
    if (more == 1) spec.kind |= kKindAddresses;
    if (more == 2) spec.mac = UnicastMac(9);
    SimNic& vf = world_.AddVf(spec);
    vfs_.push_back(&vf);
    (void)world_.Arrive(vf);
  }
  void ArriveAgain() {
    if (SimNic* vf = AnyVf()) (void)world_.Arrive(*vf);
  }
  void Leave() {
    SimNic* vf = AnyVf();
    if (vf == nullptr) return;
    vfs_.erase(std::find(vfs_.begin(), vfs_.end(), vf));
    if (const U32 how = in_.Pick(4); how == 0)
      world_.Depart(*vf);
    else
      world_.PullOut(*vf, (how - 1) * 3 * kNsPerMs);
  }
  void SetVfUp() {
    SimNic* vf = AnyVf();
    if (vf == nullptr) return;
    if (vf->up())
      world_.CloseVf(*vf);
    else
      world_.OpenVf(*vf);
  }
  void SetVfCable() {
    SimNic* vf = AnyVf();
    const bool plugged = in_.Coin();
    if (vf != nullptr) Soon([this, vf, plugged] { world_.SetCable(*vf, plugged); });
  }
  void SetSyntheticUp() {
    const bool up = in_.Coin();
    Soon([this, up] { world_.SetSyntheticUp(up); });
  }
  void SetWanted() {
    const U32 bits = in_.Byte() | in_.Pick(2) << 8;
    SimNic* vf = in_.Coin() ? AnyVf() : nullptr;
    world_.SetWanted(vf != nullptr ? *vf : world_.synthetic(), Capabilities(bits));
  }
  void SetFilter() {
    const U32 what = in_.Pick(3);
    const FilterEntry entry = AnyFilter(in_);
    if (what == 0) {
      if (world_.AddFilter(world_.synthetic(), entry)) filters_.push_back(entry);
    } else if (what == 1) {
      if (filters_.empty()) return;
      world_.RemoveFilter(world_.synthetic(), filters_.back());
      filters_.pop_back();
    } else if (SimNic* vf = AnyVf()) {
      (void)world_.AddFilter(*vf, entry);
    }
  }
  void Host() {
    const U32 what = in_.Pick(8);
    if (what < 6) return world_.host().SetMode(static_cast<HostMode>(what));
    world_.RevokeHost();
  }

  // One effect from now fails, all of a kind do, none does, or something happens before one.
  void Fault() {
    const U32 what = in_.Pick(4);
    const Size after = in_.Pick(32);
    const Outcome outcome = in_.OneOf(kFaults);
    switch (what) {
      case 0:
        return world_.faults.FailAt(world_.faults.count() + after, outcome);
      case 1:
        return world_.faults.FailAll(static_cast<Effect>(after % 14), outcome);
      case 2:
        return world_.faults.Clear();
      default: {
        const Size at = world_.faults.count() + after;
        const U32 signals = in_.Byte() & kAdapterSignals;
        SimNic* pulled = in_.Pick(4) == 0 ? AnyVf() : nullptr;
        world_.faults.Before([this, at, signals, pulled](Size index, Effect, bool) {
          if (index != at) return;
          if (pulled == nullptr) return world_.pair().Signal(signals);
          pulled->Vanish();  // noticed later, if ever
          world_.host().PortRemoved(*pulled);
        });
      }
    }
  }

  // What an adapter may say although nothing happened.
  void Stray() {
    if (in_.Coin()) {
      const Status answer = in_.Coin() ? Status::Ok() : Status::Refused(Reason::kNone);
      world_.pair().Complete(in_.Pick(8), answer);
    } else {
      world_.pair().Signal(in_.Byte() & kAdapterSignals);
    }
    world_.Advance(100'000);
  }

  void Traffic() {
    const U32 packets = in_.Pick(64);
    if (in_.Coin()) return world_.Stream(static_cast<int>(packets), 100'000);
    for (U32 i = 0; i < packets % 8; ++i) {
      world_.Send(1, 100 + packets);
      world_.PeerSend(2);
      world_.Advance(packets * 200);
    }
  }

  // With nothing failing and everybody willing, V is the path sooner or later.
  void ExpectRecovery() {
    world_.Advance(kNsPerSecond);  // what was to happen soon has happened
    world_.faults.Clear();
    world_.host().SetMode(HostMode::kToldLater);
    world_.SetSyntheticUp(true);
    (void)world_.SetMtu(1500);
    for (const FilterEntry& filter : filters_) world_.RemoveFilter(world_.synthetic(), filter);
    for (SimNic* vf : vfs_) world_.SetCable(*vf, true);
    world_.Advance(1000 * kNsPerSecond);
    Expect(world_.Complaint());
    const VfId held = world_.pair().vf();
    const bool well = held.get().IsNone() || static_cast<SimNic*>(held.get().handle)->present();
    const State expected = held.get().IsNone() ? State::kIdle : State::kActive;
    if (well && world_.pair().state() != expected)
      Expect(std::string("it does not recover: ") + StateName(world_.pair().state()) + ", " +
             ReasonSentence(world_.pair().reason()));
  }

  Input& in_;
  SimWorld world_;
  std::vector<SimNic*> vfs_;  // present, as far as the OS knows
  std::vector<FilterEntry> filters_;
};

}  // namespace
}  // namespace vfpair::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  vfpair::fuzz::Input in(data, size);
  vfpair::fuzz::Machine(in).Run();
  return 0;
}
