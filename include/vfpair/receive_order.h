// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Keeps what a pair receives in order across a switch: what the new side receives is kept back
// until the old side has nothing more to deliver.
//
// It begins before the host is asked, because the host may switch long before it answers, and ends
// when the old side has been quiet. The time limit is there for hosts that never answer: order may
// then be lost, packets are not.
#ifndef VFPAIR_RECEIVE_ORDER_H_
#define VFPAIR_RECEIVE_ORDER_H_

#include "vfpair/platform.h"
#include "vfpair/profile.h"

VFPAIR_NAMESPACE_BEGIN

template <Platform P>
class ReceiveOrder {
 public:
  constexpr ReceiveOrder(P& platform, const Profile& profile) noexcept
      : platform_(platform), profile_(profile) {}

  /// Actor or closing. From now on what `side` receives waits; what the other side had waiting is
  /// delivered before. Nothing happens where switches are not ordered.
  void KeepBack(Side side, VfId vf) noexcept {
    if (!profile_.ordered_cutover || Keeps(side)) return;
    if (profile_.transparency == Transparency::kNonTransparent) return;  // V's input is its user's
    LetGoInOrder(vf);
    platform_.HoldReceive(side, vf, true);
    keeps_ = true;
    side_ = side;
    deadline_ns_ = platform_.NowNs() + profile_.drain_receive_us * U64{1'000};
  }

  /// Actor or closing. What waits is delivered, in order, and what follows passes.
  void LetGo(VfId vf) noexcept {
    if (!keeps_) return;
    platform_.HoldReceive(side_, vf, false);
    keeps_ = false;
  }

  /// Actor or closing. As LetGo(), after the other side has had its time to deliver.
  void LetGoInOrder(VfId vf) noexcept {
    if (!keeps_) return;
    const Side old = side_ == Side::kVf ? Side::kSynthetic : Side::kVf;
    platform_.DrainReceive(old, vf, profile_.receive_quiet_us, profile_.drain_receive_us);
    LetGo(vf);
  }

  bool Keeps(Side side) const noexcept { return keeps_ && side_ == side; }
  /// When it must end at the latest; 0 = nothing is kept back.
  U64 deadline_ns() const noexcept { return keeps_ ? deadline_ns_ : 0; }

 private:
  friend struct PairInspector;  // tests: tests/model stores and restores whole pairs

  P& platform_;
  const Profile& profile_;
  bool keeps_ = false;
  Side side_ = Side::kVf;
  U64 deadline_ns_ = 0;
};

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_RECEIVE_ORDER_H_
