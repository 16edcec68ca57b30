/* SPDX-License-Identifier: BSD-2-Clause */
/* Lists that may be read while they change: here one thread does both. */
#ifndef FAKE_SYS_CK_H_
#define FAKE_SYS_CK_H_

#include <sys/queue.h>

#define CK_LIST_HEAD LIST_HEAD
#define CK_LIST_ENTRY LIST_ENTRY
#define CK_LIST_FOREACH LIST_FOREACH
#define CK_LIST_INSERT_HEAD LIST_INSERT_HEAD
#define CK_LIST_REMOVE LIST_REMOVE
#define CK_STAILQ_HEAD STAILQ_HEAD
#define CK_STAILQ_ENTRY STAILQ_ENTRY
#define CK_STAILQ_FOREACH STAILQ_FOREACH
#define CK_STAILQ_INIT STAILQ_INIT
#define CK_STAILQ_INSERT_TAIL STAILQ_INSERT_TAIL
#define CK_STAILQ_REMOVE STAILQ_REMOVE

#endif
