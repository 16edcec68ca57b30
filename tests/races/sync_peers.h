// SPDX-License-Identifier: BSD-2-Clause
// How others keep packets and a V that leaves apart: written from what they do, for comparison.
#ifndef VFPAIR_TESTS_RACES_SYNC_PEERS_H_
#define VFPAIR_TESTS_RACES_SYNC_PEERS_H_

#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <thread>

#include "tests/races/reader_records.h"
#include "tests/races/sync.h"

namespace vfpair::races {

/// FreeBSD's rmlock in small: a reader notes in a record of its own that it is inside and looks for
/// a writer, without a barrier; the writer makes every CPU execute one (an interrupt there,
/// membarrier(2) here) and keeps new readers out until the old ones have left. The real one also
/// pins the thread and links a tracker into its CPU's list: this is the least that it can cost.
class ReadMostlyLock : public ContractOrders {
 private:
  using Records = ReaderRecords<std::uint32_t>;  // 1: inside

 public:
  class Thread {
   public:
    explicit Thread(ReadMostlyLock& sync) : sync_(sync), record_(sync.records_) {}

    void Enter() {
      record_.note().store(1, std::memory_order_relaxed);
      std::atomic_signal_fence(std::memory_order_seq_cst);
      if (sync_.writes_.load(std::memory_order_acquire)) [[unlikely]]
        EnterAfterWriter();
    }
    void Leave() { record_.note().store(0, std::memory_order_release); }
    void Rest() {}
    void Resume() {}

   private:
    void EnterAfterWriter() {
      record_.note().store(0, std::memory_order_release);
      const std::lock_guard lock(sync_.writer_);
      record_.note().store(1, std::memory_order_relaxed);
    }

    ReadMostlyLock& sync_;
    Records::Own record_;
  };

  ReadMostlyLock() {
    if (syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0) != 0) std::abort();
  }

  void Grace() {
    const std::lock_guard lock(writer_);
    writes_.store(true, std::memory_order_release);
    if (syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0) != 0) std::abort();
    for (Records::Record& record : records_)
      while (record.note.load(std::memory_order_acquire) != 0) std::this_thread::yield();
    writes_.store(false, std::memory_order_release);
  }

 private:
  std::mutex writer_;
  std::atomic<bool> writes_{false};
  Records records_;
};

/// The counted lock of DPDK's netvsc: all queues of a port add to and subtract from one word, once
/// for each burst; a writer announces itself in it and waits for the count to be zero.
class CountedLock : public ContractOrders {
 public:
  class Thread {
   public:
    explicit Thread(CountedLock& sync) : word_(sync.word_) {}
    void Enter() {
      for (;;) {
        while ((word_.load(std::memory_order_relaxed) & kWriters) != 0) std::this_thread::yield();
        const std::uint32_t before = word_.fetch_add(kReader, std::memory_order_acquire);
        if ((before & kWriters) == 0) [[likely]]
          return;
        word_.fetch_sub(kReader, std::memory_order_relaxed);
      }
    }
    void Leave() { word_.fetch_sub(kReader, std::memory_order_release); }
    void Rest() {}
    void Resume() {}

   private:
    std::atomic<std::uint32_t>& word_;
  };

  void Grace() {
    for (;;) {
      std::uint32_t found = word_.load(std::memory_order_relaxed) & kWaits;  // and nobody else
      if (word_.compare_exchange_strong(found, kWrites, std::memory_order_acquire)) break;
      word_.fetch_or(kWaits, std::memory_order_relaxed);
      std::this_thread::yield();
    }
    word_.fetch_sub(kWrites, std::memory_order_release);
  }

 private:
  static constexpr std::uint32_t kWaits = 1, kWrites = 2, kWriters = kWaits | kWrites, kReader = 4;

  std::atomic<std::uint32_t> word_{0};
};

/// The counters of DPDK's failsafe: each queue stores 1, uses the device, stores 0. Nothing orders
/// the first store before what follows, so a writer may see 0 while the queue is inside: it is not
/// a synchronisation, and cheap as only those are. (failsafe looks every two seconds, and hopes.)
class PlainCounters : public ContractOrders {
 private:
  using Records = ReaderRecords<std::uint32_t>;

 public:
  class Thread {
   public:
    explicit Thread(PlainCounters& sync) : record_(sync.records_) {}
    void Enter() {
      record_.note().store(1, std::memory_order_relaxed);
      std::atomic_signal_fence(std::memory_order_seq_cst);
    }
    void Leave() { record_.note().store(0, std::memory_order_release); }
    void Rest() {}
    void Resume() {}

   private:
    Records::Own record_;
  };

  void Grace() {
    for (Records::Record& record : records_)
      while (record.note.load(std::memory_order_acquire) != 0) std::this_thread::yield();
  }

 private:
  Records records_;
};

static_assert(Sync<ReadMostlyLock> && Sync<CountedLock> && Sync<PlainCounters>);

}  // namespace vfpair::races

#endif  // VFPAIR_TESTS_RACES_SYNC_PEERS_H_
