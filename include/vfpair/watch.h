// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What a pair knows of its two legs: the facts last read, and the events their changes amount to.
#ifndef VFPAIR_WATCH_H_
#define VFPAIR_WATCH_H_

#include "vfpair/intent.h"
#include "vfpair/machine.h"
#include "vfpair/matcher.h"
#include "vfpair/platform.h"
#include "vfpair/profile.h"

VFPAIR_NAMESPACE_BEGIN

/// What an adapter may tell a pair; bits of Pair::Signal().
enum Signal : U32 {
  kSignalSynthetic = 1u << 0,  ///< S's admin state or the user's wishes may have changed
  kSignalVf = 1u << 1,         ///< V's link, admin state or facts may have changed
  kSignalFilters = 1u << 2,    ///< S's addresses, promiscuity or VLANs may have changed
  kSignalTimer = 1u << 3,
  kSignalHostRevoked = 1u << 4,  ///< the host took V's data path back
  kSignalClosing = 1u << 5,      ///< internal: V is being brought down
  kSignalCompletion = 1u << 6,   ///< internal: the host answered
  kSignalHostForgot = 1u << 7,   ///< the host lost what it was told (S's channel was opened anew)
  kSignalVfRenamed = 1u << 8,    ///< V is being set up by others; internal: Pair::Renamed()
  kSignalVfReady = 1u << 9,      ///< V's driver has finished its attach
  kSignalPromise = 1u << 10,     ///< internal: the host promised a VF
};

/// A set of events, a bit each.
using EventSet = U32;
static_assert(kEventCount <= 32);

constexpr EventSet Just(Event event) noexcept { return 1u << static_cast<U32>(event); }

/// What every Ethernet interface can have (hn R-RDY-5).
inline constexpr U32 kClampedMtu = 1500;

template <Platform P>
class Watch {
 public:
  Watch(P& platform, SyntheticId synthetic, Transparency transparency) noexcept
      : platform_(platform), synthetic_(synthetic), transparency_(transparency) {}

  /// Actor. Reads S again.
  Status ReadSynthetic() noexcept { return platform_.ReadFacts(synthetic_.get(), s_); }

  /// Actor. Reads S again and notes the user's wishes. @returns what changed, as events.
  EventSet LookAtSynthetic() noexcept {
    const bool was_up = s_.up;
    (void)ReadSynthetic();
    EventSet events = NoteSynthetic(ledger_, s_) ? Just(Event::kSettingsChanged) : 0;
    if (s_.up != was_up) events |= Just(s_.up ? Event::kSyntheticUp : Event::kSyntheticDown);
    return events | Unfit();
  }

  /// Actor. Reads V again. A V that cannot be read has no link. @returns what changed, as events.
  EventSet LookAtVf() noexcept {
    if (vf_.get().IsNone()) return 0;
    const bool had_link = v_.HasLink();
    if (!platform_.ReadFacts(vf_.get(), v_).ok()) v_.carrier = false;
    EventSet events = NoteVf(ledger_, v_) ? Just(Event::kSettingsChanged) : 0;
    if (v_.HasLink() != had_link)
      events |= Just(v_.HasLink() ? Event::kVfLinkUp : Event::kVfLinkDown);
    return events | Unfit();
  }

  /// Actor. V is held from now on, as `facts` found it.
  void Hold(const InterfaceFacts& facts) noexcept {
    vf_ = VfId(facts.id);
    v_ = facts;
    NoteVfFound(ledger_, facts);
  }

  /// Why V is not S's any more; kNone while it is.
  Reason Misfit() const noexcept {
    return HoldsVf() ? CheckStillFits(s_, v_, transparency_) : Reason::kNone;
  }

  /// Actor. V is forgotten.
  void Release() noexcept {
    ledger_.mtu_clamp = 0;
    vf_ = VfId();
    v_ = InterfaceFacts();
  }

  void FiltersChanged() noexcept {
    if (++ledger_.filters_version == ~U32{0}) ledger_.filters_version = 1;
  }

  /// Actor. Someone else brought V up or down: that is how V is to be left.
  void NoteVfUp(bool up) noexcept { ledger_.vf_up = up; }
  /// Actor. V is as it is read now, and nothing of it was touched yet.
  void NoteVfUntouched() noexcept { NoteVfFound(ledger_, v_); }

  /// Actor. What the user changed, as a transaction over both legs.
  void NoteMtu(U32 mtu) noexcept {
    vfpair::NoteMtu(ledger_, mtu);
    s_.mtu = mtu;
  }
  void NoteMac(const MacAddress& mac) noexcept { ledger_.mac = s_.mac = mac; }
  void NoteVfMac(const MacAddress& mac) noexcept { v_.mac = mac; }
  /// Actor. V's address, or MTU, is its user's doing: that is how V is to be left.
  void NoteVfMacFound(const MacAddress& mac) noexcept { ledger_.vf_mac = mac; }
  void NoteVfMtu(U32 mtu) noexcept { ledger_.vf_mtu = mtu; }

  /// Actor. V refused S's MTU: S is to have less while V is held (R-RDY-5).
  /// @returns false when that cannot help.
  bool ClampMtu() noexcept {
    if (ledger_.mtu_clamp != 0 || ledger_.mtu <= kClampedMtu) return false;
    ledger_.mtu_clamp = kClampedMtu;
    return true;
  }
  /// Actor. It did not help.
  void UnclampMtu() noexcept { ledger_.mtu_clamp = 0; }

  bool HoldsVf() const noexcept { return !vf_.get().IsNone(); }
  SyntheticId synthetic_id() const noexcept { return synthetic_; }
  VfId vf_id() const noexcept { return vf_; }
  const InterfaceFacts& synthetic() const noexcept { return s_; }
  const InterfaceFacts& vf() const noexcept { return v_; }
  const Ledger& ledger() const noexcept { return ledger_; }

 private:
  friend struct PairInspector;  // tests: tests/model stores and restores whole pairs

  EventSet Unfit() const noexcept { return Misfit() == Reason::kNone ? 0 : Just(Event::kVfUnfit); }

  P& platform_;
  SyntheticId synthetic_;
  Transparency transparency_;
  VfId vf_;
  InterfaceFacts s_;
  InterfaceFacts v_;
  Ledger ledger_;
};

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_WATCH_H_
