// SPDX-License-Identifier: BSD-2-Clause
// The same calls without a pair: an interface's transmit and input, through their pointers.
#include <atomic>

#include "bench/data_path.h"

namespace vfpair::bench {
namespace {

alignas(64) Nic g_nic;
std::atomic<Nic*> g_pointer{&g_nic};

void Nothing(benchmark::State& state) {
  Measure(state, [] { benchmark::ClobberMemory(); });
}

Nic& TheNic() { return *g_pointer.load(std::memory_order_relaxed); }

void Tx(benchmark::State& state) {
  const Packets packets(static_cast<int>(state.range(1)));
  Packet* const first = packets.chain();
  Packet* const* const list = packets.list();
  const Size count = packets.count();
  if (count == 1)
    Measure(state, [first] {
      Nic& nic = TheNic();
      nic.transmit(nic, *first);
    });
  else
    Measure(
        state,
        [list, count] {
          Nic& nic = TheNic();
          nic.transmit_batch(nic, list, count);
        },
        packets.each());
}

void RxChain(benchmark::State& state) {
  const Packets packets(static_cast<int>(state.range(1)));
  Packet* const first = packets.chain();
  Measure(
      state,
      [first] {
        Nic& nic = TheNic();
        nic.input(nic, first);
      },
      packets.each());
}

void RxBatch(benchmark::State& state) {
  const Packets packets(static_cast<int>(state.range(1)), false);
  Packet* const* const list = packets.list();
  const Size count = packets.count();
  Measure(
      state,
      [list, count] {
        Nic& nic = TheNic();
        nic.input_batch(nic, list, count);
      },
      packets.each());
}

// What a stack does with a chain at the least: it looks at each packet.
void RxWalk(benchmark::State& state) {
  const Packets packets(static_cast<int>(state.range(1)));
  const Packet* const first = packets.chain();
  Measure(
      state,
      [first] {
        for (const Packet* packet = first; packet != nullptr; packet = packet->next)
          asm volatile("" : : "r"(packet));
      },
      packets.each());
}

void Register(const char* name, void function(benchmark::State&)) {
  auto* const benchmark = benchmark::RegisterBenchmark(name, function);
  benchmark->ArgNames({"flaps", "packets"});
  for (const int packets : {1, 2, 4, 8, 16, 32, 64}) benchmark->Args({0, packets});
}

const bool kRegistered = [] {
  benchmark::RegisterBenchmark("nothing", Nothing);
  Register("tx/call", Tx);
  Register("rx_chain/call", RxChain);
  Register("rx_batch/call", RxBatch);
  Register("rx_walk/call", RxWalk);
  return true;
}();

}  // namespace
}  // namespace vfpair::bench
