// SPDX-License-Identifier: BSD-2-Clause
// Which losses and which reorderings are excused. Everything that is not excused here is a failure:
// packets are lost or overtaken only when something happened, not long ago, that nobody could help.
#ifndef VFPAIR_TESTS_SIM_EXCUSES_H_
#define VFPAIR_TESTS_SIM_EXCUSES_H_

#include "tests/sim/story.h"
#include "vfpair/testing/sim_world.h"

VFPAIR_TESTING_BEGIN

/// Of one pair's world. Moments are in awake time; 0 = never.
template <class P>
class Excuses {
 public:
  Excuses(BasicSimWorld<P>& world, const PairSetup& setup, Size pairs)
      : world_(world),
        ordered_(setup.profile == 0 || setup.profile == 3 || setup.profile == 4),
        // The pair reacts when it runs, when the other pairs' cut-overs are over, and when the host
        // has answered; each cut-over takes at most 20 + 50 ms.
        reaction_ns_((setup.actor_us + setup.answer_us) * U64{1000} + pairs * 150 * kNsPerMs) {}

  /// V was pulled, lost its link, was closed, or the host took it back: not by vfpair, without
  /// warning.
  void NoteUpset() { upset_ = Now(); }
  /// After each deed.
  void Look() {
    // What was left in V's ring tells a host that learns that S's address is behind V again.
    if (gave_up_seen_ == Risks().transmit_drain_gave_up) return;
    gave_up_seen_ = Risks().transmit_drain_gave_up;
    NoteHostUnsure();
  }
  /// The host may be wrong about S until its next move: it changed its ways, or S could not speak.
  void NoteHostUnsure() {
    host_unsure_ = Now();
    moves_then_ = world_.host().moves();
  }

  /// Whether the host does what it is told, and was told since it began to.
  bool HostObeys() { return HostIsTold() && HostIsHonest(); }

  bool ForLoss(DropCause cause) {
    const SimNic& s = world_.synthetic();
    switch (cause) {
      case DropCause::kSyntheticDown:
      case DropCause::kHeldForever:
        return !s.present() || !s.up();
      case DropCause::kSyntheticNoLink:
        return !s.HasLink() || !s.ShowsLink();
      case DropCause::kSyntheticRing:
        return !s.HasLink();
      case DropCause::kVfRing:
        return !ordered_ || Lately(upset_) || Lately(Risks().transmit_drain_gave_up);
      case DropCause::kVfPortClosed:
      case DropCause::kVfNotCaptured:
        return !ordered_ || Lately(upset_) || !s.HasLink() || !HostIsHonest() ||
               Lately(Risks().receive_drain_gave_up) || HostIsSlow();
    }
    return false;
  }
  bool ForReordering(bool inbound) {
    if (!ordered_ || Lately(Risks().vf_not_ready)) return true;
    if (!inbound) return Lately(Risks().transmit_drain_gave_up);
    return Lately(upset_) || Lately(Risks().receive_drain_gave_up) || !HostIsHonest() ||
           HostIsSlow();
  }

 private:
  U64 Now() const { return world_.clock.AwakeNs(); }
  bool Lately(U64 moment) const { return moment != 0 && Now() - moment <= reaction_ns_; }
  const OrderRisks& Risks() const { return world_.platform().risks(); }
  HostMode Mode() const { return world_.host().mode(); }
  bool HostIsTold() const {
    return Mode() == HostMode::kToldAtOnce || Mode() == HostMode::kToldLater;
  }
  // It moves after V was quiet for so long that V counts as drained.
  bool HostIsSlow() const {
    return Mode() == HostMode::kToldLater &&
           world_.host().answer_ns >= kStrictProfile.receive_quiet_us * U64{1000};
  }
  bool HostIsHonest() {
    if (Mode() != HostMode::kLearns && !HostIsTold()) return false;
    const U64 moved = world_.host().last_move_awake_ns();
    if (Lately(Risks().transmit_drain_gave_up)) return false;
    if (host_unsure_ == 0) return true;
    if (Lately(host_unsure_) || world_.host().moves() == moves_then_ || Lately(moved)) return false;
    host_unsure_ = 0;
    return true;
  }

  BasicSimWorld<P>& world_;
  bool ordered_;
  U64 reaction_ns_;
  U64 upset_ = 0;
  U64 host_unsure_ = 0;
  U64 moves_then_ = 0;
  U64 gave_up_seen_ = 0;
};

VFPAIR_TESTING_END

#endif  // VFPAIR_TESTS_SIM_EXCUSES_H_
