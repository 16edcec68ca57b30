// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// All pairs of a system: offers arrivals to the pair they belong to, and keeps two pairs from
// sharing an interface.
//
// A pair is found by its S, by its S's address and by its Vs in a time that does not depend on how
// many there are. Addresses change without the registry being told, so what is not found by its
// address is offered to every pair: only that, an interface that is nobody's, costs more with more.
#ifndef VFPAIR_REGISTRY_H_
#define VFPAIR_REGISTRY_H_

#include "vfpair/hints.h"
#include "vfpair/pair.h"

VFPAIR_NAMESPACE_BEGIN

/// Refers to pairs that the caller owns; Vs reach them through it only. All functions: one at a
/// time, in the context they name.
template <class P, Size kCapacity = 64>
class Registry {
  static_assert(kCapacity > 0,
                "vfpair registry: kCapacity must be at least 1: it is the number of pairs");

 public:
  constexpr Registry() noexcept {
    for (Size i = 0; i < kCapacity; ++i) seats_[i].next = static_cast<U32>(i + 1);
  }

  /// Actor. Starts `pair` and adds it. @returns Ok, or Refused (kSyntheticTaken, kNoMemory, or
  /// what Pair::Start says) and nothing is changed.
  Status Add(Pair<P>& pair) noexcept {
    if (Find(pair.synthetic()) != nullptr) return Status::Refused(Reason::kSyntheticTaken);
    if (HolderOf(VfId(pair.synthetic().get())) != nullptr) return Status::Refused(Reason::kVfTaken);
    if (size_ == kCapacity) return Status::Refused(Reason::kNoMemory);
    const Status status = pair.Start();
    if (!status.ok()) return status;
    const U32 number = free_;
    free_ = seats_[number].next;
    seats_[number] = {&pair, ++added_, kNobody, last_};
    (last_ == kNobody ? first_ : seats_[last_].next) = number;
    last_ = number;
    ++size_;
    Remember(number);
    return status;
  }

  /// Actor. Shuts the pair down and forgets it.
  void Remove(Pair<P>& pair, bool synthetic_gone = false) noexcept {
    const U32 number = NumberOf(pair.synthetic());
    if (number != kNobody && seats_[number].pair == &pair) {
      const Seat seat = seats_[number];
      (seat.previous == kNobody ? first_ : seats_[seat.previous].next) = seat.next;
      (seat.next == kNobody ? last_ : seats_[seat.next].previous) = seat.previous;
      seats_[number] = {nullptr, 0, free_, kNobody};
      free_ = number;
      --size_;
    }
    pair.Shutdown(synthetic_gone);
  }

  /// Actor. @returns Ok when a pair took or listed it, else the most telling refusal.
  Status Arrived(const InterfaceFacts& interface) noexcept {
    const VfId vf(interface.id);
    if (Find(SyntheticId(interface.id)) != nullptr) return Status::Refused(Reason::kSyntheticTaken);
    if (Pair<P>* holder = HolderOf(vf)) return holder->Arrived(interface);
    const auto lists = [&vf](const Pair<P>& pair) noexcept { return pair.Lists(vf); };
    for (U32 i = Next(HashOfVf(vf), 0, lists); i != kNobody;
         i = Next(HashOfVf(vf), Order(i), lists))
      seats_[i].pair->Reconsider(interface);
    if (Next(HashOfVf(vf), 0, lists) != kNobody) return Status::Ok();
    Status result = Status::Refused(Reason::kNotPaired);
    const U64 address = HashOfAddress(interface.mac);
    const auto any = [](const Pair<P>&) noexcept { return true; };
    for (U32 i = Next(address, 0, any); i != kNobody; i = Next(address, Order(i), any))
      if (Offer(i, interface, result)) return Status::Ok();
    if (result.reason() != Reason::kNotPaired && !MeansAnother(result.reason())) return result;
    result = Status::Refused(Reason::kNotPaired);
    for (U32 i = first_; i != kNobody; i = seats_[i].next)
      if (Offer(i, interface, result)) return Status::Ok();
    return result;
  }

