// SPDX-License-Identifier: BSD-2-Clause
// negotiate/WHAT  the algebra: what both legs have, what S is to look like, what is to be done
#include "bench/core_machine.h"
#include "bench/measure.h"
#include "vfpair/desired.h"
#include "vfpair/plan.h"

namespace vfpair::bench {
namespace {

// The compiler may not know what is negotiated.
template <class T>
const T& Unknown(const T& value) {
  asm volatile("" : : "r"(&value) : "memory");
  return value;
}

void Capabilities(benchmark::State& state) {
  const QuietPlatform platform;
  Measure(state, [&] {
    benchmark::DoNotOptimize(NegotiateCapabilities(CapabilityMode::kIntersect,
                                                   Unknown(platform.s.capabilities),
                                                   Unknown(platform.v.capabilities), {}));
  });
}
BENCHMARK(Capabilities)->Name("negotiate/capabilities");

void Tso(benchmark::State& state) {
  const QuietPlatform platform;
  Measure(state, [&] {
    benchmark::DoNotOptimize(
        NegotiateTso(Unknown(platform.s.tso), Unknown(platform.v.tso), MssForMtu(1500)));
  });
}
BENCHMARK(Tso)->Name("negotiate/tso");

RssFacts HashingNic(U8 key) {
  RssFacts facts;
  facts.has_rss = true;
  facts.function = RssFunction::kToeplitz;
  facts.types = kAllRssTypes;
  facts.key.length = 40;
  for (Size i = 0; i < facts.key.length; ++i) facts.key.bytes[i] = static_cast<U8>(key + i);
  facts.rings = 8;
  return facts;
}

void Rss(benchmark::State& state) {
  const RssFacts synthetic = HashingNic(1), vf = HashingNic(7);
  Measure(state, [&] { benchmark::DoNotOptimize(NegotiateRss(Unknown(synthetic), Unknown(vf))); });
}
BENCHMARK(Rss)->Name("negotiate/rss");

Ledger BothLegs() {
  const QuietPlatform platform;
  Ledger ledger;
  (void)NoteSynthetic(ledger, platform.s);
  NoteVfFound(ledger, platform.v);
  ledger.synthetic_rss = HashingNic(1);
  ledger.vf_rss = HashingNic(7);
  return ledger;
}

void AllSettings(benchmark::State& state) {
  const Ledger ledger = BothLegs();
  Measure(state, [&] {
    benchmark::DoNotOptimize(Desired(Rung::kRedirected, Unknown(ledger), kStrictProfile, false));
  });
}
BENCHMARK(AllSettings)->Name("negotiate/all_settings");

// From one set of settings to the other, at once.
void NextStepOf(benchmark::State& state) {
  const Ledger ledger = BothLegs();
  const Settings rest = AtRest(ledger, false);
  const Settings wanted = Desired(Rung::kRedirected, ledger, kStrictProfile, false);
  Measure(state, [&] {
    benchmark::DoNotOptimize(NextStep(Unknown(rest), Unknown(wanted), rest, Rung::kRedirected));
  });
}
BENCHMARK(NextStepOf)->Name("negotiate/next_step");

}  // namespace
}  // namespace vfpair::bench
