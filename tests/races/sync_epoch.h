// SPDX-License-Identifier: BSD-2-Clause
// An epoch as a network stack has one: a reader notes the epoch in a record of its own, a writer
// begins a new epoch and waits until no record holds an older one. Only C++ atomics, and no fences,
// so ThreadSanitizer sees all of it.
#ifndef VFPAIR_TESTS_RACES_SYNC_EPOCH_H_
#define VFPAIR_TESTS_RACES_SYNC_EPOCH_H_

#include <cstdint>
#include <thread>

#include "tests/races/reader_records.h"
#include "tests/races/sync.h"

namespace vfpair::races {

class Epoch : public ContractOrders {
 private:
  using Records = ReaderRecords<std::uint64_t>;  // the epoch; 0: outside of any section

 public:
  class Thread {
   public:
    explicit Thread(Epoch& sync) : sync_(sync), record_(sync.records_) {}

    void Enter() {
      record_.note().exchange(sync_.now_.load());
      // A writer that has not seen the note began its epoch before this load, which therefore reads
      // that epoch or a later one, and with it sees what was published before.
      (void)sync_.now_.load();
    }
    void Leave() { record_.note().store(0, std::memory_order_release); }
    void Rest() {}
    void Resume() {}

   private:
    Epoch& sync_;
    Records::Own record_;
  };

  void Grace() {
    const std::uint64_t begun = now_.fetch_add(1) + 1;
    for (Records::Record& record : records_) {
      for (;;) {
        const std::uint64_t noted = record.note.load();
        if (noted == 0 || noted >= begun) break;
        std::this_thread::yield();
      }
    }
  }

 private:
  std::atomic<std::uint64_t> now_{1};
  Records records_;
};

static_assert(Sync<Epoch>);

}  // namespace vfpair::races

#endif  // VFPAIR_TESTS_RACES_SYNC_EPOCH_H_
