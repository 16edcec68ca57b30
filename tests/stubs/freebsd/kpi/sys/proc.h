/* SPDX-License-Identifier: BSD-2-Clause */
/* Threads: who holds a lock, in which vnet, with which rights. */
#ifndef FAKE_SYS_PROC_H_
#define FAKE_SYS_PROC_H_

#include <sys/param.h>

struct vnet;
struct ucred {
  struct vnet* vnet;
  bool privileged;
};

struct thread {
  const char* name;
  struct ucred* td_ucred;
  struct vnet* td_vnet; /* the current one */
  int epochs;
  bool is_interrupt; /* never sleeps */
};

__BEGIN_DECLS
extern struct thread* fake_curthread;
__END_DECLS
#define curthread fake_curthread
#define TD_TO_VNET(td) ((td)->td_ucred->vnet)

#endif
