// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Offload capabilities: what two legs can do together, and why a bit is off.
#ifndef VFPAIR_CAPABILITIES_H_
#define VFPAIR_CAPABILITIES_H_

#include "vfpair/bit_set.h"

VFPAIR_NAMESPACE_BEGIN

/// A set of offloads (NETIF_F_* or IFCAP_* in the adapters).
using Capabilities = BitSet<struct CapabilityKind>;

inline constexpr Capabilities kTxCsumIp4{1u << 0};
inline constexpr Capabilities kTxCsumIp6{1u << 1};
inline constexpr Capabilities kRxCsum{1u << 2};
inline constexpr Capabilities kTso4{1u << 3};
inline constexpr Capabilities kTso6{1u << 4};
/// An operating system that has no such capability (FreeBSD) reports it as supported and enabled.
inline constexpr Capabilities kScatterGather{1u << 5};
inline constexpr Capabilities kVlanInsert{1u << 6};
inline constexpr Capabilities kVlanStrip{1u << 7};
inline constexpr Capabilities kLro{1u << 8};
/// ESP, TLS, MACsec and whatever else keeps state in one device, where the other cannot find it.
inline constexpr Capabilities kStatefulOffloads{1u << 9};
inline constexpr Capabilities kAllCapabilities{(1u << 10) - 1};

/// What one leg may take over from the other: software can do it in front of a leg that cannot, or
/// each received packet says for itself whether it was done. LRO is neither. Whatever has no bit
/// here is nobody's to take over: hn adopted HWSTATS, and S's byte counter stopped (W-20).
inline constexpr Capabilities kAdoptable = kAllCapabilities.Without(kLro | kStatefulOffloads);

/// What cannot be on without what.
struct CapabilityNeed {
  Capabilities dependent;
  Capabilities needs;
};
inline constexpr CapabilityNeed kCapabilityNeeds[] = {
    {kTso4, kTxCsumIp4 | kScatterGather},
    {kTso6, kTxCsumIp6 | kScatterGather},
};

/// What is off, and what goes off with it (P11). A closure: extensive, monotone, idempotent, and
/// that of a union is the union of those. Needs that are merely unknown take nothing with them.
constexpr Capabilities WithDependents(Capabilities off) noexcept {
  for (const CapabilityNeed& need : kCapabilityNeeds)
    if (off.HasAny(need.needs)) off = off | need.dependent;
  return off;
}

/// How the two legs' capabilities become one.
enum class CapabilityMode : U8 {
  /// S shows what both can do, so that a packet fits either path (hn R-CAP-2).
  kIntersect,
  /// S is left alone; the stack falls back to software in front of V.
  kOwn,
  /// S shows what V can do, even what S itself cannot (hn R-V3-5). Needs a platform that does in
  /// software what a packet asks for and S cannot, whenever S is the path.
  kLower,
  /// S is left alone, and V does exactly what is on at S and no more (hv_netvsc).
  kPush,
};

/// What one interface can do, and what its user wants of it; nothing of it is vfpair's doing.
struct CapabilityFacts {
  Capabilities supported;  ///< without what was granted
  Capabilities enabled;
  Capabilities declined{};  ///< of what S was granted: what its user turned off since

  constexpr bool operator==(const CapabilityFacts&) const noexcept = default;
};

/// How the legs are made to differ from what their users left. All empty is the rest state: nothing
/// is ever "restored", and the user's own wishes stay where the user put them (hn weakness W-16).
struct Withheld {
  Capabilities synthetic;            ///< S can, but must not show it
  Capabilities vf;                   ///< V can, but must not do it
  Capabilities synthetic_granted{};  ///< S shows it as on although only V can do it (kLower)
  Capabilities vf_granted{};         ///< V does it although V's own user has it off (kPush)

  constexpr bool operator==(const Withheld&) const noexcept = default;
};

/// What S's user turned off. Pure; callable anywhere.
constexpr Capabilities TurnedOff(const CapabilityFacts& synthetic, const Withheld& w) noexcept {
  return synthetic.supported.Without(synthetic.enabled) |
         (w.synthetic_granted & synthetic.declined);
}

/// What is in effect on S. With a default `w`: what S does without V. Pure; callable anywhere.
constexpr Capabilities EffectiveOnSynthetic(const CapabilityFacts& synthetic,
                                            const Withheld& w) noexcept {
  return ((synthetic.supported | w.synthetic_granted) & kAllCapabilities)
      .Without(WithDependents(w.synthetic | TurnedOff(synthetic, w)));
}

