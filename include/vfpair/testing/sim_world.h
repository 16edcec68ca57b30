// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A whole simulated machine around one pair: S, any number of VFs, a host switch, a peer, a clock,
// and what users and hardware do to them. Also keeps twins: interfaces that see only what the user
// does, to which S and V must be equal when the pair is over.
#ifndef VFPAIR_TESTING_SIM_WORLD_H_
#define VFPAIR_TESTING_SIM_WORLD_H_

// clang-format off
#include "vfpair/testing/hosted.h"  // first: it says no to kernels
// clang-format on

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "vfpair/pair.h"
#include "vfpair/testing/sim_options.h"
#include "vfpair/testing/sim_platform.h"
#include "vfpair/testing/sim_system.h"

VFPAIR_TESTING_BEGIN

/// P: SimPlatform, or one derived from it. Worlds given the same system are one machine's pairs.
template <class P>
class BasicSimWorld {
 public:
  explicit BasicSimWorld(SimOptions options = {}, SimSystem<P>* system = nullptr)
      : own_system_(system == nullptr ? std::make_unique<SimSystem<P>>() : nullptr),
        system_(system == nullptr ? *own_system_ : *system),
        clock(system_.clock),
        options_(std::move(options)),
        host_(clock, options_.host),
        synthetic_(std::make_unique<SimNic>(clock, options_.synthetic, 1)),
        synthetic_twin_(quiet_clock_, options_.synthetic, 1),
        platform_(clock, host_, faults, *synthetic_),
        pair_(MakePair()) {
    host_.Connect(
        *synthetic_, [this](U32 generation, Status status) { pair_->Complete(generation, status); },
        [this](const SimPacket& p) { traffic.Deliver(p, clock.NowNs(), true); },
        [this](SimNic& nic, const SimPacket& p) { platform_.Receive(nic, p); });
    platform_.Connect({[this] { Schedule(); }, [this] { Post(kSignalTimer, 0); },
                       [this](SimNic& nic) { pair_->VfClosing(VfId(nic.id())); },
                       [this] { Post(kSignalVf, options_.actor_delay_ns); },
                       [this](const SimPacket& p) {
                         // V's user hears what V receives, and S's packets as V's
                         const bool as_due = p.receiver == synthetic_.get() || !IsTransparent();
                         traffic.Deliver(p, clock.NowNs(), as_due);
                       },
                       [this](const SimPacket& p, DropCause cause) { traffic.Drop(p, cause); }});
    ConnectNic(*synthetic_, kSignalSynthetic, DropCause::kSyntheticRing);
    if (!IsTransparent()) platform_.TrackOnly();
  }

  // ---- the rule ----

  Status StartPair() {
    Status status;
    Locked([&] { status = system_.registry.Add(*pair_); });
    return status;
  }
  void Unpair() {
    Locked([&] { system_.registry.Remove(*pair_); });
  }
  /// A new rule for the same S: another pair, which knows nothing of the last one.
  void Renew() {
    Unpair();
    host_.ForgetQuestions();
    pair_ = MakePair();
  }
  /// As Unpair(), but the host is waited for: over when the state is closed.
  void UnpairInOrder() {
    Locked([&] { pair_->Unpair(); });
  }
  void RemoveSynthetic() {
    Locked([&] { system_.registry.Remove(*pair_, true); });
    synthetic_->Vanish();
    platform_.DropHeld();
  }

  // ---- VFs ----

