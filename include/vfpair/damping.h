// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Flap damping: a V that keeps leaving is left alone for a while, for longer each time (T-U08, P2).
//
// Leaving V is never delayed, only coming back to it. A pair that has flapped is on probation: each
// further leave is a strike by itself and doubles the hold. Were a full set of leaves needed for
// every strike, a V that flaps without end would get them again after each hold. Probation ends
// when V was allowed for as long as it was held last (at least one window) and did not leave.
#ifndef VFPAIR_DAMPING_H_
#define VFPAIR_DAMPING_H_

#include "vfpair/machine.h"

VFPAIR_NAMESPACE_BEGIN

struct DampingLimits {
  U32 leaves = 10;                      ///< so many leaves, at most kMaxLeaves; 0 turns damping off
  U64 window_ns = 60 * kNsPerSecond;    ///< within this time are flapping
  U64 first_ns = 10 * kNsPerSecond;     ///< the first hold
  U64 longest_ns = 640 * kNsPerSecond;  ///< holds double up to this
  U64 up_hold_ns = 0;                   ///< V's link must have been up for so long before V is used
};

/// Whether a transition takes the path, or the host's switch to it, away from V without the user
/// having asked for it. A switch that was only begun counts: it is the host that suffers from them.
constexpr bool LeavesUnexpectedly(State from, State to, Event event) noexcept {
  if (from != State::kActive && from != State::kSwitching) return false;
  if (to == State::kActive || to == State::kSwitching) return false;
  return event != Event::kSyntheticDown && event != Event::kUnpair &&
         event != Event::kSyntheticGone && event != Event::kSettingsChanged;
}

/// Keeps the time of the last leaves in a ring: a sliding window needs exactly as many stamps as
/// leaves make a flap, so the count is exact, and storage and work per leave are fixed. Plain data;
/// belongs to the pair, not to V, and outlives V: a V that is unplugged and plugged again flaps as
/// well. Actor.
class FlapDamper {
 public:
  static constexpr U32 kMaxLeaves = 16;

  /// The path left V unexpectedly. @returns whether that began, or lengthened, a hold.
  constexpr bool NoteLeft(const DampingLimits& limits, U64 now_ns) noexcept {
    ++leaves_;
    if (limits.leaves == 0) return false;
    Forgive(limits, now_ns);
    const U32 needed = limits.leaves < kMaxLeaves ? limits.leaves : kMaxLeaves;
    stamps_[next_] = now_ns;
    const U64 oldest = stamps_[(next_ + kMaxLeaves + 1 - needed) % kMaxLeaves];
    next_ = (next_ + 1) % kMaxLeaves;
    if (stamped_ < kMaxLeaves) ++stamped_;
    const bool flaps = stamped_ >= needed && now_ns - oldest <= limits.window_ns;
    if (strikes_ == 0 && !flaps) return false;
    hold_ns_ = strikes_ == 0                      ? limits.first_ns
               : hold_ns_ > limits.longest_ns / 2 ? limits.longest_ns
                                                  : hold_ns_ * 2;
    if (hold_ns_ > limits.longest_ns) hold_ns_ = limits.longest_ns;
    struck_ns_ = now_ns;
    ++strikes_;
    return hold_ns_ != 0;
  }

  /// When V may be used again: a time after `now_ns`, or 0 = it may be used now.
  constexpr U64 HoldUntil(U64 now_ns) const noexcept {
    if (now_ns - struck_ns_ >= hold_ns_) return 0;
    return NotZero(struck_ns_ + hold_ns_);
  }

  /// The same, with the time V's link has to be up, given when it came up.
  constexpr U64 UsableFrom(const DampingLimits& limits, U64 link_up_ns, U64 now_ns) const noexcept {
    const U64 hold = HoldUntil(now_ns);
    if (now_ns - link_up_ns >= limits.up_hold_ns) return hold;
    const U64 up = NotZero(link_up_ns + limits.up_hold_ns);
    return hold == 0 || up - now_ns > hold - now_ns ? up : hold;
  }

  // What tools show: all unexpected leaves there ever were; strikes of the present or last
  // probation, and its latest hold.
  constexpr U64 leaves() const noexcept { return leaves_; }
  constexpr U32 strikes() const noexcept { return strikes_; }
  constexpr U64 hold_ns() const noexcept { return hold_ns_; }

 private:
  friend struct PairInspector;  // tests: tests/model stores and restores whole pairs

  static constexpr U64 NotZero(U64 time_ns) noexcept { return time_ns != 0 ? time_ns : 1; }

  // Differences only, so that times may wrap.
  constexpr void Forgive(const DampingLimits& limits, U64 now_ns) noexcept {
    const U64 quiet = hold_ns_ > limits.window_ns ? hold_ns_ : limits.window_ns;
    const U64 since = now_ns - struck_ns_;
    if (strikes_ == 0 || since < hold_ns_ || since - hold_ns_ < quiet) return;
    strikes_ = 0;
    hold_ns_ = 0;  // the stamps are older than the window by now
  }

  U64 stamps_[kMaxLeaves] = {};
  U32 next_ = 0;
  U32 stamped_ = 0;
  U32 strikes_ = 0;
  U64 struck_ns_ = 0;
  U64 hold_ns_ = 0;
  U64 leaves_ = 0;
};

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_DAMPING_H_
