// SPDX-License-Identifier: BSD-2-Clause
// What every fuzz target shares: bytes read as choices, and what happens when a law is broken.
#ifndef VFPAIR_TESTS_FUZZ_FUZZ_INPUT_H_
#define VFPAIR_TESTS_FUZZ_FUZZ_INPUT_H_

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "vfpair/types.h"

/// One run of the target; called by libFuzzer, or by replay_main.cc with a file of the corpus.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace vfpair::fuzz {

/// Reads an input front to back. Behind its end there are zeros for ever, so that every input means
/// something and none is too short.
class Input {
 public:
  Input(const uint8_t* data, size_t size) : at_(data), end_(data + size) {}

  bool empty() const { return at_ == end_; }
  size_t size() const { return static_cast<size_t>(end_ - at_); }

  U8 Byte() { return empty() ? U8{0} : *at_++; }
  bool Coin() { return (Byte() & 1) != 0; }
  /// Below `n`, which is at most 256.
  U32 Pick(U32 n) { return Byte() % n; }
  U32 Number() {
    U32 number = 0;
    for (int i = 0; i < 4; ++i) number = number << 8 | Byte();
    return number;
  }
  /// One of `list`, of at most 256.
  template <class T, size_t N>
  const T& OneOf(const T (&list)[N]) {
    return list[Pick(static_cast<U32>(N))];
  }
  /// Mostly where limits are: zero, one, small, full-sized frames, the largest, or anything.
  U32 Limit() {
    constexpr U32 kLimits[] = {0, 1, 2, 68, 1460, 1500, 9000, 65535, ~U32{0}};
    const U32 n = Pick(12);
    return n < 9 ? kLimits[n] : n == 9 ? Byte() : Number();
  }

 private:
  const uint8_t* at_;
  const uint8_t* end_;
};

/// Ends the run as a crash, with the sentence, unless `complaint` is empty.
inline void Expect(const std::string& complaint) {
  if (complaint.empty()) return;
  std::fprintf(stderr, "LAW BROKEN: %s\n", complaint.c_str());
  std::abort();
}
inline void Expect(bool holds, const char* law) {
  if (holds) return;
  std::fprintf(stderr, "LAW BROKEN: %s\n", law);
  std::abort();
}

}  // namespace vfpair::fuzz

#endif  // VFPAIR_TESTS_FUZZ_FUZZ_INPUT_H_
