/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef FAKE_SYS_TASKQUEUE_H_
#define FAKE_SYS_TASKQUEUE_H_

#include <sys/param.h>

struct taskqueue;
typedef void task_fn_t(void* context, int pending);
struct task {
  int pending;
  task_fn_t* function;
  void* context;
};
enum { PI_NET };

__BEGIN_DECLS
extern struct taskqueue* taskqueue_thread;

struct taskqueue* taskqueue_create(const char* name, int flags, void (*enqueue)(void*),
                                   void* context);
int taskqueue_start_threads(struct taskqueue** queue, int count, int priority, const char* name);
void taskqueue_thread_enqueue(void* context);
int taskqueue_enqueue(struct taskqueue* queue, struct task* task);
void taskqueue_drain(struct taskqueue* queue, struct task* task);
void taskqueue_free(struct taskqueue* queue);
__END_DECLS

#define TASK_INITIALIZER(priority, function, context) \
  { 0, function, context }
#define TASK_INIT(t, priority, function_, context_) \
  ((t)->pending = 0, (t)->function = (function_), (t)->context = (context_))

#endif
