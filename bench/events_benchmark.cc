// SPDX-License-Identifier: BSD-2-Clause
// event/WHAT/pairs:N    one event of one pair among N, from signal to settled state
// event_cold/...        of another pair each time: with N, of a pair that no cache holds
#include "bench/core_machine.h"
#include "bench/measure.h"

namespace vfpair::bench {
namespace {

// A signal that turns out to mean nothing: S and V are read again.
void Nothing(Seat& seat) {
  seat.pair.Signal(kSignalSynthetic | kSignalVf);
  seat.pair.Run();
}

// V's link is lost and comes back: two events, two switches.
void Link(Seat& seat) {
  for (const bool carrier : {false, true}) {
    seat.platform.v.carrier = carrier;
    seat.pair.Signal(kSignalVf);
    seat.pair.Run();
  }
}

// V leaves, arrives, settles and is the path again.
void DetachAndAttach(Seat& seat) {
  seat.Depart();
  (void)seat.Arrive();
  seat.Settle();
}

// The same through the registry, which finds the pair.
void RegistryDetachAndAttach(Machine& machine, Seat& seat) {
  machine.registry().Departed(seat.vf());
  (void)machine.registry().Arrived(seat.platform.v);
  seat.Settle();
}

template <class Event>
void Measured(benchmark::State& state, bool cold, Event event) {
  Machine& machine = Machine::Of(static_cast<Size>(state.range(0)));
  if (!machine.works()) state.SkipWithError("a pair is not active");
  const U64 before = machine.middle().pair.legs().switches();
  if (cold)
    Measure(state, [&] { event(machine, machine.Another()); });
  else
    Measure(state, [&] { event(machine, machine.middle()); });
  if (machine.middle().pair.state() != State::kActive) state.SkipWithError("no longer active");
  state.counters["switches"] =
      static_cast<double>(machine.middle().pair.legs().switches() - before);
}

const bool kRegistered = [] {
  struct {
    const char* name;
    void (*event)(Machine&, Seat&);
  } constexpr kEvents[] = {
      {"nothing", [](Machine&, Seat& seat) { Nothing(seat); }},
      {"link", [](Machine&, Seat& seat) { Link(seat); }},
      {"attach", [](Machine&, Seat& seat) { DetachAndAttach(seat); }},
      {"registry_attach", RegistryDetachAndAttach},
  };
  for (const int pairs : {1, 16, 256, 4'096, 65'536})
    for (const auto& [name, event] : kEvents)
      for (const bool cold : {false, true})
        benchmark::RegisterBenchmark(
            (std::string(cold ? "event_cold/" : "event/") + name).c_str(),
            [event = event, cold](benchmark::State& state) { Measured(state, cold, event); })
            ->ArgName("pairs")
            ->Arg(pairs);
  return true;
}();

}  // namespace
}  // namespace vfpair::bench
