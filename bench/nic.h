// SPDX-License-Identifier: BSD-2-Clause
// Interfaces and packets as a stack has them: called through pointers, known by a state word.
#ifndef VFPAIR_BENCH_NIC_H_
#define VFPAIR_BENCH_NIC_H_

#include <cstddef>

#include "vfpair/types.h"

namespace vfpair::bench {

struct Packet {
  Packet* next = nullptr;
  void* receiver = nullptr;
  U32 length = 1500;

  Packet* Next() const noexcept { return next; }
  U32 Length() const noexcept { return length; }
  void SetReceiver(void* interface) noexcept { receiver = interface; }
};

/// Its functions do nothing, where the compiler cannot see it, and write nothing that is shared.
struct Nic {
  using Transmit = void(Nic&, Packet&);
  using TransmitBatch = void(Nic&, Packet* const*, Size);
  using Input = void(Nic&, Packet*);
  using InputBatch = void(Nic&, Packet* const*, Size);

  static constexpr unsigned long kReady = 7;

  Nic() noexcept;

  unsigned long state = kReady;
  Transmit* transmit;
  TransmitBatch* transmit_batch;
  Input* input;
  InputBatch* input_batch;
};

inline unsigned long StateWord(void* nic) noexcept {
  return __atomic_load_n(&static_cast<Nic*>(nic)->state, __ATOMIC_RELAXED);
}

}  // namespace vfpair::bench

#endif  // VFPAIR_BENCH_NIC_H_
