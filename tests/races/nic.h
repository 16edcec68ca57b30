// SPDX-License-Identifier: BSD-2-Clause
// A network interface with threads of its own: what was handed to it leaves, and what arrives is
// delivered, while everyone else goes on.
#ifndef VFPAIR_TESTS_RACES_NIC_H_
#define VFPAIR_TESTS_RACES_NIC_H_

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "tests/races/ledger.h"
#include "tests/races/sync.h"
#include "vfpair/facts.h"
#include "vfpair/filters.h"

namespace vfpair::races {

/// Ends the program at once: what is wrong cannot be trusted any further.
[[noreturn]] inline void Complain(const char* text) {
  std::fprintf(stderr, "COMPLAINT: %s\n", text);
  std::_Exit(70);
}

class Nic;

/// What a packet that V received is relabelled with; freed a grace period after V forgot it
/// (R-LCK-8).
struct ReceiveContext {
  static constexpr U32 kAlive = 0x600D, kFreed = 0xDEAD;

  void CheckAlive() const {
    if (alive != kAlive) Complain("the receive context was used after it was freed");
  }

  Nic* synthetic = nullptr;
  void* platform = nullptr;
  U32 alive = kAlive;
};

class Nic {
 public:
  static constexpr unsigned long kStarted = 1, kCarrier = 2, kReady = kStarted | kCarrier;
  static constexpr Size kQueues = 2;
  static constexpr Size kMaxSenders = 8;

  Nic() = default;
  Nic(const Nic&) = delete;
  Nic& operator=(const Nic&) = delete;

  // ---- any thread that may know it ----

  unsigned long StateWord() const { return state_.load(std::memory_order_relaxed); }
  void SetState(unsigned long bits, bool on) {
    if (on)
      state_.fetch_or(bits, std::memory_order_relaxed);
    else
      state_.fetch_and(~bits, std::memory_order_relaxed);
  }

  /// `inside` is for tests that want to be in the middle of it.
  void Transmit(Size sender, const Packet& packet) {
    CheckAlive();
    if (!may_send_) Complain("V was handed a packet after it was closed");
    insiders_.fetch_add(1, std::memory_order_relaxed);
    if (inside) inside(sender);
    Queue& queue = queues_[packet.flow % kQueues];
    {
      const std::lock_guard lock(queue.mutex);
      queue.transmit.push_back(packet);
      ++queue.transmit_in;
    }
    queue.changed.notify_all();
    insiders_.fetch_sub(1, std::memory_order_relaxed);
    CheckAlive();
    ++senders_[sender].packets;  // the memory that must not be freed under a packet
  }

  void Arrive(const Packet& packet) {
    Queue& queue = queues_[packet.flow % kQueues];
    {
      const std::lock_guard lock(queue.mutex);
      queue.receive.push_back(packet);
      ++queue.receive_in;
    }
    queue.changed.notify_all();
  }

  /// Packets in the transmit rings; taken out of the receive rings so far.
  U64 pending() {
    return Sum([](const Queue& queue) { return queue.transmit.size(); });
  }
  U64 taken_in() {
    return Sum([](const Queue& queue) { return queue.receive_out; });
  }

  /// A device that takes what it is given and sends nothing.
  void SetStuck(bool stuck) { stuck_.store(stuck); }
  bool stuck() const { return stuck_.load(); }
  /// A device that does nothing for now.
  void SetPaused(bool paused) {
    paused_.store(paused);
    for (Queue& queue : queues_) {
      const std::lock_guard lock(queue.mutex);
      queue.changed.notify_all();
    }
  }

  void CheckAlive() const {
    if (alive_ != kAlive) Complain("V was used after it was freed");
  }
  void MarkFreed() { alive_ = kFreed; }

  // ---- its own threads ----

  /// What one queue's thread does until Stop(). `rest` encloses each wait.
  template <class Rest, class Wire, class Up>
  void Serve(Size index, Rest&& rest, Wire&& wire, Up&& up) {
    constexpr Size kBatch = 4;
    Queue& queue = queues_[index];
    std::unique_lock lock(queue.mutex);
    while (!queue.stopped) {
      if (CanTransmit(queue)) {
        const Packet packet = queue.transmit.front();
        queue.transmit.pop_front();
        lock.unlock();
        wire(packet);
        lock.lock();
        ++queue.transmit_out;
        queue.changed.notify_all();
      } else if (CanReceive(queue)) {
        std::array<Packet, kBatch> batch;
        Size size = 0;
        for (; size < kBatch && !queue.receive.empty(); ++size) {
          batch[size] = queue.receive.front();
          queue.receive.pop_front();
          if (size != 0) batch[size - 1].next = &batch[size];
        }
        lock.unlock();
        up(batch.data());
        lock.lock();
        queue.receive_out += size;
        queue.changed.notify_all();
      } else {
        lock.unlock();
        rest();
        lock.lock();
      }
    }
  }
  /// The wait itself.
  void WaitForWork(Size index) {
    Queue& queue = queues_[index];
    std::unique_lock lock(queue.mutex);
    queue.changed.wait(lock,
                       [&] { return queue.stopped || CanTransmit(queue) || CanReceive(queue); });
  }

