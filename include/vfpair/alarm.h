// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A pair's one timer, and the deadline of the state it is in.
#ifndef VFPAIR_ALARM_H_
#define VFPAIR_ALARM_H_

#include "vfpair/platform.h"

VFPAIR_NAMESPACE_BEGIN

/// The sooner of two deadlines; 0 is none.
constexpr U64 Sooner(U64 a, U64 b) noexcept { return a == 0 || (b != 0 && b < a) ? b : a; }

/// All functions: actor.
template <Platform P>
class Alarm {
 public:
  explicit Alarm(P& platform) noexcept : platform_(platform) {}

  void Wait(U64 now_ns, U64 ns) noexcept { WaitUntil(now_ns + ns); }
  void WaitUntil(U64 deadline_ns) noexcept { deadline_ns_ = deadline_ns != 0 ? deadline_ns : 1; }
  void StopWaiting() noexcept { deadline_ns_ = 0; }

  /// The timer fired, be it early, or not at all. @returns whether the state's deadline is over,
  /// once.
  bool Rang(U64 now_ns) noexcept {
    armed_ns_ = kUnknown;
    if (deadline_ns_ == 0 || now_ns < deadline_ns_) return false;
    deadline_ns_ = 0;
    return true;
  }

  /// Sets the timer for the state's deadline or `other_ns`, whichever is sooner.
  void Arm(U64 other_ns) noexcept {
    const U64 next = Sooner(deadline_ns_, other_ns);
    if (next == armed_ns_) return;
    armed_ns_ = next;
    platform_.SetTimer(next);
  }

 private:
  friend struct PairInspector;  // tests: tests/model stores and restores whole pairs

  static constexpr U64 kUnknown = ~U64{0};  // to be set anew, or cancelled

  P& platform_;
  U64 deadline_ns_ = 0;
  U64 armed_ns_ = 0;
};

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_ALARM_H_
