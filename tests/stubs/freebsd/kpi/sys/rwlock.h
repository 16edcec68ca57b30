/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef FAKE_SYS_RWLOCK_H_
#define FAKE_SYS_RWLOCK_H_

#include <sys/lock.h>

struct rwlock {
  struct fake_lock lock;
};

#define rw_rlock(l) fake_lock_take_shared(&(l)->lock, __FILE__, __LINE__)
#define rw_runlock(l) fake_lock_give_shared(&(l)->lock, __FILE__, __LINE__)

#endif
