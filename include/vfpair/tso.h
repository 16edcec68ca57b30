// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// TSO limits as a semilattice in which zero means "no limit" (hn weakness W-15).
#ifndef VFPAIR_TSO_H_
#define VFPAIR_TSO_H_

#include "vfpair/types.h"

VFPAIR_NAMESPACE_BEGIN

/// Limits on one large send. Zero in a field = that field is not limited.
struct TsoLimits {
  U32 max_bytes = 0;
  U32 max_segments = 0;
  U32 max_segment_bytes = 0;

  constexpr bool operator==(const TsoLimits&) const noexcept = default;
};

/// The tighter of two limits. Associative, commutative, idempotent, zero is neutral.
constexpr U32 TighterLimit(U32 a, U32 b) noexcept {
  if (a == 0) return b;
  if (b == 0) return a;
  return a < b ? a : b;
}

/// Limits that satisfy both (R-TSO-3).
constexpr TsoLimits MergeTso(const TsoLimits& a, const TsoLimits& b) noexcept {
  return {TighterLimit(a.max_bytes, b.max_bytes), TighterLimit(a.max_segments, b.max_segments),
          TighterLimit(a.max_segment_bytes, b.max_segment_bytes)};
}

/// Whether segmentation is still worth while: at least two full segments of `mss` bytes must fit
/// (R-TSO-4).
constexpr bool IsUsableTso(const TsoLimits& limits, U32 mss) noexcept {
  if (limits.max_bytes != 0 && limits.max_bytes / 2 < mss) return false;
  if (limits.max_segments != 0 && limits.max_segment_bytes != 0) {
    const U64 reach = static_cast<U64>(limits.max_segments) * limits.max_segment_bytes;
    if (reach / 2 < mss) return false;
  }
  return limits.max_segments != 1;
}

/// Caps max_bytes to what the segments can carry, so that the three numbers agree.
constexpr TsoLimits CoherentTso(TsoLimits limits) noexcept {
  if (limits.max_segments != 0 && limits.max_segment_bytes != 0) {
    const U64 reach = static_cast<U64>(limits.max_segments) * limits.max_segment_bytes;
    if (reach <= 0xffff'ffffu) limits.max_bytes = TighterLimit(limits.max_bytes, static_cast<U32>(reach));
  }
  return limits;
}

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_TSO_H_
