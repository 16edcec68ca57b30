// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A clock that moves when it is told to, and calls what was asked for on the way.
#ifndef VFPAIR_TESTING_MANUAL_CLOCK_H_
#define VFPAIR_TESTING_MANUAL_CLOCK_H_

// clang-format off
#include "vfpair/testing/hosted.h"  // first: it says no to kernels
// clang-format on

#include <algorithm>
#include <deque>
#include <utility>
#include <vector>

#include "vfpair/testing/inline_function.h"
#include "vfpair/types.h"

VFPAIR_TESTING_BEGIN

/// Single-threaded. Callbacks may ask for more callbacks, cancel others, and advance the clock
/// themselves (a simulated wait): time never goes backwards.
class ManualClock {
 public:
  using Ticket = U64;  ///< of a callback; 0 is never one

  U64 NowNs() const noexcept { return now_ns_; }

  /// Calls back when the clock reaches `when_ns`; those due at one instant in the order of asking.
  template <class Callback>
  Ticket At(U64 when_ns, Callback&& callback) {
    if (free_.empty()) {
      free_.push_back(static_cast<U32>(slots_.size()));
      slots_.emplace_back();
    }
    const U32 index = free_.back();
    free_.pop_back();
    Slot& slot = slots_[index];
    slot.ticket = ++asked_ << kSlotBits | index;
    slot.callback.Set(std::forward<Callback>(callback));
    due_.push_back({when_ns < now_ns_ ? now_ns_ : when_ns, slot.ticket});
    std::push_heap(due_.begin(), due_.end(), Later);
    ++waiting_;
    return slot.ticket;
  }
  template <class Callback>
  Ticket After(U64 delay_ns, Callback&& callback) {
    return At(now_ns_ + delay_ns, std::forward<Callback>(callback));
  }

  /// Cancelling what was called, was cancelled or never was changes nothing.
  void Cancel(Ticket ticket) {
    const U64 index = ticket & kSlotMask;
    if (ticket == 0 || index >= slots_.size() || slots_[index].ticket != ticket) return;
    slots_[index].callback.Reset();
    Release(static_cast<U32>(index));
    --waiting_;
  }

  /// Moves to the next callback due no later than `limit_ns` and calls it.
  /// @returns false when there is none; the clock then stands where it stood.
  bool RunNext(U64 limit_ns) {
    while (!due_.empty() && due_.front().when_ns <= limit_ns) {
      const Due next = due_.front();
      std::pop_heap(due_.begin(), due_.end(), Later);
      due_.pop_back();
      const auto index = static_cast<U32>(next.ticket & kSlotMask);
      Slot& slot = slots_[index];
      if (slot.ticket != next.ticket) continue;  // was cancelled
      slot.ticket = 0;
      --waiting_;
      if (next.when_ns > now_ns_) now_ns_ = next.when_ns;
      slot.callback();
      slot.callback.Reset();
      Release(index);
      return true;
    }
    return false;
  }

  void AdvanceTo(U64 when_ns) {
    while (RunNext(when_ns)) {
    }
    if (when_ns > now_ns_) now_ns_ = when_ns;
  }
  void Advance(U64 ns) { AdvanceTo(now_ns_ + ns); }

  /// The machine is frozen for so long: what became due meanwhile is late, and called by the next
  /// advance.
  void Jump(U64 ns) noexcept {
    now_ns_ += ns;
    frozen_ns_ += ns;
  }
  /// The time that passed without the jumps, from 1 on: 0 can mean never.
  U64 AwakeNs() const noexcept { return 1 + now_ns_ - frozen_ns_; }

  /// Moves callback by callback until `done()` holds or `limit_ns` is reached.
  /// @returns whether it holds.
  template <class Done>
  bool AdvanceUntil(U64 limit_ns, Done&& done) {
    while (!done() && RunNext(limit_ns)) {
    }
    if (done()) return true;
    if (limit_ns > now_ns_) now_ns_ = limit_ns;
    return done();
  }

  Size waiting() const noexcept { return waiting_; }

 private:
  // A ticket is the number of the asking, and the slot that keeps the callback.
  static constexpr U32 kSlotBits = 24;
  static constexpr U64 kSlotMask = (U64{1} << kSlotBits) - 1;

  struct Slot {
    Ticket ticket = 0;
    InlineFunction callback;
  };
  struct Due {
    U64 when_ns;
    Ticket ticket;
  };

  static bool Later(const Due& a, const Due& b) noexcept {
    return a.when_ns != b.when_ns ? a.when_ns > b.when_ns : a.ticket > b.ticket;
  }
  void Release(U32 index) {
    slots_[index].ticket = 0;
    free_.push_back(index);
  }

  U64 now_ns_ = 0;
  U64 frozen_ns_ = 0;
  U64 asked_ = 0;
  Size waiting_ = 0;
  std::deque<Slot> slots_;  // which stay where they are while callbacks ask for more
  std::vector<U32> free_;
  std::vector<Due> due_;  // a heap; may name slots that were cancelled
};

VFPAIR_TESTING_END

#endif  // VFPAIR_TESTING_MANUAL_CLOCK_H_