  /// A new VF, not yet seen by the OS.
  SimNic& AddVf(SimNicSpec spec = DefaultVfSpec()) {
    const auto generation = static_cast<U32>(vfs_.size() + 2);
    vfs_.push_back({std::make_unique<SimNic>(clock, spec, generation),
                    std::make_unique<SimNic>(quiet_clock_, spec, generation)});
    ConnectNic(*vfs_.back().nic, kSignalVf, DropCause::kVfRing);
    return *vfs_.back().nic;
  }
  Status Arrive(SimNic& vf) {
    Status status;
    const bool alone = own_system_ != nullptr;  // then the pair's own word is the more telling one
    Locked([&] {
      status = alone ? pair_->Arrived(vf.Facts()) : system_.registry.Arrived(vf.Facts());
    });
    return status;
  }
  /// An orderly removal: V is brought down first.
  void Depart(SimNic& vf) {
    Locked([&] {
      BringDown(vf);
      Notice(vf);
      vf.Vanish();
    });
    host_.PortRemoved(vf);
  }
  /// The device is pulled; the OS notices after a while.
  void PullOut(SimNic& vf, U64 notice_ns = 0) {
    Vanish(vf);
    if (notice_ns != 0) Advance(notice_ns);
    Locked([&] { Notice(vf); });
  }
  /// The same in two parts, the first of which may happen at any moment.
  void Vanish(SimNic& vf) {
    vf.Vanish();
    host_.PortRemoved(vf);
  }
  void NoticeGone(SimNic& vf) {
    Locked([&] { Notice(vf); });
  }
  /// Somebody else brings V down, or up.
  void CloseVf(SimNic& vf) {
    platform_.NoteUserSetUp(vf, false);
    TwinOf(vf).SetUp(false);
    Locked([&] { BringDown(vf); });
  }
  void OpenVf(SimNic& vf) {
    platform_.NoteUserSetUp(vf, true);
    TwinOf(vf).SetUp(true);
    vf.SetUp(true);
  }
  void Rename(SimNic& vf) { pair_->Renamed(VfId(vf.id())); }
  /// V's driver says that its attach is done.
  void VfReady() { Post(kSignalVfReady, 0); }
  /// Somebody changes V's address, or moves V to another namespace.
  void SetVfMac(SimNic& vf, const MacAddress& mac) {
    vf.SetMac(mac);
    TwinOf(vf).SetMac(mac);
    Post(kSignalVf, options_.actor_delay_ns);
  }
  void MoveVf(SimNic& vf, U64 netns) {
    vf.SetNetns(netns);
    TwinOf(vf).SetNetns(netns);
    Post(kSignalVf, options_.actor_delay_ns);
  }
  void SetCable(SimNic& nic, bool plugged) {
    TwinOf(nic).SetCable(plugged);
    nic.SetCable(plugged);
  }

  // ---- the user of S, and of V's own settings ----

  void SetSyntheticUp(bool up) {
    synthetic_twin_.SetUp(up);  // first: while the pair reacts time passes, and more may happen
    synthetic_->SetUp(up);
    if (!synthetic_->up()) platform_.DropHeld();
  }
  void SetWanted(SimNic& nic, Capabilities wanted) {
    nic.SetWanted(wanted);
    TwinOf(nic).SetWanted(wanted);
    Post(SignalOf(nic), options_.actor_delay_ns);
  }
  void SetOwnTso(SimNic& nic, const TsoLimits& tso) {
    nic.SetOwnTso(tso);
    TwinOf(nic).SetOwnTso(tso);
    Post(SignalOf(nic), options_.actor_delay_ns);
  }
  Status SetMtu(U32 mtu) {
    Status status;
    Change([&] { status = pair_->ChangeMtu(mtu); });
    if (status.ok()) {
      (void)synthetic_twin_.SetMtu(mtu);
      platform_.NoteUserMtu(mtu);
    }
    return status;
  }
  /// Somebody changes V's own MTU. While V follows S's that is put right, and leaves no trace.
  void SetVfMtu(SimNic& vf, U32 mtu) {
    const bool follows = IsTransparent() && pair_->Holds(VfId(vf.id())) &&
                         RungOf(pair_->state()) >= Rung::kNegotiated;
    if (!vf.present() || !vf.SetMtu(mtu)) return;
    if (!follows) {
      platform_.NoteUserSetMtu(vf, mtu);
      (void)TwinOf(vf).SetMtu(mtu);
    }
    Post(kSignalVf, options_.actor_delay_ns);
  }
  Status SetMac(const MacAddress& mac) {
    Status status;
    Change([&] { status = pair_->ChangeMac(mac); });
    if (status.ok()) synthetic_twin_.SetMac(mac);
    return status;
  }
  /// As SetWanted() of S, in one transaction with V.
  Status SetCapabilities(Capabilities enabled) {
    Status status;
    Change([&] { status = pair_->ChangeCapabilities(enabled); });
    if (status.ok()) synthetic_twin_.SetWanted(enabled & synthetic_->spec().supported);
    return status;
  }
  /// A native XDP program is attached to S, or detached.
  void SetSyntheticXdp(bool on) {
    synthetic_->SetKind(kKindXdp, on);
    Post(kSignalSynthetic, options_.actor_delay_ns);
  }
  /// V or S hashes otherwise than it did: another key, say.
  void SetRssFacts(SimNic& nic, const RssFacts& facts) {
    nic.SetRssFacts(facts);
    TwinOf(nic).SetRssFacts(facts);
    Post(SignalOf(nic), options_.actor_delay_ns);
  }
  bool AddFilter(SimNic& nic, const FilterEntry& entry) {
    if (!nic.AddFilter(entry)) return false;
    (void)TwinOf(nic).AddFilter(entry);
    if (&nic == synthetic_.get()) Post(kSignalFilters, options_.actor_delay_ns);
    return true;
  }
  void RemoveFilter(SimNic& nic, const FilterEntry& entry) {
    (void)nic.RemoveFilter(entry);
    (void)TwinOf(nic).RemoveFilter(entry);
    if (&nic == synthetic_.get()) Post(kSignalFilters, options_.actor_delay_ns);
  }
  /// The host's word that there is, or is no more, a VF for S.
  void HostPromise(bool promised) {
    if (!promised) host_.FallBack();
    pair_->HostPromise(promised);
  }
  /// S's channel to the host was opened anew: the host starts from S.
  void HostForgets() {
    host_.Forget();
    Post(kSignalHostForgot, options_.actor_delay_ns);
  }
  void RevokeHost() {
    host_.FallBack();
    Post(kSignalHostRevoked, options_.actor_delay_ns);
  }

