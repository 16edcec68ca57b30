// SPDX-License-Identifier: BSD-2-Clause
// A record for each thread that reads, on a cache line of its own, so that readers share none.
#ifndef VFPAIR_TESTS_RACES_READER_RECORDS_H_
#define VFPAIR_TESTS_RACES_READER_RECORDS_H_

#include <array>
#include <atomic>
#include <thread>

namespace vfpair::races {

template <class Note>
class ReaderRecords {
 public:
  struct alignas(64) Record {
    std::atomic<bool> taken{false};
    std::atomic<Note> note{};
  };

  /// One thread's record, for as long as it reads.
  class Own {
   public:
    explicit Own(ReaderRecords& records) : record_(records.Take()) {}
    ~Own() { record_.taken.store(false); }
    Own(const Own&) = delete;
    Own& operator=(const Own&) = delete;

    std::atomic<Note>& note() { return record_.note; }

   private:
    Record& record_;
  };

  Record* begin() { return records_.data(); }
  Record* end() { return records_.data() + records_.size(); }

 private:
  Record& Take() {
    for (;;) {
      for (Record& record : records_)
        if (!record.taken.exchange(true)) return record;
      std::this_thread::yield();
    }
  }

  std::array<Record, 64> records_;
};

}  // namespace vfpair::races

#endif  // VFPAIR_TESTS_RACES_READER_RECORDS_H_
