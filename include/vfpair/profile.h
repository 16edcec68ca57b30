// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A named set of policies and time limits.
#ifndef VFPAIR_PROFILE_H_
#define VFPAIR_PROFILE_H_

#include "vfpair/capabilities.h"

VFPAIR_NAMESPACE_BEGIN

struct Profile {
  CapabilityMode capability_mode = CapabilityMode::kIntersect;
  U64 settle_ns = 100 * kNsPerMs;          ///< V's arrival to first use of V's driver
  U64 host_timeout_ns = 2 * kNsPerSecond;  ///< the host's answer to a data-path switch
  U64 retry_first_ns = kNsPerSecond;       ///< back-off after a failure; doubles each time
  U64 retry_longest_ns = 64 * kNsPerSecond;
  bool ordered_cutover = true;        ///< what is on the old path leaves it before the new one opens
  U32 drain_transmit_us = 20'000;     ///< upper bounds of an ordered cut-over
  U32 drain_receive_us = 50'000;
  U32 receive_quiet_us = 8'000;       ///< V counts as drained when it received nothing for so long
};

/// The default: lossless and ordered.
inline constexpr Profile kStrictProfile{};

/// hn(4)'s transparent mode: a fixed wait of two seconds, no waiting at the switch.
inline constexpr Profile kHnProfile{.settle_ns = 2 * kNsPerSecond, .ordered_cutover = false};

/// The wait before the n-th retry (n from 1).
constexpr U64 BackoffNs(const Profile& profile, U32 n) noexcept {
  U64 wait = profile.retry_first_ns;
  for (U32 i = 1; i < n && wait < profile.retry_longest_ns; ++i) wait *= 2;
  return wait < profile.retry_longest_ns ? wait : profile.retry_longest_ns;
}

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_PROFILE_H_
