// SPDX-License-Identifier: BSD-2-Clause
// Tells a story: does its deeds one by one, and looks after each whether all that must hold holds.
#ifndef VFPAIR_TESTS_SIM_TELLER_H_
#define VFPAIR_TESTS_SIM_TELLER_H_

#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "tests/sim/legs_check.h"
#include "tests/sim/narration.h"
#include "tests/sim/stage.h"
#include "tests/sim/story_text.h"
#include "tests/sim/told.h"

VFPAIR_TESTING_BEGIN

/// P: the platform, see BasicSimWorld.
template <class P>
class Teller {
 public:
  /// `narrate`: where to tell it in words; may be null. `prepare` is called with each pair's
  /// platform.
  explicit Teller(const Story& story, std::ostream* narrate = nullptr,
                  const std::function<void(P&)>& prepare = nullptr)
      : story_(story), narrate_(narrate) {
    for (Size i = 0; i < story.pairs.size(); ++i) {
      stages_.push_back(std::make_unique<Stage<P>>(story, i, system_));
      SimPlatform& platform = stages_.back()->world().platform();
      if (prepare) prepare(stages_.back()->world().platform());
      if (narrate == nullptr) stages_.back()->world().faults.StopRecording();
      narrations_.emplace_back(i, platform);
    }
  }

  /// The `index`-th effect of the first pair that can fail ends with `outcome`.
  void FailAt(Size index, Outcome outcome) { stages_[0]->world().faults.FailAt(index, outcome); }

  Told Tell() {
    Told told;
    told.complaint = Run();
    for (const auto& stage : stages_) {
      BasicSimWorld<P>& world = stage->world();
      told.events += stage->events();
      told.packets += world.traffic.totals().sent;
      told.switches += world.pair().legs().switches();
      told.effects += world.faults.count();
      for (const Transition& t : world.platform().history()) told.steps.Add(t);
    }
    return told;
  }

 private:
  static constexpr U64 kQuietNs = 3 * kNsPerSecond;

  std::string Run() {
    for (auto& stage : stages_) stage->Begin();
    Narrate("the pairs begin");
    for (const Deed& deed : story_.deeds) {
      Do(deed);
      std::string text = Complaint();
      if (narrate_ != nullptr) Narrate(DeedText(deed));
      if (!text.empty()) return "after \"" + DeedText(deed) + "\": " + text;
    }
    if (story_.recovers) {
      std::string text = Recover();
      Narrate("all is made well");
      if (!text.empty()) return "when all was made well: " + text;
    }
    std::string text = End();
    Narrate("the end");
    return text.empty() ? "" : "after the end: " + text;
  }

  void Do(const Deed& deed) {
    switch (deed.act) {
      case Act::kWait:
        return Wait(deed.n[0] * U64{1000});
      case Act::kFreeze:
        return system_.clock.Jump(deed.n[0] * U64{1000});
      case Act::kAllArrive:
        for (U32 i = 0; i < deed.n[0]; ++i)
          for (auto& stage : stages_) stage->ArriveNow(deed.n[1] + i);
        return;
      default:
        return stages_[deed.pair]->Do(deed);
    }
  }
  void Wait(U64 ns) { system_.clock.Advance(ns); }

  std::string Complaint() {
    for (Size i = 0; i < stages_.size(); ++i) {
      Stage<P>& stage = *stages_[i];
      stage.Look();
      std::string text = stage.complaint();
      if (text.empty()) text = stage.world().Complaint();
      if (text.empty() && stage.has_rule() && !stage.IsTracking() && stage.QuietNs() >= kQuietNs)
        text = QuietComplaint(stage.world(), stage.HostObeys(), stage.HasUnnoticed(),
                              stage.FollowsLink());
      if (!text.empty())
        return stages_.size() == 1 ? text : "pair " + std::to_string(i) + ": " + text;
    }
    return "";
  }

  // With nothing failing and everybody willing, V is the path sooner or later, and carries packets.
  std::string Recover() {
    Wait(kNsPerSecond);  // what was to happen soon has happened
    for (auto& stage : stages_) stage->MakeWell();
    Wait(kQuietNs);  // what is being given up is let go first
    for (auto& stage : stages_) stage->OfferAgain();
    Wait(2000 * kNsPerSecond);
    if (std::string text = Complaint(); !text.empty()) return text;
    for (auto& stage : stages_) {
      BasicSimWorld<P>& world = stage->world();
      if (!stage->has_rule()) continue;
      const bool pairs = !stage->vfs().empty();
      const State expected = pairs ? State::kActive : State::kMissing;
      if (world.pair().state() != expected)
        return std::string("it does not recover: ") + StateName(world.pair().state()) + ", " +
               ReasonSentence(world.pair().reason());
      if (stage->IsTracking()) continue;  // there S shows no link
      const TrafficTotals before = world.traffic.totals();
      const U64 over_vf = world.platform().counters().Get(Counter::kTxVfPackets);
      for (int i = 0; i < 10; ++i) stage->Exchange();
      Wait(kNsPerSecond);
      if (world.traffic.totals().delivered - before.delivered != 20) return "packets do not pass";
      if (pairs && world.platform().counters().Get(Counter::kTxVfPackets) - over_vf != 10)
        return "packets do not pass over V";
    }
    return "";
  }

  std::string End() {
    bool in_order = false;
    for (Size i = 0; i < stages_.size(); ++i) {
      stages_[i]->End(story_.pairs[i].synthetic_goes != 0);
      in_order = in_order || story_.pairs[i].in_order != 0;
    }
    if (in_order) Wait(kQuietNs);  // longer than the host is waited for
    for (auto& stage : stages_)
      if (stage->world().pair().state() != State::kClosed) return "a pair did not end";
    if (std::string text = Complaint(); !text.empty()) return text;
    for (auto& stage : stages_)
      if (std::string text = stage->world().IdentityComplaint(); !text.empty()) return text;
    Wait(3600 * kNsPerSecond);
    for (auto& stage : stages_) {
      if (const U64 missing = stage->world().traffic.totals().in_flight(); missing != 0)
        return std::to_string(missing) + " packets unaccounted for";
    }
    return Complaint();
  }

  void Narrate(const std::string& what) {
    if (narrate_ == nullptr) return;
    *narrate_ << TimeText(system_.clock.NowNs()) << "  " << what << "\n";
    for (Size i = 0; i < stages_.size(); ++i) narrations_[i].Tell(stages_[i]->world(), *narrate_);
  }

  const Story& story_;
  std::ostream* narrate_;
  SimSystem<P> system_;
  std::vector<std::unique_ptr<Stage<P>>> stages_;
  std::vector<Narration> narrations_;
};

VFPAIR_TESTING_END

#endif  // VFPAIR_TESTS_SIM_TELLER_H_
