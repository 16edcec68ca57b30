// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Which received frames reach the stack, and with what. Both legs receive at all times (R-HST-6),
// so both are accepted, and what is refused is counted by its cause (R-RX-6).
//
// Nothing is refused because a V exists, only because V is the path and has been for a while: a
// filter by existence is a black hole when V's path does not work (T-F08).
#ifndef VFPAIR_RX_POLICY_H_
#define VFPAIR_RX_POLICY_H_

#include "vfpair/types.h"

VFPAIR_NAMESPACE_BEGIN

/// How V is used at the moment a frame arrives.
enum class VfUse : U8 {
  kUnused,  ///< S is the path
  kGrace,   ///< the path has just been switched, one way or the other; both sides are still heard
  kActive,  ///< V is the path, and what was under way on S has arrived
};

/// Why a frame does not reach the stack.
enum class RxDrop : U8 {
  kNone,           ///< it does
  kNoPair,         ///< V is still hooked, but its pair is gone (R-RX-5, A18)
  kSyntheticDown,  ///< S is not running (R-RX-12)
  kDuplicate,      ///< V delivers the same frame (T-N42)
};

/// What tools show for a cause; "?" outside the enumeration.
constexpr const char* RxDropName(RxDrop drop) noexcept {
  constexpr const char* kNames[] = {"delivered", "no-pair", "synthetic-down", "duplicate"};
  const auto index = static_cast<Size>(drop);
  return index < sizeof(kNames) / sizeof(kNames[0]) ? kNames[index] : "?";
}

constexpr const char* VfUseName(VfUse use) noexcept {
  constexpr const char* kNames[] = {"unused", "grace", "active"};
  const auto index = static_cast<Size>(use);
  return index < sizeof(kNames) / sizeof(kNames[0]) ? kNames[index] : "?";
}

struct RxFrame {
  Side side = Side::kSynthetic;  ///< which leg received it
  bool group = false;            ///< multicast or broadcast
  U32 hash_type = 0;             ///< one bit, as in RxSituation::hash_types; 0 = none, or opaque
};

struct RxSituation {
  bool paired = true;
  bool synthetic_running = true;
  VfUse use = VfUse::kUnused;
  /// The host is known to deliver multicast and broadcast to both legs. Not known = false: a frame
  /// twice is better than never.
  bool host_delivers_both = false;
  /// Hash types that mean the same on both legs (R-RSS-4).
  U32 hash_types = 0;
};

struct RxVerdict {
  RxDrop drop = RxDrop::kNone;
  bool keep_hash = true;  ///< false: deliver without flow id and hash type
  bool lro = false;       ///< S's LRO may merge it; V's frames have been through V's (R-MISC-1)

  constexpr bool operator==(const RxVerdict&) const noexcept = default;
};

/// How V is used, from the published path. Times are monotonic ns and may wrap.
constexpr VfUse VfUseOf(bool path_is_vf, U64 switched_ns, U64 now_ns, U64 grace_ns) noexcept {
  if (now_ns - switched_ns < grace_ns) return VfUse::kGrace;
  return path_is_vf ? VfUse::kActive : VfUse::kUnused;
}

/// Judges one frame. V's frames pass unchanged, used or not (R-RX-4, R-RX-11). S's frames, while V
/// is used, carry only hashes that V would have given the flow too, and are not merged by LRO, so
/// that a flow on both legs stays in order (R-RX-13). Pure; softirq / net epoch.
constexpr RxVerdict JudgeRx(const RxFrame& frame, const RxSituation& now) noexcept {
  const bool from_vf = frame.side == Side::kVf;
  if (from_vf && !now.paired) return {RxDrop::kNoPair, false, false};
  if (!now.synthetic_running) return {RxDrop::kSyntheticDown, false, false};
  if (from_vf) return {RxDrop::kNone, true, false};
  if (!now.paired || now.use == VfUse::kUnused) return {RxDrop::kNone, true, true};
  if (frame.group && now.use == VfUse::kActive && now.host_delivers_both)
    return {RxDrop::kDuplicate, false, false};
  return {RxDrop::kNone, (frame.hash_type & now.hash_types) != 0, false};
}

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_RX_POLICY_H_
