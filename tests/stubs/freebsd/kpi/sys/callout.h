/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef FAKE_SYS_CALLOUT_H_
#define FAKE_SYS_CALLOUT_H_

#include <sys/param.h>

struct callout {
  void (*function)(void*);
  void* argument;
  sbintime_t due;
};
enum { C_ABSOLUTE = 1 };

__BEGIN_DECLS
void callout_init(struct callout* callout, int mpsafe);
int callout_reset_sbt(struct callout* callout, sbintime_t due, sbintime_t precision,
                      void (*function)(void*), void* argument, int flags);
int callout_stop(struct callout* callout);
int callout_drain(struct callout* callout);
int callout_pending(const struct callout* callout);
__END_DECLS

#endif
