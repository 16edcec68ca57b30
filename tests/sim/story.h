// SPDX-License-Identifier: BSD-2-Clause
// A story: a machine with one to three pairs, and what users, drivers and hosts do to it, deed by
// deed. Plain data: it can be drawn from a seed, written down, read back, shortened and told again.
#ifndef VFPAIR_TESTS_SIM_STORY_H_
#define VFPAIR_TESTS_SIM_STORY_H_

#include <string>
#include <vector>

#include "vfpair/testing/hosted.h"
#include "vfpair/types.h"

VFPAIR_TESTING_BEGIN

// X(enumerator, name, names of its numbers). Those of one pair, unless said otherwise. `vf` counts
// the VFs that are there, `model` is a line of models.h, `way` is to-peer or from-peer.
#define VFPAIR_STORY_ACTS(X)                                                                     \
  X(Wait, "wait", "us")     /* the whole machine's */                                            \
  X(Freeze, "freeze", "us") /* the whole machine's: time passes, nothing runs */                 \
  X(VfArrives, "vf-arrives", "model", "after_us", "up", "link_us")                               \
  X(VfDeparts, "vf-departs", "vf")                                                               \
  X(VfPulled, "vf-pulled", "vf", "notice_us")                                                    \
  X(VfMigrates, "vf-migrates", "vf", "pulled", "absent_us", "frozen_us", "model")                \
  X(VfClosed, "vf-closed", "vf")                                                                 \
  X(VfOpened, "vf-opened", "vf")                                                                 \
  X(VfCable, "vf-cable", "vf", "plugged", "after_us")                                            \
  X(VfFlaps, "vf-flaps", "vf", "times", "every_us")                                              \
  X(VfFeatures, "vf-features", "vf", "bits")                                                     \
  X(VfFilter, "vf-filter", "vf", "filter")    /* somebody else's, on V */                        \
  X(VfMtu, "vf-mtu", "vf", "mtu")             /* somebody else's doing */                        \
  X(AllArrive, "all-arrive", "each", "model") /* the whole machine's: many VFs at one instant */ \
  X(SyntheticUp, "s-up", "up", "after_us")                                                       \
  X(SyntheticUpDowns, "s-up-downs", "times", "every_us")                                         \
  X(SyntheticCable, "s-cable", "plugged")                                                        \
  X(SyntheticFeatures, "s-features", "bits")                                                     \
  X(SyntheticTso, "s-tso", "bytes", "segments")                                                  \
  X(SyntheticMtu, "s-mtu", "mtu")                                                                \
  X(FilterAdded, "filter-added", "filter")                                                       \
  X(FilterRemoved, "filter-removed", "index")                                                    \
  X(RuleRenewed, "rule-renewed", "after_us", "in_order") /* deleted, and made again later */     \
  X(HostRevokes, "host-revokes")                                                                 \
  X(HostMode, "host-mode", "host")                                                               \
  X(HostPromises, "host-promises", "promised") /* that there is a VF, or is no more */           \
  X(HostForgets, "host-forgets")               /* and starts from S */                           \
  X(VfRenamed, "vf-renamed", "vf")                                                               \
  X(VfMac, "vf-mac", "vf", "own")      /* own: the one it came with */                           \
  X(VfMoves, "vf-moves", "vf", "home") /* to another namespace, or home */                       \
  X(VfReady, "vf-ready")               /* V's driver is done */                                  \
  X(VfHashes, "vf-hashes", "vf", "types", "key")                                                 \
  X(SyntheticMac, "s-mac", "own")                                                                \
  X(SyntheticSwitches, "s-switches", "bits") /* its features, in one transaction with V */       \
  X(SyntheticXdp, "s-xdp", "on")                                                                 \
  X(FaultsAnywhere, "faults-anywhere", "one_in")                                                 \
  X(FaultsOf, "faults-of", "effect", "outcome")                                                  \
  X(FaultsEnd, "faults-end")                                                                     \
  X(Surprise, "surprise", "effects", "what", "vf") /* in the middle of what the pair does */     \
  X(Burst, "burst", "way", "flow", "packets", "bytes")                                           \
  X(Stream, "stream", "way", "flow", "packets", "every_us")

#define VFPAIR_STORY_ENUMERATOR_(name, ...) k##name,
#define VFPAIR_STORY_COUNT_(...) +1
enum class Act : U8 { VFPAIR_STORY_ACTS(VFPAIR_STORY_ENUMERATOR_) };
inline constexpr Size kActs = 0 VFPAIR_STORY_ACTS(VFPAIR_STORY_COUNT_);
#undef VFPAIR_STORY_COUNT_
#undef VFPAIR_STORY_ENUMERATOR_

inline constexpr Size kMostNumbers = 5;

struct Deed {
  Act act = Act::kWait;
  U32 n[kMostNumbers] = {};  ///< in the order of the names above
  U32 pair = 0;

  bool operator==(const Deed&) const = default;
};

// How one pair is set up. X(member, name).
#define VFPAIR_STORY_SETUP(X)                                                     \
  X(host, "host")                                                                 \
  X(profile, "profile")                                                           \
  X(synthetic_up, "s_up")                                                         \
  X(synthetic_goes, "s_goes") /* the end is S going away, not the rule deleted */ \
  X(in_order, "in_order")     /* at the end the host is waited for */             \
  X(actor_us, "actor_us")     /* from an event to the pair's reaction */          \
  X(transmit_ns, "s_transmit_ns")                                                 \
  X(synthetic_wire_us, "s_wire_us")                                               \
  X(vf_wire_us, "vf_wire_us")                                                     \
  X(answer_us, "answer_us")           /* the host's */                            \
  X(busy_to_peer, "busy_to_peer")     /* packets around each cut-over */          \
  X(busy_from_peer, "busy_from_peer") /* and the other way */

struct PairSetup {
#define VFPAIR_STORY_MEMBER_(member, name) U32 member = 0;
  VFPAIR_STORY_SETUP(VFPAIR_STORY_MEMBER_)
#undef VFPAIR_STORY_MEMBER_

  bool operator==(const PairSetup&) const = default;
};

/// What comes to a pair in the middle of one of its effects.
enum class Surprise : U8 {
  kVfVanishes,
  kCableOut,
  kCableIn,
  kSyntheticDown,
  kSyntheticUp,
  kHostRevokes,
  kHostRefuses,
  kFreeze,
  kFilterAdded,
  kPackets,
};
inline constexpr Size kSurprises = 10;

struct Story {
  U64 seed = 0;
  bool recovers = false;  ///< before the end everything is made well, and V must be used
  std::string kills;      ///< the wrong platform (sabotage.h) that this story must convict
  std::vector<PairSetup> pairs;
  std::vector<Deed> deeds;

  bool operator==(const Story&) const = default;
};

/// What a story is mostly about.
enum class Mood : U8 {
  kAnything,
  kPlanned,  ///< nothing that may cost a packet
  kMigrations,
  kFlapping,
  kUsers,
  kDrivers,  ///< that fail
  kCrowd,    ///< many VFs, several pairs
  kAnyMood,  ///< the seed decides
};
inline constexpr Size kMoods = 7;

/// The story of a seed, of `length` to 1.5 x `length` deeds. A longer one begins alike.
Story MakeStory(U64 seed, Size length, Mood mood = Mood::kAnyMood);

VFPAIR_TESTING_END

#endif  // VFPAIR_TESTS_SIM_STORY_H_
