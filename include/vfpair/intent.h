// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The ledger a pair keeps: how V was found, and what the user wants of S. Nothing that vfpair set
// itself is ever written here, so "as the user left it" can always be computed (R-CAP-10, R-DET-2).
#ifndef VFPAIR_INTENT_H_
#define VFPAIR_INTENT_H_

#include "vfpair/facts.h"

VFPAIR_NAMESPACE_BEGIN

struct Ledger {
  // As V was when it arrived; given back when it is released.
  U32 vf_mtu = 0;
  bool vf_up = false;

  // What the user wants of S now.
  bool synthetic_up = false;
  U32 mtu = 0;
  CapabilityFacts synthetic_capabilities;
  TsoLimits synthetic_tso;
  U32 filters_version = 1;  ///< grows whenever S's receive filters may have changed

  // What V can do.
  CapabilityFacts vf_capabilities;
  TsoLimits vf_tso;
};

/// Notes how V was found. Once per arrival.
constexpr void NoteVfFound(Ledger& ledger, const InterfaceFacts& vf) noexcept {
  ledger.vf_mtu = vf.mtu;
  ledger.vf_up = vf.up;
  ledger.vf_capabilities = vf.capabilities;
  ledger.vf_tso = vf.tso;
}

/// Notes what the user wants of S. @returns whether anything that must be negotiated changed.
constexpr bool NoteSynthetic(Ledger& ledger, const InterfaceFacts& s) noexcept {
  const bool changed = ledger.mtu != s.mtu || !(ledger.synthetic_capabilities == s.capabilities) ||
                       !(ledger.synthetic_tso == s.tso);
  ledger.synthetic_up = s.up;
  ledger.mtu = s.mtu;
  ledger.synthetic_capabilities = s.capabilities;
  ledger.synthetic_tso = s.tso;
  return changed;
}

/// Notes what V can do now; drivers may change it at run time (T-F14).
/// @returns whether anything that must be negotiated changed.
constexpr bool NoteVf(Ledger& ledger, const InterfaceFacts& vf) noexcept {
  const bool changed =
      !(ledger.vf_capabilities.supported == vf.capabilities.supported) || !(ledger.vf_tso == vf.tso);
  ledger.vf_capabilities = vf.capabilities;
  ledger.vf_tso = vf.tso;
  return changed;
}

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_INTENT_H_
