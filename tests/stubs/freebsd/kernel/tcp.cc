// SPDX-License-Identifier: BSD-2-Clause
// The TCP stacks that there are.
#include <netinet/tcp_var.h>
#include <sys/rwlock.h>

#include "tests/stubs/freebsd/kernel/network.h"

extern "C" {
rwlock tcp_function_lock{{"tcp_function_lock", false, nullptr, 0}};
tcp_funchead t_functions = TAILQ_HEAD_INITIALIZER(t_functions);
}

namespace fake {

void LoadTcpStack(bool queues_segments) {
  auto* const stack = new tcp_function{{}, new tcp_function_block{}};
  if (queues_segments) stack->tf_fb->tfb_do_queued_segments = [] { return 0; };
  TAILQ_INSERT_TAIL(&t_functions, stack, tf_next);
}

void UnloadTcpStack() {
  tcp_function* const stack = TAILQ_LAST(&t_functions, tcp_funchead);
  TAILQ_REMOVE(&t_functions, stack, tf_next);
  delete stack->tf_fb;
  delete stack;
}

}  // namespace fake
