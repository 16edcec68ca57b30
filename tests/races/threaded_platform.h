// SPDX-License-Identifier: BSD-2-Clause
// A platform whose packets, device queues, host, timer and actor are threads of their own, around
// the core's Pair, DecideTx() and RewriteRx().
//
// What exists without vfpair is the Station; what a pair adds is the ThreadedPlatform, which is
// freed with its pair while packets go on.
#ifndef VFPAIR_TESTS_RACES_THREADED_PLATFORM_H_
#define VFPAIR_TESTS_RACES_THREADED_PLATFORM_H_

#include <algorithm>
#include <array>
#include <deque>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

#include "tests/races/sync.h"
#include "tests/races/threads.h"
#include "vfpair/pair.h"
#include "vfpair/rx_rewrite.h"
#include "vfpair/testing/null_platform.h"
#include "vfpair/tx_redirect.h"

namespace vfpair::races {

inline constexpr Size kSenders = 4;    // transmit threads, a flow and a transmit queue each
inline constexpr Size kReceivers = 2;  // flows from the host
inline constexpr Size kFlows = kSenders + kReceivers;

/// What a test may do wrong on purpose; each must be found.
enum class Mistake : U8 {
  kNone,
  kFreeVfFirst,          ///< V is freed before the pair is told that it departs
  kCaptureWithoutGrace,  ///< the receive context is freed while packets may be using it
  kFiltersWithoutLock,   ///< S's address list is read while it may be changing
  kUnhookWithoutGrace,   ///< the pair is freed while packets may be using it
  kDeliverTwice,         ///< what goes out over V goes out over S as well
  kForget,               ///< one packet that is held is forgotten
};

template <Sync S>
class ThreadedPlatform;
template <Sync S>
struct PairOnStation;

/// S, its transmit queues, the host and the threads that run things.
template <Sync S>
struct Station {
  S sync;
  std::mutex actor;  // one at a time for the pair: Linux' RTNL
  Nic synthetic;
  std::array<TransmitQueue, kSenders> queues;
  Ledger ledger{kFlows};
  std::mutex addresses;  // of synthetic.multicast
  Host* host = nullptr;
  Worker* worker = nullptr;
  Clock* clock = nullptr;
  Mistake mistake = Mistake::kNone;
  std::atomic<ThreadedPlatform<S>*> hook{nullptr};  // what S's packets pass through
  std::atomic<PairOnStation<S>*> pair{nullptr};     // whom threads that are not the actor may tell
  Graveyard<ReceiveContext> contexts;
  std::function<void()> inside_receive;
  std::atomic<int> graces{0};  // begun, as are the drains
  std::atomic<int> transmit_drains{0};
  std::atomic<int> receive_drains{0};

  void Grace() {
    graces.fetch_add(1);
    sync.Grace();
  }

  void SendOverSynthetic(Size sender, const Packet& packet) {
    if (synthetic.StateWord() != Nic::kReady)
      ledger.Drop(packet, DropCause::kSyntheticDown);
    else
      synthetic.Transmit(sender, packet);
  }
  void ToStack(const Packet& packet) {
    if (synthetic.StateWord() != Nic::kReady)
      ledger.Drop(packet, DropCause::kSyntheticDown);
    else
      ledger.Deliver(packet);
  }
};

template <Sync S>
class ThreadedPlatform : public testing::NullPlatform {
 public:
  /// `vf_closing`: V's driver is about to stop it. `vf_suspect`: a packet found V not ready.
  ThreadedPlatform(Station<S>& station, U64 serial, std::function<void(VfId)> vf_closing,
                   std::function<void()> vf_suspect)
      : station_(station),
        serial_(serial),
        vf_closing_(std::move(vf_closing)),
        vf_suspect_(std::move(vf_suspect)) {}

  void CheckAlive() const {
    if (alive_ != kAlive) Complain("the pair was used after it was freed");
  }
  void MarkFreed() { alive_ = kFreed; }
  U64 serial() const { return serial_; }

  // ---- vfpair::Platform; the rest does nothing ----

  Status ReadFacts(InterfaceId id, InterfaceFacts& out) noexcept {
    const Nic& nic = NicOf(id);
    out = nic.facts;
    const unsigned long state = nic.StateWord();
    out.up = (state & Nic::kStarted) != 0;
    out.carrier = (state & Nic::kCarrier) != 0;
    return Status::Ok();
  }

