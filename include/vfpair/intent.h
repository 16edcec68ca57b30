// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The ledger a pair keeps: how V was found, and what the user wants of S. Nothing that vfpair set
// itself is ever written here, so "as the user left it" can always be computed (R-CAP-10, R-DET-2).
#ifndef VFPAIR_INTENT_H_
#define VFPAIR_INTENT_H_

#include "vfpair/facts.h"

VFPAIR_NAMESPACE_BEGIN

/// Of InterfaceFacts::kind: what on S must see its packets, or keeps them from its stack.
inline constexpr U32 kHandlers = kKindXdp | kKindBypassed;

struct Ledger {
  // As V was when it arrived; given back when it is released.
  U32 vf_mtu = 0;
  MacAddress vf_mac;
  bool vf_up = false;

  // What the user wants of S now.
  bool synthetic_up = false;
  U32 mtu = 0;
  U32 mtu_clamp = 0;  ///< not 0: what S has instead for as long as V is held
  MacAddress mac;
  CapabilityFacts synthetic_capabilities;
  TsoLimits synthetic_tso;
  U32 filters_version = 1;  ///< grows whenever S's receive filters may have changed

  bool synthetic_link = false;  ///< S's own
  U32 synthetic_handlers = 0;   ///< who else has S's packets: of kHandlers
  RssFacts synthetic_rss;

  // What V can do.
  CapabilityFacts vf_capabilities;
  TsoLimits vf_tso;
  RssFacts vf_rss;
  bool vf_link = false;
  bool vf_link_known = false;  ///< it has been seen with link since it came up
  bool vf_xdp = false;         ///< runs the program on S
};

/// Notes how V was found. Once per arrival.
constexpr void NoteVfFound(Ledger& ledger, const InterfaceFacts& vf) noexcept {
  ledger.vf_mtu = vf.mtu;
  ledger.vf_mac = vf.mac;
  ledger.vf_up = vf.up;
  ledger.vf_capabilities = vf.capabilities;
  ledger.vf_tso = vf.tso;
  ledger.vf_rss = vf.rss;
  ledger.vf_link = ledger.vf_link_known = vf.HasLink();
  ledger.vf_xdp = vf.Is(kKindRunsXdp);
}

/// The MTU that S has: the user's, unless it is clamped.
constexpr U32 MtuOf(const Ledger& ledger) noexcept {
  return ledger.mtu_clamp != 0 ? ledger.mtu_clamp : ledger.mtu;
}

/// Notes the user's MTU; a clamp of the one before does not apply to it.
constexpr void NoteMtu(Ledger& ledger, U32 mtu) noexcept {
  ledger.mtu = mtu;
  ledger.mtu_clamp = 0;
}

/// Notes what the user wants of S. @returns whether anything that must be negotiated changed.
constexpr bool NoteSynthetic(Ledger& ledger, const InterfaceFacts& s) noexcept {
  const bool other_mtu = s.mtu != MtuOf(ledger);
  const bool changed = other_mtu || !(ledger.synthetic_capabilities == s.capabilities) ||
                       !(ledger.synthetic_tso == s.tso) || ledger.synthetic_link != s.HasLink() ||
                       !(ledger.synthetic_rss == s.rss) ||
                       ledger.synthetic_handlers != (s.kind & kHandlers);
  ledger.synthetic_rss = s.rss;
  ledger.synthetic_handlers = s.kind & kHandlers;
  ledger.synthetic_link = s.HasLink();
  ledger.synthetic_up = s.up;
  if (other_mtu) NoteMtu(ledger, s.mtu);
  ledger.mac = s.mac;
  ledger.synthetic_capabilities = s.capabilities;
  ledger.synthetic_tso = s.tso;
  return changed;
}

/// Notes what V can do now; drivers may change it at run time (T-F14).
/// @returns whether anything that must be negotiated changed.
constexpr bool NoteVf(Ledger& ledger, const InterfaceFacts& vf) noexcept {
  const bool changed = !(ledger.vf_capabilities == vf.capabilities) || !(ledger.vf_tso == vf.tso) ||
                       ledger.vf_link != vf.HasLink() || !(ledger.vf_rss == vf.rss) ||
                       ledger.vf_xdp != vf.Is(kKindRunsXdp);
  ledger.vf_rss = vf.rss;
  ledger.vf_link = vf.HasLink();
  ledger.vf_link_known = vf.up && (ledger.vf_link_known || vf.HasLink());
  ledger.vf_xdp = vf.Is(kKindRunsXdp);
  ledger.vf_capabilities = vf.capabilities;
  ledger.vf_tso = vf.tso;
  return changed;
}

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_INTENT_H_
