// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// From what is to what should be: the next single step. Pure.
//
// Order (normative in hn: R-RDY, R-ENA-1, R-DIS-1): settings are made from the first of
// VFPAIR_SETTINGS to the last and undone from the last to the first; all undoing comes before any
// making. So redirect ends before the host steers back, the host steers back before V goes down,
// and V's input stays S's until the very end.
#ifndef VFPAIR_PLAN_H_
#define VFPAIR_PLAN_H_

#include "vfpair/desired.h"

VFPAIR_NAMESPACE_BEGIN

#define VFPAIR_ENUMERATOR_(name, text) k##name,
#define VFPAIR_COUNT_(name, text) +1
enum class Setting : U8 { VFPAIR_SETTINGS(VFPAIR_ENUMERATOR_) };
inline constexpr Size kSettingCount = 0 VFPAIR_SETTINGS(VFPAIR_COUNT_);
#undef VFPAIR_COUNT_
#undef VFPAIR_ENUMERATOR_

/// "set the VF's MTU", for messages about a step that failed.
constexpr const char* SettingText(Setting setting) noexcept {
#define VFPAIR_TEXT_(name, text) text,
  constexpr const char* kTexts[] = {VFPAIR_SETTINGS(VFPAIR_TEXT_)};
#undef VFPAIR_TEXT_
  const auto index = static_cast<Size>(setting);
  return index < kSettingCount ? kTexts[index] : "?";
}

/// Whether one setting is the same in both.
constexpr bool Agrees(Setting setting, const Settings& a, const Settings& b) noexcept {
  switch (setting) {
    case Setting::kOverlay:
      return a.overlaid == b.overlaid;
    case Setting::kMark:
      return a.marked == b.marked;
    case Setting::kCapture:
      return a.captured == b.captured;
    case Setting::kLink:
      return a.linked == b.linked;
    case Setting::kSyntheticCapabilities:
      return a.synthetic_withheld == b.synthetic_withheld;
    case Setting::kSyntheticGrant:
      return a.synthetic_granted == b.synthetic_granted;
    case Setting::kSyntheticTso:
      return a.synthetic_tso == b.synthetic_tso;
    case Setting::kSyntheticMtu:
      return a.synthetic_mtu == b.synthetic_mtu;
    case Setting::kVfCapabilities:
      return a.vf_withheld == b.vf_withheld;
    case Setting::kVfGrant:
      return a.vf_granted == b.vf_granted;
    case Setting::kVfMtu:
      return a.vf_mtu == b.vf_mtu;
    case Setting::kVfMac:
      return a.vf_mac == b.vf_mac;
    case Setting::kVfFilters:
      return a.vf_filters == b.vf_filters;
    case Setting::kVfUp:
      return a.vf_up == b.vf_up;
    case Setting::kRss:
      return a.rss == b.rss;
    case Setting::kHost:
      return a.host == b.host;
    case Setting::kReceiveAs:
      return a.receives_as_vf == b.receives_as_vf;
    case Setting::kRedirect:
      return a.redirected == b.redirected;
    case Setting::kCarrier:
      return a.carrier == b.carrier;
  }
  return true;
}

/// Copies one setting: what a finished step does to the record of what is.
constexpr void Adopt(Setting setting, Settings& to, const Settings& from) noexcept {
  switch (setting) {
    case Setting::kOverlay:
      to.overlaid = from.overlaid;
      return;
    case Setting::kMark:
      to.marked = from.marked;
      return;
    case Setting::kCapture:
      to.captured = from.captured;
      return;
    case Setting::kLink:
      to.linked = from.linked;
      return;
    case Setting::kSyntheticCapabilities:
      to.synthetic_withheld = from.synthetic_withheld;
      return;
    case Setting::kSyntheticGrant:
      to.synthetic_granted = from.synthetic_granted;
      return;
    case Setting::kSyntheticTso:
      to.synthetic_tso = from.synthetic_tso;
      return;
    case Setting::kSyntheticMtu:
      to.synthetic_mtu = from.synthetic_mtu;
      return;
    case Setting::kVfCapabilities:
      to.vf_withheld = from.vf_withheld;
      return;
    case Setting::kVfGrant:
      to.vf_granted = from.vf_granted;
      return;
    case Setting::kVfMtu:
      to.vf_mtu = from.vf_mtu;
      return;
    case Setting::kVfMac:
      to.vf_mac = from.vf_mac;
      return;
    case Setting::kVfFilters:
      to.vf_filters = from.vf_filters;
      return;
    case Setting::kVfUp:
      to.vf_up = from.vf_up;
      return;
    case Setting::kRss:
      to.rss = from.rss;
      return;
    case Setting::kHost:
      to.host = from.host;
      return;
    case Setting::kReceiveAs:
      to.receives_as_vf = from.receives_as_vf;
      return;
    case Setting::kRedirect:
      to.redirected = from.redirected;
      return;
    case Setting::kCarrier:
      to.carrier = from.carrier;
      return;
  }
}

/// The rung from which on a setting is made; below it, it is undone.
constexpr Rung MadeAt(Setting setting) noexcept {
  switch (setting) {
    case Setting::kOverlay:
      return Rung::kNothing;
    case Setting::kMark:
    case Setting::kCapture:
    case Setting::kLink:
      return Rung::kCaptured;
    case Setting::kSyntheticCapabilities:
    case Setting::kSyntheticGrant:
    case Setting::kSyntheticTso:
    case Setting::kSyntheticMtu:
    case Setting::kVfCapabilities:
    case Setting::kVfGrant:
    case Setting::kVfMtu:
    case Setting::kVfMac:
    case Setting::kVfFilters:
      return Rung::kNegotiated;
    case Setting::kVfUp:
    case Setting::kRss:
      return Rung::kUp;
    case Setting::kHost:
      return Rung::kSteered;
    case Setting::kReceiveAs:
    case Setting::kRedirect:
    case Setting::kCarrier:
      return Rung::kRedirected;
  }
  return Rung::kNothing;
}

/// One step of a plan.
struct Step {
  bool none = true;     ///< nothing is left to do
  bool undoes = false;  ///< leads back to rest: does not stop the rest of the plan if it fails
  Setting setting{};
};

/// The next step from `actual` to `wanted`, which is what `rung` calls for. A step undoes when it
/// leads to `rest` from above the rung; making what happens to be as found is no undo. Pure.
constexpr Step NextStep(const Settings& actual, const Settings& wanted, const Settings& rest,
                        Rung rung) noexcept {
  const auto undoes = [&](Setting setting) {
    if (setting == Setting::kOverlay) return !wanted.overlaid;
    return MadeAt(setting) > rung && Agrees(setting, wanted, rest);
  };
  for (Size i = kSettingCount; i-- > 0;) {
    const auto setting = static_cast<Setting>(i);
    if (undoes(setting) && !Agrees(setting, actual, wanted)) return {false, true, setting};
  }
  for (Size i = 0; i < kSettingCount; ++i) {
    const auto setting = static_cast<Setting>(i);
    if (!Agrees(setting, actual, wanted)) return {false, false, setting};
  }
  return {};
}

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_PLAN_H_
