/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What both kinds of lock are. Each knows its owner; the order in which they are
 * taken is remembered by name, and the opposite order is a complaint.
 */
#ifndef FAKE_SYS_LOCK_H_
#define FAKE_SYS_LOCK_H_

#include <sys/param.h>

struct thread;
struct fake_lock {
  const char* name; /* NULL: not initialised, or destroyed */
  bool may_sleep;   /* the holder */
  struct thread* owner;
  int readers;
};

__BEGIN_DECLS
void fake_lock_init(struct fake_lock* lock, const char* name, bool may_sleep);
void fake_lock_destroy(struct fake_lock* lock);
void fake_lock_take(struct fake_lock* lock, const char* file, int line);
void fake_lock_give(struct fake_lock* lock, const char* file, int line);
void fake_lock_take_shared(struct fake_lock* lock, const char* file, int line);
void fake_lock_give_shared(struct fake_lock* lock, const char* file, int line);
bool fake_lock_is_mine(const struct fake_lock* lock);
__END_DECLS

#endif
