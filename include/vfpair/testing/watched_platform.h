// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Any platform with a FaultInjector between it and the pair, as the conformance suites want it.
#ifndef VFPAIR_TESTING_WATCHED_PLATFORM_H_
#define VFPAIR_TESTING_WATCHED_PLATFORM_H_

// clang-format off
#include "vfpair/testing/hosted.h"  // first: it says no to kernels
// clang-format on

#include <optional>
#include <utility>

#include "vfpair/platform.h"
#include "vfpair/testing/fault_injector.h"

VFPAIR_TESTING_BEGIN

/// P; all that every platform has is recorded, and fails when the injector says so. A fault comes
/// about in P's drivers where the harness can make them fail (FaultInjector::CauseBy); otherwise
/// the answer is faked, and what takes something away is carried out all the same, as platform.h
/// demands. What a platform may offer beyond that goes by unwatched.
///
/// A shim behind the C contract is watched by naming the platform of its pairs: see
/// VFPAIR_OS_PLATFORM in adapters/common/os_entry.h.
template <Platform P>
class WatchedPlatform : public P {
 public:
  /// `faults` must outlive the platform; the rest is for P.
  template <class... Arguments>
  explicit WatchedPlatform(FaultInjector& faults, Arguments&&... arguments)
      : P(std::forward<Arguments>(arguments)...), faults_(faults) {}

  Status Overlay(bool on) noexcept {
    return Do(Effect::kOverlay, !on, [&] { return P::Overlay(on); });
  }
  Status Mark(VfId vf, bool on) noexcept {
    return Do(Effect::kMark, !on, [&] { return P::Mark(vf, on); });
  }
  Status Capture(VfId vf, bool on) noexcept {
    if (on && !P::ReadFacts(vf.get(), found_).ok()) found_ = {};
    return Do(Effect::kCapture, !on, [&] { return P::Capture(vf, on); });
  }
  Status Link(VfId vf, bool on) noexcept {
    return Do(Effect::kLink, !on, [&] { return P::Link(vf, on); });
  }

  Status Withhold(SyntheticId s, Capabilities caps) noexcept {
    return Do(Effect::kSyntheticCapabilities, caps.IsEmpty(), [&] { return P::Withhold(s, caps); });
  }
  Status Withhold(VfId vf, Capabilities caps) noexcept {
    return Do(Effect::kVfCapabilities, caps.IsEmpty(), [&] { return P::Withhold(vf, caps); });
  }
  Status LimitTso(SyntheticId s, const TsoLimits& tso) noexcept {
    return Do(Effect::kSyntheticTso, tso == TsoLimits{}, [&] { return P::LimitTso(s, tso); });
  }
  Status SetMtu(SyntheticId s, U32 mtu) noexcept {
    return Do(Effect::kSyntheticMtu, false, [&] { return P::SetMtu(s, mtu); });
  }
  // Back to how V was found is a step back.
  Status SetMtu(VfId vf, U32 mtu) noexcept {
    return Do(Effect::kVfMtu, mtu == found_.mtu, [&] { return P::SetMtu(vf, mtu); });
  }
  Status SetUp(VfId vf, bool up) noexcept {
    return Do(Effect::kVfUp, up == found_.up, [&] { return P::SetUp(vf, up); });
  }

  Status ReadFilters(SyntheticId s, FilterSet& out) noexcept {
    return Do(Effect::kReadFilters, false, [&] { return P::ReadFilters(s, out); });
  }
  Status ChangeFilter(VfId vf, const FilterEntry& entry, bool add) noexcept {
    return Do(Effect::kVfFilter, !add, [&] { return P::ChangeFilter(vf, entry, add); });
  }

  Status SteerHost(Side side, U32 generation) noexcept {
    return Do(Effect::kHost, side == Side::kSynthetic,
              [&] { return P::SteerHost(side, generation); });
  }

  void Publish(const Path* path) noexcept {
    const bool holds = path != nullptr && path->hold != 0;
    Note(holds             ? Effect::kPublishHold
         : path != nullptr ? Effect::kPublishVf
                           : Effect::kPublishSynthetic);
    P::Publish(path);
  }
  void Grace() noexcept {
    Note(Effect::kGrace);
    P::Grace();
  }
  void Wake() noexcept {
    Note(Effect::kWake);
    P::Wake();
  }

  Status DrainTransmit(Side side, VfId vf, U32 budget_us) noexcept {
    return Do(Effect::kDrainTransmit, false, [&] { return P::DrainTransmit(side, vf, budget_us); });
  }
  void DrainReceive(Side side, VfId vf, U32 quiet_us, U32 budget_us) noexcept {
    Note(Effect::kDrainReceive);
    P::DrainReceive(side, vf, quiet_us, budget_us);
  }
  void HoldReceive(Side side, VfId vf, bool on) noexcept {
    Note(Effect::kHoldReceive, !on);
    P::HoldReceive(side, vf, on);
  }
  void Announce(Side side, VfId vf) noexcept {
    Note(Effect::kAnnounce, side == Side::kSynthetic);
    P::Announce(side, vf);
  }

 private:
  void Note(Effect effect, bool off = false) noexcept { faults_.Record(effect, off, Outcome::kOk); }

  template <class Action>
  Status Do(Effect effect, bool off, Action&& action) noexcept {
    const std::optional<Outcome> fault = faults_.Next(effect, off);
    faults_.Record(effect, off, fault.value_or(Outcome::kOk));
    if (!fault) return action();
    if (!off && faults_.Cause(effect, *fault)) {
      const Status status = action();
      faults_.Recover();
      return status;
    }
    if (off) (void)action();
    return {*fault, Reason::kNone};
  }

  FaultInjector& faults_;
  InterfaceFacts found_;  // the V that was captured last, as it was then
};

VFPAIR_TESTING_END

#endif  // VFPAIR_TESTING_WATCHED_PLATFORM_H_
