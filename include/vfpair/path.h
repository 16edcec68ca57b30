// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The published path: all that a packet may look at.
#ifndef VFPAIR_PATH_H_
#define VFPAIR_PATH_H_

#include "vfpair/types.h"

VFPAIR_NAMESPACE_BEGIN

/// Immutable while published; readers load one pointer to it under RCU / a net epoch. Null published
/// means S. A hold names V as well, and asks of its state word what no word has: so a packet that
/// goes to V has been asked one question, and only one that does not is asked why. Standard layout:
/// C fast paths read it through the contract header.
struct Path {
  void* vf = nullptr;           ///< V's handle
  unsigned long need_mask = 0;  ///< of V's state word: the bits that matter
  unsigned long need_value = 0; ///< and what they must be for a packet to go to V
  U32 hold = 0;                 ///< non-zero: packets wait in S's queue (a cut-over, milliseconds)
  U32 generation = 0;
};

/// Which way a pair's packets go, for people and tools.
enum class PathMode : U8 { kSynthetic, kVf, kHold };

constexpr const char* PathModeName(PathMode mode) noexcept {
  constexpr const char* kNames[] = {"synthetic", "vf", "hold"};
  const auto index = static_cast<Size>(mode);
  return index < sizeof(kNames) / sizeof(kNames[0]) ? kNames[index] : "?";
}

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_PATH_H_
