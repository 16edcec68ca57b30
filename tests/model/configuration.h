// SPDX-License-Identifier: BSD-2-Clause
// What can happen in a model: who may act, how often things may go wrong, and with which profile.
#ifndef VFPAIR_TESTS_MODEL_CONFIGURATION_H_
#define VFPAIR_TESTS_MODEL_CONFIGURATION_H_

#include <string>
#include <vector>

#include "vfpair/profile.h"

namespace vfpair::model {

/// The interfaces of the model. X has V's place in nothing but its bus: another address.
enum Who : U8 { kS, kV, kW, kX };
inline constexpr Size kNics = 4;

enum class Act : U8 {
  // the actor and its platform
  kStart,
  kRun,         ///< what was scheduled runs
  kTimer,       ///< the timer is due
  kEarlyTimer,  ///< the timer fires before it is due
  kSpurious,    ///< every signal, for no reason
  // a VF; the argument says which
  kArrive,
  kOffer,  ///< offered once more
  kDepart,
  kPull,      ///< the device is gone, and the OS has not noticed
  kClose,     ///< somebody else brings it down
  kOpen,      ///< somebody else brings it up
  kCable,     ///< its link comes or goes
  kSetVfMtu,  ///< somebody else changes its MTU
  kTaken,     ///< it gets, or loses, an address of its own
  kVfMac,     ///< somebody gives it another MAC address, or its own again
  kRename,
  kVfReady,  ///< its driver says that its attach is done
  kStale,    ///< word of the departure of an earlier interface at the same place
  // S and its users
  kSynthetic,   ///< up, or down
  kChangeMtu,   ///< the argument is an index of kMtus
  kFilter,      ///< the argument is a FilterKind
  kCapability,  ///< a capability is turned off, or on
  kUnpair,      ///< in order
  kShutdown,    ///< at once
  kSyntheticGone,
  // the host; the argument is the place of a question that was not answered yet, oldest first
  kAnswer,
  kRefuse,
  kLose,
  kRevoke,
  kPromise,  ///< it promises a VF, or takes the promise back
  kForget,   ///< it loses what it was told
};

struct Action {
  Act act;
  U8 arg = 0;
};

inline constexpr U32 kMtus[] = {1500, 1600, 3000};  // the last is beyond what a VF takes

/// A platform that breaks a rule of platform.h, to see that the model notices.
enum class Flaw : U8 {
  kNone,
  kGraceDoesNotWait,
  kWakeIsForgotten,
  kTimerIsForgotten,
  kLinkIsNotSignalled,
  kUndoIsSkipped,       ///< V stays captured
  kRefusedMtuSticks,    ///< V's driver refuses an MTU, and has it all the same
  kHostAnswersUnasked,  ///< an answer for the generation after the last
  kClosingIsNotTold,    ///< V is brought down and only the signal comes
  kFlagsNotShared,      ///< a filter entry that is ours takes its user's away with it
};

struct Configuration {
  std::string name;
  std::string summary;
  std::vector<Action> actions;
  std::vector<Action> moves;  ///< may also happen between two effects of a run of the pair
  U8 faults = 0;              ///< effects that may fail, per path
  U8 moves_per_run = 0;
  bool host_at_once = true;  ///< ways the host has of answering
  bool host_later = false;
  bool vf_arrives_up = false;
  bool named_rule = false;
  Flaw flaw = Flaw::kNone;
  Profile profile = {.damping = {.leaves = 0}, .retry_longest_ns = kNsPerSecond};
  U32 max_depth = 200;
  U32 max_states = 20'000'000;

  /// Whether V is left when it has no link, or is used whatever its link (hn).
  bool HeedsLink() const { return profile.transmit == TxPolicy::kFallBack; }
};

}  // namespace vfpair::model

#endif  // VFPAIR_TESTS_MODEL_CONFIGURATION_H_
