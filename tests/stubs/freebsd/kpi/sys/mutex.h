/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef FAKE_SYS_MUTEX_H_
#define FAKE_SYS_MUTEX_H_

#include <sys/lock.h>

struct mtx {
  struct fake_lock lock;
};
enum { MTX_DEF };

#define mtx_init(m, name, type, flags) fake_lock_init(&(m)->lock, name, false)
#define mtx_destroy(m) fake_lock_destroy(&(m)->lock)
#define mtx_lock(m) fake_lock_take(&(m)->lock, __FILE__, __LINE__)
#define mtx_unlock(m) fake_lock_give(&(m)->lock, __FILE__, __LINE__)

#endif
