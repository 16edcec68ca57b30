// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Whether V may be used now, apart from what it can do: what the host has promised, which links the
// policy asks for, and how often V came and went.
#ifndef VFPAIR_CLEARANCE_H_
#define VFPAIR_CLEARANCE_H_

#include "vfpair/facts.h"
#include "vfpair/profile.h"

VFPAIR_NAMESPACE_BEGIN

class Clearance {
 public:
  explicit constexpr Clearance(const Profile& profile) noexcept : profile_(profile) {}

  /// Any. The host's word; a host that never said anything allows V.
  void SetPromise(bool promised) noexcept {
    __atomic_store_n(&promise_, promised ? kPromised : kWithdrawn, __ATOMIC_RELAXED);
  }
  bool IsPromised() const noexcept { return Promise() == kPromised; }

  /// Actor. V's link came up, or V with it.
  void NoteLinkUp(U64 now_ns) noexcept { link_up_ns_ = now_ns; }
  /// Actor. One transition; those that take the path from V without being asked for count as flaps.
  void NoteTransition(State from, State to, Event event, U64 now_ns) noexcept {
    if (LeavesUnexpectedly(from, to, event)) (void)damper_.NoteLeft(profile_.damping, now_ns);
  }

  /// Why V may not be used; kNone when host, links and whoever handles S's packets allow it. Actor.
  Reason Obstacle(const InterfaceFacts& synthetic, const InterfaceFacts& vf) const noexcept {
    if (Promise() == kWithdrawn) return Reason::kNotPromised;
    if (synthetic.Is(kKindXdp) && !vf.Is(kKindRunsXdp)) return Reason::kVfCannotXdp;
    if (synthetic.Is(kKindBypassed)) return Reason::kSyntheticBypassed;
    const bool link = vf.HasLink();
    const LinkView view = PresentLink(profile_.link_policy, {.own_link = synthetic.HasLink(),
                                                             .vf_held = true,
                                                             .vf_ready = link,
                                                             .vf_link = link,
                                                             .vf_link_known = true});
    if (vf.up && view.vf_usable) return Reason::kNone;
    return link ? Reason::kNoSyntheticLink : Reason::kNoLink;
  }
  /// When V may be used at the earliest; 0 = now. Actor.
  U64 UsableFrom(U64 now_ns) const noexcept {
    return damper_.UsableFrom(profile_.damping, link_up_ns_, now_ns);
  }

  const FlapDamper& damper() const noexcept { return damper_; }

 private:
  friend struct PairInspector;  // tests: tests/model stores and restores whole pairs

  enum : U8 { kNeverSaid, kPromised, kWithdrawn };

  U8 Promise() const noexcept { return __atomic_load_n(&promise_, __ATOMIC_RELAXED); }

  const Profile& profile_;
  FlapDamper damper_;
  U64 link_up_ns_ = 0;
  U8 promise_ = kNeverSaid;  // atomic
};

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_CLEARANCE_H_
