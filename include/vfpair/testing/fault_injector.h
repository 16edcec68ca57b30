// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Makes chosen effects of a platform fail, and remembers all of them in order.
#ifndef VFPAIR_TESTING_FAULT_INJECTOR_H_
#define VFPAIR_TESTING_FAULT_INJECTOR_H_

// clang-format off
#include "vfpair/testing/hosted.h"  // first: it says no to kernels
// clang-format on

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "vfpair/status.h"

VFPAIR_TESTING_BEGIN

/// What a pair does to the world, call by call.
enum class Effect : U8 {
  kOverlay,
  kMark,
  kCapture,
  kLink,
  kSyntheticCapabilities,
  kSyntheticTso,
  kVfCapabilities,
  kSyntheticGrant,
  kVfGrant,
  kVfMtu,
  kSyntheticMtu,
  kReadFilters,
  kVfFilter,
  kVfUp,
  kVfMac,
  kSyntheticMac,
  kSyntheticEnabled,
  kRss,
  kReceiveAs,
  kCarrier,
  kHost,
  kDrainTransmit,
  // Those below cannot fail and are only recorded.
  kPublishVf,
  kPublishHold,
  kPublishSynthetic,
  kGrace,
  kWake,
  kDrainReceive,
  kHoldReceive,
  kAnnounce,
};
inline constexpr Size kEffects = 30;

constexpr const char* EffectName(Effect effect) noexcept {
  constexpr const char* kNames[kEffects] = {
      "overlay",   "mark",  "capture",    "link",     "s-caps",   "s-tso",    "v-caps", "s-grant",
      "v-grant",   "v-mtu", "s-mtu",      "filters?", "v-filter", "v-up",     "v-mac",  "s-mac",
      "s-enabled", "rss",   "receive-as", "carrier",  "host",     "drain-tx", "path-v", "path-hold",
      "path-s",    "grace", "wake",       "drain-rx", "hold-rx",  "announce"};
  return kNames[static_cast<Size>(effect)];
}

/// One effect as it happened. `off`: it takes something of vfpair's away again.
struct EffectRecord {
  Effect effect = Effect::kOverlay;
  bool off = false;
  Outcome outcome = Outcome::kOk;

  std::string Text() const {
    std::string text = (off ? "-" : "+") + std::string(EffectName(effect));
    constexpr const char* kOutcomes[] = {"", "=pending", "=refused", "=gone", "=retry"};
    return text + kOutcomes[static_cast<Size>(outcome)];
  }
};

class FaultInjector {
 public:
  /// The `index`-th effect that can fail (from 0, since construction) ends with `outcome`.
  void FailAt(Size index, Outcome outcome) { at_[index] = outcome; }
  /// Every effect of this kind fails, until Clear().
  void FailAll(Effect effect, Outcome outcome) { all_[effect] = outcome; }
  /// `decide` is asked for every effect that can fail.
  void FailWhen(std::function<std::optional<Outcome>(Effect, bool off)> decide) {
    decide_ = std::move(decide);
  }
  /// Called before each effect that can fail: a place to change the world in the middle of a step.
  void Before(std::function<void(Size index, Effect, bool off)> hook) { before_ = std::move(hook); }
  /// For a harness that can make its drivers fail: `fail` is to have this effect end so, and
  /// answers whether it can; `recover` is called when the effect is over. Where no driver can fail,
  /// and without this, platforms only fake the answer.
  void CauseBy(std::function<bool(Effect, Outcome)> fail, std::function<void()> recover) {
    fail_ = std::move(fail);
    recover_ = std::move(recover);
  }
  /// Nothing fails any more; counts and records stay.
  void Clear() {
    at_.clear();
    all_.clear();
    decide_ = nullptr;
    before_ = nullptr;
  }

  /// For platforms: whether this effect is to fail. Undoing effects must be carried out all the
  /// same: only the answer is faked, as platform.h demands that they leave no trace.
  std::optional<Outcome> Next(Effect effect, bool off) {
    const Size index = count_++;
    if (before_) before_(index, effect, off);
    std::optional<Outcome> fault;
    if (const auto found = at_.find(index); found != at_.end()) fault = found->second;
    if (const auto found = all_.find(effect); found != all_.end() && !off) fault = found->second;
    if (!fault && decide_) fault = decide_(effect, off);
    injected_ += fault ? 1 : 0;
    return fault;
  }
  /// For platforms: whether the drivers see to this fault; if so, Recover() follows the effect.
  bool Cause(Effect effect, Outcome outcome) { return fail_ && fail_(effect, outcome); }
  void Recover() { recover_(); }
  void Record(Effect effect, bool off, Outcome outcome) {
    if (recording_) records_.push_back({effect, off, outcome});
  }

  /// How many effects that can fail there were so far: the range for FailAt().
  Size count() const noexcept { return count_; }
  Size injected() const noexcept { return injected_; }
  const std::vector<EffectRecord>& records() const noexcept { return records_; }
  void ForgetRecords() { records_.clear(); }
  void StopRecording() { recording_ = false; }

 private:
  std::map<Size, Outcome> at_;
  std::map<Effect, Outcome> all_;
  std::function<std::optional<Outcome>(Effect, bool)> decide_;
  std::function<void(Size, Effect, bool)> before_;
  std::function<bool(Effect, Outcome)> fail_;
  std::function<void()> recover_;
  Size count_ = 0;
  Size injected_ = 0;
  bool recording_ = true;
  std::vector<EffectRecord> records_;
};

VFPAIR_TESTING_END

#endif  // VFPAIR_TESTING_FAULT_INJECTOR_H_
