// SPDX-License-Identifier: BSD-2-Clause
// A station with traffic on it, a pair that may be there, a V that may be there, and everything
// that can be done to them from any thread.
#ifndef VFPAIR_TESTS_RACES_WORLD_H_
#define VFPAIR_TESTS_RACES_WORLD_H_

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/races/threaded_platform.h"

namespace vfpair::races {

struct WorldOptions {
  HostMode host = HostMode::kLearns;
  Profile profile = kStrictProfile;
  Mistake mistake = Mistake::kNone;
  U64 window = 32;                                  ///< packets of a flow that may be on their way
  std::function<void(Size sender)> inside_vf = {};  ///< called in the middle of V's transmit
  std::function<void(Size sender)> inside_synthetic = {};  ///< the same for S's
  std::function<void()> inside_receive = {};  ///< the same for a packet that V received
  std::function<void()> timer_begun =
      {};  ///< called by the timer's thread before it tells the pair

  bool Loses() const { return mistake == Mistake::kForget; }
};

template <Sync S>
class World {
 public:
  using Platform = ThreadedPlatform<S>;

  explicit World(WorldOptions options = {})
      : options_(std::move(options)),
        clock_([this] { Poke([](auto& pair) { pair.core.Signal(kSignalTimer); }); },
               options_.timer_begun),
        worker_([this] { RunActor(); }),
        host_(options_.host, station_.synthetic, [this](U64 asker, U32 generation, Status status) {
          Poke([=](auto& pair) {
            if (pair.platform.serial() == asker) pair.core.Complete(generation, status);
          });
          if (!status.ok()) RunActor();  // it must see this one before a better one covers it
        }) {
    station_.mistake = options_.mistake;
    station_.clock = &clock_;
    station_.worker = &worker_;
    station_.host = &host_;
    station_.inside_receive = options_.inside_receive;
    station_.synthetic.facts = FactsOf(station_.synthetic, 1);
    station_.synthetic.SetState(Nic::kReady, true);
    station_.synthetic.SetMaySend(true);
    station_.synthetic.inside = options_.inside_synthetic;
    station_.synthetic.Start([this](Size queue) { ServeSynthetic(queue); });
  }
  ~World() { Finish(); }
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  // ---- traffic ----

  void StartTraffic() {
    for (Size i = 0; i < kSenders; ++i) traffic_.emplace_back([this, i] { SendMany(i); });
    for (Size i = kSenders; i < kFlows; ++i) traffic_.emplace_back([this, i] { ReceiveMany(i); });
  }
  /// Until each flow of a sender has gone on by `packets`.
  void WaitForTraffic(U64 packets = 4) {
    for (Size i = 0; i < kSenders; ++i) WaitForFlow(i, packets);
  }
  void WaitForFlow(Size flow, U64 packets) {
    const U64 enough = station_.ledger.Ended(flow) + packets;
    while (station_.ledger.Ended(flow) < enough) std::this_thread::yield();
  }
  /// Packets of one flow from the host, to whichever side it steers. Not during traffic.
  void Receive(int packets) {
    for (int i = 0; i < packets; ++i) host_.Deliver(station_.ledger.Send(kSenders));
  }
  /// One packet from the host over V, whoever it steers to. Not during traffic.
  void ReceiveOverVf() { vf_->Arrive(station_.ledger.Send(kSenders)); }
  /// Ends traffic, V, the pair and all threads of S. Then the ledger may be read.
  void Finish() {
    ending_.store(true);
    for (std::thread& thread : traffic_) thread.join();
    traffic_.clear();
    CloseVf();
    UnplugVf();
    Unpair();
    for (Size i = 0; i < kFlows; ++i)
      while (station_.ledger.OnTheWay(i) != 0 && !options_.Loses()) std::this_thread::yield();
    station_.synthetic.Stop([](const Packet&) {});
  }
  const Ledger& ledger() const { return station_.ledger; }

  // ---- what can happen; any thread ----

  void MakePair() {
    const std::lock_guard lock(station_.actor);
    if (pair_ != nullptr) return;
    pair_ = new PairOnStation<S>(station_, ++serial_, options_.profile);
    if (!pair_->core.Start().ok()) Complain("the pair could not be started");
    station_.pair.store(pair_, S::kPublish);
    if (vf_ != nullptr) (void)pair_->core.Arrived(vf_->facts);
  }
  void Unpair() {
    const std::lock_guard lock(station_.actor);
    if (pair_ == nullptr) return;
    pair_->core.Shutdown(false);
    station_.pair.store(nullptr, S::kPublish);
    if (options_.mistake != Mistake::kUnhookWithoutGrace) station_.Grace();
    pairs_.Free(std::exchange(pair_, nullptr), [](auto& pair) { pair.platform.MarkFreed(); });
  }

