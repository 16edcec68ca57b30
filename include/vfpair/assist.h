// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Which packets the stack may hand down unfinished: FreeBSD's hwassist, negotiated.
//
// hn keeps S's bits when the user turns an offload off, because it only ORs in what V has by then,
// and keeps those that V never had (R-CAP-4, W-13). Here S's word is computed anew from its inputs.
#ifndef VFPAIR_ASSIST_H_
#define VFPAIR_ASSIST_H_

#include "vfpair/capabilities.h"

VFPAIR_NAMESPACE_BEGIN

/// What a device finishes in packets that it sends.
using Assist = BitSet<struct AssistKind>;

inline constexpr Assist kAssistIp4{1u << 0};   ///< CSUM_IP: the IPv4 header's checksum
inline constexpr Assist kAssistTcp4{1u << 1};  ///< CSUM_IP_TCP
inline constexpr Assist kAssistUdp4{1u << 2};  ///< CSUM_IP_UDP
inline constexpr Assist kAssistTcp6{1u << 3};  ///< CSUM_IP6_TCP
inline constexpr Assist kAssistUdp6{1u << 4};  ///< CSUM_IP6_UDP
inline constexpr Assist kAssistTso4{1u << 5};  ///< CSUM_IP_TSO
inline constexpr Assist kAssistTso6{1u << 6};  ///< CSUM_IP6_TSO
inline constexpr Assist kAllAssist{(1u << 7) - 1};

/// The bits that go with a capability (R-CAP-3). Devices differ in which of a class they have.
struct AssistClass {
  Capabilities capability;
  Assist members;
};
inline constexpr AssistClass kAssistClasses[] = {
    {kTxCsumIp4, kAssistIp4 | kAssistTcp4 | kAssistUdp4},
    {kTxCsumIp6, kAssistTcp6 | kAssistUdp6},
    {kTso4, kAssistTso4},
    {kTso6, kAssistTso6},
};

/// S's word, from what each leg supports and what is in effect on S (EffectiveOnSynthetic()). A
/// class has bits if and only if its capability is in effect and both legs support some of the same
/// of it; segmentation needs TCP's checksum of its family as well, which each segment must be
/// given. Turning a capability on again brings back only what both have (A13). kAllAssist is
/// neutral for either leg: it stands for V where S is left alone and at rest, and for S where S
/// shows what V can do. `vf` may be V's current word, read after V was told what to do: nothing is
/// remembered. Pure; callable anywhere.
constexpr Assist NegotiateAssist(Assist synthetic, Assist vf, Capabilities effective) noexcept {
  const Assist both = synthetic & vf;
  Assist out;
  for (const AssistClass& c : kAssistClasses)
    if (effective.Has(c.capability)) out = out | (both & c.members);
  if (!out.Has(kAssistTcp4)) out = out.Without(kAssistTso4);
  if (!out.Has(kAssistTcp6)) out = out.Without(kAssistTso6);
  return out;
}

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_ASSIST_H_
