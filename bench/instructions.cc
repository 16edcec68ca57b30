// SPDX-License-Identifier: BSD-2-Clause
#include "bench/instructions.h"

#include <linux/perf_event.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstring>
#include <string>

#if __has_include(<valgrind/callgrind.h>)
#include <valgrind/callgrind.h>
#define VFPAIR_BENCH_CALLGRIND 1
#endif

namespace vfpair::bench {
namespace {

int g_rounds = 0;
int g_dumps = 0;

}  // namespace

InstructionCounter::InstructionCounter() {
  perf_event_attr wanted;
  std::memset(&wanted, 0, sizeof(wanted));
  wanted.size = sizeof(wanted);
  wanted.type = PERF_TYPE_HARDWARE;
  wanted.config = PERF_COUNT_HW_INSTRUCTIONS;
  wanted.disabled = 1;
  wanted.exclude_kernel = 1;
  wanted.exclude_hv = 1;
  file_ = static_cast<int>(syscall(SYS_perf_event_open, &wanted, 0, -1, -1, 0));
}

InstructionCounter::~InstructionCounter() {
  if (works()) close(file_);
}

void InstructionCounter::Start() {
  if (!works()) return;
  ioctl(file_, PERF_EVENT_IOC_RESET, 0);
  ioctl(file_, PERF_EVENT_IOC_ENABLE, 0);
}

std::uint64_t InstructionCounter::Stop() {
  if (!works()) return 0;
  ioctl(file_, PERF_EVENT_IOC_DISABLE, 0);
  std::uint64_t count = 0;
  return read(file_, &count, sizeof(count)) == sizeof(count) ? count : 0;
}

int CountedRounds() { return g_rounds; }
void SetCountedRounds(int rounds) { g_rounds = rounds; }

#ifdef VFPAIR_BENCH_CALLGRIND

void StartCounting() {
  CALLGRIND_ZERO_STATS;
  CALLGRIND_TOGGLE_COLLECT;
}

int StopCounting() {
  CALLGRIND_TOGGLE_COLLECT;
  const std::string name = std::to_string(++g_dumps);
  CALLGRIND_DUMP_STATS_AT(name.c_str());
  return g_dumps;
}

#else

void StartCounting() {}
int StopCounting() { return ++g_dumps; }

#endif

}  // namespace vfpair::bench
