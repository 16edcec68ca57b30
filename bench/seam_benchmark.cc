// SPDX-License-Identifier: BSD-2-Clause
// seam/HOOK/vf:V  one packet through a hook, with V as the path (1) or without (0)
#include "bench/measure.h"
#include "bench/seam_hooks.h"
#include "vfpair/path.h"

namespace vfpair::bench {
namespace {

void Seam(benchmark::State& state, seam_hook* hook) {
  seam_nic synthetic{BENCH_SEAM_READY, seam_transmit}, vf{BENCH_SEAM_READY, seam_transmit};
  const vfpair_path path{&vf, BENCH_SEAM_READY, BENCH_SEAM_READY, 0, 1};
  seam_port port{state.range(0) != 0 ? &path : nullptr, &synthetic};
  seam_packet packet{1500};
  benchmark::DoNotOptimize(hook);
  benchmark::DoNotOptimize(&port);
  Measure(state, [&] { hook(&port, &packet); });
}

BENCHMARK_CAPTURE(Seam, none, seam_hook_none)->ArgName("vf")->Arg(0)->Name("seam/none");
BENCHMARK_CAPTURE(Seam, verdict, seam_hook_verdict)
    ->ArgName("vf")
    ->Arg(0)
    ->Arg(1)
    ->Name("seam/verdict");
BENCHMARK_CAPTURE(Seam, snapshot, seam_hook_snapshot)
    ->ArgName("vf")
    ->Arg(0)
    ->Arg(1)
    ->Name("seam/snapshot");
BENCHMARK_CAPTURE(Seam, inline, seam_hook_inline)
    ->ArgName("vf")
    ->Arg(0)
    ->Arg(1)
    ->Name("seam/inline");

}  // namespace
}  // namespace vfpair::bench
