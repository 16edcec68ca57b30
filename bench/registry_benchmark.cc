// SPDX-License-Identifier: BSD-2-Clause
// lookup/WHAT/pairs:N       one pair among N is found
// lookup_cold/WHAT/pairs:N  another one each time
// memory/pair               bytes of one pair, as counters
#include <string>

#include "bench/core_machine.h"
#include "bench/measure.h"
#include "vfpair/counters.h"

namespace vfpair::bench {
namespace {

void Synthetic(Machine& machine, Seat& seat) {
  benchmark::DoNotOptimize(machine.registry().Find(SyntheticId(seat.platform.s.id)));
}
void Vf(Machine& machine, Seat& seat) {
  benchmark::DoNotOptimize(machine.registry().HolderOf(seat.vf()));
}
// An interface that is in no pair.
void Nobody(Machine& machine, Seat& seat) {
  benchmark::DoNotOptimize(machine.registry().HolderOf(VfId({&seat, 3})));
}
// And one that appears: it is offered to all, and each says no.
void Stranger(Machine& machine, Seat& seat) {
  InterfaceFacts facts = seat.platform.v;
  facts.id = {&seat, 3};
  facts.mac = facts.permanent_mac = MacOf(kMostPairs + 1);
  benchmark::DoNotOptimize(machine.registry().Arrived(facts));
}

template <class What>
void Measured(benchmark::State& state, bool cold, bool grows, What what) {
  Machine& machine = Machine::Of(static_cast<Size>(state.range(0)));
  if (!machine.works()) state.SkipWithError("a pair is not active");
  Seat& middle = machine.middle();
  if (machine.registry().HolderOf(middle.vf()) != &middle.pair) state.SkipWithError("not found");
  const bool is_long = grows && machine.size() > 256;
  if (cold)
    Measure(
        state, [&] { what(machine, machine.Another()); }, 1, is_long);
  else
    Measure(
        state, [&] { what(machine, middle); }, 1, is_long);
}

const bool kRegistered = [] {
  struct {
    const char* name;
    void (*what)(Machine&, Seat&);
  } constexpr kLookups[] = {
      {"synthetic", Synthetic}, {"vf", Vf}, {"nobody", Nobody}, {"stranger", Stranger}};
  for (const int pairs : {1, 16, 256, 4'096, 65'536})
    for (const auto& [name, what] : kLookups)
      for (const bool cold : {false, true})
        benchmark::RegisterBenchmark(
            (std::string(cold ? "lookup_cold/" : "lookup/") + name).c_str(),
            [what = what, cold](benchmark::State& state) {
              Measured(state, cold, what == Stranger, what);
            })
            ->ArgName("pairs")
            ->Arg(pairs);
  return true;
}();

void Memory(benchmark::State& state) {
  Measure(state, [] { benchmark::ClobberMemory(); });
  using NullPair = Pair<testing::NullPlatform>;
  state.counters["pair_bytes"] = sizeof(NullPair);
  state.counters["legs_bytes"] = sizeof(Legs<testing::NullPlatform>);
  state.counters["legs_filters_bytes"] = sizeof(VfFilters<testing::NullPlatform>);
  state.counters["legs_filters_each_of_two_bytes"] = sizeof(FilterSet);
  state.counters["legs_settings_bytes"] = sizeof(Settings);
  state.counters["watch_bytes"] = sizeof(Watch<testing::NullPlatform>);
  state.counters["watch_facts_each_of_two_bytes"] = sizeof(InterfaceFacts);
  state.counters["watch_ledger_bytes"] = sizeof(Ledger);
  state.counters["waiting_list_bytes"] = sizeof(WaitingList<testing::NullPlatform>);
  state.counters["damper_bytes"] = sizeof(FlapDamper);
  state.counters["profile_bytes"] = sizeof(Profile);  // beside the pair
  // What the registry has for each pair beside it.
  state.counters["registry_bytes"] =
      static_cast<double>(sizeof(Machine::Pairs)) / static_cast<double>(kMostPairs);
  state.counters["counters_bytes"] = sizeof(PathCounters);  // for each CPU
}
BENCHMARK(Memory)->Name("memory/pair");

}  // namespace
}  // namespace vfpair::bench
