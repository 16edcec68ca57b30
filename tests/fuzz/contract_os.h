// SPDX-License-Identifier: BSD-2-Clause
// An operating system behind the C contract, in user space: interfaces as their users have them and
// what vfpair did to them, effects that fail when they are told to, and the promises that the
// contract makes to an adapter, checked at each call.
#ifndef VFPAIR_TESTS_FUZZ_CONTRACT_OS_H_
#define VFPAIR_TESTS_FUZZ_CONTRACT_OS_H_

#include <array>
#include <cstddef>
#include <set>
#include <string>

#include "vfpair_os.h"

namespace vfpair::fuzz {

class ContractOs;

/// One network interface; the handle of its identity points here.
struct Interface {
  ContractOs* os = nullptr;
  vfpair_facts facts{};  ///< as they are; id is its identity
  vfpair_facts told{};   ///< as vfpair was told last
  bool present = true;
  bool departed = false;  ///< vfpair_pair_departed() has returned: nothing may be done to it

  // What vfpair did to it.
  bool marked = false, captured = false, linked = false;
  unsigned withheld = 0;
  std::set<std::string> filters;
  size_t filter_room = 1000;         ///< of its driver; more are refused
  unsigned never_enabled = 0;        ///< capabilities that its driver refuses to turn on
  unsigned char refused_mac = 0xff;  ///< its driver refuses addresses that end like that

  // As its user left it, while nobody but vfpair touched it and no driver failed.
  bool untouched = true;
  bool user_up = false;
  unsigned user_mtu = 0;
  std::array<unsigned char, 6> user_mac{};

  /// Its user is content with it as it is.
  void NoteUser();
  /// "" or what is left of vfpair on it.
  std::string Leftovers() const;
};

class ContractOs {
 public:
  enum class Context { kAny, kActor, kClosing };
  enum Call {
    kFacts,
    kMark,
    kCapture,
    kLink,
    kOverlay,
    kWithhold,
    kTso,
    kMtu,
    kReadFilters,
    kFilter,
    kUp,
    kSteer,
    kDrain,
    kCarrier,
    kEnabled,
    kMac,
    kRss,
    kReceiveAs,
    kCalls
  };

  static constexpr unsigned kAllRssTypes = (1u << 9) - 1;
  static constexpr vfpair_rss kUsersRss{0, {}, 0, kAllRssTypes};

  ContractOs();

  /// S hashes as its user wants, and the stack is told.
  static bool IsUsers(const vfpair_rss& rss);

  Interface synthetic;
  bool is_transparent = true;
  bool overlaid = false;
  vfpair_tso tso_limit{};
  vfpair_carrier carrier = VFPAIR_CARRIER_OWN;
  vfpair_rss rss = kUsersRss;
  const Interface* receives_as = nullptr;
  vfpair_filters wanted_filters{};

  const vfpair_path* path = nullptr;
  bool grace_owed = false;  ///< somebody may still read a path that was replaced
  int receive_held = 0;
  unsigned long long now_ns = 1;
  unsigned long long timer_ns = 0;
  bool scheduled = false;
  unsigned host_generation = 0;  ///< of the question asked last
  bool host_asked_for_vf = false;
  bool host_steers_to_vf = false;  ///< as it answered
  int last_state = 0;              ///< of the trace

  Context context = Context::kAny;
  bool user_changes = false;       ///< something of S, in this call
  void* core = nullptr;            ///< for calls from within calls; null until there is one
  Interface* departing = nullptr;  ///< its driver must not be called any more

  // What goes wrong: one call from now, or every call of a kind; and what is said in the middle of
  // one, as if from another CPU.
  long fails_in = -1;
  int failing_call = -1;
  int failure = VFPAIR_OS_REFUSED;
  long says_in = -1;
  unsigned says_signals = 0;
  bool answers_host = false;
  int host_result = VFPAIR_OS_OK;  ///< its answer when asked
  bool failed = false;             ///< something did, so far
  int refusals = 0;                ///< by drivers, in the user's change
  bool acted = false;              ///< the actor ran inside of a call

  /// Counts one call. @returns how it ends.
  int Answer(int call);
  /// The host answers a question, be it an old one.
  void AnswerHost(unsigned generation, int result);
};

}  // namespace vfpair::fuzz

#endif  // VFPAIR_TESTS_FUZZ_CONTRACT_OS_H_
