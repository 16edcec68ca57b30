// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What the pairs of one simulated machine share: time, the OS's configuration lock, the registry.
#ifndef VFPAIR_TESTING_SIM_SYSTEM_H_
#define VFPAIR_TESTING_SIM_SYSTEM_H_

// clang-format off
#include "vfpair/testing/hosted.h"  // first: it says no to kernels
// clang-format on

#include <deque>
#include <functional>
#include <utility>

#include "vfpair/registry.h"
#include "vfpair/testing/manual_clock.h"

VFPAIR_TESTING_BEGIN

/// One at a time, as under an OS's configuration lock. Time may pass while it is held; what is
/// asked for meanwhile is done, in the order of asking, when it is free.
class SimLock {
 public:
  template <class Action>
  void Hold(Action&& action) {
    ++depth_;
    action();
    if (--depth_ == 0) RunWaiting();
  }
  void WhenFree(std::function<void()> action) {
    waiting_.push_back(std::move(action));
    if (depth_ == 0) RunWaiting();
  }

 private:
  void RunWaiting() {
    while (!waiting_.empty()) {
      const std::function<void()> action = std::move(waiting_.front());
      waiting_.pop_front();
      ++depth_;
      action();
      --depth_;
    }
  }

  int depth_ = 0;
  std::deque<std::function<void()>> waiting_;
};

template <class P>
struct SimSystem {
  ManualClock clock;
  SimLock lock;
  Registry<P> registry;
};

VFPAIR_TESTING_END

#endif  // VFPAIR_TESTING_SIM_SYSTEM_H_
