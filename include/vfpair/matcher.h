// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Which interface may be S, which may be its V, and the reason when one may not.
#ifndef VFPAIR_MATCHER_H_
#define VFPAIR_MATCHER_H_

#include "vfpair/facts.h"
#include "vfpair/profile.h"

VFPAIR_NAMESPACE_BEGIN

/// Which V a pair accepts.
struct Rule {
  bool by_mac = true;  ///< any V with S's address; false: the V named, and whatever returns as it
  Vf<InterfaceId> named;
  bool tracks_only = false;  ///< non-transparent: V is in use by others, and may be
};

/// Whether `s` may be the synthetic side. Pure; callable anywhere.
constexpr Reason CheckSynthetic(const InterfaceFacts& s) noexcept {
  if (s.Is(kKindLoopback)) return Reason::kLoopback;
  if (!s.Is(kKindEthernet)) return Reason::kNotEthernet;
  if (s.Is(kKindStacked)) return Reason::kSyntheticIsStacked;
  if (s.Is(kKindMember)) return Reason::kSyntheticIsMember;
  if (s.Is(kKindDenied)) return Reason::kSyntheticDenied;
  return Reason::kNone;
}

/// Whether `v` is, by identity, the V that S waits for; says nothing about its condition.
/// The permanent address counts: V's current one may have been copied by anybody (T-N10).
constexpr Reason CheckIdentity(const InterfaceFacts& s, const InterfaceFacts& v) noexcept {
  if (s.id == v.id) return Reason::kSameInterface;
  if (v.Is(kKindLoopback)) return Reason::kLoopback;
  if (!v.Is(kKindEthernet)) return Reason::kNotEthernet;
  if (v.Is(kKindStacked)) return Reason::kVfIsStacked;
  if (s.netns != v.netns) return Reason::kOtherNamespace;
  if (s.mac.IsZero() || s.mac.IsMulticast()) return Reason::kMacUnusable;
  const MacAddress& identity = v.permanent_mac.IsZero() ? v.mac : v.permanent_mac;
  if (!(identity == s.mac) || !(v.mac == s.mac)) return Reason::kMacMismatch;
  if (s.serial != 0 && v.serial != 0 && s.serial != v.serial) return Reason::kSerialMismatch;
  return Reason::kNone;
}

/// Whether a V that is held is still S's: neither address nor namespace of the two came apart (A22,
/// T-N11, T-N40), and nobody took V's input from us (R-ATT-4). Its permanent address played its
/// part at arrival.
constexpr Reason CheckStillFits(const InterfaceFacts& s, const InterfaceFacts& v,
                                Transparency transparency) noexcept {
  if (s.netns != v.netns) return Reason::kMovedAway;
  if (transparency == Transparency::kTransparent && v.Is(kKindInputTaken))
    return Reason::kVfInputTaken;
  return s.mac == v.mac ? Reason::kNone : Reason::kMacChanged;
}

/// Whether a refusal only says that V is somebody else's: it is of less interest than what is the
/// matter with a V that is S's.
constexpr bool MeansAnother(Reason reason) noexcept {
  return reason == Reason::kMacMismatch || reason == Reason::kOtherNamespace ||
         reason == Reason::kSerialMismatch || reason == Reason::kSameParent ||
         reason == Reason::kSameInterface;
}

/// Whether nothing else uses `v`. Checked before V is touched, and again on each arrival.
constexpr Reason CheckFree(const InterfaceFacts& v) noexcept {
  if (v.Is(kKindMember)) return Reason::kVfIsMember;
  if (v.Is(kKindUppers)) return Reason::kVfHasUppers;
  if (v.Is(kKindInputTaken)) return Reason::kVfInputTaken;
  if (v.Is(kKindAddresses)) return Reason::kVfHasAddresses;
  if (v.Is(kKindXdp)) return Reason::kVfHasXdp;
  if (v.Is(kKindStartRoutine)) return Reason::kVfHasStartRoutine;
  return Reason::kNone;
}

/// The whole decision for one V under one rule (hn R-EVT-4/5, table of T-N10): identity, then the
/// safety conditions of pairing by MAC, then condition. Pure; callable anywhere.
/// @returns kNone when V may be taken.
constexpr Reason CheckVf(const InterfaceFacts& s, const InterfaceFacts& v,
                         const Rule& rule) noexcept {
  if (const Reason r = CheckIdentity(s, v); r != Reason::kNone) return r;
  const bool named = !rule.by_mac && rule.named.get() == v.id;
  if (!named) {
    if (!v.Is(kKindPhysical)) return Reason::kNotPhysical;
    if (s.parent != 0 && s.parent == v.parent) return Reason::kSameParent;
  }
  return rule.tracks_only ? Reason::kNone : CheckFree(v);
}

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_MATCHER_H_
