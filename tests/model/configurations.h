// SPDX-License-Identifier: BSD-2-Clause
// The configurations that are explored. Each ends at a fixpoint; what one leaves out, another has.
// Three sizes: small (seconds; tests and mutation), quick (half a minute), full (minutes).
#ifndef VFPAIR_TESTS_MODEL_CONFIGURATIONS_H_
#define VFPAIR_TESTS_MODEL_CONFIGURATIONS_H_

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "tests/model/configuration.h"
#include "vfpair/filters.h"

namespace vfpair::model {

enum class Extent : U8 { kSmall, kQuick, kFull };

namespace actions {

using List = std::vector<Action>;

// In every configuration: a pair begins, V comes and goes, S goes up and down, the pair ends.
inline const List kBasic{{Act::kStart},        {Act::kRun},        {Act::kTimer},
                         {Act::kArrive, kV},   {Act::kDepart, kV}, {Act::kCable, kV},
                         {Act::kSynthetic},    {Act::kUnpair},     {Act::kShutdown},
                         {Act::kSyntheticGone}};
inline const List kOthers{{Act::kClose, kV}, {Act::kOpen, kV}};  // somebody else uses V
inline const List kPull{{Act::kPull, kV}};
inline const List kHost{{Act::kAnswer, 0}, {Act::kAnswer, 1}};
inline const List kBadHost{{Act::kRefuse, 0}, {Act::kRefuse, 1}, {Act::kLose, 0}};
inline const List kRevoke{{Act::kRevoke}};
inline const List kSpurious{{Act::kSpurious}, {Act::kEarlyTimer}, {Act::kStale, kV}};
inline const List kPromise{{Act::kPromise}};
inline const List kForget{{Act::kForget}};
inline const List kMac{{Act::kVfMac, kV}};
inline const List kSettling{{Act::kRename, kV}, {Act::kVfReady, kV}};
inline const List kStranger{{Act::kArrive, kX}, {Act::kDepart, kX}};
inline const List kMtu{{Act::kChangeMtu, 0}, {Act::kChangeMtu, 1}};
inline const List kLargeMtu{{Act::kChangeMtu, 2}};
inline const List kVfMtu{{Act::kSetVfMtu, kV}};
inline const List kCapability{{Act::kCapability}};
inline const List kFilter{{Act::kFilter, static_cast<U8>(FilterKind::kMulticast)}};
inline const List kFilters{{Act::kFilter, static_cast<U8>(FilterKind::kUnicast)},
                           {Act::kFilter, static_cast<U8>(FilterKind::kVlan)},
                           {Act::kFilter, static_cast<U8>(FilterKind::kPromiscuous)},
                           {Act::kFilter, static_cast<U8>(FilterKind::kAllMulticast)}};
inline const List kSecond{{Act::kArrive, kW}, {Act::kDepart, kW}, {Act::kCable, kW}};
inline const List kSecondOthers{{Act::kPull, kW}, {Act::kClose, kW}, {Act::kOpen, kW}};
inline const List kSecondTaken{{Act::kTaken, kW}, {Act::kOffer, kW}};

/// What may also happen between two effects: facts that change while the pair looks elsewhere.
inline List MovesOf(const List& list) {
  List moves;
  for (const Action action : list) {
    switch (action.act) {
      case Act::kCable:
      case Act::kPull:
      case Act::kSynthetic:
      case Act::kFilter:
      case Act::kCapability:
      case Act::kAnswer:
      case Act::kRefuse:
      case Act::kRevoke:
      case Act::kPromise:
      case Act::kForget:
      case Act::kEarlyTimer:
        moves.push_back(action);
        break;
      default:
        break;
    }
  }
  return moves;
}

}  // namespace actions

namespace internal {

inline Configuration Make(std::string name, std::string summary,
                          std::initializer_list<actions::List> lists) {
  Configuration c;
  c.name = std::move(name);
  c.summary = std::move(summary);
  c.actions = actions::kBasic;
  for (const actions::List& list : lists) {
    c.actions.insert(c.actions.end(), list.begin(), list.end());
    for (const Action action : list) c.host_later = c.host_later || action.act == Act::kAnswer;
  }
  return c;
}
inline Configuration WithFaults(U8 faults, Configuration c) {
  c.faults = faults;
  return c;
}
inline Configuration WithMoves(U8 moves, Configuration c) {
  c.moves_per_run = moves;
  c.moves = actions::MovesOf(c.actions);
  return c;
}

}  // namespace internal

inline std::vector<Configuration> Configurations(Extent extent) {
  using namespace actions;  // NOLINT: the lists above are this function's words
  using internal::Make;
  using internal::WithFaults;
  using internal::WithMoves;
  std::vector<Configuration> all;
  const auto add = [&](Configuration c) -> Configuration& {
    return all.emplace_back(std::move(c));
  };

  if (extent == Extent::kSmall) {
    add(WithFaults(
        1, Make("life", "one V, anybody, one fault", {kOthers, kPull, kRevoke, kSpurious})));
    add(Make("host", "a host that answers late, twice or never", {kHost, kBadHost}));
    add(Make("promise", "promises, a host that forgets, V changes",
             {kPromise, kForget, kMac, kSettling}));
    add(WithFaults(1, Make("settings", "the user changes S, one fault", {kMtu, kCapability})));
    add(WithFaults(1, Make("filters", "S's filters change, one fault", {kFilter})));
    add(WithMoves(1,
                  Make("between", "things happen between two effects", {kOthers, kPull, kRevoke})));
    add(Make("two-vfs", "a candidate waits", {kPull, kSecond, kSecondTaken}));
    add(Make("hold-off", "V's link has to be up for a while", {kOthers, kRevoke}))
        .profile.damping.up_hold_ns = 5 * kNsPerSecond;
    return all;
  }

  // What both other sizes have, with more faults and more of the environment in the full one.
  const bool full = extent == Extent::kFull;
  const U8 few = full ? 1 : 0, more = full ? 2 : 1;
  const List if_full_large = full ? kLargeMtu : List{}, if_full_others = full ? kOthers : List{};
  add(WithFaults(more, Make("life", "one V, anybody does anything",
                            {kOthers, kPull, kRevoke, kSpurious, kStranger})));
  add(WithFaults(few, Make("host", "a host that answers late, twice, never, and forgets",
                           {kHost, kBadHost, kRevoke, kForget, if_full_others})));
  add(WithFaults(few, Make("promise", "device and promise in any order",
                           {kPromise, kOthers, kPull, kSettling})));
  add(WithFaults(more, Make("settings", "the user changes S's MTU, capabilities and filters",
                            {kMtu, kCapability, kFilter, if_full_large})));
  add(WithFaults(few, Make("vf-settings", "somebody changes V's MTU as well",
                           {kMtu, kLargeMtu, kVfMtu, kOthers})));
  add(WithFaults(few, Make("filters", "every kind of filter", {kFilter, kFilters})));
  add(WithMoves(1, WithFaults(few, Make("between", "things happen between two effects",
                                        {kOthers, kPull, kRevoke}))));
  add(WithFaults(few, Make("two-vfs", "a candidate waits, and may be lost",
                           {kPull, kSecond, kSecondOthers, kSecondTaken})));
  add(WithFaults(1, Make("found-up", "V is up when it arrives", {kOthers, kPull}))).vf_arrives_up =
      true;
  add(WithFaults(1, Make("named", "a rule that names V", {kPull, kSpurious, kStranger})))
      .named_rule = true;
  add(WithFaults(2, Make("mtu", "the user changes S's MTU, any two faults", {kMtu})));
  add(Make("unordered", "switches without waiting", {kHost, if_full_others}))
      .profile.ordered_cutover = false;
  add(Make("damping", "a V that flaps is left alone", {kRevoke})).profile.damping = {
      .leaves = 2,
      .window_ns = 3 * kNsPerSecond,
      .first_ns = 2 * kNsPerSecond,
      .longest_ns = 4 * kNsPerSecond};
  if (!full) return all;

  Configuration& hn = add(WithFaults(
      1, Make("hn", "hn's profile: V whatever its link, S clamped to V", {kHost, kLargeMtu})));
  hn.actions.push_back({Act::kChangeMtu, 0});
  hn.profile = kHnProfile;
  hn.profile.retry_longest_ns = kNsPerSecond;

  add(WithFaults(1, Make("identity", "V gets other names and addresses meanwhile",
                         {kOthers, kPull, kRevoke, kSettling, kMac})));
  add(WithMoves(1, Make("between-host", "the host answers between two effects", {kHost, kRevoke})));
  add(Make("everything", "one V, everybody, a slow host, no faults",
           {kOthers, kPull, kHost, kRevoke, kSpurious}));
  add(WithFaults(2, Make("slow-host", "a slow host, any two faults", {kHost, kPull})));
  add(WithFaults(1, Make("back-off", "waits that double", {kHost}))).profile.retry_longest_ns =
      64 * kNsPerSecond;
  add(WithFaults(1, Make("all-settings", "S's settings while V comes and goes",
                         {kMtu, kCapability, kFilter, kPull, kOthers})));
  return all;
}

}  // namespace vfpair::model

#endif  // VFPAIR_TESTS_MODEL_CONFIGURATIONS_H_
