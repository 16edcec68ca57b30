// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Control requests to S while there is a V: their names, the ways they can go, and the order of
// calls on each way. Which request goes which way is in control_table.h.
#ifndef VFPAIR_CONTROL_H_
#define VFPAIR_CONTROL_H_

#include "vfpair/types.h"

VFPAIR_NAMESPACE_BEGIN

// A row is X(EnumeratorSuffix, "text") as in lists.h; the text completes "cannot ...".
#define VFPAIR_CONTROLS(X)                                    \
  X(BringUp, "bring the interface up")                        \
  X(BringDown, "bring the interface down")                    \
  X(SetReceiveFlags, "set promiscuous or all-multicast mode") \
  X(SetMtu, "set the MTU")                                    \
  X(SetMac, "set the MAC address")                            \
  X(SetCapabilities, "set offload capabilities")              \
  X(SetCapabilityNv, "set capabilities by name")              \
  X(AddMulticast, "join a multicast address")                 \
  X(DeleteMulticast, "leave a multicast address")             \
  X(AddVlan, "add a VLAN id")                                 \
  X(DeleteVlan, "delete a VLAN id")                           \
  X(GetMedia, "get the media or link settings")               \
  X(SetMedia, "set the media or link settings")               \
  X(GetExtendedMedia, "get the extended media")               \
  X(GetI2c, "read the transceiver")                           \
  X(GetRssKey, "get the RSS key")                             \
  X(GetRssHash, "get the RSS hash types")                     \
  X(SetRssKey, "set the RSS key")                             \
  X(SetRssTable, "set the RSS indirection table")             \
  X(SetQueues, "set rings, channels or interrupt coalescing") \
  X(GetStatistics, "get statistics")                          \
  X(GetTimestamping, "get packet time stamping")              \
  X(SetTimestamping, "set packet time stamping")              \
  X(AttachXdp, "attach an XDP program")                       \
  X(DetachXdp, "detach an XDP program")                       \
  X(AttachNetmap, "open the interface for netmap")            \
  X(AttachQueueing, "shape the interface's output (ALTQ)")    \
  X(AllocateSendTag, "allocate a send tag")                   \
  X(SetAddress, "set a protocol address")                     \
  X(SetLabel, "set the description, groups or FIB")           \
  X(Rename, "rename the interface")                           \
  X(MoveNamespace, "move the interface to another namespace") \
  X(GetDriverSpecific, "get driver-specific data")            \
  X(SetDriverSpecific, "set driver-specific data")            \
  X(Unknown, "carry out a private or unknown request")

#define VFPAIR_ENUMERATOR_(name, text) k##name,
#define VFPAIR_TEXT_(name, text) text,
#define VFPAIR_COUNT_(name, text) +1
/// kUnknown stands for every request an adapter does not recognise.
enum class Control : U8 { VFPAIR_CONTROLS(VFPAIR_ENUMERATOR_) };
inline constexpr Size kControlCount = 0 VFPAIR_CONTROLS(VFPAIR_COUNT_);

/// "set the MTU"; "?" outside the enumeration.
constexpr const char* ControlName(Control control) noexcept {
  constexpr const char* kNames[] = {VFPAIR_CONTROLS(VFPAIR_TEXT_)};
  const auto index = static_cast<Size>(control);
  return index < kControlCount ? kNames[index] : "?";
}
#undef VFPAIR_COUNT_
#undef VFPAIR_TEXT_
#undef VFPAIR_ENUMERATOR_

/// Which way a request goes. On every way to V it carries V's name, in a copy of the request
/// (R-IOC-3).
enum class Route : U8 {
  kSynthetic,         ///< S alone
  kVfThenSynthetic,   ///< a transaction: V first; V's refusal is the answer and S is not asked
                      ///< (R-IOC-1); V is put back when S refuses (R-IOC-2)
  kVf,                ///< V alone, and its answer is given as S's
  kSyntheticForBoth,  ///< S carries it out and answers; V agrees already, or the actor makes it
                      ///< follow
  kRefuse,            ///< neither; the row says with which error, and why
};

constexpr const char* RouteName(Route route) noexcept {
  constexpr const char* kNames[] = {"synthetic", "vf-then-synthetic", "vf", "synthetic-for-both",
                                    "refuse"};
  const auto index = static_cast<Size>(route);
  return index < sizeof(kNames) / sizeof(kNames[0]) ? kNames[index] : "?";
}

/// How a leg, or the table, answered; adapters translate from and to their own codes. A code that
/// goes back to the caller goes back as the driver gave it (A9), not by way of this enumeration.
enum class ControlError : U8 { kNone, kInvalid, kNotSupported, kBusy, kNoSuchDevice, kOther };

constexpr const char* ControlErrorName(ControlError error) noexcept {
  constexpr const char* kNames[] = {"none", "invalid",        "not-supported",
                                    "busy", "no-such-device", "other"};
  const auto index = static_cast<Size>(error);
  return index < sizeof(kNames) / sizeof(kNames[0]) ? kNames[index] : "?";
}

/// What the adapter does next with a request: three calls, three ends.
enum class ControlStep : U8 {
  kCallVf,
  kCallSynthetic,
  kPutVfBack,        ///< give V the old value; whatever it answers, kReturnSynthetic follows
  kReturnVf,         ///< the caller gets V's result
  kReturnSynthetic,  ///< the caller gets S's result
  kReturnRefusal,    ///< the caller gets the row's error
};

constexpr const char* ControlStepName(ControlStep step) noexcept {
  constexpr const char* kNames[] = {"call-vf",   "call-synthetic",   "put-vf-back",
                                    "return-vf", "return-synthetic", "return-refusal"};
  const auto index = static_cast<Size>(step);
  return index < sizeof(kNames) / sizeof(kNames[0]) ? kNames[index] : "?";
}

/// Removal is not an error (T8): what a V answers that is gone, or going, is nobody's business.
/// `vf_gone`: the pair no longer holds V.
constexpr bool IsRemoval(ControlError vf_error, bool vf_gone) noexcept {
  return vf_gone || vf_error == ControlError::kNoSuchDevice;
}

constexpr ControlStep FirstStep(Route route) noexcept {
  if (route == Route::kRefuse) return ControlStep::kReturnRefusal;
  return route == Route::kVf || route == Route::kVfThenSynthetic ? ControlStep::kCallVf
                                                                 : ControlStep::kCallSynthetic;
}

/// After kCallVf. A request to a V that was removed meanwhile goes on as if there had been none.
constexpr ControlStep AfterVf(Route route, ControlError vf_error, bool vf_gone) noexcept {
  if (vf_error != ControlError::kNone)
    return IsRemoval(vf_error, vf_gone) ? ControlStep::kCallSynthetic : ControlStep::kReturnVf;
  return route == Route::kVf ? ControlStep::kReturnVf : ControlStep::kCallSynthetic;
}

/// After kCallSynthetic. `vf_changed`: V was called before, and answered kNone.
constexpr ControlStep AfterSynthetic(ControlError synthetic_error, bool vf_changed,
                                     bool vf_gone) noexcept {
  return synthetic_error != ControlError::kNone && vf_changed && !vf_gone
             ? ControlStep::kPutVfBack
             : ControlStep::kReturnSynthetic;
}

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_CONTROL_H_
