// SPDX-License-Identifier: BSD-2-Clause
// Chance that is the same on every machine, from a seed (splitmix64).
#ifndef VFPAIR_TESTS_SIM_DICE_H_
#define VFPAIR_TESTS_SIM_DICE_H_

#include "vfpair/testing/hosted.h"
#include "vfpair/types.h"

VFPAIR_TESTING_BEGIN

class Dice {
 public:
  constexpr explicit Dice(U64 seed) noexcept : state_(seed) {}

  constexpr U64 Next() noexcept {
    U64 z = (state_ += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  /// From 0 to n - 1.
  constexpr U32 Below(U32 n) noexcept { return static_cast<U32>((Next() >> 32) * n >> 32); }
  constexpr bool OneIn(U32 n) noexcept { return Below(n) == 0; }
  template <Size N>
  constexpr U32 OneOf(const U32 (&values)[N]) noexcept {
    return values[Below(static_cast<U32>(N))];
  }

 private:
  U64 state_;
};

VFPAIR_TESTING_END

#endif  // VFPAIR_TESTS_SIM_DICE_H_