/// What is in effect on V. With a default `w`: what V does by itself. Pure; callable anywhere.
constexpr Capabilities EffectiveOnVf(const CapabilityFacts& vf, const Withheld& w) noexcept {
  const Capabilities off = vf.supported.Without(vf.enabled | w.vf_granted) | w.vf;
  return (vf.supported & kAllCapabilities).Without(WithDependents(off));
}

/// Whether S shows only what V can do.
constexpr bool FollowsVf(CapabilityMode mode) noexcept {
  return mode == CapabilityMode::kIntersect || mode == CapabilityMode::kLower;
}

/// Negotiates from pristine facts (R-CAP-10). V keeps what only V has (R-CAP-6; but kPush) and
/// gives up what the user turned off on S (R-CAP-5, T-N09). `unusable`: what must not be on for a
/// reason that is not seen here, such as TSO within limits that are too tight (R-TSO-4). Bits that
/// are not the contract's are left alone. Pure; callable anywhere.
constexpr Withheld NegotiateCapabilities(CapabilityMode mode, const CapabilityFacts& synthetic,
                                         const CapabilityFacts& vf,
                                         Capabilities unusable = {}) noexcept {
  const Capabilities can = synthetic.supported & kAllCapabilities;
  const Capabilities vf_can = vf.supported & kAllCapabilities;
  const Capabilities lacking = FollowsVf(mode) ? can.Without(vf_can) : Capabilities();
  Withheld out;
  out.synthetic = WithDependents(lacking | unusable) & can;
  if (mode == CapabilityMode::kLower) {
    const Capabilities offered = (vf_can & kAdoptable).Without(can | WithDependents(unusable));
    const Capabilities shown = can.Without(out.synthetic) | offered;
    out.synthetic_granted = offered.Without(WithDependents(kAllCapabilities.Without(shown)));
  }
  if (mode == CapabilityMode::kPush) {
    const Capabilities wanted = EffectiveOnSynthetic(synthetic, out);
    out.vf = WithDependents(vf_can.Without(wanted)) & vf_can;
    out.vf_granted = (vf_can & kAdoptable).Without(out.vf | vf.enabled);
  } else {
    out.vf = WithDependents(TurnedOff(synthetic, out)) & vf_can;
  }
  return out;
}

/// Why a capability is, or is not, in effect on S.
enum class CapabilityVerdict : U8 {
  kOn,
  kSyntheticCannot,
  kVfCannot,
  kUserTurnedOff,
  kNeedsWithheldCapability,
  kNeedsCapabilityTurnedOff,
  kUnusable,
};

/// The sentence for a verdict; never null.
constexpr const char* CapabilitySentence(CapabilityVerdict verdict) noexcept {
  switch (verdict) {
    case CapabilityVerdict::kOn:
      return "it is on";
    case CapabilityVerdict::kSyntheticCannot:
      return "the synthetic interface cannot do it";
    case CapabilityVerdict::kVfCannot:
      return "the VF cannot do it";
    case CapabilityVerdict::kUserTurnedOff:
      return "it was turned off on the synthetic interface";
    case CapabilityVerdict::kNeedsWithheldCapability:
      return "it needs a capability that the two interfaces do not have in common";
    case CapabilityVerdict::kNeedsCapabilityTurnedOff:
      return "it needs a capability that was turned off on the synthetic interface";
    case CapabilityVerdict::kUnusable:
      return "the limits of the two interfaces leave no use for it";
  }
  return "unknown verdict";
}

/// Explains one bit of the negotiation: kOn if and only if it is in effect on S. Pure; callable
/// anywhere.
constexpr CapabilityVerdict ExplainCapability(Capabilities bit, CapabilityMode mode,
                                              const CapabilityFacts& synthetic,
                                              const CapabilityFacts& vf,
                                              Capabilities unusable = {}) noexcept {
  const Withheld w = NegotiateCapabilities(mode, synthetic, vf, unusable);
  if (EffectiveOnSynthetic(synthetic, w).Has(bit)) return CapabilityVerdict::kOn;
  const bool adopted = mode == CapabilityMode::kLower && (vf.supported & kAdoptable).Has(bit);
  if (!adopted && !(synthetic.supported & kAllCapabilities).Has(bit))
    return CapabilityVerdict::kSyntheticCannot;
  if (TurnedOff(synthetic, w).Has(bit)) return CapabilityVerdict::kUserTurnedOff;
  if (unusable.Has(bit)) return CapabilityVerdict::kUnusable;
  if (FollowsVf(mode) && !vf.supported.Has(bit)) return CapabilityVerdict::kVfCannot;
  const bool shown = (synthetic.supported.Without(w.synthetic) | w.synthetic_granted).Has(bit);
  return shown ? CapabilityVerdict::kNeedsCapabilityTurnedOff
               : CapabilityVerdict::kNeedsWithheldCapability;
}

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_CAPABILITIES_H_
