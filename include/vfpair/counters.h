// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Counters by path and by cause of drop. One instance per CPU; a reader adds them up.
#ifndef VFPAIR_COUNTERS_H_
#define VFPAIR_COUNTERS_H_

#include "vfpair/lists.h"
#include "vfpair/types.h"

VFPAIR_NAMESPACE_BEGIN

#define VFPAIR_ENUMERATOR_(name, text) k##name,
#define VFPAIR_COUNT_(name, text) +1
enum class Counter : U8 { VFPAIR_COUNTERS(VFPAIR_ENUMERATOR_) };
inline constexpr Size kCounterCount = 0 VFPAIR_COUNTERS(VFPAIR_COUNT_);
#undef VFPAIR_COUNT_
#undef VFPAIR_ENUMERATOR_

/// The name in ethtool -S, sysctl, JSON and Prometheus.
constexpr const char* CounterName(Counter counter) noexcept {
#define VFPAIR_TEXT_(name, text) text,
  constexpr const char* kNames[] = {VFPAIR_COUNTERS(VFPAIR_TEXT_)};
#undef VFPAIR_TEXT_
  const auto index = static_cast<Size>(counter);
  return index < kCounterCount ? kNames[index] : "?";
}

/// Counts of one CPU. Only that CPU writes; any CPU may read, so a value is stored and loaded
/// whole, but without a locked instruction. Values only grow (I4).
struct PathCounters {
  U64 values[kCounterCount] = {};

  void Add(Counter counter, U64 n) noexcept {
    U64& value = values[static_cast<Size>(counter)];
    __atomic_store_n(&value, value + n, __ATOMIC_RELAXED);
  }
  U64 Get(Counter counter) const noexcept {
    return __atomic_load_n(&values[static_cast<Size>(counter)], __ATOMIC_RELAXED);
  }
  void Accumulate(const PathCounters& other) noexcept {
    for (Size i = 0; i < kCounterCount; ++i)
      Add(static_cast<Counter>(i), other.Get(static_cast<Counter>(i)));
  }
};

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_COUNTERS_H_
