/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef FAKE_SYS_REFCOUNT_H_
#define FAKE_SYS_REFCOUNT_H_

#include <sys/atomic.h>
#include <sys/systm.h>

static inline void refcount_acquire(volatile u_int* count) { ++*count; }
static inline bool refcount_acquire_if_not_zero(volatile u_int* count) {
  if (*count == 0) return false;
  ++*count;
  return true;
}
static inline bool refcount_release(volatile u_int* count) {
  fake_assert(*count != 0, "released more often than acquired", __FILE__, __LINE__);
  return --*count == 0;
}
static inline u_int refcount_load(volatile u_int* count) { return *count; }

#endif
