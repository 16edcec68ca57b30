// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Accounts for every packet of a simulated network: each is delivered once, in the order of its
// flow, or dropped for exactly one cause.
#ifndef VFPAIR_TESTING_PACKET_LEDGER_H_
#define VFPAIR_TESTING_PACKET_LEDGER_H_

// clang-format off
#include "vfpair/testing/hosted.h"  // first: it says no to kernels
// clang-format on

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "vfpair/types.h"

VFPAIR_TESTING_BEGIN

/// One simulated packet; also what RewriteRx() relabels.
struct SimPacket {
  U64 flow = 0;
  U64 sequence = 0;
  U32 bytes = 1000;
  void* receiver = nullptr;  ///< the interface the stack sees it arrive on
  bool over_vf = false;      ///< the path it took

  SimPacket* Next() noexcept { return nullptr; }
  U32 Length() const noexcept { return bytes; }
  void SetReceiver(void* interface) noexcept { receiver = interface; }
};

/// Why a simulated packet never arrived.
enum class DropCause : U8 {
  kSyntheticDown,  ///< the stack had nothing to send it with, or nobody to receive it for
  kSyntheticNoLink,
  kSyntheticRing,  ///< was in S's ring when S went down
  kVfRing,         ///< was in V's ring when V went down or away, or lost its link
  kVfPortClosed,   ///< the host sent it to a V that was down or away
  kVfNotCaptured,  ///< V received it, but not on behalf of S
  kHeldForever,    ///< was held for a cut-over when S went down
};
inline constexpr Size kDropCauses = 7;

constexpr const char* DropCauseName(DropCause cause) noexcept {
  constexpr const char* kNames[kDropCauses] = {"synthetic down",
                                               "synthetic without link",
                                               "in the synthetic's ring",
                                               "in the VF's ring",
                                               "VF's port closed",
                                               "VF not captured",
                                               "held"};
  return kNames[static_cast<Size>(cause)];
}

/// What happened to all packets so far.
struct TrafficTotals {
  U64 sent = 0;
  U64 delivered = 0;
  U64 dropped = 0;
  U64 duplicated = 0;   ///< delivered again, or delivered after it was counted as dropped
  U64 reordered = 0;    ///< arrived behind a later one of its flow
  U64 mislabelled = 0;  ///< arrived as another interface's than S's
  U64 longest_gap_ns = 0;

  U64 in_flight() const noexcept { return sent - delivered - dropped; }
};

/// What can go wrong with one packet.
enum class Trouble : U8 { kDropped, kReordered };

class PacketLedger {
 public:
  /// Called for each packet that is dropped (for `cause`) or arrives behind a later one.
  using Told = std::function<void(const SimPacket&, Trouble, DropCause cause)>;
  void OnTrouble(Told told) { told_ = std::move(told); }

  SimPacket Send(U64 flow, U32 bytes) {
    auto& f = FlowOf(flow);
    f.fates.push_back(Fate::kInFlight);
    ++totals_.sent;
    SimPacket packet;
    packet.flow = flow;
    packet.sequence = f.fates.size() - 1;
    packet.bytes = bytes;
    return packet;
  }

  void Deliver(const SimPacket& packet, U64 now_ns, bool as_synthetic) {
    auto& f = FlowOf(packet.flow);
    auto& fate = f.fates[packet.sequence];
    if (!as_synthetic) ++totals_.mislabelled;
    if (fate != Fate::kInFlight) {
      ++totals_.duplicated;
      return;
    }
    fate = Fate::kDelivered;
    ++totals_.delivered;
    if (f.arrived && packet.sequence < f.latest) {
      ++totals_.reordered;
      if (told_) told_(packet, Trouble::kReordered, {});
    }
    if (!f.arrived || packet.sequence > f.latest) f.latest = packet.sequence;
    if (f.timed && now_ns - f.last_ns > totals_.longest_gap_ns)
      totals_.longest_gap_ns = now_ns - f.last_ns;
    f.arrived = f.timed = true;
    f.last_ns = now_ns;
  }

  void Drop(const SimPacket& packet, DropCause cause) {
    auto& fate = FlowOf(packet.flow).fates[packet.sequence];
    if (fate != Fate::kInFlight) {
      ++totals_.duplicated;
      return;
    }
    fate = Fate::kDropped;
    ++totals_.dropped;
    ++drops_[static_cast<Size>(cause)];
    if (told_) told_(packet, Trouble::kDropped, cause);
  }

  const TrafficTotals& totals() const noexcept { return totals_; }
  U64 drops(DropCause cause) const noexcept { return drops_[static_cast<Size>(cause)]; }

  /// "" when I3 holds: nothing twice, nothing mislabelled, no packet both or neither.
  std::string Complaint() const {
    if (totals_.duplicated != 0) return std::to_string(totals_.duplicated) + " packets twice";
    if (totals_.mislabelled != 0)
      return std::to_string(totals_.mislabelled) + " packets arrived, but not as the synthetic's";
    U64 by_cause = 0;
    for (const U64 n : drops_) by_cause += n;
    if (by_cause != totals_.dropped) return "a drop without a cause";
    return "";
  }

  /// The longest gap since the last call, for measuring one episode.
  U64 TakeLongestGap() noexcept { return std::exchange(totals_.longest_gap_ns, 0); }
  /// The senders pause: until each flow's next packet there is no gap.
  void PauseGaps() {
    for (Flow& f : flows_) f.timed = false;
  }

 private:
  enum class Fate : U8 { kInFlight, kDelivered, kDropped };
  struct Flow {
    U64 id = 0;
    std::vector<Fate> fates;
    bool arrived = false;
    bool timed = false;
    U64 latest = 0;
    U64 last_ns = 0;
  };

  Flow& FlowOf(U64 id) {
    for (Flow& f : flows_)
      if (f.id == id) return f;
    flows_.emplace_back().id = id;
    return flows_.back();
  }

  Told told_;
  std::vector<Flow> flows_;  // a few
  TrafficTotals totals_;
  U64 drops_[kDropCauses] = {};
};

VFPAIR_TESTING_END

#endif  // VFPAIR_TESTING_PACKET_LEDGER_H_
