// SPDX-License-Identifier: BSD-2-Clause
// The threads that an operating system gives a pair: one that runs the actor when asked, one that
// keeps its timer, and a host that answers in its own time.
#ifndef VFPAIR_TESTS_RACES_THREADS_H_
#define VFPAIR_TESTS_RACES_THREADS_H_

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>

#include "tests/races/nic.h"
#include "vfpair/platform.h"

namespace vfpair::races {

/// Runs `work` once after each Schedule(), or once for several.
class Worker {
 public:
  explicit Worker(std::function<void()> work)
      : work_(std::move(work)), thread_([this] { Loop(); }) {}
  ~Worker() {
    {
      const std::lock_guard lock(mutex_);
      stopped_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

  void Schedule() {
    {
      const std::lock_guard lock(mutex_);
      scheduled_ = true;
    }
    changed_.notify_all();
  }

 private:
  void Loop() {
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait(lock, [this] { return scheduled_ || stopped_; });
      if (stopped_) return;
      scheduled_ = false;
      lock.unlock();
      work_();
      lock.lock();
    }
  }

  std::function<void()> work_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool scheduled_ = false;
  bool stopped_ = false;
  std::thread thread_;
};

/// A clock that moves when told to, and one timer. Set() does not wait for a callback that has
/// begun.
class Clock {
 public:
  /// `begun`, when given, is called by the timer's thread before `due`.
  Clock(std::function<void()> due, std::function<void()> begun)
      : due_(std::move(due)), begun_(std::move(begun)), thread_([this] { Loop(); }) {}
  ~Clock() {
    {
      const std::lock_guard lock(mutex_);
      stopped_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

  U64 NowNs() {
    const std::lock_guard lock(mutex_);
    return now_ns_;
  }
  void Advance(U64 ns) {
    {
      const std::lock_guard lock(mutex_);
      now_ns_ += ns;
    }
    changed_.notify_all();
  }
  void Set(U64 deadline_ns) {
    {
      const std::lock_guard lock(mutex_);
      deadline_ns_ = deadline_ns;
    }
    changed_.notify_all();
  }
  U64 deadline_ns() {
    const std::lock_guard lock(mutex_);
    return deadline_ns_;
  }
  /// Callbacks that have returned.
  int called() {
    const std::lock_guard lock(mutex_);
    return called_;
  }

 private:
  void Loop() {
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait(lock,
                    [this] { return stopped_ || (deadline_ns_ != 0 && now_ns_ >= deadline_ns_); });
      if (stopped_) return;
      deadline_ns_ = 0;
      lock.unlock();
      if (begun_) begun_();
      due_();
      lock.lock();
      ++called_;
    }
  }

  std::function<void()> due_;
  std::function<void()> begun_;
  std::mutex mutex_;
  std::condition_variable changed_;
  U64 now_ns_ = 1;
  U64 deadline_ns_ = 0;
  int called_ = 0;
  bool stopped_ = false;
  std::thread thread_;
};

/// How the host learns where S's address is.
enum class HostMode : U8 {
  kLearns,  ///< from frames, at once
  kSteers,  ///< from requests, which its own thread answers: each answer twice, and an old one
            ///< before
  kSilent,  ///< from requests, which it does not answer
};

/// The switch in front of both interfaces.
class Host {
 public:
  /// `asker` is what was given to Steer(): an answer belongs to the pair that asked, not to
  /// whichever is there when it comes.
  using Answer = std::function<void(U64 asker, U32 generation, Status status)>;

  Host(HostMode mode, Nic& synthetic, Answer answer)
      : mode_(mode),
        synthetic_(synthetic),
        answer_(std::move(answer)),
        thread_([this] { Loop(); }) {}
  ~Host() {
    {
      const std::lock_guard lock(mutex_);
      stopped_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

  void Plug(Nic* vf) {
    const std::lock_guard lock(mutex_);
    vf_ = vf;
    side_ = Side::kSynthetic;
  }
  void Unplug() { Plug(nullptr); }

  void Announce(Side side) {
    const std::lock_guard lock(mutex_);
    if (mode_ == HostMode::kLearns) side_ = side;
  }
  Status Steer(U64 asker, Side side, U32 generation) {
    if (mode_ == HostMode::kLearns) return Status::Ok();
    {
      const std::lock_guard lock(mutex_);
      requests_.push_back({asker, side, generation});
    }
    changed_.notify_all();
    return Status::Pending();
  }
  /// Has a request that it will answer.
  bool IsAnswering() {
    const std::lock_guard lock(mutex_);
    return answering_ || !requests_.empty();
  }
  void Deliver(const Packet& packet) {
    const std::lock_guard lock(mutex_);
    (side_ == Side::kVf && vf_ != nullptr ? *vf_ : synthetic_).Arrive(packet);
  }

 private:
  struct Request {
    U64 asker;
    Side side;
    U32 generation;
  };

  void Loop() {
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait(lock, [this] { return stopped_ || !requests_.empty(); });
      if (stopped_) return;
      const auto [asker, side, generation] = requests_.front();
      requests_.pop_front();
      if (mode_ == HostMode::kSilent) continue;
      side_ = side;
      answering_ = true;
      lock.unlock();
      answer_(asker, generation - 1,
              Status::Refused(Reason::kNone));  // late: nobody may believe it
      answer_(asker, generation, Status::Ok());
      answer_(asker, generation, Status::Ok());
      lock.lock();
      answering_ = false;
    }
  }

  const HostMode mode_;
  Nic& synthetic_;
  Answer answer_;
  std::mutex mutex_;
  std::condition_variable changed_;
  Nic* vf_ = nullptr;
  Side side_ = Side::kSynthetic;
  std::deque<Request> requests_;
  bool answering_ = false;
  bool stopped_ = false;
  std::thread thread_;
};

/// A transmit queue of S as the stack has it: stopped by a hold, started by Wake().
class TransmitQueue {
 public:
  bool stopped() const { return stopped_.load(); }

  /// The sender. `is_held` is asked again after the stop: whoever opens the path looks for stopped
  /// queues after that, so one of the two sees the other (the exchanges have an order).
  template <class IsHeld>
  void Stop(IsHeld&& is_held) {
    stopped_.exchange(true);
    if (!is_held()) Start();
  }
  void Start() {
    if (!stopped_.exchange(false)) return;
    const std::lock_guard lock(mutex_);
    changed_.notify_all();
  }
  /// The sender.
  void WaitUntilStarted() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !stopped(); });
  }

 private:
  std::atomic<bool> stopped_{false};
  std::mutex mutex_;
  std::condition_variable changed_;
};

}  // namespace vfpair::races

#endif  // VFPAIR_TESTS_RACES_THREADS_H_
