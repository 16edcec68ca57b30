/* SPDX-License-Identifier: BSD-2-Clause */
/* atomic(9), by the compiler's own. */
#ifndef FAKE_SYS_ATOMIC_H_
#define FAKE_SYS_ATOMIC_H_

#include <sys/param.h>

#define FAKE_ATOMIC(suffix, type)                                             \
  static inline type atomic_load_##suffix(const volatile type* p) {           \
    return __atomic_load_n(p, __ATOMIC_RELAXED);                              \
  }                                                                           \
  static inline type atomic_load_acq_##suffix(const volatile type* p) {       \
    return __atomic_load_n(p, __ATOMIC_ACQUIRE);                              \
  }                                                                           \
  static inline void atomic_store_rel_##suffix(volatile type* p, type v) {    \
    __atomic_store_n(p, v, __ATOMIC_RELEASE);                                 \
  }                                                                           \
  static inline void atomic_set_##suffix(volatile type* p, type v) {          \
    __atomic_fetch_or(p, v, __ATOMIC_RELAXED);                                \
  }                                                                           \
  static inline void atomic_clear_##suffix(volatile type* p, type v) {        \
    __atomic_fetch_and(p, (type)~v, __ATOMIC_RELAXED);                        \
  }                                                                           \
  static inline void atomic_add_acq_##suffix(volatile type* p, type v) {      \
    __atomic_fetch_add(p, v, __ATOMIC_ACQUIRE);                               \
  }                                                                           \
  static inline void atomic_subtract_rel_##suffix(volatile type* p, type v) { \
    __atomic_fetch_sub(p, v, __ATOMIC_RELEASE);                               \
  }

FAKE_ATOMIC(int, u_int)
FAKE_ATOMIC(64, uint64_t)
FAKE_ATOMIC(ptr, uintptr_t)
#undef FAKE_ATOMIC

#define atomic_thread_fence_rel() __atomic_thread_fence(__ATOMIC_RELEASE)

#endif
