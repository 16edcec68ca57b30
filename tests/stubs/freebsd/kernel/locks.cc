// SPDX-License-Identifier: BSD-2-Clause
// Mutexes and sleepable locks: who holds them, and in which order they are taken.
#include <sys/lock.h>

#include <map>
#include <set>

#include "tests/stubs/freebsd/kernel/epoch_and_locks.h"
#include "tests/stubs/freebsd/kernel/kernel.h"

namespace fake {
namespace {

std::map<const thread*, std::vector<const fake_lock*>>& Held() {
  static std::map<const thread*, std::vector<const fake_lock*>> held;
  return held;
}

// Which names were taken while a name was held.
std::map<std::string, std::set<std::string>>& After() {
  static std::map<std::string, std::set<std::string>> after;
  return after;
}

bool Leads(const std::string& from, const std::string& to, std::set<std::string>& seen) {
  if (from == to) return true;
  if (!seen.insert(from).second) return false;
  for (const std::string& next : After()[from])
    if (Leads(next, to, seen)) return true;
  return false;
}

std::string At(const char* file, int line) {
  return std::string(" at ") + file + ":" + std::to_string(line);
}

void CheckTake(const fake_lock* lock, const char* file, int line) {
  if (lock->name == nullptr) {
    Complain("takes a lock that is not one" + At(file, line));
    return;
  }
  if (lock->may_sleep) MaySleep(std::string("lock ") + lock->name + At(file, line));
  for (const fake_lock* held : Held()[curthread]) {
    if (held == lock) continue;
    std::set<std::string> seen;
    if (Leads(lock->name, held->name, seen))
      Complain(std::string("takes ") + lock->name + " while holding " + held->name +
               ", elsewhere the other way round" + At(file, line));
    else
      After()[held->name].insert(lock->name);
  }
}

void Drop(const fake_lock* lock, const char* file, int line) {
  auto& held = Held()[curthread];
  for (auto it = held.end(); it != held.begin();)
    if (*--it == lock) {
      held.erase(it);
      return;
    }
  Complain("gives a lock back that it does not hold" + At(file, line));
}

}  // namespace

std::string HeldMutex() {
  for (const fake_lock* lock : Held()[curthread])
    if (!lock->may_sleep) return lock->name;
  return "";
}

std::string HeldLock() {
  const auto& held = Held()[curthread];
  return held.empty() ? "" : held.back()->name;
}

void ForgetLocks() { Held()[curthread].clear(); }

}  // namespace fake

extern "C" {

void fake_lock_init(fake_lock* lock, const char* name, bool may_sleep) {
  *lock = {name, may_sleep, nullptr, 0};
}

void fake_lock_destroy(fake_lock* lock) {
  if (lock->owner != nullptr || lock->readers != 0)
    fake::Complain(std::string("destroys a held lock: ") + lock->name);
  lock->name = nullptr;
}

void fake_lock_take(fake_lock* lock, const char* file, int line) {
  fake::CheckTake(lock, file, line);
  if (lock->owner != nullptr || lock->readers != 0)
    fake::Complain(std::string("waits for ever for ") + lock->name + fake::At(file, line));
  lock->owner = curthread;
  fake::Held()[curthread].push_back(lock);
}

void fake_lock_give(fake_lock* lock, const char* file, int line) {
  fake::Drop(lock, file, line);
  lock->owner = nullptr;
}

void fake_lock_take_shared(fake_lock* lock, const char* file, int line) {
  fake::CheckTake(lock, file, line);
  if (lock->owner != nullptr)
    fake::Complain(std::string("waits for ever for ") + lock->name + fake::At(file, line));
  ++lock->readers;
  fake::Held()[curthread].push_back(lock);
}

void fake_lock_give_shared(fake_lock* lock, const char* file, int line) {
  fake::Drop(lock, file, line);
  --lock->readers;
}

bool fake_lock_is_mine(const fake_lock* lock) { return lock->owner == curthread; }

}  // extern "C"
