// SPDX-License-Identifier: BSD-2-Clause
// The course of one action: which of several things that could happen do happen, what the pair did
// meanwhile, and the first rule that was broken.
//
// An action of the model is run once for every course it can take. Wherever more than one thing can
// happen (an effect may fail, the host may answer at once or later, V's link may go at this very
// moment) the model asks Choose(). The first run takes the ordinary course, 0, everywhere; Next()
// then turns the last choice to its next option, and the action is run again from where it began.
#ifndef VFPAIR_TESTS_MODEL_COURSE_H_
#define VFPAIR_TESTS_MODEL_COURSE_H_

#include <string>
#include <utility>
#include <vector>

#include "vfpair/types.h"

namespace vfpair::model {

class Course {
 public:
  /// Forgets all courses; the next run takes the ordinary one.
  void Reset() {
    choices_.clear();
    Rewind();
  }
  void Rewind() { position_ = 0; }

  /// One of `options`; 0 is what ordinarily happens.
  U32 Choose(U32 options) {
    if (options <= 1) return 0;
    if (position_ == choices_.size()) choices_.push_back({static_cast<U8>(options), 0});
    return choices_[position_++].taken;
  }

  /// After Choose(): this run is the first that takes what was chosen last.
  bool IsFirstToTakeIt() const {
    return position_ == choices_.size() && choices_[position_ - 1].taken != 0;
  }

  /// Turns to the next course; @returns false when all of them were run.
  bool Next() {
    while (!choices_.empty() && choices_.back().taken + 1 == choices_.back().options)
      choices_.pop_back();
    if (choices_.empty()) return false;
    ++choices_.back().taken;
    Rewind();
    return true;
  }

  /// The rule that was broken first; later ones are consequences.
  void Violate(const char* rule, std::string what) {
    if (!rule_.empty()) return;
    rule_ = rule;
    what_ = std::move(what);
  }
  bool IsViolated() const { return !rule_.empty(); }
  const std::string& rule() const { return rule_; }
  const std::string& what() const { return what_; }
  void Forgive() { rule_.clear(); }

  /// What happened, in words; written only while somebody is going to read it.
  void KeepJournal(bool on) {
    keeps_journal_ = on;
    journal_.clear();
  }
  bool keeps_journal() const { return keeps_journal_; }
  void Note(std::string what) { journal_.push_back(std::move(what)); }
  const std::vector<std::string>& journal() const { return journal_; }

  U64 fault_points = 0;  ///< effects that were made to fail: distinct in state, action and place

 private:
  struct Choice {
    U8 options;
    U8 taken;
  };
  std::vector<Choice> choices_;
  Size position_ = 0;
  bool keeps_journal_ = false;
  std::vector<std::string> journal_;
  std::string rule_;
  std::string what_;
};

}  // namespace vfpair::model

#endif  // VFPAIR_TESTS_MODEL_COURSE_H_
