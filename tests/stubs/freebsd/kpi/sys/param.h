/* SPDX-License-Identifier: BSD-2-Clause */
/* Types and macros that every kernel file expects. */
#ifndef FAKE_SYS_PARAM_H_
#define FAKE_SYS_PARAM_H_

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/cdefs.h>
#include <sys/queue.h>
#include <sys/time.h>
#include <sys/types.h>

#ifndef __cplusplus
#define __unused __attribute__((unused))
#define __weak_symbol __attribute__((weak))
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))
#define CTASSERT(x) _Static_assert(x, #x)
#endif
/* what this machine's <sys/queue.h> lacks */
#define LIST_FOREACH_SAFE(each, head, link, next)                                        \
  for ((each) = LIST_FIRST(head); (each) != NULL && ((next) = LIST_NEXT(each, link), 1); \
       (each) = (next))
#define TAILQ_FOREACH_SAFE(each, head, link, next)                                         \
  for ((each) = TAILQ_FIRST(head); (each) != NULL && ((next) = TAILQ_NEXT(each, link), 1); \
       (each) = (next))
#define __predict_true(x) __builtin_expect((x), 1)
#define __predict_false(x) __builtin_expect((x), 0)
#define nitems(array) (sizeof(array) / sizeof((array)[0]))
#define roundup2(x, y) (((x) + ((y)-1)) & ~((y)-1))

#undef htons
#undef ntohs
#define htons(x) __builtin_bswap16(x)
#define ntohs(x) __builtin_bswap16(x)

/* Fixed point: seconds in the upper half. */
typedef int64_t sbintime_t;
#define SBT_1S ((sbintime_t)1 << 32)
#define SBT_1MS (SBT_1S / 1000)
#define SBT_1US (SBT_1S / 1000000)

__extension__ typedef unsigned __int128 fake_u128;
static inline int64_t sbttons(sbintime_t t) {
  return (int64_t)((fake_u128)(uint64_t)t * 1000000000u >> 32);
}
static inline sbintime_t nstosbt(int64_t ns) {
  return (sbintime_t)(((fake_u128)(uint64_t)ns << 32) / 1000000000u);
}

#endif
