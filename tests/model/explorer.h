// SPDX-License-Identifier: BSD-2-Clause
// Breadth-first exploration of everything that can happen to the real Pair under a configuration.
//
// A state is an image of the world after an action. Each state is restored once for each course of
// each action that can happen in it, and left again by running the pair's own code. Since states
// are numbered in the order in which they are found, the first story of a violation is a shortest
// one.
//
// Liveness: among the successors of each state is the one to which a benign environment leads (the
// host acknowledges, nothing fails, links come up, timers fire). Following only those, every state
// must come to one in which V is used, or nothing is left to use.
#ifndef VFPAIR_TESTS_MODEL_EXPLORER_H_
#define VFPAIR_TESTS_MODEL_EXPLORER_H_

#include <chrono>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <string>
#include <vector>

#include "tests/model/block_store.h"
#include "tests/model/invariants.h"

namespace vfpair::model {

/// What an exploration came to.
struct Outcomes {
  U64 states = 0;
  U64 edges = 0;
  U64 fault_points = 0;
  U32 states_of_pair = 0;  ///< a bit for each State that was seen
  U32 depth = 0;
  U32 longest_way_to_content = 0;  ///< steps of a benign environment
  bool exhausted = false;          ///< a fixpoint: every state was left by every action
  double seconds = 0;              ///< of the processor
  Size bytes = 0;
  std::string rule;  ///< that was broken; "" = none
  std::string what;
  std::vector<std::string> story;  ///< one step each, the last breaks the rule
};

class Explorer {
 public:
  using Listener = std::function<void(const Outcomes&)>;

  /// `progress` is called about every two seconds, with what was found so far. `endless` is called
  /// when a run of the pair does not end: with everything there is to say, and it must not return.
  explicit Explorer(const Configuration& configuration, Listener progress = nullptr,
                    Listener endless = nullptr)
      : configuration_(configuration),
        progress_(std::move(progress)),
        endless_(std::move(endless)) {
    BeginWorld(configuration_);
    TheSession().endless = [this] { GiveUp(); };
    NormaliseWorld();
    store_.PutFirst(WorldBytes());
    origins_.push_back(0);
    benign_next_.push_back(kUnknown);
  }

  Outcomes Run() {
    start_ = std::clock();
    last_progress_ = Clock::now();
    U32 level_end = 1;
    U32 next = 0;
    for (; next < store_.size() && !TheCourse().IsViolated(); ++next) {
      if (next == level_end) {
        level_end = store_.size();
        if (++outcomes_.depth >= configuration_.max_depth) break;
      }
      if (store_.size() >= configuration_.max_states) break;
      Expand(next);
      if ((next & 0xff) == 0) Report();
    }
    outcomes_.exhausted = next == store_.size() && !TheCourse().IsViolated();
    if (!TheCourse().IsViolated()) FollowBenign(next);
    Finish();
    return outcomes_;
  }

 private:
  using Clock = std::chrono::steady_clock;
  using Store = ImageStore<kImageSize>;
  static constexpr U32 kUnknown = ~U32{0};
  static constexpr U32 kContent = kUnknown - 1;
  static constexpr U32 kMostBenignSteps = 60;

  struct Step {
    Action action;
    std::vector<std::string> journal;
  };

  // ---- one state ----

  void Expand(U32 state) {
    store_.Get(state, parts_);
    RestoreWorld(parts_.bytes);
    Action benign{};
    bool has_benign = false;
    if (Invariants::IsContent()) {
      benign_next_[state] = kContent;
    } else if (!(has_benign = Invariants::BenignAction(benign))) {
      TheCourse().Violate("LIVE", "the pair waits for something that will never come");
      return TellStory(state, nullptr, "");
    }
    expanding_ = state;
    for (const Action action : configuration_.actions) {
      RestoreWorld(parts_.bytes);
      if (!Environment::CanHappen(action)) continue;
      acting_ = action;
      const bool is_benign = has_benign && action.act == benign.act && action.arg == benign.arg;
      bool ordinary = true;
      TheCourse().Reset();
      do {
        Step(action);
        ++outcomes_.edges;
        if (TheCourse().IsViolated()) return TellStory(state, &action, "");
        const U32 next = Put(state);
        if (is_benign && ordinary) benign_next_[state] = next;
        ordinary = false;
      } while (TheCourse().Next());
    }
  }

  // Restores, acts, checks.
  void Step(Action action) {
    RestoreWorld(parts_.bytes);
    Act(action);
  }
  static void Act(Action action) {
    Session& session = TheSession();
    session.call = Session::Call{};
    session.in_effect = session.moved = session.changing_mtu = session.at_once = false;
    session.effects = 0;
    session.moves_left = session.configuration->moves_per_run;
    Environment::Perform(action);
    session.moves_left = 0;
    ModelPlatform& os = TheWorld().os;
    os.over = os.over || TheWorld().pair.state() == State::kClosed;
    Invariants::Check();
    NormaliseWorld();
  }

  U32 Put(U32 origin) {
    bool is_new;
    const U32 state = store_.Put(WorldBytes(), parts_, is_new);
    if (is_new) {
      origins_.push_back(origin);
      benign_next_.push_back(kUnknown);
    }
    return state;
  }

  // ---- liveness ----

