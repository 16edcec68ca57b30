// SPDX-License-Identifier: BSD-2-Clause
// Threads, complaints, sleeping, vnets.
#include <net/vnet.h>
#include <sys/priv.h>

#include "tests/stubs/freebsd/kernel/epoch_and_locks.h"
#include "tests/stubs/freebsd/kernel/kernel.h"

extern "C" {
thread* fake_curthread = &fake::MainThread();
vnet* fake_vnets = &fake::HostVnet();
int bootverbose = 1;
}

namespace fake {
namespace {
std::vector<std::string> complaints;
std::function<void()> on_sleep;
}  // namespace

void Complain(const std::string& what) { complaints.push_back(curthread->name + (": " + what)); }

std::vector<std::string> TakeComplaints() {
  CheckIdle();
  return std::exchange(complaints, {});
}

vnet& HostVnet() {
  static vnet host{"host", STAILQ_HEAD_INITIALIZER(host.interfaces), &JailVnet()};
  return host;
}

vnet& JailVnet() {
  static vnet jail{"jail", STAILQ_HEAD_INITIALIZER(jail.interfaces), nullptr};
  return jail;
}

ucred& Root() {
  static ucred root{&HostVnet(), true};
  return root;
}

thread& MainThread() {
  static thread main{"main", &Root(), nullptr, 0, false};
  return main;
}

thread& InterruptThread() {
  static thread interrupt{"interrupt", &Root(), nullptr, 0, true};
  return interrupt;
}

AsThread::AsThread(thread& other) : before_(curthread) { fake_curthread = &other; }
AsThread::~AsThread() {
  CheckIdle();
  fake_curthread = before_;
}

void MaySleep(const std::string& why) {
  if (curthread->is_interrupt) Complain("an interrupt thread sleeps: " + why);
  if (curthread->epochs != 0) Complain("sleeps in the net epoch: " + why);
  if (const std::string mutex = HeldMutex(); !mutex.empty())
    Complain("sleeps with mutex \"" + mutex + "\": " + why);
}

void CheckIdle() {
  if (curthread->epochs != 0) Complain("left the net epoch open");
  if (curthread->td_vnet != nullptr) Complain("left a vnet current");
  if (const std::string lock = HeldLock(); !lock.empty()) Complain("left with lock " + lock);
  curthread->epochs = 0;
  curthread->td_vnet = nullptr;
  ForgetLocks();
}

void OnSleep(std::function<void()> what) { on_sleep = std::move(what); }

void OthersRun() {
  static thread other{"another CPU", &Root(), nullptr, 0, false};
  static bool running = false;
  if (running || !on_sleep) return;
  running = true;
  {
    AsThread as(other);
    on_sleep();
  }
  running = false;
}

}  // namespace fake

extern "C" {

void fake_assert(bool holds, const char* what, const char* file, int line) {
  if (!holds)
    fake::Complain(std::string("asserted: ") + what + " at " + file + ":" + std::to_string(line));
}

int priv_check(thread* td, int) { return td->td_ucred->privileged ? 0 : EPERM; }

vnet* fake_vnet_enter(vnet* to) {
  if (to == nullptr) fake::Complain("no vnet is made current");
  return std::exchange(curthread->td_vnet, to);
}

void fake_vnet_leave(vnet* saved) { curthread->td_vnet = saved; }

vnet* fake_curvnet() {
  if (curthread->td_vnet != nullptr) return curthread->td_vnet;
  fake::Complain("no vnet is current");
  return &fake::HostVnet();
}

}  // extern "C"