  Status Overlay(bool on) noexcept {
    station_.hook.store(on ? this : nullptr, S::kPublish);
    if (!on && station_.mistake != Mistake::kUnhookWithoutGrace) station_.Grace();
    return Status::Ok();
  }

  Status Capture(VfId vf, bool on) noexcept {
    Nic& nic = NicOf(vf.get());
    if (on) {
      nic.input.store(new ReceiveContext{&station_.synthetic, this}, S::kPublish);
      return Status::Ok();
    }
    ReceiveContext* const old = nic.input.exchange(nullptr);
    if (station_.mistake != Mistake::kCaptureWithoutGrace) station_.Grace();
    station_.contexts.Free(old,
                           [](ReceiveContext& context) { context.alive = ReceiveContext::kFreed; });
    return Status::Ok();
  }

  Status SetMtu(SyntheticId id, U32 mtu) noexcept { return SetMtu(VfId(id.get()), mtu); }
  Status SetMtu(VfId id, U32 mtu) noexcept {
    NicOf(id.get()).facts.mtu = mtu;
    return Status::Ok();
  }

  Status SetUp(VfId vf, bool up) noexcept {
    if (!up) vf_closing_(vf);  // as a notifier chain does; here it is the pair's own doing
    NicOf(vf.get()).SetMaySend(up);
    NicOf(vf.get()).SetState(Nic::kStarted, up);
    return Status::Ok();
  }

  Status ReadFilters(SyntheticId, FilterSet& out) noexcept {
    std::unique_lock lock(station_.addresses, std::defer_lock);
    if (station_.mistake != Mistake::kFiltersWithoutLock) lock.lock();
    for (const MacAddress& mac : station_.synthetic.multicast)
      if (out.multicast_count < kMaxMulticast) out.multicast[out.multicast_count++] = mac;
    return Status::Ok();
  }
  Status ChangeFilter(VfId vf, const FilterEntry& entry, bool add) noexcept {
    std::vector<MacAddress>& list = NicOf(vf.get()).multicast;
    if (entry.kind != FilterKind::kMulticast) return Status::Ok();
    if (add)
      list.push_back(entry.mac);
    else
      std::erase(list, entry.mac);
    return Status::Ok();
  }

  Status SteerHost(Side side, U32 generation) noexcept {
    return station_.host->Steer(serial_, side, generation);
  }

  void Publish(const Path* path) noexcept { path_.store(path, S::kPublish); }
  void Grace() noexcept { station_.Grace(); }
  void Wake() noexcept {
    for (TransmitQueue& queue : station_.queues) queue.Start();
  }
  unsigned long ReadyMask() noexcept { return Nic::kReady; }
  unsigned long ReadyValue() noexcept { return Nic::kReady; }

  Status DrainTransmit(Side side, VfId vf, U32 budget_us) noexcept {
    station_.transmit_drains.fetch_add(1);
    if (NicOf(side, vf).DrainTransmit()) return Status::Ok();
    station_.clock->Advance(U64{budget_us} * 1000);
    return {Outcome::kRetry, Reason::kNone};
  }
  void DrainReceive(Side side, VfId vf, U32, U32) noexcept {
    station_.receive_drains.fetch_add(1);
    NicOf(side, vf).DrainReceive();
  }
  void HoldReceive(Side side, VfId, bool on) noexcept {
    if (on) {
      keeps_back_.store(side == Side::kVf ? kOfVf : kOfSynthetic);
      return;
    }
    for (;;) {
      std::unique_lock lock(kept_back_mutex_);
      if (kept_back_.empty()) {  // the last one is delivered: what comes now may pass
        keeps_back_.store(kNothing);
        return;
      }
      const Packet packet = kept_back_.front();
      kept_back_.pop_front();
      lock.unlock();
      station_.ToStack(packet);
    }
  }
  void Announce(Side side, VfId) noexcept { station_.host->Announce(side); }

  U64 NowNs() noexcept { return station_.clock->NowNs(); }
  void SetTimer(U64 deadline_ns) noexcept { station_.clock->Set(deadline_ns); }
  void Schedule() noexcept { station_.worker->Schedule(); }
  void Trace(const Transition& transition) noexcept {
    ++seen_reasons_[static_cast<Size>(transition.reason)];
  }

