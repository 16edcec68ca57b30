// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// VFs that wait for their turn: they match the rule while another one is held.
#ifndef VFPAIR_CANDIDATES_H_
#define VFPAIR_CANDIDATES_H_

#include "vfpair/types.h"

VFPAIR_NAMESPACE_BEGIN

/// A V on the list. Its identity only: facts are read again at adoption.
struct Candidate {
  InterfaceId id;
  bool marked = false;  ///< bystanders have been told to leave it alone

  constexpr bool IsNone() const noexcept { return id.IsNone(); }
};

/// First come, first adopted.
class Candidates {
 public:
  static constexpr Size kCapacity = 4;

  constexpr bool Has(const InterfaceId& id) const noexcept {
    for (Size i = 0; i < size_; ++i)
      if (list_[i].id == id) return true;
    return false;
  }

  /// @returns false when the list is full, or has it already.
  constexpr bool Add(const Candidate& candidate) noexcept {
    if (size_ == kCapacity || Has(candidate.id)) return false;
    list_[size_++] = candidate;
    return true;
  }

  /// @returns the one removed; none when it was not listed.
  constexpr Candidate Remove(const InterfaceId& id) noexcept {
    Candidate removed;
    Size kept = 0;
    for (Size i = 0; i < size_; ++i) {
      if (list_[i].id == id)
        removed = list_[i];
      else
        list_[kept++] = list_[i];
    }
    size_ = kept;
    return removed;
  }

  /// Takes the one that waited longest; none when empty.
  constexpr Candidate Take() noexcept { return size_ == 0 ? Candidate{} : Remove(list_[0].id); }

  constexpr bool IsFull() const noexcept { return size_ == kCapacity; }

  constexpr Size size() const noexcept { return size_; }
  constexpr const InterfaceId& at(Size i) const noexcept { return list_[i].id; }

 private:
  friend struct PairInspector;  // tests: tests/model stores and restores whole pairs

  Candidate list_[kCapacity];
  Size size_ = 0;
};

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_CANDIDATES_H_
