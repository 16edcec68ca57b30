// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The candidates of a pair, kept marked while they wait, and which of them is next.
//
// The same address on two interfaces invites others to use both, so a V is marked as soon as it is
// known (P4). Where that fails the plan tries again when the V is adopted.
#ifndef VFPAIR_WAITING_LIST_H_
#define VFPAIR_WAITING_LIST_H_

#include "vfpair/candidates.h"
#include "vfpair/matcher.h"
#include "vfpair/platform.h"

VFPAIR_NAMESPACE_BEGIN

template <Platform P>
class WaitingList {
 public:
  WaitingList(P& platform, const Rule& rule) noexcept : platform_(platform), rule_(rule) {}

  /// Actor. `marks`: unless it is held, and so marked already.
  /// @returns Ok when it is on the list now or was before, else Refused with the reason.
  Status Add(const InterfaceFacts& synthetic, const InterfaceFacts& vf, bool marks) noexcept {
    if (const Reason reason = CheckVf(synthetic, vf, rule_); reason != Reason::kNone)
      return Status::Refused(reason);
    if (list_.Has(vf.id)) return Status::Ok();
    if (list_.IsFull()) return Status::Refused(Reason::kTooManyCandidates);
    (void)list_.Add({vf.id, marks && Mark(vf.id)});
    return Status::Ok();
  }

  /// Actor. Nothing is left on it.
  void Forget(VfId vf) noexcept { Unmark(list_.Remove(vf.get())); }
  void ForgetAll() noexcept {
    while (!IsEmpty()) Unmark(list_.Take());
  }

  void ForgetIfUnfit(const InterfaceFacts& synthetic, const InterfaceFacts& vf) noexcept {
    if (CheckVf(synthetic, vf, rule_) != Reason::kNone) Forget(VfId(vf.id));
  }

  /// Actor. Takes the one that waited longest and is still fit, with its facts as they are now;
  /// those before it are forgotten. None when nobody is.
  Candidate TakeFit(const InterfaceFacts& synthetic, InterfaceFacts& facts) noexcept {
    for (;;) {
      const Candidate next = list_.Take();
      if (next.IsNone()) return next;
      if (platform_.ReadFacts(next.id, facts).ok() &&
          CheckVf(synthetic, facts, rule_) == Reason::kNone)
        return next;
      Unmark(next);
    }
  }

  bool Has(VfId vf) const noexcept { return list_.Has(vf.get()); }
  bool IsEmpty() const noexcept { return list_.size() == 0; }
  Size size() const noexcept { return list_.size(); }
  VfId at(Size i) const noexcept { return VfId(list_.at(i)); }

 private:
  friend struct PairInspector;  // tests: tests/model stores and restores whole pairs

  bool Mark(const InterfaceId& id) noexcept {
    if constexpr (MarksCandidates<P>)
      return !rule_.tracks_only && platform_.Mark(VfId(id), true).ok();
    return false;
  }
  void Unmark(const Candidate& candidate) noexcept {
    if (candidate.marked) (void)platform_.Mark(VfId(candidate.id), false);
  }

  P& platform_;
  const Rule rule_;
  Candidates list_;
};

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_WAITING_LIST_H_
