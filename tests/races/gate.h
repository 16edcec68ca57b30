// SPDX-License-Identifier: BSD-2-Clause
// Stops one thread where a test wants it.
#ifndef VFPAIR_TESTS_RACES_GATE_H_
#define VFPAIR_TESTS_RACES_GATE_H_

#include <atomic>
#include <thread>

namespace vfpair::races {

class Gate {
 public:
  /// The first thread that comes along waits until Open(); later ones pass.
  void PassOrWait() {
    if (reached_.exchange(true)) return;
    while (!open_.load()) std::this_thread::yield();
  }
  void WaitUntilReached() const {
    while (!reached_.load()) std::this_thread::yield();
  }
  void Open() { open_.store(true); }

 private:
  std::atomic<bool> reached_{false};
  std::atomic<bool> open_{false};
};

}  // namespace vfpair::races

#endif  // VFPAIR_TESTS_RACES_GATE_H_
