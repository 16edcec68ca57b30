// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Offload capabilities: what two legs can do together, and why a bit is off.
#ifndef VFPAIR_CAPABILITIES_H_
#define VFPAIR_CAPABILITIES_H_

#include "vfpair/types.h"

VFPAIR_NAMESPACE_BEGIN

/// A set of offloads. The bits are the contract's (adapters translate them to NETIF_F_* or IFCAP_*).
class Capabilities {
 public:
  constexpr Capabilities() noexcept = default;
  constexpr explicit Capabilities(U32 bits) noexcept : bits_(bits) {}

  constexpr U32 bits() const noexcept { return bits_; }
  constexpr bool IsEmpty() const noexcept { return bits_ == 0; }
  constexpr bool Has(Capabilities c) const noexcept { return (bits_ & c.bits_) == c.bits_; }
  constexpr Capabilities Without(Capabilities c) const noexcept {
    return Capabilities(bits_ & ~c.bits_);
  }
  constexpr Capabilities operator&(Capabilities c) const noexcept {
    return Capabilities(bits_ & c.bits_);
  }
  constexpr Capabilities operator|(Capabilities c) const noexcept {
    return Capabilities(bits_ | c.bits_);
  }
  constexpr bool operator==(const Capabilities&) const noexcept = default;

 private:
  U32 bits_ = 0;
};

inline constexpr Capabilities kTxCsumIp4{1u << 0};
inline constexpr Capabilities kTxCsumIp6{1u << 1};
inline constexpr Capabilities kRxCsum{1u << 2};
inline constexpr Capabilities kTso4{1u << 3};
inline constexpr Capabilities kTso6{1u << 4};
inline constexpr Capabilities kScatterGather{1u << 5};
inline constexpr Capabilities kVlanInsert{1u << 6};
inline constexpr Capabilities kVlanStrip{1u << 7};
inline constexpr Capabilities kLro{1u << 8};
inline constexpr Capabilities kAllCapabilities{(1u << 9) - 1};

/// How the two legs' capabilities become one.
enum class CapabilityMode : U8 {
  kIntersect,  ///< S shows what both can do, so a packet fits either path (hn R-CAP-2)
  kOwn,        ///< S is left alone; the stack falls back to software in front of V
};

/// What one interface can do, and which of it its user wants on.
struct CapabilityFacts {
  Capabilities supported;
  Capabilities enabled;

  constexpr bool operator==(const CapabilityFacts&) const noexcept = default;
};

/// What to withhold on each leg. Nothing is ever "restored": withholding nothing is the rest state,
/// and the user's own wishes stay where the user put them (hn weakness W-16).
struct Withheld {
  Capabilities synthetic;
  Capabilities vf;

  constexpr bool operator==(const Withheld&) const noexcept = default;
};

/// Negotiates from pristine facts (R-CAP-10). V keeps what only V has (R-CAP-6) and gives up what the
/// user turned off on S (R-CAP-5, T-N09). Segmentation needs checksums and scatter-gather of the same
/// family, so it is withheld with them. Pure; callable anywhere.
constexpr Withheld NegotiateCapabilities(CapabilityMode mode, const CapabilityFacts& synthetic,
                                         const CapabilityFacts& vf) noexcept {
  Withheld out;
  if (mode == CapabilityMode::kIntersect) {
    out.synthetic = synthetic.supported.Without(vf.supported);
    if (out.synthetic.Has(kTxCsumIp4)) out.synthetic = out.synthetic | (kTso4 & synthetic.supported);
    if (out.synthetic.Has(kTxCsumIp6)) out.synthetic = out.synthetic | (kTso6 & synthetic.supported);
    if (out.synthetic.Has(kScatterGather))
      out.synthetic = out.synthetic | ((kTso4 | kTso6) & synthetic.supported);
  }
  out.vf = synthetic.supported.Without(synthetic.enabled) & vf.supported;
  return out;
}

/// Why a capability is, or is not, in effect on S.
enum class CapabilityVerdict : U8 {
  kOn,
  kSyntheticCannot,
  kVfCannot,
  kUserTurnedOff,
  kNeedsWithheldCapability,
};

/// Explains one bit of the negotiation. Pure; callable anywhere.
constexpr CapabilityVerdict ExplainCapability(Capabilities bit, CapabilityMode mode,
                                              const CapabilityFacts& synthetic,
                                              const CapabilityFacts& vf) noexcept {
  if (!synthetic.supported.Has(bit)) return CapabilityVerdict::kSyntheticCannot;
  if (!synthetic.enabled.Has(bit)) return CapabilityVerdict::kUserTurnedOff;
  if (!NegotiateCapabilities(mode, synthetic, vf).synthetic.Has(bit)) return CapabilityVerdict::kOn;
  return vf.supported.Has(bit) ? CapabilityVerdict::kNeedsWithheldCapability
                               : CapabilityVerdict::kVfCannot;
}

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_CAPABILITIES_H_
