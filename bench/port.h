// SPDX-License-Identifier: BSD-2-Clause
// The packet path of a pair, on any synchronisation: what an embedder writes around DecideTx() and
// RewriteRx().
#ifndef VFPAIR_BENCH_PORT_H_
#define VFPAIR_BENCH_PORT_H_

#include <atomic>

#include "bench/nic.h"
#include "tests/races/sync.h"
#include "vfpair/rx_rewrite.h"
#include "vfpair/tx_redirect.h"

namespace vfpair::bench {

template <races::Sync S>
class Port {
 public:
  using Thread = typename S::Thread;
  using Section = races::Section<Thread>;

  Port() {
    Publish(&vf_path_);
    receiver_.store(&synthetic_);
  }

  S& sync() { return sync_; }
  Nic* synthetic() { return receiver_.load(std::memory_order_relaxed); }

  /// Stack to S: one packet. V's transmit runs inside of the section, as everywhere.
  void Transmit(Thread& thread, Packet& packet) noexcept {
    const Section section(thread);
    Nic* vf = nullptr;
    if (TakesVf(path_.load(S::kLoad), vf)) [[likely]]
      vf->transmit(*vf, packet);
    else
      synthetic()->transmit(*synthetic(), packet);
  }
  /// The same, counted.
  void Transmit(Thread& thread, Packet& packet, PathCounters& counters) noexcept {
    const Section section(thread);
    Nic* vf = nullptr;
    if (TakesVf(path_.load(S::kLoad), vf)) [[likely]] {
      const U32 length = packet.Length();  // V may have freed it afterwards
      vf->transmit(*vf, packet);
      counters.Add(Counter::kTxVfPackets, 1);
      counters.Add(Counter::kTxVfBytes, length);
    } else {
      synthetic()->transmit(*synthetic(), packet);
      counters.Add(Counter::kTxSyntheticPackets, 1);
    }
  }
  /// Several packets, decided once.
  void Transmit(Thread& thread, Packet* const* packets, Size count) noexcept {
    const Section section(thread);
    Nic* vf = nullptr;
    if (TakesVf(path_.load(S::kLoad), vf)) [[likely]]
      vf->transmit_batch(*vf, packets, count);
    else
      synthetic()->transmit_batch(*synthetic(), packets, count);
  }

  /// V to the stack: a chain, or an array, becomes S's.
  void Receive(Thread& thread, Packet* chain, PathCounters& counters) noexcept {
    const Section section(thread);
    Nic* const receiver = receiver_.load(S::kLoad);
    if (receiver == nullptr) return;
    RewriteRx(chain, receiver, counters);
    receiver->input(*receiver, chain);
  }
  void Receive(Thread& thread, Packet* const* packets, Size count,
               PathCounters& counters) noexcept {
    const Section section(thread);
    Nic* const receiver = receiver_.load(S::kLoad);
    if (receiver == nullptr) return;
    RewriteRx(Span<Packet* const>(packets, count), receiver, counters);
    receiver->input_batch(*receiver, packets, count);
  }

  /// A switch, by one thread at a time: V's path opens, or S's; nobody uses the other any more.
  void SwitchTo(Side side) {
    Publish(side == Side::kVf ? &vf_path_ : nullptr);
    sync_.Grace();
  }

 private:
  // Whoever reads the state word has V in a register already; the path's
  // would be loaded again by some compilers.
  static bool TakesVf(const Path* path, Nic*& vf) noexcept {
    const auto state = [&vf](void* nic) noexcept {
      vf = static_cast<Nic*>(nic);
      return StateWord(nic);
    };
    return DecideTx(path, state) == TxVerdict::kVf;
  }
  void Publish(const Path* path) { path_.store(path, S::kPublish); }

  // What packets read and nobody writes, apart from what a section writes.
  alignas(64) std::atomic<const Path*> path_{nullptr};
  std::atomic<Nic*> receiver_{nullptr};
  Nic synthetic_, vf_;
  const Path vf_path_{&vf_, Nic::kReady, Nic::kReady, 0, 1};
  alignas(64) S sync_;
};

}  // namespace vfpair::bench

#endif  // VFPAIR_BENCH_PORT_H_
