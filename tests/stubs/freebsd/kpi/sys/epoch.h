/* SPDX-License-Identifier: BSD-2-Clause */
/* The network epoch. Its sections nest; waiting for it inside of it is a complaint. */
#ifndef FAKE_SYS_EPOCH_H_
#define FAKE_SYS_EPOCH_H_

#include <sys/systm.h>

struct epoch_tracker {
  int depth;
};

__BEGIN_DECLS
void fake_epoch_enter(struct epoch_tracker* tracker);
void fake_epoch_exit(struct epoch_tracker* tracker);
void fake_epoch_wait(const char* file, int line);
bool fake_in_epoch(void);
__END_DECLS

#define NET_EPOCH_ENTER(et) fake_epoch_enter(&(et))
#define NET_EPOCH_EXIT(et) fake_epoch_exit(&(et))
#define NET_EPOCH_WAIT() fake_epoch_wait(__FILE__, __LINE__)
#define NET_EPOCH_ASSERT() fake_assert(fake_in_epoch(), "in the net epoch", __FILE__, __LINE__)

#endif
