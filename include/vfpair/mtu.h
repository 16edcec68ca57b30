// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Which MTU both legs accept.
#ifndef VFPAIR_MTU_H_
#define VFPAIR_MTU_H_

#include "vfpair/status.h"

VFPAIR_NAMESPACE_BEGIN

/// Bytes of payload an interface can be set to; a maximum of zero means "not limited".
struct MtuRange {
  U32 min = 0;
  U32 max = 0;

  constexpr bool Contains(U32 mtu) const noexcept { return mtu >= min && (max == 0 || mtu <= max); }
  constexpr bool operator==(const MtuRange&) const noexcept = default;
};

/// The MTUs both accept. May be empty (min > max), which then contains nothing.
constexpr MtuRange IntersectMtu(const MtuRange& a, const MtuRange& b) noexcept {
  const U32 max = a.max == 0 ? b.max : b.max == 0 ? a.max : a.max < b.max ? a.max : b.max;
  return {a.min > b.min ? a.min : b.min, max};
}

/// Checked before either leg is touched (T-U09). @returns Ok, or Refused with kMtuOutOfRange.
constexpr Status CheckMtu(const MtuRange& synthetic, const MtuRange& vf, U32 mtu) noexcept {
  if (!IntersectMtu(synthetic, vf).Contains(mtu)) return Status::Refused(Reason::kMtuOutOfRange);
  return Status::Ok();
}

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_MTU_H_