  // ---- the data path; in a read section of `sync` ----

  /// A packet leaves S. @returns false when it must wait.
  bool Send(Size sender, const Packet& packet) {
    CheckAlive();
    const Path* const path = path_.load(S::kLoad);
    switch (DecideTx(path, [](void* vf) {
      static_cast<Nic*>(vf)->CheckAlive();
      return static_cast<Nic*>(vf)->StateWord();
    })) {
      case TxVerdict::kHold:
        station_.queues[sender].Stop([this] {
          const Path* const now = path_.load(S::kLoad);
          return now != nullptr && now->hold != 0;
        });
        return station_.mistake == Mistake::kForget && !forgot_.exchange(true);
      case TxVerdict::kVf:
        counters_[sender].Add(Counter::kTxVfPackets, 1);
        static_cast<Nic*>(path->vf)->Transmit(sender, packet);
        if (station_.mistake == Mistake::kDeliverTwice) break;
        return true;
      case TxVerdict::kVfNotReady:
        counters_[sender].Add(Counter::kTxVfNotReady, 1);
        vf_suspect_();
        break;
      case TxVerdict::kSynthetic:
        break;
    }
    station_.SendOverSynthetic(sender, packet);
    return true;
  }

  /// Packets that V received. `queue` is the one of V whose thread this is.
  void ReceiveFromVf(Size queue, ReceiveContext& context, Packet* batch) {
    context.CheckAlive();
    if (station_.inside_receive) station_.inside_receive();
    context.CheckAlive();
    RewriteRx(batch, context.synthetic, counters_[kSenders + queue]);
    for (const Packet* packet = batch; packet != nullptr; packet = packet->next) {
      if (packet->receiver != &station_.synthetic) Complain("a packet did not arrive as S's");
      if (!KeepBack(kOfVf, *packet)) station_.ToStack(*packet);
    }
    context.CheckAlive();
  }
  void ReceiveFromSynthetic(const Packet& packet) {
    if (!KeepBack(kOfSynthetic, packet)) station_.ToStack(packet);
  }

  /// The actor: transitions that had this reason.
  int seen(Reason reason) const { return seen_reasons_[static_cast<Size>(reason)]; }
  /// Any thread.
  U64 Counted(Counter counter) const {
    PathCounters sum;
    for (const PathCounters& counters : counters_) sum.Accumulate(counters);
    return sum.Get(counter);
  }

 private:
  static constexpr U32 kAlive = 0x600D, kFreed = 0xDEAD;
  enum KeepsBack : U8 { kNothing, kOfVf, kOfSynthetic };

  Nic& NicOf(InterfaceId id) { return *static_cast<Nic*>(id.handle); }
  Nic& NicOf(Side side, VfId vf) {
    return side == Side::kVf ? NicOf(vf.get()) : station_.synthetic;
  }

  bool KeepBack(KeepsBack side, const Packet& packet) {
    if (keeps_back_.load() != side) return false;
    const std::lock_guard lock(kept_back_mutex_);
    if (keeps_back_.load() != side) return false;
    kept_back_.push_back(packet);
    return true;
  }

  Station<S>& station_;
  const U64 serial_;
  const std::function<void(VfId)> vf_closing_;
  const std::function<void()> vf_suspect_;
  U32 alive_ = kAlive;
  std::atomic<const Path*> path_{nullptr};
  std::array<PathCounters, kSenders + Nic::kQueues> counters_;
  std::atomic<bool> forgot_{false};
  int seen_reasons_[256] = {};
  std::atomic<KeepsBack> keeps_back_{kNothing};
  std::mutex kept_back_mutex_;
  std::deque<Packet> kept_back_;
};

/// What is freed with a pair.
template <Sync S>
struct PairOnStation {
  PairOnStation(Station<S>& station, U64 serial, const Profile& profile)
      : platform(
            station, serial, [this](VfId vf) { core.VfClosing(vf); },
            [this] {
              core.Signal(kSignalVf);
              platform.Schedule();
            }),
        core(platform, SyntheticId(station.synthetic.facts.id), Rule{}, profile) {}

  ThreadedPlatform<S> platform;
  Pair<ThreadedPlatform<S>> core;
};

}  // namespace vfpair::races

#endif  // VFPAIR_TESTS_RACES_THREADED_PLATFORM_H_