  // ---- its driver, one at a time ----

  template <class Body>
  void Start(Body&& body) {
    for (Size i = 0; i < kQueues; ++i) threads_.emplace_back(body, i);
  }
  /// Ends the threads; what is still in the rings is given to `drop`.
  template <class Drop>
  void Stop(Drop&& drop) {
    for (Queue& queue : queues_) {
      const std::lock_guard lock(queue.mutex);
      queue.stopped = true;
      queue.changed.notify_all();
    }
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
    for (Queue& queue : queues_) {
      for (const Packet& packet : queue.transmit) drop(packet);
      for (const Packet& packet : queue.receive) drop(packet);
      queue.transmit.clear();
      queue.receive.clear();
    }
  }

  /// From the end of an opening to the beginning of a closing. Plain: packets and driver are
  /// ordered by the path alone.
  void SetMaySend(bool may_send) { may_send_ = may_send; }

  /// Waits until what was in the transmit rings at the call has left. @returns false when stuck.
  bool DrainTransmit() {
    if (insiders_.load(std::memory_order_relaxed) != 0)
      Complain("a drain began while a packet was still on its way into the ring");
    for (Queue& queue : queues_) {
      std::unique_lock lock(queue.mutex);
      const U64 limit = queue.transmit_in;
      queue.changed.wait(lock, [&] { return queue.transmit_out >= limit || stuck(); });
      if (queue.transmit_out < limit) return false;
    }
    return true;
  }
  /// Waits until what was in the receive rings at the call has been delivered.
  void DrainReceive() {
    for (Queue& queue : queues_) {
      std::unique_lock lock(queue.mutex);
      const U64 limit = queue.receive_in;
      queue.changed.wait(lock, [&] { return queue.receive_out >= limit; });
    }
  }

  std::function<void(Size sender)> inside;

  // What the driver's users set and read, one at a time.
  InterfaceFacts facts;
  std::vector<MacAddress> multicast;
  std::atomic<ReceiveContext*> input{nullptr};

 private:
  static constexpr U32 kAlive = 0x600D, kFreed = 0xDEAD;

  struct alignas(64) Queue {
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<Packet> transmit, receive;
    U64 transmit_in = 0, transmit_out = 0, receive_in = 0, receive_out = 0;
    bool stopped = false;
  };
  bool CanTransmit(const Queue& queue) const {
    return !queue.transmit.empty() && !stuck() && !paused_.load();
  }
  bool CanReceive(const Queue& queue) const { return !queue.receive.empty() && !paused_.load(); }

  template <class Member>
  U64 Sum(Member&& member) {
    U64 sum = 0;
    for (Queue& queue : queues_) {
      const std::lock_guard lock(queue.mutex);
      sum += member(queue);
    }
    return sum;
  }

  struct alignas(64) Sender {
    U64 packets = 0;
  };

  std::atomic<unsigned long> state_{0};
  std::atomic<bool> stuck_{false};
  std::atomic<bool> paused_{false};
  std::atomic<int> insiders_{0};
  bool may_send_ = false;
  U32 alive_ = kAlive;  // plain: who reads it while V is freed is to be found out
  std::array<Queue, kQueues> queues_;
  std::array<Sender, kMaxSenders> senders_;
  std::vector<std::thread> threads_;
};

/// Frees what a reader may still hold. AddressSanitizer sees a use after free; elsewhere the memory
/// stays, marked, so that such a use is reported and not a crash.
template <class T>
class Graveyard {
 public:
  template <class Mark>
  void Free(T* object, Mark&& mark) {
    mark(*object);
    freed_.fetch_add(1, std::memory_order_relaxed);
    if (kAddressSanitizer)
      delete object;
    else
      buried_.emplace_back(object);
  }
  int freed() const { return freed_.load(std::memory_order_relaxed); }

 private:
  std::atomic<int> freed_{0};
  std::vector<std::unique_ptr<T>> buried_;
};

}  // namespace vfpair::races

#endif  // VFPAIR_TESTS_RACES_NIC_H_
