// SPDX-License-Identifier: BSD-2-Clause
// Looks into a pair, and takes out of it what makes no difference for what it will do: absolute
// times, counters that only grow, what lies behind the end of a list. Two pairs that are equal
// afterwards behave alike, so that the model has finitely many states.
#ifndef VFPAIR_TESTS_MODEL_INSPECTOR_H_
#define VFPAIR_TESTS_MODEL_INSPECTOR_H_

#include "tests/model/model_platform.h"
#include "vfpair/pair.h"

VFPAIR_NAMESPACE_BEGIN

struct PairInspector {
  template <class P>
  static U32 Signals(const Pair<P>& pair) {
    return pair.signals_;
  }
  /// Events that were noticed and not handled yet.
  template <class P>
  static EventSet Due(const Pair<P>& pair) {
    return pair.due_;
  }
  template <class P>
  static bool IsRunning(const Pair<P>& pair) {
    return pair.running_;
  }
  template <class P>
  static bool AwaitsHost(const Pair<P>& pair) {
    return pair.host_.pending();
  }
  /// When the pair must run again by itself; 0 = never.
  template <class P>
  static U64 Deadline(const Pair<P>& pair) {
    const U64 state = pair.state_deadline_ns_;
    if (!pair.host_.pending()) return state;
    const U64 host = pair.host_.deadline_ns();
    return state == 0 || host < state ? host : state;
  }

  template <class P>
  static void Normalise(Pair<P>& pair, model::ModelPlatform& os) {
    const auto shift = [&](U64& time_ns) {
      if (time_ns != 0) time_ns = time_ns - os.now_ns + model::ModelPlatform::kNow;
    };
    NormaliseHost(pair, os, shift);
    NormaliseLegs(pair.legs_, pair.watch_.ledger_, os);
    const Profile& profile = pair.profile_;
    while (pair.retries_ > 1 &&
           BackoffNs(profile, pair.retries_ - 1) == BackoffNs(profile, pair.retries_))
      --pair.retries_;
    if (pair.state_deadline_ns_ == 0) os.entered_ns = 0;
    shift(os.entered_ns);
    shift(pair.state_deadline_ns_);
    shift(pair.armed_ns_);
    shift(os.timer_ns);
    for (Size i = pair.candidates_.size_; i < Candidates::kCapacity; ++i)
      pair.candidates_.ids_[i] = InterfaceId();
    pair.state_since_ns_ = 0;
    pair.reason_ = Reason::kNone;
    pair.failed_setting_ = Setting{};
    pair.has_failed_setting_ = false;
    os.paths.ForgetUnused();
    os.paths.ForgetGenerations();
    os.drained = os.received = 0;
    os.now_ns = model::ModelPlatform::kNow;
  }

 private:
  static constexpr U32 kNewest = 1'000;  // what the newest of a row of generations becomes

  template <class P, class Shift>
  static void NormaliseHost(Pair<P>& pair, model::ModelPlatform& os, const Shift& shift) {
    HostSwitch& host = pair.host_;
    if (!host.pending_) {
      host.wanted_ = HostPath::kSynthetic;
      host.deadline_ns_ = 0;
    }
    shift(host.deadline_ns_);
    const auto answered = static_cast<U32>(host.answer_ >> 8);
    const bool matters = host.pending_ && answered == host.generation_;
    host.answer_ = matters ? U64{kNewest} << 8 | (host.answer_ & 0xff) : 0;
    U32 older = kNewest - 1 - static_cast<U32>(os.host.size());
    for (model::ModelHost::Question& question : os.host) {
      question.generation = question.generation == host.generation_ ? kNewest : ++older;
      const bool long_ago = os.now_ns - question.asked_ns >= pair.profile_.host_timeout_ns;
      if (!question.newest || long_ago) question.asked_ns = 0;
      shift(question.asked_ns);
    }
    host.generation_ = kNewest;
  }

  template <class P>
  static void NormaliseLegs(Legs<P>& legs, Ledger& ledger, const model::ModelPlatform& os) {
    legs.generation_ = 0;
    legs.switches_ = legs.undo_failures_ = legs.drain_timeouts_ = 0;
    if (os.paths.IsInUse(&legs.vf_path_))
      legs.vf_path_.generation = 0;
    else
      legs.vf_path_ = Path{};
    legs.wanted_filters_ = FilterSet{};
    FilterSet& applied = legs.applied_filters_;
    for (Size i = applied.unicast_count; i < kMaxUnicast; ++i) applied.unicast[i] = MacAddress{};
    for (Size i = applied.multicast_count; i < kMaxMulticast; ++i)
      applied.multicast[i] = MacAddress{};
    U32& followed = legs.actual_.vf_filters;
    if (followed != 0 && followed != Legs<P>::kSomeFilters)
      followed = followed == ledger.filters_version ? kNewest : 1;
    ledger.filters_version = kNewest;
  }
};

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_TESTS_MODEL_INSPECTOR_H_
