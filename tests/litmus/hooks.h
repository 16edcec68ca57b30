// SPDX-License-Identifier: BSD-2-Clause
// The core's own code runs on the explorer's memory: include this before any header of vfpair. What
// is explored is therefore not a copy of the protocol, and its orders are the ones that are
// compiled.
#ifndef VFPAIR_TESTS_LITMUS_HOOKS_H_
#define VFPAIR_TESTS_LITMUS_HOOKS_H_

#include "tests/litmus/explorer.h"

#ifdef VFPAIR_TYPES_H_
#error "tests/litmus/hooks.h comes before the core"
#endif

namespace vfpair::litmus {

constexpr Order OrderOf(int order) {
  switch (order) {
    case __ATOMIC_RELAXED:
      return Order::kRelaxed;
    case __ATOMIC_CONSUME:
    case __ATOMIC_ACQUIRE:
      return Order::kAcquire;
    case __ATOMIC_RELEASE:
      return Order::kRelease;
    default:
      return Order::kAcqRel;
  }
}

template <class T>
T AtomicLoad(const T* from, int order, const char* function) {
  return static_cast<T>(
      Explorer::Current().Load(from, static_cast<Value>(*from), OrderOf(order), function));
}
template <class T, class U>
void AtomicStore(T* to, U value, int order, const char* function) {
  Explorer::Current().Store(to, static_cast<Value>(*to), static_cast<Value>(value), OrderOf(order),
                            function);
}
template <class T, class U>
T AtomicExchange(T* at, U value, int order, const char* function) {
  return static_cast<T>(
      Explorer::Current().Exchange(at, static_cast<Value>(*at), OrderOf(order), function,
                                   [value](Value) { return static_cast<Value>(value); }));
}
template <class T, class U>
T AtomicOr(T* at, U value, int order, const char* function) {
  return static_cast<T>(
      Explorer::Current().Exchange(at, static_cast<Value>(*at), OrderOf(order), function,
                                   [value](Value old) { return old | static_cast<Value>(value); }));
}
template <class T, class U>
T AtomicAnd(T* at, U value, int order, const char* function) {
  return static_cast<T>(
      Explorer::Current().Exchange(at, static_cast<Value>(*at), OrderOf(order), function,
                                   [value](Value old) { return old & static_cast<Value>(value); }));
}
template <class T, class U>
bool AtomicCompareExchange(T* at, T* expected, U value, int order, int failure,
                           const char* function) {
  const auto old = static_cast<T>(Explorer::Current().CompareExchange(
      at, static_cast<Value>(*at), static_cast<Value>(*expected), static_cast<Value>(value),
      OrderOf(order), OrderOf(failure), function));
  if (old == *expected) return true;
  *expected = old;
  return false;
}

}  // namespace vfpair::litmus

#define __atomic_load_n(from, order) ::vfpair::litmus::AtomicLoad(from, order, __func__)
#define __atomic_store_n(to, value, order) ::vfpair::litmus::AtomicStore(to, value, order, __func__)
#define __atomic_exchange_n(at, value, order) \
  ::vfpair::litmus::AtomicExchange(at, value, order, __func__)
#define __atomic_fetch_or(at, value, order) ::vfpair::litmus::AtomicOr(at, value, order, __func__)
#define __atomic_fetch_and(at, value, order) ::vfpair::litmus::AtomicAnd(at, value, order, __func__)
// What the core does not use yet: an access that the explorer does not see would prove nothing.
#define __atomic_fetch_add an_atomic_that_tests_litmus_hooks_does_not_know
#define __atomic_fetch_sub an_atomic_that_tests_litmus_hooks_does_not_know
#define __atomic_thread_fence an_atomic_that_tests_litmus_hooks_does_not_know
#define __atomic_compare_exchange_n(at, expected, value, weak, order, failure) \
  ::vfpair::litmus::AtomicCompareExchange(at, expected, value, order, failure, __func__)

#endif  // VFPAIR_TESTS_LITMUS_HOOKS_H_