  /// Actor. V, or a candidate, went away.
  void Departed(VfId vf) noexcept {
    const auto knows = [&vf](const Pair<P>& pair) noexcept {
      return pair.Holds(vf) || pair.Lists(vf);
    };
    for (U32 i = Next(HashOfVf(vf), 0, knows); i != kNobody;
         i = Next(HashOfVf(vf), Order(i), knows))
      seats_[i].pair->Departed(vf);
  }

  Pair<P>* Find(SyntheticId synthetic) const noexcept { return PairOf(NumberOf(synthetic)); }

  Pair<P>* HolderOf(VfId vf) const noexcept {
    return PairOf(Next(HashOfVf(vf), 0, [&vf](const Pair<P>& pair) { return pair.Holds(vf); }));
  }

  Size size() const noexcept { return size_; }

 private:
  static constexpr U32 kNobody = ~U32{0};
  // S, its address, the V held, the candidates.
  static constexpr Size kKeys = 3 + Candidates::kCapacity;

  struct Seat {
    Pair<P>* pair = nullptr;
    U64 order = 0;  // of being added: arrivals are offered in it
    U32 next = kNobody;
    U32 previous = kNobody;
  };

  static U64 HashOfInterface(const InterfaceId& id, U32 kind) noexcept {
    return HashOf(reinterpret_cast<UPtr>(id.handle), U64{id.generation} << 2 | kind);
  }
  static U64 HashOfSynthetic(SyntheticId id) noexcept { return HashOfInterface(id.get(), 1); }
  static U64 HashOfVf(VfId id) noexcept { return HashOfInterface(id.get(), 2); }
  static U64 HashOfAddress(const MacAddress& mac) noexcept {
    U64 word = 0;
    for (const U8 byte : mac.bytes) word = word << 8 | byte;
    return HashOf(word, 3);
  }

  U64 Order(U32 number) const noexcept { return seats_[number].order; }
  Pair<P>* PairOf(U32 number) const noexcept {
    return number == kNobody ? nullptr : seats_[number].pair;
  }
  U32 NumberOf(SyntheticId id) const noexcept {
    return Next(HashOfSynthetic(id), 0,
                [&id](const Pair<P>& pair) { return pair.synthetic().get() == id.get(); });
  }

  // The first pair, in the order of being added but after `order`, that is found under a hash and
  // is what is looked for.
  template <class IsIt>
  U32 Next(U64 hash, U64 order, IsIt&& is_it) const noexcept {
    U32 best = kNobody;
    hints_.Follow(hash, [&](U32 number) {
      const Seat& seat = seats_[number];
      if (seat.pair != nullptr && seat.order > order &&
          (best == kNobody || seat.order < seats_[best].order) && is_it(*seat.pair))
        best = number;
      return false;
    });
    return best;
  }

  // @returns whether the pair took or listed it; otherwise `result` has the more telling refusal.
  bool Offer(U32 number, const InterfaceFacts& interface, Status& result) noexcept {
    const Status status = seats_[number].pair->Arrived(interface);
    if (status.ok()) {
      Remember(number);  // the address is that of its S by now, whatever it was
      return true;
    }
    if (status.reason() == Reason::kNotPaired) return false;  // that pair is about to end
    const bool first = result.reason() == Reason::kNotPaired;
    if (!MeansAnother(status.reason()) || (first && status.reason() != Reason::kMacMismatch))
      result = status;
    return false;
  }

  // Whatever a pair is found by.
  void Remember(U32 number) noexcept {
    if (!hints_.IsWorn()) return AddHints(number);
    hints_.Clear();
    for (U32 i = first_; i != kNobody; i = seats_[i].next) AddHints(i);
  }
  void AddHints(U32 number) noexcept {
    const Pair<P>& pair = *seats_[number].pair;
    hints_.Add(HashOfSynthetic(pair.synthetic()), number);
    hints_.Add(HashOfAddress(pair.address()), number);
    if (!pair.vf().get().IsNone()) hints_.Add(HashOfVf(pair.vf()), number);
    for (Size i = 0; i < pair.candidates(); ++i) hints_.Add(HashOfVf(pair.candidate(i)), number);
  }

  Seat seats_[kCapacity] = {};
  Hints<kCapacity, kKeys> hints_;
  U32 first_ = kNobody, last_ = kNobody;  // those in use, in the order of being added
  U32 free_ = 0;                          // those that are not
  U64 added_ = 0;
  Size size_ = 0;
};

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_REGISTRY_H_
