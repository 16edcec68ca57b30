// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Where something may be found: hashes to small numbers. A hint is checked by whoever follows it,
// so one that is no longer true does no harm, and none has to be taken back; when too many have
// gathered, the table is emptied and filled again.
#ifndef VFPAIR_HINTS_H_
#define VFPAIR_HINTS_H_

#include "vfpair/types.h"

VFPAIR_NAMESPACE_BEGIN

/// Spreads an interface's identity, or an address, over all bits of a word.
constexpr U64 HashOf(U64 a, U64 b) noexcept {
  U64 hash = (a ^ b * 0x9e37'79b9'7f4a'7c15) * 0xff51'afd7'ed55'8ccd;
  hash ^= hash >> 32;
  return hash * 0xc4ce'b9fe'1a85'ec53;
}

/// Room for `kKeys` hints that are true, and as many that are not, for each of `kNumbers`.
template <Size kNumbers, Size kKeys>
class Hints {
  static_assert(kNumbers < (1u << 24), "vfpair: a number has 24 bits beside its tag");

 public:
  /// Whether there is no room left for the hints of one more number: call Clear(), and add all that
  /// are true.
  constexpr bool IsWorn() const noexcept { return used_ + kKeys > kSlots - kSlots / 4; }

  constexpr void Clear() noexcept {
    for (U32& slot : slots_) slot = 0;
    used_ = 0;
  }

  /// A number may be found under a hash. Once is enough, twice does no harm.
  constexpr void Add(U64 hash, U32 number) noexcept {
    const U32 hint = HintOf(hash, number);
    Size at = PlaceOf(hash);
    for (; slots_[at] != 0; at = Next(at))
      if (slots_[at] == hint) return;
    slots_[at] = hint;
    ++used_;
  }

  /// Calls `is_it(number)` for each that may be found there, until it answers true.
  template <class IsIt>
  constexpr void Follow(U64 hash, IsIt&& is_it) const noexcept {
    const U32 tag = HintOf(hash, 0) & ~kNumberMask;
    for (Size at = PlaceOf(hash); slots_[at] != 0; at = Next(at))
      if ((slots_[at] & ~kNumberMask) == tag && is_it((slots_[at] & kNumberMask) - 1)) return;
  }

 private:
  static constexpr U32 kNumberMask = (1u << 24) - 1;

  static constexpr Size PowerOfTwo(Size least) noexcept {
    Size power = 1;
    while (power < least) power *= 2;
    return power;
  }
  static constexpr Size kSlots = PowerOfTwo(2 * kNumbers * kKeys + kKeys);

  // The tag is of other bits than the place.
  static constexpr U32 HintOf(U64 hash, U32 number) noexcept {
    return static_cast<U32>(hash >> 56 << 24) | (number + 1);
  }
  static constexpr Size PlaceOf(U64 hash) noexcept {
    return static_cast<Size>(hash >> 24) & (kSlots - 1);
  }
  static constexpr Size Next(Size at) noexcept { return (at + 1) & (kSlots - 1); }

  U32 slots_[kSlots] = {};
  Size used_ = 0;
};

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_HINTS_H_
