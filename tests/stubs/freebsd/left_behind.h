// SPDX-License-Identifier: BSD-2-Clause
// What a machine must not have left of a module that was unloaded.
#ifndef TESTS_STUBS_FREEBSD_LEFT_BEHIND_H_
#define TESTS_STUBS_FREEBSD_LEFT_BEHIND_H_

#include <cstddef>

class LeftBehind {
 public:
  /// Before the module is loaded.
  LeftBehind();
  /// Unloads it; handlers, memory, sysctls, timers.
  void ExpectUnloaded() const;
  /// After the interfaces are gone, too: packets, and what the kernel complains of.
  static void ExpectNothing();

 private:
  long memory_;
  size_t sysctls_;
};

#endif  // TESTS_STUBS_FREEBSD_LEFT_BEHIND_H_