  // ---- time and packets ----

  void Advance(U64 ns) { clock.Advance(ns); }
  /// Does what needs the configuration lock, now or as soon as it is free.
  void WhenFree(std::function<void()> action) { system_.lock.WhenFree(std::move(action)); }
  void Send(U64 flow = 1, U32 bytes = 1000) { platform_.SendFromStack(traffic.Send(flow, bytes)); }
  void PeerSend(U64 flow = 2, U32 bytes = 1000) { host_.FromPeer(traffic.Send(flow, bytes)); }
  /// Both ways, one each per `every_ns` from now on, also while the pair waits for something.
  void Stream(int packets, U64 every_ns) {
    if (packets == 0) return;
    Send();
    PeerSend();
    clock.After(every_ns, [this, packets, every_ns] { Stream(packets - 1, every_ns); });
  }

  // ---- what can be seen ----

  Pair<P>& pair() noexcept { return *pair_; }
  SimNic& synthetic() noexcept { return *synthetic_; }
  SimSwitch& host() noexcept { return host_; }
  P& platform() noexcept { return platform_; }
  SimNic& TwinOf(const SimNic& nic) noexcept {
    for (auto& vf : vfs_)
      if (vf.nic.get() == &nic) return *vf.twin;
    return synthetic_twin_;
  }

  /// "" when S, and each V still there, equal interfaces that saw only what the user did (I6), and
  /// nothing of vfpair's is left on a V that went away. For when the pair is over, or holds no V.
  std::string IdentityComplaint() {
    std::string text;
    if (synthetic_->present()) text += Differ("S", *synthetic_, synthetic_twin_);
    for (auto& vf : vfs_) {
      if (vf.nic->present()) {
        text += Differ("V", *vf.nic, *vf.twin);
        continue;
      }
      const NicSnapshot left = vf.nic->Snapshot(), twin = vf.twin->Snapshot();
      if (left.marked || left.captured || left.linked || left.filters != twin.filters)
        text += "left on a V that went away: " + left.Text() + "\n";
    }
    return text;
  }

  /// "" while what must always hold holds (I1, I2, I3, I4, rules of platform.h).
  std::string Complaint() {
    for (const std::string& violation : platform_.violations()) return violation;
    if (std::string text = traffic.Complaint(); !text.empty()) return text;
    for (Size i = 0; i < kCounterCount; ++i)
      if (platform_.counters().values[i] < seen_.values[i]) return "a counter went backwards";
    seen_ = platform_.counters();
    const Path* path = platform_.path();
    if (pair_->path() == PathMode::kHold) return "packets are held although nothing goes on";
    if ((path != nullptr) != (pair_->path() == PathMode::kVf))
      return "the published path is another";
    if (path == nullptr) return platform_.held() == 0 ? "" : "packets were forgotten in the queue";
    const SimNic& vf = *static_cast<SimNic*>(path->vf);
    if (path->vf != pair_->vf().get().handle) return "the path leads to a V that is not held";
    if (vf.present() && !vf.up()) return "the path leads to a V that is down";
    if (!vf.captured) return "the path leads to a V whose input is not S's";
    // unknown: it forgot, and is being asked again
    if (pair_->settings().host == HostPath::kSynthetic)
      return "the path leads to V, the host does not";
    return "";
  }

