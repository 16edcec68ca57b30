/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef FAKE_SYS_SX_H_
#define FAKE_SYS_SX_H_

#include <sys/lock.h>
#include <sys/systm.h>

struct sx {
  struct fake_lock lock;
};
enum { SA_XLOCKED };

#define sx_init(s, name) fake_lock_init(&(s)->lock, name, true)
#define sx_destroy(s) fake_lock_destroy(&(s)->lock)
#define sx_xlock(s) fake_lock_take(&(s)->lock, __FILE__, __LINE__)
#define sx_xunlock(s) fake_lock_give(&(s)->lock, __FILE__, __LINE__)
#define sx_slock(s) fake_lock_take_shared(&(s)->lock, __FILE__, __LINE__)
#define sx_sunlock(s) fake_lock_give_shared(&(s)->lock, __FILE__, __LINE__)
#define sx_xlocked(s) fake_lock_is_mine(&(s)->lock)
#define sx_assert(s, what) \
  fake_assert(fake_lock_is_mine(&(s)->lock), (s)->lock.name, __FILE__, __LINE__)
#define SX_SYSINIT(id, s, name)                                                     \
  __attribute__((constructor)) static void id##_sysinit(void) { sx_init(s, name); } \
  struct fake_lock

#endif
