/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef FAKE_SYS_COUNTER_H_
#define FAKE_SYS_COUNTER_H_

#include <sys/param.h>

typedef uint64_t* counter_u64_t;

__BEGIN_DECLS
counter_u64_t counter_u64_alloc(int flags);
void counter_u64_free(counter_u64_t counter);
__END_DECLS

static inline void counter_u64_add(counter_u64_t counter, int64_t amount) {
  *counter += (uint64_t)amount;
}
static inline uint64_t counter_u64_fetch(counter_u64_t counter) { return *counter; }

#endif
