// SPDX-License-Identifier: BSD-2-Clause
// netmap(4) on an interface, as it hooks itself in: blindly, and it puts back what it found.
#ifndef TESTS_STUBS_FREEBSD_NETMAP_H_
#define TESTS_STUBS_FREEBSD_NETMAP_H_

#include <cstdint>
#include <vector>

#include "tests/stubs/freebsd/kernel/network.h"

extern "C" int netmap_transmit(ifnet* ifp, mbuf* m);  // for the adapter: it is compared

/// A program that has an interface open in netmap mode.
class Netmap {
 public:
  enum Mode {
    kNative,    // the rings are the device's, and its driver's functions are not called
    kEmulated,  // the rings are software between the driver and the stack
  };
  Netmap(ifnet* ifp, Mode mode);
  ~Netmap() { End(); }
  Netmap(const Netmap&) = delete;
  Netmap& operator=(const Netmap&) = delete;

  void End();
  /// The program sends a packet, when there is memory for nobody else.
  int Send(uint64_t number, bool last_memory = false);
  /// The program hands a packet to the stack.
  void SendUp(uint64_t number);
  /// Of the device, in native mode.
  void TakeFromRings(mbuf* chain);

  std::vector<uint64_t> received;    // by the program, from the device
  std::vector<uint64_t> from_stack;  // by the program, what the stack sends

 private:
  static void Input(ifnet* ifp, mbuf* m);
  friend int ::netmap_transmit(ifnet*, mbuf*);

  ifnet* const ifp_;
  const Mode mode_;
  bool active_ = true;
  void* const netmap_before_;
  void (*const up_)(ifnet*, mbuf*);  // as it was when netmap first saw the interface
  void (*input_)(ifnet*, mbuf*) = nullptr;
  if_transmit_fn_t transmit_ = nullptr;
};

#endif  // TESTS_STUBS_FREEBSD_NETMAP_H_