 private:
  std::unique_ptr<SimSystem<P>> own_system_;
  SimSystem<P>& system_;

 public:
  ManualClock& clock;
  FaultInjector faults;
  PacketLedger traffic;

 private:
  bool IsTransparent() const noexcept {
    return options_.profile.transparency == Transparency::kTransparent;
  }

  struct VfAndTwin {
    std::unique_ptr<SimNic> nic;
    std::unique_ptr<SimNic> twin;
  };
  using Context = SimPlatform::Context;

  std::unique_ptr<Pair<P>> MakePair() {
    return std::make_unique<Pair<P>>(platform_, SyntheticId(synthetic_->id()), options_.rule,
                                     options_.profile);
  }
  static std::string Differ(const char* name, const SimNic& nic, const SimNic& twin) {
    const NicSnapshot is = nic.Snapshot(), should = twin.Snapshot();
    if (is == should) return "";
    return std::string(name) + " is:        " + is.Text() + "\n" + name +
           " should be: " + should.Text() + "\n";
  }
  U32 SignalOf(const SimNic& nic) const noexcept {
    return &nic == synthetic_.get() ? kSignalSynthetic : kSignalVf;
  }
  void ConnectNic(SimNic& nic, U32 signal, DropCause lost_in_ring) {
    nic.ConnectWire([this, &nic](const SimPacket& p) { host_.FromNic(nic, p); },
                    [this, lost_in_ring](const SimPacket& p) { traffic.Drop(p, lost_in_ring); });
    nic.OnChange([this, signal] { Post(signal, options_.actor_delay_ns); });
  }

  void BringDown(SimNic& vf) {
    if (!vf.present() || !vf.up()) return;
    platform_.SetContext(Context::kClosing);
    pair_->VfClosing(VfId(vf.id()));
    platform_.SetContext(Context::kActor);
    vf.SetUp(false);
  }
  void Notice(SimNic& vf) {
    platform_.SetDeparting(&vf);
    pair_->Departed(VfId(vf.id()));
    platform_.SetDeparting(nullptr);
  }

  template <class Action>
  void Locked(Action&& action) {
    system_.lock.Hold([&] { AsActor(action); });
  }
  template <class Action>
  void Change(Action&& action) {
    Locked([&] {
      platform_.SetChanging(true);
      action();
      platform_.SetChanging(false);
    });
  }
  template <class Action>
  void AsActor(Action&& action) {
    const Context before = platform_.context();
    platform_.SetContext(Context::kActor);
    action();
    platform_.SetContext(before);
  }
  void RunSoon() {
    if (std::exchange(pending_, true)) return;
    system_.lock.WhenFree([this] {
      pending_ = false;
      AsActor([this] { pair_->Run(); });
    });
  }
  void Schedule() {
    if (options_.actor_delay_ns == 0) return RunSoon();
    clock.After(options_.actor_delay_ns, [this] { RunSoon(); });
  }
  void Post(U32 signals, U64 delay_ns) {
    pair_->Signal(signals);
    if (delay_ns == 0) return RunSoon();
    clock.After(delay_ns, [this] { RunSoon(); });
  }

  SimOptions options_;
  ManualClock quiet_clock_;  // the twins', which never moves
  SimSwitch host_;
  std::unique_ptr<SimNic> synthetic_;
  SimNic synthetic_twin_;
  P platform_;
  std::unique_ptr<Pair<P>> pair_;
  std::vector<VfAndTwin> vfs_;
  PathCounters seen_;
  bool pending_ = false;
};

using SimWorld = BasicSimWorld<SimPlatform>;

VFPAIR_TESTING_END

#endif  // VFPAIR_TESTING_SIM_WORLD_H_
