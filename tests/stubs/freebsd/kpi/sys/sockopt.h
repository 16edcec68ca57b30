/* SPDX-License-Identifier: BSD-2-Clause */
/* Nothing of it is used. */
#ifndef FAKE_SYS_SOCKOPT_H_
#define FAKE_SYS_SOCKOPT_H_
#endif
