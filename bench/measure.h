// SPDX-License-Identifier: BSD-2-Clause
// The measured loop of every benchmark here.
#ifndef VFPAIR_BENCH_MEASURE_H_
#define VFPAIR_BENCH_MEASURE_H_

#include <benchmark/benchmark.h>

#include "bench/instructions.h"

namespace vfpair::bench {

/// Does `body` as often as the benchmark asks for, each time on so many packets (or pairs, or what
/// the benchmark is about). Time and instructions are reported for one `body`; whoever reads them
/// divides by the counter "each".
///
/// Inlined, and `body` a copy: what it captures by value can stay in registers, as it would in a
/// caller of its own. What it captures by reference is loaded anew for each packet.
///
/// `is_long`: it takes so many instructions that a few rounds count it as well as many.
template <class Body>
[[gnu::always_inline]] inline void Measure(benchmark::State& state, Body body, int each = 1,
                                           bool is_long = false) {
  if (const int wanted = CountedRounds(); wanted != 0) {
    const int rounds = is_long && wanted > 4 ? 4 : wanted;
    for (auto _ : state) {
    }
    body();  // not the first time any more
    StartCounting();
    for (int i = 0; i < rounds; ++i) body();
    state.counters["dump"] = StopCounting();
    state.counters["rounds"] = rounds;
  } else {
    InstructionCounter counter;
    counter.Start();
    for (auto _ : state) body();
    const auto instructions = static_cast<double>(counter.Stop());
    if (counter.works())
      state.counters["instructions"] =
          benchmark::Counter(instructions, benchmark::Counter::kAvgIterations);
  }
  state.counters["each"] = benchmark::Counter(each, benchmark::Counter::kAvgThreads);
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * each);
}

}  // namespace vfpair::bench

#endif  // VFPAIR_BENCH_MEASURE_H_
