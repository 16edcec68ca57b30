// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// VFs that wait for their turn: they match the rule while another one is held.
#ifndef VFPAIR_CANDIDATES_H_
#define VFPAIR_CANDIDATES_H_

#include "vfpair/types.h"

VFPAIR_NAMESPACE_BEGIN

/// First come, first adopted. Holds identities only: facts are read again at adoption.
class Candidates {
 public:
  static constexpr Size kCapacity = 4;

  /// @returns false when the list is full. Adding one that is listed changes nothing.
  constexpr bool Add(const InterfaceId& id) noexcept {
    for (Size i = 0; i < size_; ++i)
      if (ids_[i] == id) return true;
    if (size_ == kCapacity) return false;
    ids_[size_++] = id;
    return true;
  }

  constexpr void Remove(const InterfaceId& id) noexcept {
    Size kept = 0;
    for (Size i = 0; i < size_; ++i)
      if (!(ids_[i] == id)) ids_[kept++] = ids_[i];
    size_ = kept;
  }

  /// Takes the one that waited longest; none when empty.
  constexpr InterfaceId Take() noexcept {
    if (size_ == 0) return {};
    const InterfaceId first = ids_[0];
    Remove(first);
    return first;
  }

  constexpr Size size() const noexcept { return size_; }

 private:
  friend struct PairInspector;  // tests: tests/model stores and restores whole pairs

  InterfaceId ids_[kCapacity];
  Size size_ = 0;
};

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_CANDIDATES_H_
