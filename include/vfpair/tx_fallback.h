// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What a transmit through V meant once V has answered, and which conditions of V are looked at
// before (R-TX-2, R-TX-6, oracle A16, hn weakness W-08).
#ifndef VFPAIR_TX_FALLBACK_H_
#define VFPAIR_TX_FALLBACK_H_

#include "vfpair/types.h"

VFPAIR_NAMESPACE_BEGIN

/// What happens to packets that V cannot take.
enum class TxPolicy : U8 {
  kVfOnly,    ///< hn: V is given every packet while it is the path, and what it refuses is lost
  kFallBack,  ///< S sends what V cannot take, as long as the packet is still ours
};

/// The name in rules and status; "?" outside the enumeration.
constexpr const char* TxPolicyName(TxPolicy policy) noexcept {
  constexpr const char* kNames[] = {"vf-only", "fall-back"};
  const auto index = static_cast<Size>(policy);
  return index < sizeof(kNames) / sizeof(kNames[0]) ? kNames[index] : "?";
}

/// What V's transmit answered.
enum class TxOutcome : U8 {
  kSent,       ///< accepted
  kCongested,  ///< accepted, and V asks for less (NET_XMIT_CN)
  kNoBuffers,  ///< V's queue is full (ENOBUFS, NETDEV_TX_BUSY)
  kDown,       ///< V is down, without carrier, or gone (ENETDOWN, ENXIO, ENODEV)
  kError,      ///< anything else
};

/// Whose the packet is after V's transmit. FreeBSD's if_transmit and Linux's dev_queue_xmit consume
/// it whatever they answer (R-TX-3); a driver's own transmit entry may hand it back.
enum class PacketOwner : U8 { kConsumed, kOurs };

/// What S's statistics add for the packet; exactly one of them (I3).
enum class TxCount : U8 {
  kPackets,     ///< OPACKETS, OBYTES, and OMCASTS when multicast; from lengths read before (R-TX-2)
  kQueueDrops,  ///< OQDROPS
  kErrors,      ///< OERRORS
  kFallbacks,   ///< V refused, S sends it; S's own transmit counts it as well
};

enum class TxNext : U8 {
  kDone,               ///< the packet is no longer ours and must not be touched
  kResendOnSynthetic,  ///< give it to S's own transmit
  kFree,               ///< ours, and nowhere to go: free it
};

struct TxJudgement {
  TxCount count;
  TxNext next;

  constexpr bool operator==(const TxJudgement&) const noexcept = default;
};

/// The name in status and traces; "?" outside the enumeration.
constexpr const char* TxOutcomeName(TxOutcome outcome) noexcept {
  constexpr const char* kNames[] = {"sent", "congested", "no-buffers", "down", "error"};
  const auto index = static_cast<Size>(outcome);
  return index < sizeof(kNames) / sizeof(kNames[0]) ? kNames[index] : "?";
}
constexpr const char* TxCountName(TxCount count) noexcept {
  constexpr const char* kNames[] = {"packets", "queue-drops", "errors", "fallbacks"};
  const auto index = static_cast<Size>(count);
  return index < sizeof(kNames) / sizeof(kNames[0]) ? kNames[index] : "?";
}
constexpr bool IsAccepted(TxOutcome outcome) noexcept {
  return outcome == TxOutcome::kSent || outcome == TxOutcome::kCongested;
}

/// Judges one answer of V. A packet that V accepted is V's, whatever `owner` says: it is never sent
/// twice. Pure; softirq / net epoch.
constexpr TxJudgement JudgeTx(TxPolicy policy, TxOutcome outcome, PacketOwner owner) noexcept {
  if (IsAccepted(outcome)) return {TxCount::kPackets, TxNext::kDone};
  const bool ours = owner == PacketOwner::kOurs;
  if (ours && policy == TxPolicy::kFallBack)
    return {TxCount::kFallbacks, TxNext::kResendOnSynthetic};
  return {outcome == TxOutcome::kNoBuffers ? TxCount::kQueueDrops : TxCount::kErrors,
          ours ? TxNext::kFree : TxNext::kDone};
}

/// Conditions of V that a packet may depend on, before it is given to V.
enum TxCondition : U32 {
  kTxRunning = 1u << 0,    ///< V's driver is up
  kTxPresent = 1u << 1,    ///< V's device is not detached (suspend, reset) (T-F11)
  kTxCarrier = 1u << 2,    ///< V has link
  kTxQueueOpen = 1u << 3,  ///< V's queue is not stopped, where one word can tell (P7)
};

/// The conditions under which a packet goes to V; it goes to S when one is not met. hn: none.
constexpr U32 NeededConditions(TxPolicy policy) noexcept {
  return policy == TxPolicy::kVfOnly ? 0u : kTxRunning | kTxPresent | kTxCarrier | kTxQueueOpen;
}

/// How one condition is seen in V's state word: it is met when (word & mask) == value. A condition
/// the platform's word does not show is left out.
struct ConditionBits {
  U32 condition;
  unsigned long mask;
  unsigned long value;
};

/// Path::need_mask and Path::need_value.
struct NeededBits {
  unsigned long mask = 0;
  unsigned long value = 0;

  constexpr bool operator==(const NeededBits&) const noexcept = default;
};

/// What a path's packets require of V's state word under `policy`. Pure; callable anywhere.
constexpr NeededBits NeededBitsOf(TxPolicy policy, Span<const ConditionBits> platform) noexcept {
  NeededBits bits;
  for (const ConditionBits& c : platform) {
    if ((NeededConditions(policy) & c.condition) == 0) continue;
    bits.mask |= c.mask;
    bits.value |= c.value;
  }
  return bits;
}

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_TX_FALLBACK_H_
