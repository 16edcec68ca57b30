// SPDX-License-Identifier: BSD-2-Clause
// What the packet path must not be: each packet writes memory that all packets share. Correct, and
// the measure for the others.
#ifndef VFPAIR_TESTS_RACES_SYNC_BASELINES_H_
#define VFPAIR_TESTS_RACES_SYNC_BASELINES_H_

#include <pthread.h>

#include <cstdint>
#include <thread>

#include "tests/races/sync.h"

namespace vfpair::races {

/// A reader/writer lock held across V's transmit, as hn(4) does.
class ReaderWriterLock : public ContractOrders {
 public:
  class Thread {
   public:
    explicit Thread(ReaderWriterLock& sync) : sync_(sync) {}
    void Enter() { pthread_rwlock_rdlock(&sync_.lock_); }
    void Leave() { pthread_rwlock_unlock(&sync_.lock_); }
    void Rest() {}
    void Resume() {}

   private:
    ReaderWriterLock& sync_;
  };

  ReaderWriterLock() {
    pthread_rwlockattr_t attributes;
    pthread_rwlockattr_init(&attributes);
    // Otherwise readers that come one after the other keep the writer out for ever.
    pthread_rwlockattr_setkind_np(&attributes, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
    pthread_rwlock_init(&lock_, &attributes);
    pthread_rwlockattr_destroy(&attributes);
  }
  ~ReaderWriterLock() { pthread_rwlock_destroy(&lock_); }

  void Grace() {
    pthread_rwlock_wrlock(&lock_);
    pthread_rwlock_unlock(&lock_);
  }

 private:
  pthread_rwlock_t lock_;
};

/// A count of the packets inside, in two halves, so that a writer can wait for one to run empty
/// while new packets use the other.
class ReferenceCount : public ContractOrders {
 public:
  class Thread {
   public:
    explicit Thread(ReferenceCount& sync) : sync_(sync) {}
    void Enter() {
      half_ = sync_.half_.load();
      sync_.inside_[half_].fetch_add(1);
      (void)sync_.turns_.load();  // as in Epoch: not seen by the writer means: sees the writer
    }
    void Leave() { sync_.inside_[half_].fetch_sub(1); }
    void Rest() {}
    void Resume() {}

   private:
    ReferenceCount& sync_;
    unsigned half_ = 0;
  };

  void Grace() {
    // Twice: a reader may have read the half before the first turn, and counted itself after it.
    for (int turn = 0; turn < 2; ++turn) {
      const unsigned old = half_.load();
      half_.store(old ^ 1);
      turns_.fetch_add(1);
      while (inside_[old].load() != 0) std::this_thread::yield();
    }
  }

 private:
  std::atomic<unsigned> half_{0};
  std::atomic<std::uint64_t> turns_{0};
  std::atomic<std::int64_t> inside_[2] = {};
};

static_assert(Sync<ReaderWriterLock> && Sync<ReferenceCount>);

}  // namespace vfpair::races

#endif  // VFPAIR_TESTS_RACES_SYNC_BASELINES_H_
