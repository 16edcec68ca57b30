/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef FAKE_SYS_JAIL_H_
#define FAKE_SYS_JAIL_H_
#include <sys/proc.h>
#endif
