/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef FAKE_SYS_LIMITS_H_
#define FAKE_SYS_LIMITS_H_
#include <limits.h>
#endif
