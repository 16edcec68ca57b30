// SPDX-License-Identifier: BSD-2-Clause
// Time by hand: timers and task queues.
#include <sys/callout.h>
#include <sys/taskqueue.h>

#include <algorithm>
#include <deque>
#include <utility>

#include "tests/stubs/freebsd/kernel/epoch_and_locks.h"
#include "tests/stubs/freebsd/kernel/kernel.h"

struct taskqueue {
  explicit taskqueue(const char* name) : runner{name, &fake::Root(), nullptr, 0, false} {}
  std::deque<task*> tasks;
  thread runner;
};

namespace fake {
namespace {

sbintime_t now = 1000 * SBT_1S;
std::vector<callout*> callouts;
std::vector<taskqueue*>& Queues() {
  static std::vector<taskqueue*> queues;
  return queues;
}

bool RunOne(taskqueue* queue) {
  if (queue->tasks.empty()) return false;
  task* const next = queue->tasks.front();
  queue->tasks.pop_front();
  const int pending = std::exchange(next->pending, 0);
  AsThread as(queue->runner);
  next->function(next->context, pending);
  return true;
}

// The first timer due until then, or none.
callout* Due(sbintime_t until) {
  const auto first =
      std::min_element(callouts.begin(), callouts.end(),
                       [](const callout* a, const callout* b) { return a->due < b->due; });
  return first == callouts.end() || (*first)->due > until ? nullptr : *first;
}

void Fire(callout* due) {
  now = std::max(now, due->due);
  callout_stop(due);
  AsThread as(InterruptThread());
  due->function(due->argument);
}

}  // namespace

void RunTasks() {
  bool again = true;
  while (again) {
    again = false;
    for (size_t i = 0; i < Queues().size(); ++i)
      while (RunOne(Queues()[i])) again = true;
  }
}

void Advance(sbintime_t time) {
  const sbintime_t end = now + time;
  RunTasks();
  while (callout* const due = Due(end)) {
    Fire(due);
    RunTasks();
  }
  now = std::max(now, end);
}

int TasksPending() {
  size_t count = 0;
  for (const taskqueue* queue : Queues()) count += queue->tasks.size();
  return static_cast<int>(count);
}

int TimersPending() { return static_cast<int>(callouts.size()); }

}  // namespace fake

extern "C" {

taskqueue* taskqueue_thread = [] {
  static taskqueue queue("thread taskq");
  fake::Queues().push_back(&queue);
  return &queue;
}();

sbintime_t sbinuptime() { return fake::now; }

void getmicrotime(timeval* out) {
  out->tv_sec = fake::now >> 32;
  out->tv_usec = 0;
}

int ppsratecheck(timeval*, int*, int) { return 1; }

void fake_pause(sbintime_t time) {
  fake::MaySleep("pause");
  const sbintime_t end = fake::now + time;
  while (callout* const due = fake::Due(end)) fake::Fire(due);
  fake::now = std::max(fake::now, end);
  fake::OthersRun();
}

void callout_init(struct callout* c, int mpsafe) {
  if (!mpsafe) fake::Complain("a timer wants Giant");
  *c = {};
}

int callout_stop(struct callout* c) { return std::erase(fake::callouts, c) != 0; }

int callout_pending(const struct callout* c) {
  return std::count(fake::callouts.begin(), fake::callouts.end(), c) != 0;
}

int callout_drain(struct callout* c) {
  fake::MaySleep("callout_drain");
  return callout_stop(c);
}

int callout_reset_sbt(struct callout* c, sbintime_t due, sbintime_t, void (*function)(void*),
                      void* argument, int flags) {
  const int was = callout_stop(c);
  *c = {function, argument, (flags & C_ABSOLUTE) != 0 ? due : fake::now + due};
  fake::callouts.push_back(c);
  return was;
}

taskqueue* taskqueue_create(const char* name, int, void (*)(void*), void*) {
  fake::Queues().push_back(new taskqueue(name));
  return fake::Queues().back();
}

int taskqueue_start_threads(taskqueue**, int, int, const char*) { return 0; }
void taskqueue_thread_enqueue(void*) {}

int taskqueue_enqueue(taskqueue* queue, task* t) {
  if (t->pending++ == 0) queue->tasks.push_back(t);
  return 0;
}

// Whoever waits for a task must not hold what the task needs.
void taskqueue_drain(taskqueue* queue, task* t) {
  fake::MaySleep("taskqueue_drain");
  while (t->pending != 0) fake::RunOne(queue);
}

void taskqueue_free(taskqueue* queue) {
  fake::MaySleep("taskqueue_free");
  while (fake::RunOne(queue)) {
  }
  std::erase(fake::Queues(), queue);
  delete queue;
}

}  // extern "C"
