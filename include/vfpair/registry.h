// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// All pairs of a system: offers arrivals to the pair they belong to, and keeps two pairs from
// sharing an interface.
#ifndef VFPAIR_REGISTRY_H_
#define VFPAIR_REGISTRY_H_

#include "vfpair/pair.h"

VFPAIR_NAMESPACE_BEGIN

/// Refers to pairs that the caller owns. All functions: one at a time, in the context they name.
template <class P, Size kCapacity = 64>
class Registry {
  static_assert(kCapacity > 0,
                "vfpair registry: kCapacity must be at least 1: it is the number of pairs");

 public:
  /// Actor. Starts `pair` and adds it. @returns Ok, or Refused (kSyntheticTaken, kNoMemory, or
  /// what Pair::Start says) and nothing is changed.
  Status Add(Pair<P>& pair) noexcept {
    if (Find(pair.synthetic()) != nullptr) return Status::Refused(Reason::kSyntheticTaken);
    if (HolderOf(VfId(pair.synthetic().get())) != nullptr) return Status::Refused(Reason::kVfTaken);
    if (size_ == kCapacity) return Status::Refused(Reason::kNoMemory);
    const Status status = pair.Start();
    if (status.ok()) pairs_[size_++] = &pair;
    return status;
  }

  /// Actor. Shuts the pair down and forgets it.
  void Remove(Pair<P>& pair, bool synthetic_gone = false) noexcept {
    Size kept = 0;
    for (Size i = 0; i < size_; ++i)
      if (pairs_[i] != &pair) pairs_[kept++] = pairs_[i];
    size_ = kept;
    pair.Shutdown(synthetic_gone);
  }

  /// Actor. @returns Ok when a pair took or listed it, else the most telling refusal.
  Status Arrived(const InterfaceFacts& interface) noexcept {
    if (Find(SyntheticId(interface.id)) != nullptr) return Status::Refused(Reason::kSyntheticTaken);
    if (Pair<P>* holder = HolderOf(VfId(interface.id))) return holder->Arrived(interface);
    for (Size i = 0; i < size_; ++i) pairs_[i]->Reconsider(interface);
    for (Size i = 0; i < size_; ++i)
      if (pairs_[i]->Lists(VfId(interface.id))) return Status::Ok();
    Status result = Status::Refused(Reason::kNotPaired);
    for (Size i = 0; i < size_; ++i) {
      const Status status = pairs_[i]->Arrived(interface);
      if (status.ok()) return status;
      if (status.reason() == Reason::kNotPaired) continue;  // that pair is about to end
      const bool first = result.reason() == Reason::kNotPaired;
      if (!MeansAnother(status.reason()) || (first && status.reason() != Reason::kMacMismatch))
        result = status;
    }
    return result;
  }

  /// Actor. V, or a candidate, went away.
  void Departed(VfId vf) noexcept {
    for (Size i = 0; i < size_; ++i) pairs_[i]->Departed(vf);
  }

  Pair<P>* Find(SyntheticId synthetic) const noexcept {
    for (Size i = 0; i < size_; ++i)
      if (pairs_[i]->synthetic().get() == synthetic.get()) return pairs_[i];
    return nullptr;
  }

  Pair<P>* HolderOf(VfId vf) const noexcept {
    for (Size i = 0; i < size_; ++i)
      if (pairs_[i]->Holds(vf)) return pairs_[i];
    return nullptr;
  }

  Size size() const noexcept { return size_; }

 private:
  Pair<P>* pairs_[kCapacity] = {};
  Size size_ = 0;
};

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_REGISTRY_H_
