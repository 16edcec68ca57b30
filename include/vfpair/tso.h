// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// TSO limits as a semilattice in which zero means "no limit" (hn weakness W-15).
#ifndef VFPAIR_TSO_H_
#define VFPAIR_TSO_H_

#include "vfpair/types.h"

VFPAIR_NAMESPACE_BEGIN

/// Limits on one large send. Zero in a field = that field is not limited.
struct TsoLimits {
  U32 max_bytes = 0;          ///< of the whole packet
  U32 max_segments = 0;       ///< FreeBSD: pieces of memory it lies in. Linux: packets it becomes
  U32 max_segment_bytes = 0;  ///< of one piece of memory; Linux has no such limit

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

/// Bytes that all pieces together hold; zero = not limited.
constexpr U64 TsoReach(const TsoLimits& limits) noexcept {
  return static_cast<U64>(limits.max_segments) * limits.max_segment_bytes;
}

/// Caps max_bytes to what the segments can carry, so that the three numbers agree. Two that agree
/// may not once they are merged: merge first.
constexpr TsoLimits CoherentTso(TsoLimits limits) noexcept {
  const U64 reach = TsoReach(limits);
  if (reach <= 0xffff'ffffu)
    limits.max_bytes = TighterLimit(limits.max_bytes, static_cast<U32>(reach));
  return limits;
}

/// Whether, and if not why not, segmentation is still worth while.
enum class TsoVerdict : U8 {
  kUsable,
  kTooFewBytes,
  kOneSegment,
  kSegmentsTooSmall,
};

/// The sentence for a verdict; never null.
constexpr const char* TsoSentence(TsoVerdict verdict) noexcept {
  switch (verdict) {
    case TsoVerdict::kUsable:
      return "the limits leave room for two full segments";
    case TsoVerdict::kTooFewBytes:
      return "a large send may not have the bytes of two full segments";
    case TsoVerdict::kOneSegment:
      return "a large send may have one segment only";
    case TsoVerdict::kSegmentsTooSmall:
      return "all segments of a large send together do not hold two full ones";
  }
  return "unknown verdict";
}

/// At least two full segments of `mss` bytes must fit, or TSO is to be withheld (R-TSO-4). Pure.
constexpr TsoVerdict ValidateTso(const TsoLimits& limits, U32 mss) noexcept {
  if (limits.max_bytes != 0 && limits.max_bytes / 2 < mss) return TsoVerdict::kTooFewBytes;
  if (limits.max_segments == 1) return TsoVerdict::kOneSegment;
  const U64 reach = TsoReach(limits);
  if (reach != 0 && reach / 2 < mss) return TsoVerdict::kSegmentsTooSmall;
  return TsoVerdict::kUsable;
}

constexpr bool IsUsableTso(const TsoLimits& limits, U32 mss) noexcept {
  return ValidateTso(limits, mss) == TsoVerdict::kUsable;
}

struct TsoPlan {
  TsoLimits limit;  ///< what S is to be held to, its own limits included; none if V adds nothing
  TsoVerdict verdict = TsoVerdict::kUsable;
};

/// What S must be held to while V may carry its packets, and whether that is still of use. A V
/// without limits leaves S as it is (A14). Computed from the pristine limits of both (R-TSO-5).
/// Pure; callable anywhere.
constexpr TsoPlan NegotiateTso(const TsoLimits& synthetic, const TsoLimits& vf, U32 mss) noexcept {
  const TsoLimits merged = MergeTso(synthetic, vf);
  return {merged == synthetic ? TsoLimits() : CoherentTso(merged), ValidateTso(merged, mss)};
}

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_TSO_H_
