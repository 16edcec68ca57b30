// SPDX-License-Identifier: BSD-2-Clause
// Who watches the shim's pairs.
#ifndef TESTS_STUBS_FREEBSD_WATCHER_H_
#define TESTS_STUBS_FREEBSD_WATCHER_H_

#include "vfpair/platform.h"
#include "vfpair/testing/fault_injector.h"

/// Pairs are made deep inside the shim, and find it here.
class Watcher {
 public:
  virtual vfpair::testing::FaultInjector& faults() = 0;
  /// `vf` is the one that S's frames go to, or come back from.
  virtual vfpair::Status AskHost(vfpair::Side side, vfpair::VfId vf, vfpair::U32 generation) = 0;

  static Watcher*& Current() {
    static Watcher* current = nullptr;
    return current;
  }

 protected:
  ~Watcher() = default;
};

#endif  // TESTS_STUBS_FREEBSD_WATCHER_H_
