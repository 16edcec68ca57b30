// SPDX-License-Identifier: BSD-2-Clause
// The fake kernel's time as the machine around a pair has it: nanoseconds, and calls back at them.
#ifndef TESTS_STUBS_FREEBSD_KERNEL_CLOCK_H_
#define TESTS_STUBS_FREEBSD_KERNEL_CLOCK_H_

#include <sys/callout.h>

#include <functional>
#include <list>
#include <utility>

#include "tests/stubs/freebsd/kernel/kernel.h"
#include "vfpair/types.h"

class KernelClock {
 public:
  KernelClock() = default;
  KernelClock(const KernelClock&) = delete;
  KernelClock& operator=(const KernelClock&) = delete;
  ~KernelClock() { Forget(); }

  vfpair::U64 NowNs() const { return static_cast<vfpair::U64>(sbttons(sbinuptime())); }
  vfpair::U64 AwakeNs() const { return 1 + NowNs(); }  // it is never frozen

  /// Calls back as an interrupt, also while the kernel's threads wait for something.
  void After(vfpair::U64 ns, std::function<void()> what) {
    waits_.push_front({});
    Wait& wait = waits_.front();
    wait.what = std::move(what);
    wait.clock = this;
    wait.self = waits_.begin();
    callout_init(&wait.timer, 1);
    callout_reset_sbt(&wait.timer, Tick(NowNs() + ns), 0, Ring, &wait, C_ABSOLUTE);
  }
  /// Nobody is called back any more.
  void Forget() {
    for (Wait& wait : waits_) callout_stop(&wait.timer);
    waits_.clear();
  }

  void Advance(vfpair::U64 ns) {
    const sbintime_t until = Tick(NowNs() + ns), now = sbinuptime();
    fake::Advance(until > now ? until - now : 0);
  }

 private:
  struct Wait {
    callout timer{};
    std::function<void()> what;
    KernelClock* clock = nullptr;
    std::list<Wait>::iterator self;
  };

  // The kernel counts in finer steps: the first that is not before that nanosecond.
  static sbintime_t Tick(vfpair::U64 ns) { return nstosbt(static_cast<int64_t>(ns)) + 1; }

  static void Ring(void* argument) {
    auto& wait = *static_cast<Wait*>(argument);
    const std::function<void()> what = std::move(wait.what);
    wait.clock->waits_.erase(wait.self);
    what();
  }

  std::list<Wait> waits_;
};

#endif  // TESTS_STUBS_FREEBSD_KERNEL_CLOCK_H_
