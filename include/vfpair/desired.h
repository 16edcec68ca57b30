// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What both legs should look like in a state. Pure: undoing is the same computation without V.
#ifndef VFPAIR_DESIRED_H_
#define VFPAIR_DESIRED_H_

#include "vfpair/intent.h"
#include "vfpair/machine.h"
#include "vfpair/profile.h"

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
  Capabilities synthetic_granted;
  TsoLimits synthetic_tso;
  U32 synthetic_mtu = 0;
  Capabilities vf_withheld;
  Capabilities vf_granted;
  U32 vf_mtu = 0;
  MacAddress vf_mac;
  U32 vf_filters = 0;  ///< version of S's filters that V follows; 0 = none of ours on V
  bool vf_up = false;
  RssSettings rss;
  HostPath host = HostPath::kSynthetic;
  bool receives_as_vf = false;  ///< what S receives is delivered as V's (non-transparent)
  bool redirected = false;
  LinkShown carrier = LinkShown::kOwn;

  constexpr bool operator==(const Settings&) const noexcept = default;
};

/// How far a pair has climbed. Each rung includes the ones before it.
enum class Rung : U8 { kNothing, kCaptured, kNegotiated, kUp, kSteered, kRedirected };

constexpr Rung RungOf(State state) noexcept {
  switch (state) {
    case State::kIdle:
    case State::kAwaiting:
    case State::kMissing:
    case State::kLeaving:
    case State::kClosed:
      return Rung::kNothing;
    case State::kSettling:
    case State::kDegraded:
      return Rung::kCaptured;
    case State::kReady:
      return Rung::kNegotiated;
    case State::kStarting:
    case State::kHolding:
    case State::kReturning:
      return Rung::kUp;
    case State::kSwitching:
      return Rung::kSteered;
    case State::kActive:
      return Rung::kRedirected;
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
  s.synthetic_mtu = ledger.mtu;
  s.vf_mtu = ledger.vf_mtu;
  s.vf_mac = ledger.vf_mac;
  s.vf_up = ledger.vf_up;
  return s;
}

/// What S must not show while V may carry its packets, whatever both can do: segmentation within
/// limits that are too tight for it, and what lives in one device only (T-B04, T-S11).
constexpr Capabilities UnusableWith(TsoVerdict tso) noexcept {
  return tso == TsoVerdict::kUsable ? kStatefulOffloads : kStatefulOffloads | kTso4 | kTso6;
}

/// The link S shows: V's instead of its own when V is the path, or earlier, as the policy says.
constexpr LinkShown CarrierAt(Rung rung, const Ledger& ledger, LinkPolicy policy) noexcept {
  return PresentLink(policy, {.own_link = ledger.synthetic_link,
                              .vf_held = rung >= Rung::kCaptured,
                              .vf_ready = rung >= Rung::kRedirected && ledger.vf_link,
                              .vf_link = ledger.vf_link,
                              .vf_link_known = ledger.vf_link_known})
      .shown;
}

/// The settings a rung calls for while V is its user's: the host steers to V, and what S still
/// receives is V's (hn R-NXP-2/3). V itself is left alone.
constexpr Settings DesiredNonTransparent(Rung rung, const Ledger& ledger, bool closing) noexcept {
  Settings s = AtRest(ledger, closing);
  s.linked = rung >= Rung::kCaptured;  // shown as S's, no more
  if (rung >= Rung::kSteered) s.host = HostPath::kVf;
  if (rung >= Rung::kRedirected) {
    s.receives_as_vf = true;
    s.carrier = LinkShown::kForcedDown;
  }
  return s;
}

/// The settings a rung calls for. Pure; callable anywhere.
constexpr Settings Desired(Rung rung, const Ledger& ledger, const Profile& profile,
                           bool closing) noexcept {
  if (profile.transparency == Transparency::kNonTransparent)
    return DesiredNonTransparent(rung, ledger, closing);
  Settings s = AtRest(ledger, closing);
  if (rung >= Rung::kCaptured) {
    s.marked = s.captured = s.linked = true;
  }
  if (rung >= Rung::kNegotiated) {
    s.synthetic_mtu = MtuOf(ledger);
    const TsoPlan tso =
        NegotiateTso(ledger.synthetic_tso, ledger.vf_tso, MssForMtu(s.synthetic_mtu));
    s.synthetic_tso = tso.limit;
    const Withheld w = NegotiateCapabilities(profile.capability_mode, ledger.synthetic_capabilities,
                                             ledger.vf_capabilities, UnusableWith(tso.verdict));
    s.synthetic_withheld = w.synthetic;
    s.synthetic_granted = w.synthetic_granted;
    s.vf_withheld = w.vf;
    s.vf_granted = w.vf_granted;
    s.vf_mtu = s.synthetic_mtu;
    s.vf_mac = ledger.mac;
    s.vf_filters = ledger.filters_version;
    s.vf_up = rung >= Rung::kUp;
    // Many a V has no key before it is up.
    if (rung >= Rung::kUp) s.rss = NegotiateRss(ledger.synthetic_rss, ledger.vf_rss).settings;
  }
  if (rung >= Rung::kSteered) s.host = HostPath::kVf;
  if (rung >= Rung::kRedirected) s.redirected = true;
  s.carrier = CarrierAt(rung, ledger, profile.link_policy);
  return s;
}

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_DESIRED_H_