  void PlugVf() {
    const std::lock_guard lock(station_.actor);
    if (vf_ != nullptr) return;
    vf_ = new Nic;
    vf_->facts = FactsOf(*vf_, ++generation_);
    vf_->SetState(Nic::kCarrier, true);
    vf_->inside = options_.inside_vf;
    vf_->Start([this, nic = vf_](Size queue) { ServeVf(*nic, queue); });
    host_.Plug(vf_);
    if (pair_ != nullptr) (void)pair_->core.Arrived(vf_->facts);
  }
  /// V is about to go down, by someone else's doing.
  void CloseVf() {
    const std::lock_guard lock(station_.actor);
    if (vf_ == nullptr) return;
    if (pair_ != nullptr) pair_->core.VfClosing(VfId(vf_->facts.id));
    vf_->SetMaySend(false);
    vf_->SetState(Nic::kStarted, false);
    if (pair_ != nullptr) pair_->core.Signal(kSignalVf);
    worker_.Schedule();
  }
  /// V is gone. Without CloseVf() before, it is a surprise.
  void UnplugVf() {
    const std::lock_guard lock(station_.actor);
    if (vf_ == nullptr) return;
    host_.Unplug();
    if (options_.mistake == Mistake::kFreeVfFirst) {
      vf_->MarkFreed();
      vf_freed_.store(true, std::memory_order_relaxed);
    }
    if (pair_ != nullptr) pair_->core.Departed(VfId(vf_->facts.id));
    vf_->Stop([this](const Packet& p) { station_.ledger.Drop(p, DropCause::kVfRing); });
    vfs_.Free(std::exchange(vf_, nullptr), [](Nic& nic) { nic.MarkFreed(); });
    vf_freed_.store(true, std::memory_order_relaxed);
  }
  /// Whether a V was freed; orders nothing.
  bool vf_freed() const { return vf_freed_.load(std::memory_order_relaxed); }

  void SetCarrier(bool on) {
    {
      const std::lock_guard lock(station_.actor);
      if (vf_ != nullptr) vf_->SetState(Nic::kCarrier, on);
    }
    Poke([](auto& pair) { pair.core.Signal(kSignalVf); });
  }
  void SetSyntheticUp(bool up) {
    station_.synthetic.SetState(Nic::kStarted, up);
    Poke([](auto& pair) { pair.core.Signal(kSignalSynthetic); });
  }
  void RevokeHost() {
    host_.Announce(Side::kSynthetic);
    Poke([](auto& pair) { pair.core.Signal(kSignalHostRevoked); });
  }
  Status ChangeMtu(U32 mtu) {
    const std::lock_guard lock(station_.actor);
    return pair_ != nullptr ? pair_->core.ChangeMtu(mtu) : Status::Ok();
  }
  void ToggleFilter(U8 which) {
    {
      MacAddress mac{{0x01, 0, 0x5e, 0, 0, which}};
      const std::lock_guard lock(station_.addresses);
      if (std::erase(station_.synthetic.multicast, mac) == 0)
        station_.synthetic.multicast.push_back(mac);
    }
    Poke([](auto& pair) { pair.core.Signal(kSignalFilters); });
  }
  void StickVf(bool stuck) {
    const std::lock_guard lock(station_.actor);
    if (vf_ != nullptr) vf_->SetStuck(stuck);
  }
  void Advance(U64 ns) { clock_.Advance(ns); }

  /// Calls f(pair and platform) in a read section, as interrupts and other threads do, and runs the
  /// actor soon.
  template <class F>
  void Poke(F&& f) {
    typename S::Thread thread(station_.sync);
    const Section section(thread);
    PairOnStation<S>* const pair = station_.pair.load(S::kLoad);
    if (pair == nullptr) return;
    f(*pair);
    worker_.Schedule();
  }
  /// Calls f(pair and platform) as the actor; the pair must be there.
  template <class F>
  auto AsActor(F&& f) {
    const std::lock_guard lock(station_.actor);
    return f(*pair_);
  }

  /// Lets time pass until the pair is in that state.
  void Reach(State state) {
    const auto look = [](auto& pair) {
      pair.core.Run();
      return pair.core.state();
    };
    while (AsActor(look) != state) {
      if (!host_.IsAnswering()) Advance(50 * kNsPerMs);
      std::this_thread::yield();
    }
  }

