// SPDX-License-Identifier: BSD-2-Clause
// A writer: switches between V and S, so many times a second or as fast as it can.
#ifndef VFPAIR_BENCH_FLAPPER_H_
#define VFPAIR_BENCH_FLAPPER_H_

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>

#include "vfpair/types.h"

namespace vfpair::bench {

class Flapper {
 public:
  static constexpr int kAsFastAsItCan = -1;

  /// `flaps` a second; 0 = none.
  Flapper(int flaps, std::function<void(Side)> switch_to) : switch_to_(std::move(switch_to)) {
    if (flaps != 0) thread_ = std::thread([this, flaps] { Loop(flaps); });
  }
  ~Flapper() {
    {
      const std::lock_guard lock(mutex_);
      stopped_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
  }

 private:
  void Loop(int flaps) {
    const auto period = std::chrono::nanoseconds(flaps < 0 ? 0 : kNsPerSecond / U64(flaps));
    std::unique_lock lock(mutex_);
    for (bool to_vf = false; !stopped_; to_vf = !to_vf) {
      lock.unlock();
      switch_to_(to_vf ? Side::kVf : Side::kSynthetic);
      lock.lock();
      if (flaps > 0) changed_.wait_for(lock, period, [this] { return stopped_; });
    }
  }

  std::function<void(Side)> switch_to_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopped_ = false;
  std::thread thread_;
};

}  // namespace vfpair::bench

#endif  // VFPAIR_BENCH_FLAPPER_H_
