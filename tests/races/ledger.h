// SPDX-License-Identifier: BSD-2-Clause
// Accounts for every packet of many threads. Sender and receiver of a flow share nothing but a
// count, so that the account itself orders no thread behind another: ThreadSanitizer must see the
// races that are there.
#ifndef VFPAIR_TESTS_RACES_LEDGER_H_
#define VFPAIR_TESTS_RACES_LEDGER_H_

#include <atomic>
#include <mutex>
#include <string>
#include <vector>

#include "vfpair/testing/packet_ledger.h"

namespace vfpair::races {

struct Packet {
  Size flow = 0;
  U64 sequence = 0;
  void* receiver = nullptr;
  Packet* next = nullptr;

  Packet* Next() noexcept { return next; }
  U32 Length() const noexcept { return 1000; }
  void SetReceiver(void* interface) noexcept { receiver = interface; }
};

using testing::DropCause;
using testing::kDropCauses;

class Ledger {
 public:
  explicit Ledger(Size flows) : flows_(flows) {}

  /// The flow's one sender.
  Packet Send(Size flow) {
    Packet packet;
    packet.flow = flow;
    packet.sequence = flows_[flow].sent++;
    return packet;
  }
  /// The flow's one sender: how many of its packets are still on their way.
  U64 OnTheWay(Size flow) const {
    return flows_[flow].sent - flows_[flow].ended.load(std::memory_order_relaxed);
  }
  /// Any thread: packets that have come to an end.
  U64 Ended(Size flow) const { return flows_[flow].ended.load(std::memory_order_relaxed); }

  /// Any thread.
  void Deliver(const Packet& packet) {
    Flow& flow = flows_[packet.flow];
    const std::lock_guard lock(flow.mutex);
    if (!End(flow, packet, Fate::kDelivered)) return;
    if (packet.sequence < flow.expected) ++flow.reordered;
    if (packet.sequence >= flow.expected) flow.expected = packet.sequence + 1;
  }
  /// Any thread.
  void Drop(const Packet& packet, DropCause cause) {
    Flow& flow = flows_[packet.flow];
    const std::lock_guard lock(flow.mutex);
    if (End(flow, packet, Fate::kDropped)) ++flow.drops[static_cast<Size>(cause)];
  }

  // When all threads have ended.

  U64 Sent() const {
    return Sum([](const Flow& flow) { return flow.sent; });
  }
  U64 Reordered() const {
    return Sum([](const Flow& flow) { return flow.reordered; });
  }
  U64 Dropped() const {
    return Sum([](const Flow& flow) {
      U64 sum = 0;
      for (const U64 drops : flow.drops) sum += drops;
      return sum;
    });
  }
  U64 Dropped(DropCause cause) const {
    return Sum([cause](const Flow& flow) { return flow.drops[static_cast<Size>(cause)]; });
  }

  /// "" when each packet was delivered once or counted once.
  std::string Complaint() const {
    for (Size i = 0; i < flows_.size(); ++i) {
      const Flow& flow = flows_[i];
      U64 lost = flow.sent;
      for (const Fate fate : flow.fates) lost -= fate != Fate::kOnTheWay ? 1 : 0;
      if (flow.twice != 0)
        return "flow " + std::to_string(i) + ": " + std::to_string(flow.twice) + " packets twice";
      if (lost != 0)
        return "flow " + std::to_string(i) + ": " + std::to_string(lost) + " of " +
               std::to_string(flow.sent) + " packets neither delivered nor counted";
    }
    return "";
  }

 private:
  enum class Fate : U8 { kOnTheWay, kDelivered, kDropped };

  struct alignas(64) Flow {
    U64 sent = 0;  // the sender's
    std::atomic<U64> ended{0};
    std::mutex mutex;  // of what follows
    std::vector<Fate> fates;
    U64 expected = 0;
    U64 reordered = 0;
    U64 twice = 0;
    U64 drops[kDropCauses] = {};
  };

  static bool End(Flow& flow, const Packet& packet, Fate fate) {
    if (flow.fates.size() <= packet.sequence)
      flow.fates.resize(packet.sequence + 1, Fate::kOnTheWay);
    if (flow.fates[packet.sequence] != Fate::kOnTheWay) {
      ++flow.twice;
      return false;
    }
    flow.fates[packet.sequence] = fate;
    flow.ended.fetch_add(1, std::memory_order_relaxed);
    return true;
  }

  template <class Member>
  U64 Sum(Member&& member) const {
    U64 sum = 0;
    for (const Flow& flow : flows_) sum += member(flow);
    return sum;
  }

  std::vector<Flow> flows_;
};

}  // namespace vfpair::races

#endif  // VFPAIR_TESTS_RACES_LEDGER_H_
