// SPDX-License-Identifier: BSD-2-Clause
// What tests ask of the fake kernel. It has one CPU and simulated threads: whoever calls is one,
// and while it waits (pause, the end of an epoch) time passes, timers fire and the rest of the
// machine may do something. What a real kernel would panic of, hang in or corrupt is a complaint.
#ifndef TESTS_STUBS_FREEBSD_KERNEL_KERNEL_H_
#define TESTS_STUBS_FREEBSD_KERNEL_KERNEL_H_

#include <sys/mbuf.h>
#include <sys/module.h>
#include <sys/proc.h>
#include <sys/systm.h>

#include <cstring>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace fake {

// ---- complaints ----
void Complain(const std::string& what);
std::vector<std::string> TakeComplaints();

// ---- threads ----

/// The calling thread is another one until the end of the scope.
class AsThread {
 public:
  explicit AsThread(thread& other);
  ~AsThread();
  AsThread(const AsThread&) = delete;
  AsThread& operator=(const AsThread&) = delete;

 private:
  thread* const before_;
};

thread& MainThread();       // root's shell
thread& InterruptThread();  // a timer or a link task: never sleeps
ucred& Root();
/// The calling thread is about to sleep for `why`: a complaint when it must not.
void MaySleep(const std::string& why);
/// A thread holds nothing when it is done.
void CheckIdle();

/// Called when a thread sleeps, as another one: what the rest of the machine does meanwhile.
void OnSleep(std::function<void()> what);

// ---- time ----
void Advance(sbintime_t time);  // timers that become due, and the tasks they start
inline void AdvanceMs(int ms) { Advance(ms * SBT_1MS); }
void RunTasks();
int TimersPending();
int TasksPending();

// ---- text ----
std::vector<std::string>& Log();     // printf, if_printf
std::vector<std::string>& Devctl();  // "system subsystem type data"
std::string Format(const char* format, va_list arguments);

// ---- memory ----
long LiveMemory();  // allocations, counters, sbufs
size_t LivePackets();
void CheckFreedPackets();
bool IsAlive(const mbuf* m);
void FailAllocations(int count);  // the next ones that may not wait

// ---- sysctl ----

/// All answer an errno. "hw.vfpair.vf_xpnt_attwait" and the like.
int SysctlRead(const std::string& name, std::string* out);
int SysctlWrite(const std::string& name, int value);
/// A text is written, and what the same call answers read; without `reply`, only written.
int SysctlAsk(const std::string& name, const std::string& line, std::string* reply);
size_t SysctlCount();  // nodes below hw

// ---- the module ----
int Load();
int Unload();

/// Handlers registered for all events.
size_t HandlerCount();

/// The network stack for whom `vnet` is the only one but the host's.
vnet& HostVnet();
vnet& JailVnet();

}  // namespace fake

#endif  // TESTS_STUBS_FREEBSD_KERNEL_KERNEL_H_
