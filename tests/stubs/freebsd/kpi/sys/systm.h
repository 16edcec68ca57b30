/* SPDX-License-Identifier: BSD-2-Clause */
/* Text, assertions, time, and a thread that waits. */
#ifndef FAKE_SYS_SYSTM_H_
#define FAKE_SYS_SYSTM_H_

#include <sys/param.h>

__BEGIN_DECLS
extern int bootverbose;

int fake_printf(const char* format, ...);
int fake_snprintf(char* out, size_t size, const char* format, ...);
size_t fake_strlcpy(char* to, const char* from, size_t size);
void fake_assert(bool holds, const char* what, const char* file, int line);

/* The calling thread is off its CPU: it must hold nothing that forbids that. */
void fake_pause(sbintime_t time);
sbintime_t sbinuptime(void);
void getmicrotime(struct timeval* now);
int ppsratecheck(struct timeval* last, int* count, int limit);
void devctl_notify(const char* system, const char* subsystem, const char* type, const char* data);
__END_DECLS

#define MPASS(x) fake_assert((x), #x, __FILE__, __LINE__)
#define C_PREL(x) (x)
#define pause_sbt(message, time, precision, flags) fake_pause(time)

#ifndef __cplusplus
#define printf fake_printf
#define uprintf fake_printf
#define snprintf fake_snprintf
#define strlcpy fake_strlcpy
#define pause(message, ticks) fake_pause((ticks)*SBT_1S / hz)
#endif

#endif
