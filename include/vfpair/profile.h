// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A named set of policies and time limits.
#ifndef VFPAIR_PROFILE_H_
#define VFPAIR_PROFILE_H_

#include "vfpair/capabilities.h"
#include "vfpair/damping.h"
#include "vfpair/link.h"
#include "vfpair/tx_fallback.h"

VFPAIR_NAMESPACE_BEGIN

/// Who owns V (hn section 19).
enum class Transparency : U8 {
  kTransparent,     ///< vfpair: V is a part of S, and nobody else uses it
  kNonTransparent,  ///< V's user: V keeps its addresses, and hears what S receives as its own
};

/// What to do when V cannot have S's MTU (hn R-RDY-5/6, oracle A11).
enum class MtuRefusal : U8 {
  kDegrade,  ///< V is not used; the reason is shown, and it is tried again
  kClamp,    ///< S has 1500 for as long as V is held
};

/// How S's multicast groups reach V (hn R-FLG-1/5, oracle A30).
enum class MulticastMode : U8 {
  kExact,       ///< entry by entry; all-multicast when they do not fit
  kAllWhenAny,  ///< all-multicast as soon as there is one
};

struct Profile {
  Transparency transparency = Transparency::kTransparent;
  CapabilityMode capability_mode = CapabilityMode::kIntersect;
  MtuRefusal mtu_refusal = MtuRefusal::kDegrade;
  MulticastMode multicast = MulticastMode::kExact;
  LinkPolicy link_policy = LinkPolicy::kFollowLower;
  TxPolicy transmit = TxPolicy::kFallBack;
  DampingLimits damping;
  U64 settle_ns = 100 * kNsPerMs;          ///< V's arrival to first use of V's driver, at most
  bool settles_by_evidence = true;         ///< the adapter's word that V's attach is done ends it
  U64 promise_ns = 60 * kNsPerSecond;      ///< the host's promise to a device, before it is missing
  U64 host_timeout_ns = 2 * kNsPerSecond;  ///< the host's answer to a data-path switch
  U64 retry_first_ns = kNsPerSecond;       ///< back-off after a failure; doubles each time
  U64 retry_longest_ns = 64 * kNsPerSecond;
  bool ordered_cutover = true;     ///< what is on the old path leaves it before the new one opens
  U32 drain_transmit_us = 20'000;  ///< upper bounds of an ordered cut-over
  U32 drain_receive_us = 50'000;
  U32 receive_quiet_us = 8'000;  ///< V counts as drained when it received nothing for so long
};

/// The default: lossless and ordered.
inline constexpr Profile kStrictProfile{};

/// hn(4)'s transparent mode: a fixed wait of two seconds, no waiting at the switch, V is the path
/// whatever its link.
inline constexpr Profile kHnProfile{.mtu_refusal = MtuRefusal::kClamp,
                                    .multicast = MulticastMode::kAllWhenAny,
                                    .link_policy = LinkPolicy::kVfOnly,
                                    .transmit = TxPolicy::kVfOnly,
                                    .damping = {.leaves = 0},
                                    .settle_ns = 2 * kNsPerSecond,
                                    .settles_by_evidence = false,
                                    .ordered_cutover = false};

/// hn(4)'s other mode: S only tracks V, which is its user's.
inline constexpr Profile kHnNonTransparentProfile{.transparency = Transparency::kNonTransparent,
                                                  .damping = {.leaves = 0},
                                                  .settle_ns = 0,
                                                  .ordered_cutover = false};

/// Whether every time limit is one that ends, and within ten minutes (R-CFG-2).
constexpr bool IsSane(const Profile& p) noexcept {
  constexpr U64 kLongest = 600 * kNsPerSecond;
  return p.settle_ns <= kLongest && p.promise_ns <= kLongest && p.host_timeout_ns != 0 &&
         p.host_timeout_ns <= kLongest && p.retry_first_ns != 0 &&
         p.retry_first_ns <= p.retry_longest_ns && p.retry_longest_ns <= kLongest &&
         p.drain_transmit_us <= 1'000'000 && p.drain_receive_us <= 1'000'000 &&
         p.receive_quiet_us <= p.drain_receive_us && p.damping.up_hold_ns <= kLongest;
}

/// The wait before the n-th retry (n from 1).
constexpr U64 BackoffNs(const Profile& profile, U32 n) noexcept {
  U64 wait = profile.retry_first_ns;
  for (U32 i = 1; i < n && wait < profile.retry_longest_ns; ++i) wait *= 2;
  return wait < profile.retry_longest_ns ? wait : profile.retry_longest_ns;
}

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_PROFILE_H_
