// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// How the simulated platform reaches the rest of the simulated machine.
#ifndef VFPAIR_TESTING_SIM_CALLBACKS_H_
#define VFPAIR_TESTING_SIM_CALLBACKS_H_

// clang-format off
#include "vfpair/testing/hosted.h"  // first: it says no to kernels
// clang-format on

#include <functional>

#include "vfpair/testing/packet_ledger.h"
#include "vfpair/testing/sim_nic.h"

VFPAIR_TESTING_BEGIN

/// What a platform calls back into, and what it tells the outside.
struct SimCallbacks {
  std::function<void()> schedule;
  std::function<void()> timer;
  std::function<void(SimNic&)> vf_closing;  ///< the OS's "going down", before V goes down
  std::function<void()> vf_suspect;         ///< V is the path, and could not take a packet
  std::function<void(const SimPacket&)> to_stack;
  std::function<void(const SimPacket&, DropCause)> drop;
};

VFPAIR_TESTING_END

#endif  // VFPAIR_TESTING_SIM_CALLBACKS_H_
