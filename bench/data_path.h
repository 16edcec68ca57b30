// SPDX-License-Identifier: BSD-2-Clause
// The data path's benchmarks of one scheme of synchronisation:
//
//   tx/SCHEME/packets:N          N packets to V, decided once (1: without an array)
//   tx_counted/SCHEME/packets:1  with the counters of the path
//   rx_chain/SCHEME/packets:N    N linked packets of V become S's, counted
//   rx_batch/SCHEME/packets:N    the same in an array
//   tx_mt, rx_mt /SCHEME/flaps:F/threads:T   T threads at once (rx: chains of 32) while a writer
//                                            switches F times a second; -1 = as fast as it can
#ifndef VFPAIR_BENCH_DATA_PATH_H_
#define VFPAIR_BENCH_DATA_PATH_H_

#include <array>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "bench/flapper.h"
#include "bench/measure.h"
#include "bench/port.h"

namespace vfpair::bench {

/// Packets of one thread, linked and listed; nobody else's cache lines.
class Packets {
 public:
  explicit Packets(int count, bool linked = true) : packets_(static_cast<Size>(count)) {
    for (Slot& slot : packets_) {
      if (linked && !list_.empty()) list_.back()->next = &slot.packet;
      list_.push_back(&slot.packet);
    }
  }
  Packet* chain() const { return list_.front(); }
  Packet* const* list() const { return list_.data(); }
  Size count() const { return list_.size(); }
  int each() const { return static_cast<int>(list_.size()); }

 private:
  struct alignas(64) Slot {
    Packet packet;
  };
  std::vector<Slot> packets_;
  std::vector<Packet*> list_;
};

template <races::Sync S>
class DataPath {
 public:
  static void Register(const std::string& scheme) {
    using benchmark::RegisterBenchmark;
    const auto name = [&](const char* what) { return what + ("/" + scheme); };
    for (const int packets : {1, 2, 4, 8, 16, 32, 64}) {
      WithPort(RegisterBenchmark(name("tx").c_str(), Tx))->Args({0, packets});
      WithPort(RegisterBenchmark(name("rx_chain").c_str(), RxChain))->Args({0, packets});
      WithPort(RegisterBenchmark(name("rx_batch").c_str(), RxBatch))->Args({0, packets});
    }
    WithPort(RegisterBenchmark(name("tx_counted").c_str(), TxCounted))->Args({0, 1});
    const int most = static_cast<int>(std::thread::hardware_concurrency());
    for (const int flaps : {0, 10, Flapper::kAsFastAsItCan})
      for (int threads = 1; threads <= (most < 2 ? 2 : most); threads *= 2) {
        for (auto* benchmark :
             {RegisterBenchmark(name("tx_mt").c_str(), Tx)->Args({flaps, 1}),
              RegisterBenchmark(name("rx_mt").c_str(), RxChain)->Args({flaps, 32})}) {
          WithPort(benchmark)->Threads(threads)->UseRealTime();
          if (flaps > 0) benchmark->MinTime(kSomeFlaps / flaps);
        }
      }
  }

 private:
  using Thread = typename S::Thread;
  static constexpr double kSomeFlaps = 10;

  static benchmark::internal::Benchmark* WithPort(benchmark::internal::Benchmark* benchmark) {
    return benchmark->ArgNames({"flaps", "packets"})->Setup(SetUp)->Teardown(TearDown);
  }

  static void SetUp(const benchmark::State& state) {
    port_ = std::make_unique<Port<S>>();
    const auto flaps = static_cast<int>(state.range(0));
    flapper_ = std::make_unique<Flapper>(flaps, [](Side side) { port_->SwitchTo(side); });
  }
  static void TearDown(const benchmark::State&) {
    flapper_.reset();
    port_.reset();
  }

  // What a loop needs, as values.
  struct Parts {
    Parts(Thread& reader, const Packets& packets, PathCounters* own)
        : port(port_.get()),
          thread(&reader),
          first(packets.chain()),
          list(packets.list()),
          count(packets.count()),
          counters(own) {}

    Port<S>* port;
    Thread* thread;
    Packet* first;
    Packet* const* list;
    Size count;
    PathCounters* counters;
  };

  // What one thread of a benchmark has; nobody else's cache lines.
  struct Own {
    Own(const benchmark::State& state, bool linked)
        : thread(port_->sync()), packets(static_cast<int>(state.range(1)), linked) {}
    Parts parts() { return Parts(thread, packets, &counters); }

    Thread thread;
    Packets packets;
    alignas(64) PathCounters counters;
  };

  static void Tx(benchmark::State& state) {
    Own own(state, true);
    const Parts it = own.parts();
    if (it.count == 1)
      Measure(state, [it] { it.port->Transmit(*it.thread, *it.first); });
    else
      Measure(
          state, [it] { it.port->Transmit(*it.thread, it.list, it.count); }, own.packets.each());
  }
  static void TxCounted(benchmark::State& state) {
    Own own(state, true);
    const Parts it = own.parts();
    Measure(state, [it] { it.port->Transmit(*it.thread, *it.first, *it.counters); });
  }
  static void RxChain(benchmark::State& state) {
    Own own(state, true);
    const Parts it = own.parts();
    Measure(
        state, [it] { it.port->Receive(*it.thread, it.first, *it.counters); }, own.packets.each());
  }
  static void RxBatch(benchmark::State& state) {
    Own own(state, false);
    const Parts it = own.parts();
    Measure(
        state, [it] { it.port->Receive(*it.thread, it.list, it.count, *it.counters); },
        own.packets.each());
  }

  static inline std::unique_ptr<Port<S>> port_;
  static inline std::unique_ptr<Flapper> flapper_;
};

}  // namespace vfpair::bench

#endif  // VFPAIR_BENCH_DATA_PATH_H_
