// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Who captures a packet, and when: the tap of S on transmit, and both taps on receive (R-BPF-1,
// R-BPF-2, oracle A19). For platforms whose transmit hook has to tap itself; where the stack taps S
// before the hook is called (Linux), transmit has nothing to ask here.
#ifndef VFPAIR_TAP_H_
#define VFPAIR_TAP_H_

#include "vfpair/types.h"

VFPAIR_NAMESPACE_BEGIN

/// What a capture on S shows of the packets that leave through V.
enum class TapMode : U8 {
  kBefore,    ///< each packet that was given to V, also one that V refuses (hn's default)
  kAccurate,  ///< only packets that V accepted; costs a shallow copy while somebody listens
};

/// The name in rules and status; "?" outside the enumeration.
constexpr const char* TapModeName(TapMode mode) noexcept {
  constexpr const char* kNames[] = {"before", "accurate"};
  const auto index = static_cast<Size>(mode);
  return index < sizeof(kNames) / sizeof(kNames[0]) ? kNames[index] : "?";
}

/// What the transmit hook does with S's tap next.
enum class TapStep : U8 {
  kNothing,
  kTapPacket,   ///< before V's transmit: the packet is not ours afterwards
  kCopyPacket,  ///< before V's transmit: a shallow copy; AfterTapCopy() says what follows
  kTapCopy,     ///< after V's transmit: the copy, which is freed then
  kFreeCopy,    ///< after V's transmit: V refused the packet, so nobody sees the copy
};

/// "tap-copy", for traces; "?" outside the enumeration.
constexpr const char* TapStepName(TapStep step) noexcept {
  constexpr const char* kNames[] = {"nothing", "tap-packet", "copy-packet", "tap-copy",
                                    "free-copy"};
  const auto index = static_cast<Size>(step);
  return index < sizeof(kNames) / sizeof(kNames[0]) ? kNames[index] : "?";
}

/// Before V's transmit. `listener`: somebody captures on S. Pure; softirq / net epoch.
constexpr TapStep PlanTap(TapMode mode, bool listener) noexcept {
  if (mode == TapMode::kBefore) return TapStep::kTapPacket;
  return listener ? TapStep::kCopyPacket : TapStep::kNothing;
}

/// After a kCopyPacket. Without memory for the copy the packet is tapped at once: a capture that
/// shows a packet too many is better than one that misses a packet.
constexpr TapStep AfterTapCopy(bool copied) noexcept {
  return copied ? TapStep::kNothing : TapStep::kTapPacket;
}

/// After V's transmit. `copied`: a copy was made; `accepted`: V took the packet (TxOutcome sent or
/// congested). Pure; softirq / net epoch.
constexpr TapStep AfterTransmitTap(bool copied, bool accepted) noexcept {
  if (!copied) return TapStep::kNothing;
  return accepted ? TapStep::kTapCopy : TapStep::kFreeCopy;
}

/// Taps of V and of S that see a packet V received.
struct RxTaps {
  bool vf = false;
  bool synthetic = false;

  constexpr bool operator==(const RxTaps&) const noexcept = default;
};

/// What the relay of a received packet taps itself, given what the stack taps anyway: V and S see
/// each packet once (R-BPF-2). FreeBSD: the stack taps S only. Linux: the stack taps both.
constexpr RxTaps RelayTaps(RxTaps by_stack) noexcept { return {!by_stack.vf, !by_stack.synthetic}; }

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_TAP_H_
