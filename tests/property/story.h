// SPDX-License-Identifier: BSD-2-Clause
// Random stories: sequences of what users and hardware do to a pair, run in the simulator, checked
// after every event, told in words when one fails, and shrunk.
#ifndef VFPAIR_TESTS_PROPERTY_STORY_H_
#define VFPAIR_TESTS_PROPERTY_STORY_H_

#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "vfpair/testing/sim_world.h"

namespace vfpair::testing {

enum class Act : U8 {
  kArrive,
  kDepart,
  kPullOut,
  kCloseVf,
  kOpenVf,
  kVfCable,
  kSyntheticUp,
  kSyntheticCable,
  kSyntheticWanted,
  kVfWanted,
  kSyntheticTso,
  kMtu,
  kAddFilter,
  kRemoveFilter,
  kAddVfFilter,
  kRevoke,
  kHostMode,
  kHostPromise,
  kHostForgets,
  kRename,
  kVfMac,
  kVfMoves,
  kVfReady,
  kVfHashes,
  kSyntheticMac,
  kSyntheticCapabilities,
  kSyntheticXdp,
  kFaults,
  kTraffic,
  kWait,
};
inline constexpr int kActs = 30;

struct Deed {
  Act act = Act::kWait;
  U32 n = 0;  ///< what it is done with; meaning by act
};

struct Story {
  U64 seed = 0;
  U32 host = 0;  ///< HostMode
  U32 profile =
      0;  ///< strict, hn, tracking, strict-own links, a flap is one too many (with tracking)
  bool synthetic_up = true;
  bool vf_up = false;
  U64 actor_delay_ns = 0;
  U64 link_ns = 0;
  bool with_faults = false;
  bool synthetic_goes = false;  ///< the end is S going away, not unpairing
  bool in_order = false;        ///< the end waits for the host
  bool recovers = false;        ///< before the end everything is made well, and V must be used
  std::vector<Deed> events;
};

Story MakeStory(U64 seed, bool with_faults, Size length);

/// What was seen while stories were run.
struct Seen {
  Size effects = 0;  ///< of the last one: how many could have failed
  U64 packets = 0;
  U64 switches = 0;
  std::set<std::string> steps;  ///< "active vf-departed leaving"
};

/// The `effect`-th effect that can fail ends with `outcome`.
struct Fault {
  Size effect = 0;
  Outcome outcome = Outcome::kRefused;
};

/// Runs it. @returns "" or what was wrong, after which event.
std::string RunStory(const Story& story, Seen* seen = nullptr,
                     std::optional<Fault> fault = std::nullopt);

/// The shortest story found, by leaving events out, that still fails.
Story Shrink(const Story& story);

std::string Tell(const Story& story);

}  // namespace vfpair::testing

#endif  // VFPAIR_TESTS_PROPERTY_STORY_H_
