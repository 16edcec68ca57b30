// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A set of up to 32 named things in one word. Sets of different kinds do not mix.
#ifndef VFPAIR_BIT_SET_H_
#define VFPAIR_BIT_SET_H_

#include "vfpair/types.h"

VFPAIR_NAMESPACE_BEGIN

/// `Kind` is a name only. The bits are the contract's: adapters translate them from and to their
/// own.
template <class Kind>
class BitSet {
 public:
  constexpr BitSet() noexcept = default;
  constexpr explicit BitSet(U32 bits) noexcept : bits_(bits) {}

  constexpr U32 bits() const noexcept { return bits_; }
  constexpr bool IsEmpty() const noexcept { return bits_ == 0; }
  /// All of `c` is in here.
  constexpr bool Has(BitSet c) const noexcept { return (bits_ & c.bits_) == c.bits_; }
  /// Something of `c` is in here.
  constexpr bool HasAny(BitSet c) const noexcept { return (bits_ & c.bits_) != 0; }
  constexpr BitSet Without(BitSet c) const noexcept { return BitSet(bits_ & ~c.bits_); }
  constexpr BitSet operator&(BitSet c) const noexcept { return BitSet(bits_ & c.bits_); }
  constexpr BitSet operator|(BitSet c) const noexcept { return BitSet(bits_ | c.bits_); }
  constexpr bool operator==(const BitSet&) const noexcept = default;

 private:
  U32 bits_ = 0;
};

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_BIT_SET_H_