  Station<S>& station() { return station_; }
  Clock& clock() { return clock_; }
  Nic* vf() { return vf_; }

 private:
  static InterfaceFacts FactsOf(Nic& nic, U32 generation) {
    InterfaceFacts facts;
    facts.id = {&nic, generation};
    facts.mac = facts.permanent_mac = MacAddress{{2, 0, 0, 0, 0, 1}};
    facts.kind = kKindEthernet | kKindPhysical;
    facts.parent = generation;
    facts.mtu = 1500;
    facts.mtu_range = {68, 9000};
    return facts;
  }

  void RunActor() {
    const std::lock_guard lock(station_.actor);
    if (pair_ != nullptr) pair_->core.Run();
  }

  // ---- threads of packets ----

  void WaitForWindow(typename S::Thread& thread, Size flow) {
    if (station_.ledger.OnTheWay(flow) < options_.window) return;
    const Resting resting(thread);
    while (station_.ledger.OnTheWay(flow) >= options_.window && !ending_.load())
      std::this_thread::yield();
  }

  void SendMany(Size sender) {
    typename S::Thread thread(station_.sync);
    while (!ending_.load()) {
      WaitForWindow(thread, sender);
      const Packet packet = station_.ledger.Send(sender);
      while (!SendOne(thread, sender, packet)) {
        const Resting resting(thread);
        station_.queues[sender].WaitUntilStarted();
      }
    }
  }
  bool SendOne(typename S::Thread& thread, Size sender, const Packet& packet) {
    const Section section(thread);
    Platform* const hook = station_.hook.load(S::kLoad);
    if (hook != nullptr) return hook->Send(sender, packet);
    station_.SendOverSynthetic(sender, packet);
    return true;
  }

  void ReceiveMany(Size flow) {
    typename S::Thread thread(station_.sync);
    while (!ending_.load()) {
      WaitForWindow(thread, flow);
      host_.Deliver(station_.ledger.Send(flow));
    }
  }

  void ServeSynthetic(Size queue) {
    typename S::Thread thread(station_.sync);
    Nic& nic = station_.synthetic;
    nic.Serve(
        queue,
        [&] {
          const Resting resting(thread);
          nic.WaitForWork(queue);
        },
        [&](const Packet& packet) { station_.ledger.Deliver(packet); },
        [&](const Packet* batch) {
          const Section section(thread);
          Platform* const hook = station_.hook.load(S::kLoad);
          for (const Packet* packet = batch; packet != nullptr; packet = packet->next) {
            if (hook != nullptr)
              hook->ReceiveFromSynthetic(*packet);
            else
              station_.ToStack(*packet);
          }
        });
  }

  void ServeVf(Nic& nic, Size queue) {
    typename S::Thread thread(station_.sync);
    nic.Serve(
        queue,
        [&] {
          const Resting resting(thread);
          nic.WaitForWork(queue);
        },
        [&](const Packet& packet) {
          if (nic.StateWord() == Nic::kReady)
            station_.ledger.Deliver(packet);
          else
            station_.ledger.Drop(packet, DropCause::kVfRing);
        },
        [&](Packet* batch) { ReceiveFromVf(thread, nic, queue, batch); });
  }
  void ReceiveFromVf(typename S::Thread& thread, Nic& nic, Size queue, Packet* batch) {
    const auto drop = [&](DropCause cause) {
      for (const Packet* packet = batch; packet != nullptr; packet = packet->next)
        station_.ledger.Drop(*packet, cause);
    };
    if (nic.StateWord() != Nic::kReady) return drop(DropCause::kVfPortClosed);
    const Section section(thread);
    ReceiveContext* const context = nic.input.load(S::kLoad);
    if (context == nullptr) return drop(DropCause::kVfNotCaptured);
    static_cast<Platform*>(context->platform)->ReceiveFromVf(queue, *context, batch);
  }

  const WorldOptions options_;
  Station<S> station_;
  Graveyard<Nic> vfs_;
  Graveyard<PairOnStation<S>> pairs_;
  PairOnStation<S>* pair_ = nullptr;  // the actor's
  Nic* vf_ = nullptr;                 // the actor's
  U32 generation_ = 1;
  U64 serial_ = 0;
  std::atomic<bool> vf_freed_{false};
  std::atomic<bool> ending_{false};
  std::vector<std::thread> traffic_;
  Clock clock_;
  Worker worker_;
  Host host_;
};

}  // namespace vfpair::races

#endif  // VFPAIR_TESTS_RACES_WORLD_H_
