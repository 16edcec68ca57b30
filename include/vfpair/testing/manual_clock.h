// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A clock that moves when it is told to, and calls what was asked for on the way.
#ifndef VFPAIR_TESTING_MANUAL_CLOCK_H_
#define VFPAIR_TESTING_MANUAL_CLOCK_H_

// clang-format off
#include "vfpair/testing/hosted.h"  // first: it says no to kernels
// clang-format on

#include <functional>
#include <map>
#include <unordered_map>
#include <utility>

#include "vfpair/types.h"

VFPAIR_TESTING_BEGIN

/// Single-threaded. Callbacks may ask for more callbacks, cancel others, and advance the clock
/// themselves (a simulated wait): time never goes backwards.
class ManualClock {
 public:
  using Callback = std::function<void()>;
  using Ticket = U64;  ///< of a callback; 0 is never one

  U64 NowNs() const noexcept { return now_ns_; }

  /// Calls back when the clock reaches `when_ns`; those due at one instant in the order of asking.
  Ticket At(U64 when_ns, Callback callback) {
    const Ticket ticket = ++last_ticket_;
    const Key key{when_ns < now_ns_ ? now_ns_ : when_ns, ticket};
    waiting_.emplace(key, std::move(callback));
    due_.emplace(ticket, key.first);
    return ticket;
  }
  Ticket After(U64 delay_ns, Callback callback) {
    return At(now_ns_ + delay_ns, std::move(callback));
  }

  /// Cancelling what was called, was cancelled or never was changes nothing.
  void Cancel(Ticket ticket) {
    const auto found = due_.find(ticket);
    if (found == due_.end()) return;
    waiting_.erase({found->second, ticket});
    due_.erase(found);
  }

  /// Moves to the next callback due no later than `limit_ns` and calls it.
  /// @returns false when there is none; the clock then stands where it stood.
  bool RunNext(U64 limit_ns) {
    if (waiting_.empty() || waiting_.begin()->first.first > limit_ns) return false;
    auto node = waiting_.extract(waiting_.begin());
    due_.erase(node.key().second);
    if (node.key().first > now_ns_) now_ns_ = node.key().first;
    node.mapped()();
    return true;
  }

  void AdvanceTo(U64 when_ns) {
    while (RunNext(when_ns)) {
    }
    if (when_ns > now_ns_) now_ns_ = when_ns;
  }
  void Advance(U64 ns) { AdvanceTo(now_ns_ + ns); }

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

  Size waiting() const noexcept { return waiting_.size(); }

 private:
  using Key = std::pair<U64, Ticket>;

  U64 now_ns_ = 0;
  Ticket last_ticket_ = 0;
  std::map<Key, Callback> waiting_;
  std::unordered_map<Ticket, U64> due_;
};

VFPAIR_TESTING_END

#endif  // VFPAIR_TESTING_MANUAL_CLOCK_H_
