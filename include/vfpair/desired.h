// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What both legs should look like in a state. Pure: undoing is the same computation without V.
#ifndef VFPAIR_DESIRED_H_
#define VFPAIR_DESIRED_H_

#include "vfpair/intent.h"
#include "vfpair/machine.h"

VFPAIR_NAMESPACE_BEGIN

/// Where the host steers S's inbound frames. Unknown: it was asked, and has not answered.
enum class HostPath : U8 { kSynthetic, kVf, kUnknown };

/// Everything vfpair sets, on both legs. Two of these are compared to find what is to be done.
struct Settings {
  bool overlaid = false;
  bool marked = false;
  bool captured = false;
  bool linked = false;
  Capabilities synthetic_withheld;
  TsoLimits synthetic_tso;
  Capabilities vf_withheld;
  U32 vf_mtu = 0;
  U32 vf_filters = 0;  ///< version of S's filters that V follows; 0 = none of ours on V
  bool vf_up = false;
  HostPath host = HostPath::kSynthetic;
  bool redirected = false;

  constexpr bool operator==(const Settings&) const noexcept = default;
};

/// How far a pair has climbed. Each rung includes the ones before it.
enum class Rung : U8 { kNothing, kCaptured, kNegotiated, kUp, kSteered, kRedirected };

constexpr Rung RungOf(State state) noexcept {
  switch (state) {
    case State::kIdle:
    case State::kLeaving:
    case State::kClosed: return Rung::kNothing;
    case State::kSettling:
    case State::kDegraded: return Rung::kCaptured;
    case State::kReady: return Rung::kNegotiated;
    case State::kStarting:
    case State::kReturning: return Rung::kUp;
    case State::kSwitching: return Rung::kSteered;
    case State::kActive: return Rung::kRedirected;
  }
  return Rung::kNothing;
}

/// Bytes of TCP payload in a full frame, for judging TSO limits.
constexpr U32 MssForMtu(U32 mtu) noexcept { return mtu > 40 ? mtu - 40 : 1; }

/// What the user left, with nothing of V's doing in it. The transmit hook stays for the life of the
/// rule, so that counters do not go backwards when V leaves (I4); it decides nothing without V.
constexpr Settings AtRest(const Ledger& ledger, bool closing) noexcept {
  Settings s;
  s.overlaid = !closing;
  s.vf_mtu = ledger.vf_mtu;
  s.vf_up = ledger.vf_up;
  return s;
}

/// The settings a rung calls for. Pure; callable anywhere.
constexpr Settings Desired(Rung rung, const Ledger& ledger, CapabilityMode mode,
                           bool closing) noexcept {
  Settings s = AtRest(ledger, closing);
  if (rung >= Rung::kCaptured) {
    s.marked = s.captured = s.linked = true;
  }
  if (rung >= Rung::kNegotiated) {
    const Withheld withheld =
        NegotiateCapabilities(mode, ledger.synthetic_capabilities, ledger.vf_capabilities);
    s.synthetic_withheld = withheld.synthetic;
    s.vf_withheld = withheld.vf;
    s.synthetic_tso = CoherentTso(ledger.vf_tso);
    if (!IsUsableTso(MergeTso(ledger.synthetic_tso, s.synthetic_tso), MssForMtu(ledger.mtu)))
      s.synthetic_withheld =
          s.synthetic_withheld | ((kTso4 | kTso6) & ledger.synthetic_capabilities.supported);
    s.vf_mtu = ledger.mtu;
    s.vf_filters = ledger.filters_version;
    s.vf_up = rung >= Rung::kUp;
  }
  if (rung >= Rung::kSteered) s.host = HostPath::kVf;
  if (rung >= Rung::kRedirected) s.redirected = true;
  return s;
}

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_DESIRED_H_
