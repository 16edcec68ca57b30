// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Which link S shows, whether V may be used while S's own link is down, and which side answers for
// the media (R-LNK-1..4, oracle A20, T-N41, hn weakness W-22).
#ifndef VFPAIR_LINK_H_
#define VFPAIR_LINK_H_

#include "vfpair/types.h"

VFPAIR_NAMESPACE_BEGIN

enum class LinkPolicy : U8 {
  kFollowLower,  ///< S shows link while V can be used, else its own (strict's default)
  kKeepOwn,      ///< S shows its own, so without it the stack sends nothing, V or not (netvsc)
  kStrictOwn,    ///< S shows its own, and V is not used without it
  kVfOnly,       ///< hn: S shows V's, and nothing else, from V's attach on
};

/// The name in rules and status; "?" outside the enumeration.
constexpr const char* LinkPolicyName(LinkPolicy policy) noexcept {
  constexpr const char* kNames[] = {"follow-lower", "keep-own", "strict-own", "vf-only"};
  const auto index = static_cast<Size>(policy);
  return index < sizeof(kNames) / sizeof(kNames[0]) ? kNames[index] : "?";
}

struct LinkSituation {
  /// What S's driver says of its own link, not what vfpair makes S show.
  bool own_link = false;
  bool vf_held = false;
  /// V is negotiated, up, and has link. Implies vf_held.
  bool vf_ready = false;
  /// V's link as V's driver says, and whether it is known: an event came since the attach, or it
  /// was read when V was brought up. hn never reads it, and S goes on showing an old state
  /// (R-LNK-2).
  bool vf_link = false;
  bool vf_link_known = false;
};

/// What S shows its stack.
enum class LinkShown : U8 {
  kOwn,         ///< what its driver says; whatever was forced is given back
  kForcedUp,    ///< link, also when its driver says otherwise, now or later
  kForcedDown,  ///< no link
};

constexpr const char* LinkShownName(LinkShown shown) noexcept {
  constexpr const char* kNames[] = {"own", "forced-up", "forced-down"};
  const auto index = static_cast<Size>(shown);
  return index < sizeof(kNames) / sizeof(kNames[0]) ? kNames[index] : "?";
}

struct LinkView {
  LinkShown shown = LinkShown::kOwn;
  bool vf_usable = false;  ///< V may be the path, as far as links go
  /// S's driver stopped its queues with its link; V's packets come through them, so they are woken,
  /// now and after each time the driver stops them again (T-N41).
  bool wake_queues = false;

  constexpr bool operator==(const LinkView&) const noexcept = default;
};

/// Pure; callable anywhere. To be asked again whenever the situation changes; without V it answers
/// kOwn under every policy, so leaving restores the driver's truth.
constexpr LinkView PresentLink(LinkPolicy policy, const LinkSituation& now) noexcept {
  const bool ready = now.vf_held && now.vf_ready;
  switch (policy) {
    case LinkPolicy::kFollowLower:
      return {ready ? LinkShown::kForcedUp : LinkShown::kOwn, ready, ready && !now.own_link};
    case LinkPolicy::kKeepOwn:
      return {LinkShown::kOwn, ready, false};
    case LinkPolicy::kStrictOwn:
      return {LinkShown::kOwn, ready && now.own_link, false};
    case LinkPolicy::kVfOnly: {
      if (!now.vf_held || !now.vf_link_known) return {LinkShown::kOwn, now.vf_held, false};
      const bool up = now.vf_link;
      return {up ? LinkShown::kForcedUp : LinkShown::kForcedDown, true, up && !now.own_link};
    }
  }
  return {};
}

/// Whether S shows link.
constexpr bool ShowsLink(const LinkView& view, bool own_link) noexcept {
  return view.shown == LinkShown::kForcedUp || (view.shown == LinkShown::kOwn && own_link);
}

/// Who answers a question about media (speed, duplex, module) and takes a setting of it: V once it
/// is negotiated, under every policy, as the packets are V's (R-LNK-4). The control table says the
/// same.
constexpr Side MediaSide(bool vf_negotiated) noexcept {
  return vf_negotiated ? Side::kVf : Side::kSynthetic;
}

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_LINK_H_
