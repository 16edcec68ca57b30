// SPDX-License-Identifier: BSD-2-Clause
//
// Accounting of a numbered stream: what arrived, twice, late, or never.

#ifndef VFPAIR_TESTS_VM_TRAFFIC_SEQUENCE_H_
#define VFPAIR_TESTS_VM_TRAFFIC_SEQUENCE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace vfpair::traffic {

// One numbered packet as it arrived.
struct Arrival {
  std::uint64_t sequence;
  std::int64_t sent_ns;
  std::int64_t received_ns;
  // The sender had been paused on purpose before this packet.
  bool is_after_pause;
};

class SequenceLog {
 public:
  void Add(const Arrival& arrival);

  std::uint64_t received() const { return received_; }
  std::uint64_t distinct() const { return distinct_; }
  std::uint64_t duplicated() const { return received_ - distinct_; }
  std::uint64_t reordered() const { return reordered_; }

  // JSON object over all packets; `sent` is the sender's total.
  // Besides totals it lists each loss, duplicate, late packet and long gap
  // with times, so that a reader can assign them to the phases of a test.
  std::string Report(std::uint64_t sent) const;

 private:
  struct Note {
    std::uint64_t sequence;
    std::int64_t sent_ns;
    std::int64_t received_ns;
  };
  struct Gap {
    std::int64_t from_ns;
    std::int64_t to_ns;
    // How long the sender itself was silent meanwhile: a gap that the
    // sender made says nothing about the network.
    std::int64_t sender_ns;
  };

  // Times by sequence number; zero where nothing arrived.
  std::vector<std::int64_t> sent_ns_;
  std::vector<Note> duplicates_;
  std::vector<Note> late_;
  std::vector<Gap> gaps_;
  std::uint64_t received_ = 0;
  std::uint64_t distinct_ = 0;
  std::uint64_t reordered_ = 0;
  std::int64_t last_received_ns_ = 0;
  std::int64_t last_sent_ns_ = 0;
  Gap longest_{};
  std::int64_t longest_delay_ns_ = 0;
};

}  // namespace vfpair::traffic

#endif  // VFPAIR_TESTS_VM_TRAFFIC_SEQUENCE_H_
