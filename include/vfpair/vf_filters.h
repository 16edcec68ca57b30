// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Makes V listen to what S listens to, and keeps the record of what V was told.
#ifndef VFPAIR_VF_FILTERS_H_
#define VFPAIR_VF_FILTERS_H_

#include "vfpair/platform.h"
#include "vfpair/profile.h"

VFPAIR_NAMESPACE_BEGIN

template <Platform P>
class VfFilters {
 public:
  constexpr VfFilters(P& platform, MulticastMode mode) noexcept
      : platform_(platform), mode_(mode) {}

  /// Actor. Reads S's filters and brings V's in line (T-N08, T-N35).
  /// @returns Ok, or Refused with kFiltersRefused: part of them may be on V.
  Status Follow(SyntheticId synthetic, VfId vf) noexcept {
    wanted_ = FilterSet{};
    if (const Status status = platform_.ReadFilters(synthetic, wanted_); !status.ok())
      return status.reason() != Reason::kNone ? status
                                              : Status(status.outcome(), Reason::kFiltersRefused);
    if (mode_ == MulticastMode::kAllWhenAny && wanted_.multicast_count != 0)
      wanted_.multicast_overflow = 1;
    WidenOverflow(wanted_);
    if (Apply(vf)) return Status::Ok();
    // A table that is full, or a filter V does not have: listen wider, as R-FLG asks.
    wanted_.unicast_overflow = wanted_.unicast_count != 0 ? 1 : 0;
    wanted_.multicast_overflow = wanted_.multicast_count != 0 ? 1 : 0;
    WidenOverflow(wanted_);
    return Apply(vf) ? Status::Ok() : Status::Refused(Reason::kFiltersRefused);
  }

  /// Actor. Takes everything of ours off V again.
  void Clear(VfId vf) noexcept {
    wanted_ = FilterSet{};
    (void)Apply(vf);
  }

 private:
  friend struct PairInspector;  // tests: tests/model stores and restores whole pairs

  bool Apply(VfId vf) noexcept {
    return ApplyFilters(wanted_, applied_, [this, vf](const FilterEntry& entry, bool add) noexcept {
      return platform_.ChangeFilter(vf, entry, add).ok();
    });
  }

  P& platform_;
  MulticastMode mode_;
  FilterSet wanted_;   // work space: too large for a kernel stack
  FilterSet applied_;  // exactly what V was told
};

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_VF_FILTERS_H_