  void FollowBenign(U32 expanded) {
    std::vector<U32> steps(expanded, 0);  // to content, + 1
    std::vector<U32> way;
    for (U32 state = 0; state < expanded; ++state) {
      way.clear();
      U32 at = state;
      while (at < expanded && steps[at] == 0 && benign_next_[at] != kContent) {
        if (benign_next_[at] == kUnknown || way.size() > kMostBenignSteps) {
          TheCourse().Violate("LIVE", benign_next_[at] == kUnknown
                                          ? "what would help is not an action of this configuration"
                                          : "a benign environment does not bring V into use");
          return TellStory(state, nullptr, "and then, with nothing in the way:");
        }
        way.push_back(at);
        at = benign_next_[at];
      }
      if (at >= expanded) continue;  // beyond the depth that was explored
      U32 count = steps[at] == 0 ? 1 : steps[at];
      steps[at] = count;
      for (Size i = way.size(); i-- > 0;) steps[way[i]] = ++count;
      if (count - 1 > outcomes_.longest_way_to_content)
        outcomes_.longest_way_to_content = count - 1;
    }
  }

  // ---- reports ----

  void Report() {
    if (!progress_ || Clock::now() - last_progress_ < std::chrono::seconds(2)) return;
    last_progress_ = Clock::now();
    Finish();
    progress_(outcomes_);
  }

  void Finish() {
    outcomes_.states = store_.size();
    outcomes_.states_of_pair = TheSession().states_of_pair;
    outcomes_.fault_points = TheCourse().fault_points;
    outcomes_.seconds = static_cast<double>(std::clock() - start_) / CLOCKS_PER_SEC;
    outcomes_.bytes = store_.bytes() + origins_.size() * 2 * sizeof(U32);
    outcomes_.rule = TheCourse().rule();
    if (TheCourse().IsViolated()) outcomes_.what = TheCourse().what();
  }

  // Called from within a run of the pair, to which nobody returns.
  [[noreturn]] void GiveUp() {
    const Course broken = TheCourse();
    TellStory(expanding_, nullptr, nullptr);
    outcomes_.story.insert(outcomes_.story.end() - 1, ActionText(acting_) + ".");
    TheCourse() = broken;
    Finish();
    if (endless_) endless_(outcomes_);
    std::abort();
  }

  // Runs the way to `state` again, from the beginning and with a journal; then `last`, if there is
  // one, on the course on which it broke the rule; else what a benign environment does, unless
  // there is no `then`.
  void TellStory(U32 state, const Action* last, const char* then) {
    const Course broken = TheCourse();
    std::vector<U32> way;
    for (U32 at = state; at != 0; at = origins_[at]) way.push_back(at);
    store_.Get(0, parts_);
    U32 from = 0;
    for (Size i = way.size(); i-- > 0;) {
      TellStep(from, way[i]);
      from = way[i];
    }
    store_.Get(state, parts_);
    RestoreWorld(parts_.bytes);
    if (last != nullptr) {
      TheCourse() = broken;
      TheCourse().Forgive();
      TheCourse().Rewind();
      TheCourse().KeepJournal(true);
      Act(*last);
      Tell(*last);
    } else if (then != nullptr) {
      TellBenign(then);
    }
    TheCourse() = broken;
    outcomes_.story.push_back("=> " + broken.rule() + ": " + broken.what());
  }

  // Which action, on which course, led from one state to the next is not stored: it is found again.
  void TellStep(U32 from, U32 to) {
    store_.Get(from, parts_);
    for (const Action action : configuration_.actions) {
      RestoreWorld(parts_.bytes);
      if (!Environment::CanHappen(action)) continue;
      TheCourse() = Course{};
      do {
        TheCourse().KeepJournal(true);
        Step(action);
        bool is_new;
        if (store_.Put(WorldBytes(), parts_, is_new) == to) return Tell(action);
      } while (TheCourse().Next());
    }
  }
  void TellBenign(const char* then) {
    if (*then != '\0') outcomes_.story.push_back(then);
    Action action{};
    for (Size i = 0; i < 12 && !Invariants::IsContent(); ++i) {
      if (!Invariants::BenignAction(action)) return;
      TheCourse() = Course{};
      TheCourse().KeepJournal(true);
      Act(action);
      Tell(action);
    }
  }
  void Tell(Action action) {
    std::string text = ActionText(action) + ".";
    for (const std::string& line : TheCourse().journal()) text += "\n      " + line;
    text += "\n      now " + Situation();
    outcomes_.story.push_back(text);
  }
  static std::string Situation() {
    const ModelPlatform& os = TheWorld().os;
    std::string text = std::string("the pair is ") + StateName(TheWorld().pair.state());
    for (Who who : {kS, kV, kW}) {
      const ModelNic& nic = os.nics[who];
      if (!nic.known) continue;
      text += std::string(", ") + NameOf(who) + " " + (nic.present ? "" : "(pulled out) ") +
              (nic.up ? "up" : "down") + (nic.cable ? "" : " no-link") + " mtu " +
              std::to_string(nic.mtu) + (nic.captured ? " captured" : "");
    }
    text += os.host.told() == Side::kVf ? ", host told V" : "";
    text += os.host.Open() != nullptr ? " (not answered)" : "";
    text += os.paths.IsHold() ? ", holding" : os.paths.IsVf() ? ", path V" : "";
    if (os.timer_ns != 0)
      text += ", timer in " + std::to_string((os.timer_ns - os.now_ns) / kNsPerMs) + " ms";
    return text + (os.scheduled ? ", actor scheduled" : "");
  }

  Configuration configuration_;
  Listener progress_;
  Listener endless_;
  Store store_;
  std::vector<U32> origins_;
  std::vector<U32> benign_next_;
  Store::Parts parts_;
  U32 expanding_ = 0;
  Action acting_{};
  Outcomes outcomes_;
  std::clock_t start_ = 0;
  Clock::time_point last_progress_;
};

}  // namespace vfpair::model

#endif  // VFPAIR_TESTS_MODEL_EXPLORER_H_
