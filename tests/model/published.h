// SPDX-License-Identifier: BSD-2-Clause
// The published path and everybody who may be reading it.
//
// There are no reader objects. Between a publication and the end of the next grace period any
// number of readers may have loaded any path that was current meanwhile and may be anywhere in its
// use; so the set of those paths says all that can be said, for every number of readers and every
// interleaving, and needs neither a bound nor more states.
#ifndef VFPAIR_TESTS_MODEL_PUBLISHED_H_
#define VFPAIR_TESTS_MODEL_PUBLISHED_H_

#include "tests/model/model_nic.h"
#include "tests/model/session.h"
#include "vfpair/path.h"
#include "vfpair/tx_redirect.h"

namespace vfpair::model {

class Published {
 public:
  /// What a reader sees now. Null is S.
  const Path* current() const { return current_ == 0 ? nullptr : slots_[current_ - 1].path; }
  bool LeadsTo(const void* vf) const { return current_ != 0 && IsTo(slots_[current_ - 1], vf); }
  bool IsHold() const { return current_ != 0 && slots_[current_ - 1].copy.hold != 0; }
  bool IsVf() const { return current_ != 0 && !IsHold(); }

  /// Whether a reader may be inside the VF at `vf`, or about to enter it.
  bool MayBeInside(const void* vf) const {
    for (const Slot& slot : slots_)
      if (slot.in_use && IsTo(slot, vf)) return true;
    return false;
  }
  bool MayBeInsideSynthetic() const { return null_in_use_; }

  void Publish(const Path* path) {
    current_ = path == nullptr ? 0 : SlotOf(path);
    if (path == nullptr) null_in_use_ = true;
  }

  /// All readers that began before it have left when it ends.
  void Grace() {
    null_in_use_ = current_ == 0;
    for (U8 i = 0; i < kSlots; ++i) slots_[i].in_use = current_ == i + 1;
  }

  /// Readers load what the pair may not change under them, and decide by it.
  void CheckReaders(const ModelNic* nics) const {
    for (const Slot& slot : slots_) {
      if (!slot.in_use) continue;
      const Path& path = *slot.path;
      if (path.vf != slot.copy.vf || path.need_mask != slot.copy.need_mask ||
          path.need_value != slot.copy.need_value || path.hold != slot.copy.hold)
        TheCourse().Violate("I2", "a path is changed while a reader may be using it");
      const auto state = [](void* vf) { return static_cast<const ModelNic*>(vf)->StateWord(); };
      if (DecideTx(&path, state) != TxVerdict::kVf) continue;
      const auto who = static_cast<Who>(static_cast<const ModelNic*>(path.vf) - nics);
      const bool heeds_link = TheSession().configuration->HeedsLink();
      if (!nics[who].up)
        TheCourse().Violate(
            "I3", std::string("a packet is handed to ") + NameOf(who) + ", which is down");
      if (heeds_link && !nics[who].HasLink())
        TheCourse().Violate(
            "I3", std::string("a packet is handed to ") + NameOf(who) + ", which has no link");
    }
  }

  /// The pair keeps its path objects; what nobody can read any more does not matter.
  bool IsInUse(const Path* path) const {
    for (const Slot& slot : slots_)
      if (slot.in_use && slot.path == path) return true;
    return false;
  }
  void ForgetUnused() {
    for (Slot& slot : slots_)
      if (!slot.in_use) slot = Slot{};
    if (current_ != 2) return;  // the first free place is always taken first
    if (slots_[0].in_use) return;
    slots_[0] = slots_[1];
    slots_[1] = Slot{};
    current_ = 1;
  }
  /// Generations only tell people apart; they would make every path another state.
  void ForgetGenerations() {
    for (Slot& slot : slots_) slot.copy.generation = 0;
  }

 private:
  static constexpr U8 kSlots = 2;
  struct Slot {
    const Path* path = nullptr;
    Path copy;  ///< as it was published
    bool in_use = false;
  };

  static bool IsTo(const Slot& slot, const void* vf) {
    return slot.copy.hold == 0 && slot.copy.vf == vf;
  }
  U8 SlotOf(const Path* path) {
    for (U8 i = 0; i < kSlots; ++i)
      if (slots_[i].in_use && slots_[i].path == path) return Fill(i, path);
    for (U8 i = 0; i < kSlots; ++i)
      if (!slots_[i].in_use) return Fill(i, path);
    TheCourse().Violate("I2", "a third path is published while two may still be read");
    return Fill(0, path);
  }
  U8 Fill(U8 i, const Path* path) {
    slots_[i] = {path, *path, true};
    return static_cast<U8>(i + 1);
  }

  Slot slots_[kSlots];
  U8 current_ = 0;  ///< 0: null, else a slot's place + 1
  bool null_in_use_ = true;
};

}  // namespace vfpair::model

#endif  // VFPAIR_TESTS_MODEL_PUBLISHED_H_
