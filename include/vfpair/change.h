// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What the user changes on S while V follows, as transactions over both legs: everything is checked
// first, then V is changed, then S, and V is put back when S refuses (hn R-IOC-1/2, W-21, A9, A12).
//
// A V that is gone refuses nothing: its removal is no error of the user's.
#ifndef VFPAIR_CHANGE_H_
#define VFPAIR_CHANGE_H_

#include "vfpair/legs.h"
#include "vfpair/watch.h"

VFPAIR_NAMESPACE_BEGIN

/// Changes S's settings for a pair. All functions: actor; Ok, or Refused and nothing is changed.
template <Platform P>
class Change {
 public:
  /// @param vf_follows  V is negotiated: it has what S has
  Change(P& platform, Watch<P>& watch, Legs<P>& legs, const Profile& profile,
         bool vf_follows) noexcept
      : platform_(platform),
        watch_(watch),
        legs_(legs),
        profile_(profile),
        vf_follows_(vf_follows) {}

  Status Mtu(U32 mtu) noexcept {
    if (vf_follows_) {
      const Status s = CheckMtu(watch_.synthetic().mtu_range, watch_.vf().mtu_range, mtu);
      if (!s.ok()) return s;
    }
    const Status status = Both(
        mtu, legs_.actual().vf_mtu, [this](U32 to) { return platform_.SetMtu(watch_.vf_id(), to); },
        [this](U32 to) { legs_.NoteVfMtu(to); }, Reason::kMtuRefused,
        [&] { return platform_.SetMtu(watch_.synthetic_id(), mtu); }, Reason::kSyntheticMtuRefused);
    if (status.ok()) {
      watch_.NoteMtu(mtu);
      legs_.NoteSyntheticMtu(mtu);
    }
    return status;
  }

  Status Mac(const MacAddress& mac) noexcept {
    if constexpr (!ChangesMac<P>) {
      return Status::Refused(Reason::kNotSupported);
    } else {
      if (mac.IsZero() || mac.IsMulticast()) return Status::Refused(Reason::kMacUnusable);
      const Status status = Both(
          mac, legs_.actual().vf_mac,
          [this](const MacAddress& to) { return platform_.SetMac(watch_.vf_id(), to); },
          [this](const MacAddress& to) {
            legs_.NoteVfMac(to);
            watch_.NoteVfMac(to);
          },
          Reason::kMacRefused, [&] { return platform_.SetMac(watch_.synthetic_id(), mac); },
          Reason::kSyntheticMacRefused);
      if (status.ok()) watch_.NoteMac(mac);
      return status;
    }
  }

  /// What S cannot do at all is left out of `enabled`.
  Status Enabled(Capabilities enabled) noexcept {
    if constexpr (!ChangesCapabilities<P>) {
      return Status::Refused(Reason::kNotSupported);
    } else {
      Ledger wished = watch_.ledger();
      wished.synthetic_capabilities.enabled = enabled & wished.synthetic_capabilities.supported;
      const Settings settings = Desired(Rung::kNegotiated, wished, profile_, false);
      return Both(
          settings.vf_withheld, legs_.actual().vf_withheld,
          [this](Capabilities to) { return platform_.Withhold(watch_.vf_id(), to); },
          [this](Capabilities to) { legs_.NoteVfWithheld(to); }, Reason::kCapabilitiesRefused,
          [&] {
            return platform_.SetEnabled(watch_.synthetic_id(),
                                        wished.synthetic_capabilities.enabled);
          },
          Reason::kSyntheticCapabilitiesRefused);
    }
  }

 private:
  static Status Because(Status status, Reason reason) noexcept {
    return status.reason() != Reason::kNone ? status : Status(status.outcome(), reason);
  }

  template <class T, class SetVf, class NoteVf, class SetSynthetic>
  Status Both(const T& wanted, const T old, SetVf&& set_vf, NoteVf&& note_vf, Reason vf_refused,
              SetSynthetic&& set_synthetic, Reason synthetic_refused) noexcept {
    bool vf_changed = false;
    if (vf_follows_) {
      const Status status = set_vf(wanted);
      if (!status.ok() && status.outcome() != Outcome::kGone) return Because(status, vf_refused);
      vf_changed = status.ok();
      if (vf_changed) note_vf(wanted);
    }
    const Status status = set_synthetic();
    if (status.ok()) return status;
    if (vf_changed && set_vf(old).ok()) note_vf(old);
    return Because(status, synthetic_refused);
  }

  P& platform_;
  Watch<P>& watch_;
  Legs<P>& legs_;
  const Profile& profile_;
  const bool vf_follows_;
};

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_CHANGE_H_
