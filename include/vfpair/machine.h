// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The pairing state machine: states, events, guards, and how one step is found. Pure.
#ifndef VFPAIR_MACHINE_H_
#define VFPAIR_MACHINE_H_

#include "vfpair/lists.h"
#include "vfpair/types.h"

VFPAIR_NAMESPACE_BEGIN

#define VFPAIR_ENUMERATOR_(name, text) k##name,
#define VFPAIR_TEXT_(name, text) text,
#define VFPAIR_COUNT_(name, text) +1

/// What a pair is doing.
///   idle       no V
///   awaiting   no V yet; the host has promised one
///   missing    as awaiting, for longer than a device takes to appear: somebody should look
///   settling   V's input is S's; V's own attach may not be finished, so nothing of V is touched
///   ready      negotiated; S is down, so V is kept down
///   starting   V is up (or coming up) and has no link yet; packets travel over S
///   holding    V has link, but came and went too often, or has link for too short a time
///   switching  V has link; the host is being asked to steer to it
///   active     packets travel over V
///   returning  packets travel over S again; the host is asked to steer back; V still receives
///   degraded   V is held but not used, for a reason; a retry is due
///   leaving    V is being released
///   closed     the pair is over; terminal
enum class State : U8 { VFPAIR_STATES(VFPAIR_ENUMERATOR_) };
inline constexpr Size kStateCount = 0 VFPAIR_STATES(VFPAIR_COUNT_);

/// What can happen to a pair, in the order of priority when several are due at once.
enum class Event : U8 { VFPAIR_EVENTS(VFPAIR_ENUMERATOR_) };
inline constexpr Size kEventCount = 0 VFPAIR_EVENTS(VFPAIR_COUNT_);

constexpr const char* StateName(State state) noexcept {
  constexpr const char* kNames[] = {VFPAIR_STATES(VFPAIR_TEXT_)};
  const auto index = static_cast<Size>(state);
  return index < kStateCount ? kNames[index] : "?";
}

constexpr const char* EventName(Event event) noexcept {
  constexpr const char* kNames[] = {VFPAIR_EVENTS(VFPAIR_TEXT_)};
  const auto index = static_cast<Size>(event);
  return index < kEventCount ? kNames[index] : "?";
}

#undef VFPAIR_COUNT_
#undef VFPAIR_TEXT_
#undef VFPAIR_ENUMERATOR_

/// What a row may depend on, beyond state and event.
struct Situation {
  bool synthetic_up = false;
  bool vf_usable = false;  ///< V is up, has carrier, and neither host nor policy speaks against it
  bool closing = false;    ///< the rule was deleted or S is going: after V, the end
  bool held_off = false;   ///< V must not be used before a certain time
  bool vf_is_users = false;  ///< non-transparent: V's user brings it up and down
  bool unsettled = false;    ///< V's settle time was never over
};

enum class Guard : U8 {
  kAlways,
  kSyntheticDown,
  kHeldOff,
  kVfUsable,
  kVfUnusable,
  kClosing,
  kVfIsUsers,
  kUnsettled
};

constexpr bool Holds(Guard guard, const Situation& s) noexcept {
  switch (guard) {
    case Guard::kAlways:
      return true;
    case Guard::kSyntheticDown:
      return !s.synthetic_up;
    case Guard::kHeldOff:
      return s.vf_usable && s.held_off;
    case Guard::kVfUsable:
      return s.vf_usable;
    case Guard::kVfUnusable:
      return !s.vf_usable;
    case Guard::kClosing:
      return s.closing;
    case Guard::kVfIsUsers:
      return s.vf_is_users;
    case Guard::kUnsettled:
      return s.unsettled;
  }
  return false;
}

enum class Response : U8 {
  kGo,         ///< enter `next`
  kReconcile,  ///< stay, and bring the settings in line with what changed
  kIgnore,     ///< nothing to do, because of `why`
};

/// One line of the specification.
struct Row {
  State state;
  Event event;
  Guard guard;
  Response response;
  State next;
  const char* why;  ///< in words: the cause of the step, or why it is ignored
};

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_MACHINE_H_
