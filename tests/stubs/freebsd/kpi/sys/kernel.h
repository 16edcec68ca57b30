/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef FAKE_SYS_KERNEL_H_
#define FAKE_SYS_KERNEL_H_

#include <sys/param.h>

enum { hz = 1000 };
enum { SI_SUB_PSEUDO, SI_ORDER_ANY };

#endif
