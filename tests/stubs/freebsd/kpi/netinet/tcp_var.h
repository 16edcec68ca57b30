/* SPDX-License-Identifier: BSD-2-Clause */
/* The TCP stacks that there are. */
#ifndef FAKE_NETINET_TCP_VAR_H_
#define FAKE_NETINET_TCP_VAR_H_

#include <sys/queue.h>

struct tcp_function_block {
  int (*tfb_do_queued_segments)(void); /* NULL: it is given segments one by one */
};
struct tcp_function {
  TAILQ_ENTRY(tcp_function) tf_next;
  struct tcp_function_block* tf_fb;
};
TAILQ_HEAD(tcp_funchead, tcp_function);

#endif
