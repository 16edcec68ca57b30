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
    const U64 host = pair.host_.pending() ? pair.host_.deadline_ns() : 0;
    return Sooner(pair.alarm_.deadline_ns_, Sooner(host, pair.legs_.deadline_ns()));
  }
  /// Whether what one side receives is kept back until a deadline.
  template <class P>
  static bool KeepsBack(const Pair<P>& pair) {
    return pair.legs_.deadline_ns() != 0;
  }
  /// Whether it waits for its turn.
  template <class P>
  static bool IsCandidate(const Pair<P>& pair, const InterfaceId& id) {
    return pair.waiting_.list_.Has(id);
  }

  template <class P>
  static void Normalise(Pair<P>& pair, model::ModelPlatform& os) {
    const auto shift = [&](U64& time_ns) {
      if (time_ns != 0) time_ns = time_ns - os.now_ns + model::ModelPlatform::kNow;
    };
    NormaliseHost(pair, os, shift);
    NormaliseLegs(pair.legs_, pair.watch_.ledger_, os, shift);
    NormaliseClearance(pair.clearance_, os, shift);
    const Profile& profile = pair.profile_;
    while (pair.retries_ > 1 &&
           BackoffNs(profile, pair.retries_ - 1) == BackoffNs(profile, pair.retries_))
      --pair.retries_;
    if (pair.alarm_.deadline_ns_ == 0) os.entered_ns = 0;
    shift(os.entered_ns);
    shift(pair.alarm_.deadline_ns_);
    if (pair.alarm_.armed_ns_ != Alarm<P>::kUnknown) shift(pair.alarm_.armed_ns_);
    shift(os.timer_ns);
    shift(os.kept_ns);
    Candidates& list = pair.waiting_.list_;
    for (Size i = list.size_; i < Candidates::kCapacity; ++i) list.list_[i] = Candidate();
    pair.state_since_ns_ = 0;
    pair.trouble_ = Trouble();
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

  template <class P, class Shift>
  static void NormaliseLegs(Legs<P>& legs, Ledger& ledger, const model::ModelPlatform& os,
                            const Shift& shift) {
    legs.generation_ = 0;
    legs.switches_ = legs.undo_failures_ = legs.drain_timeouts_ = legs.rss_failures_ = 0;
    if (os.paths.IsInUse(&legs.vf_path_))
      legs.vf_path_.generation = 0;
    else
      legs.vf_path_ = Path{};
    if (!legs.receive_.keeps_) {
      legs.receive_.deadline_ns_ = 0;
      legs.receive_.side_ = Side::kVf;
    }
    shift(legs.receive_.deadline_ns_);
    legs.filters_.wanted_ = FilterSet{};
    FilterSet& applied = legs.filters_.applied_;
    for (Size i = applied.unicast_count; i < kMaxUnicast; ++i) applied.unicast[i] = MacAddress{};
    for (Size i = applied.multicast_count; i < kMaxMulticast; ++i)
      applied.multicast[i] = MacAddress{};
    U32& followed = legs.actual_.vf_filters;
    if (followed != 0 && followed != Legs<P>::kSomeFilters)
      followed = followed == ledger.filters_version ? kNewest : 1;
    ledger.filters_version = kNewest;
  }

  // A damper remembers times; those that are too long ago for it are all the same.
  template <class Shift>
  static void NormaliseClearance(Clearance& clearance, const model::ModelPlatform& os,
                                 const Shift& shift) {
    const DampingLimits& limits = clearance.profile_.damping;
    if (os.now_ns - clearance.link_up_ns_ >= limits.up_hold_ns) clearance.link_up_ns_ = 0;
    shift(clearance.link_up_ns_);
    FlapDamper& damper = clearance.damper_;
    damper.leaves_ = 0;
    damper.Forgive(limits, os.now_ns);
    if (damper.strikes_ == 0) damper.struck_ns_ = 0;
    if (damper.strikes_ > 1) damper.strikes_ = 1;
    shift(damper.struck_ns_);
    FlapDamper old = damper;
    const U32 kept = limits.leaves < old.stamped_ ? limits.leaves : old.stamped_;
    for (U64& stamp : damper.stamps_) stamp = 0;
    for (U32 i = 0; i < kept; ++i) {  // the newest ends up last
      U64 stamp =
          old.stamps_[(old.next_ + FlapDamper::kMaxLeaves - kept + i) % FlapDamper::kMaxLeaves];
      if (os.now_ns - stamp > limits.window_ns) stamp = 0;
      shift(stamp);
      damper.stamps_[FlapDamper::kMaxLeaves - kept + i] = stamp;
    }
    damper.next_ = 0;
    damper.stamped_ = kept;
  }
};

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_TESTS_MODEL_INSPECTOR_H_
