// SPDX-License-Identifier: BSD-2-Clause
// Google Benchmark's own flags, and --count=N.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <cstring>

#include "bench/instructions.h"

#ifdef __clang__
constexpr const char kCompiler[] = "clang";
#else
constexpr const char kCompiler[] = "gcc";
#endif

int main(int argc, char** argv) {
  constexpr const char kCount[] = "--count=";
  int kept = 1;
  for (int i = 1; i < argc; ++i) {
    if (std::strncmp(argv[i], kCount, std::strlen(kCount)) == 0)
      vfpair::bench::SetCountedRounds(std::atoi(argv[i] + std::strlen(kCount)));
    else
      argv[kept++] = argv[i];
  }
  argc = kept;
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::AddCustomContext("compiler", kCompiler);
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
