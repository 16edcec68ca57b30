/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef FAKE_SYS_SMP_H_
#define FAKE_SYS_SMP_H_

enum { mp_ncpus = 2 };

#endif
