// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A simulated host: the switch that steers the frames for S's address to S or to a V, and a peer
// behind it.
#ifndef VFPAIR_TESTING_SIM_SWITCH_H_
#define VFPAIR_TESTING_SIM_SWITCH_H_

// clang-format off
#include "vfpair/testing/hosted.h"  // first: it says no to kernels
// clang-format on

#include <functional>
#include <utility>

#include "vfpair/status.h"
#include "vfpair/testing/manual_clock.h"
#include "vfpair/testing/sim_nic.h"

VFPAIR_TESTING_BEGIN

/// How the host decides where S's address is.
enum class HostMode : U8 {
  kLearns,      ///< from the port that sent last; has no say in a switch
  kToldAtOnce,  ///< does as it is told, and answers in the call
  kToldLater,   ///< does as it is told, and answers after `answer_ns`
  kRefuses,     ///< never steers to V
  kNeverAnswers,
  kLate,  ///< as kToldLater, but after `late_ns`, when nobody waits any more
};

/// Of any machine with a clock that calls back (NowNs(), AwakeNs(), After()) and interfaces that
/// say whether they are there and have link (present(), HasLink(), and room for frames_to,
/// frames_from).
template <class Clock, class Nic>
class BasicSimSwitch {
 public:
  using Answer = std::function<void(U32 generation, Status status)>;
  using PacketFunction = std::function<void(const SimPacket&)>;
  using NicFunction = std::function<void(Nic&, const SimPacket&)>;

  BasicSimSwitch(Clock& clock, HostMode mode) : clock_(clock), mode_(mode) {}

  HostMode mode() const noexcept { return mode_; }
  void SetMode(HostMode mode) noexcept { mode_ = mode; }

  void Connect(Nic& synthetic, Answer answer, PacketFunction to_peer, NicFunction to_nic) {
    synthetic_ = current_ = &synthetic;
    answer_ = std::move(answer);
    to_peer_ = std::move(to_peer);
    to_nic_ = std::move(to_nic);
  }

  /// vfpair asks. A newer request replaces one that was not carried out yet.
  Status Steer(Nic& target, U32 generation) {
    const bool to_vf = &target != synthetic_;
    const U64 question = ++newest_;
    switch (mode_) {
      case HostMode::kLearns:
        return Status::Ok();
      case HostMode::kRefuses:
        if (to_vf) return Status::Refused(Reason::kNone);
        [[fallthrough]];
      case HostMode::kToldAtOnce:
        Move(target);
        return Status::Ok();
      case HostMode::kNeverAnswers:
        return Status::Pending();
      case HostMode::kToldLater:
      case HostMode::kLate:
        break;
    }
    clock_.After(mode_ == HostMode::kLate ? late_ns : answer_ns, [=, this, &target] {
      const bool done = question == newest_ && target.present();
      if (done) Move(target);
      if (question > forgotten_)
        answer_(generation, done ? Status::Ok() : Status::Refused(Reason::kNone));
    });
    return Status::Pending();
  }
  /// Who asked is no more: what was asked is still done, but nobody is answered.
  void ForgetQuestions() noexcept { forgotten_ = newest_; }

  /// An announcement (gratuitous ARP or the like) seen on a port.
  void Announce(Nic& nic) {
    if (mode_ == HostMode::kLearns && nic.HasLink()) Move(nic);
  }
  /// The host takes V's data path back by itself.
  void FallBack() { Move(*synthetic_); }
  /// The host loses all it was told: what it was about to do, too. It starts from S.
  void Forget() {
    forgotten_ = ++newest_;
    FallBack();
  }
  void PortRemoved(const Nic& nic) {
    if (current_ == &nic) FallBack();
  }

  void FromNic(Nic& nic, const SimPacket& packet) {
    ++nic.frames_from;
    if (mode_ == HostMode::kLearns) Move(nic);
    clock_.After(peer_wire_ns, [this, packet] { to_peer_(packet); });
  }
  void FromPeer(SimPacket packet) {
    Nic& nic = *current_;
    ++nic.frames_to;
    packet.over_vf = &nic != synthetic_;
    clock_.After(packet.over_vf ? vf_wire_ns : synthetic_wire_ns,
                 [this, packet, &nic] { to_nic_(nic, packet); });
  }

  bool SteersTo(const Nic& nic) const noexcept { return current_ == &nic; }
  U64 moves() const noexcept { return moves_; }
  U64 last_move_awake_ns() const noexcept { return last_move_awake_ns_; }
  static U64 FramesTo(const Nic& nic) noexcept { return nic.frames_to; }
  static U64 FramesFrom(const Nic& nic) noexcept { return nic.frames_from; }

  U64 answer_ns = 5 * kNsPerMs;
  U64 late_ns = 5 * kNsPerSecond;
  // From the switch to each of its three neighbours.
  U64 peer_wire_ns = 20'000;
  U64 synthetic_wire_ns = 20'000;
  U64 vf_wire_ns = 20'000;

 private:
  void Move(Nic& target) {
    if (current_ == &target) return;
    current_ = &target;
    ++moves_;
    last_move_awake_ns_ = clock_.AwakeNs();
  }

  Clock& clock_;
  HostMode mode_;
  Nic* synthetic_ = nullptr;
  Nic* current_ = nullptr;
  Answer answer_;
  PacketFunction to_peer_;
  NicFunction to_nic_;
  U64 newest_ = 0, forgotten_ = 0;  // questions
  U64 moves_ = 0;
  U64 last_move_awake_ns_ = 0;
};

using SimSwitch = BasicSimSwitch<ManualClock, SimNic>;

VFPAIR_TESTING_END

#endif  // VFPAIR_TESTING_SIM_SWITCH_H_
