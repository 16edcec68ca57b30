// SPDX-License-Identifier: BSD-2-Clause
// Instructions that a thread executes: by the processor's counter where the machine has one, else,
// in a run of its own under callgrind, by callgrind.
#ifndef VFPAIR_BENCH_INSTRUCTIONS_H_
#define VFPAIR_BENCH_INSTRUCTIONS_H_

#include <cstdint>

namespace vfpair::bench {

/// Counts the calling thread's instructions in user mode (perf_event_open).
class InstructionCounter {
 public:
  InstructionCounter();
  ~InstructionCounter();
  InstructionCounter(const InstructionCounter&) = delete;
  InstructionCounter& operator=(const InstructionCounter&) = delete;

  bool works() const { return file_ >= 0; }
  void Start();
  /// @returns how many since Start().
  std::uint64_t Stop();

 private:
  int file_;
};

/// With --count=N every benchmark does its work N times and nothing else: callgrind counts that and
/// writes a dump for it. 0 = a common run.
int CountedRounds();
void SetCountedRounds(int rounds);

/// Around what callgrind is to count. @returns the number of the dump, in its "desc: Trigger" line.
void StartCounting();
int StopCounting();

}  // namespace vfpair::bench

#endif  // VFPAIR_BENCH_INSTRUCTIONS_H_
