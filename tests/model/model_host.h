// SPDX-License-Identifier: BSD-2-Clause
// The host of the model: where it was told to steer, what it has acknowledged, and the questions it
// has not answered yet. It does what it is told in the order in which it is told.
#ifndef VFPAIR_TESTS_MODEL_MODEL_HOST_H_
#define VFPAIR_TESTS_MODEL_MODEL_HOST_H_

#include "vfpair/types.h"

namespace vfpair::model {

class ModelHost {
 public:
  static constexpr Size kRoom = 2;

  struct Question {
    U32 generation = 0;
    Side side = Side::kSynthetic;
    bool newest = false;    ///< nothing was asked after it
    bool may_wait = false;  ///< the pair has the time to wait for the answer
    U64 asked_ns = 0;
  };

  /// A question is asked; what was open before is out of date, though an answer may still come.
  /// When there is no room the oldest is never answered.
  void Ask(Side side, U32 generation, bool may_wait, U64 now_ns) {
    told_ = side;
    acknowledged_ = Side::kSynthetic;  // what it acknowledged before was another question
    for (Question& question : open_) question.newest = false;
    if (size_ == kRoom) Forget(0);
    open_[size_++] = {generation, side, true, may_wait, now_ns};
  }

  /// The question at `place` is answered. @returns its generation.
  U32 Answer(Size place, bool ok) {
    const Question question = open_[place];
    Forget(place);
    if (question.newest) Acknowledge(question.side, ok);
    return question.generation;
  }
  void Forget(Size place) {
    for (Size i = place; i + 1 < size_; ++i) open_[i] = open_[i + 1];
    open_[--size_] = Question{};
  }
  /// A refusal leaves it at S, where it also is when it says that it cannot go back.
  void Acknowledge(Side side, bool ok) {
    told_ = acknowledged_ = ok ? side : Side::kSynthetic;
    forgot_ = false;
  }
  /// It was asked, and answered at once.
  void AnswerNow(Side side, bool ok) {
    for (Question& question : open_) question.newest = false;
    Acknowledge(side, ok);
  }
  /// The V it was asked about is gone: nobody waits for the answer.
  void NobodyWaits() {
    for (Question& question : open_) question.may_wait = false;
  }
  void Revoke() { acknowledged_ = Side::kSynthetic; }
  /// It steers to S and does not know that it was told otherwise.
  void ForgetAll() {
    size_ = 0;
    for (Question& question : open_) question = Question{};
    forgot_ = told_ == Side::kVf;
    told_ = acknowledged_ = Side::kSynthetic;
  }
  bool forgot() const { return forgot_; }

  bool SteersToVf() const { return told_ == Side::kVf && acknowledged_ == Side::kVf; }
  Side told() const { return told_; }
  /// The newest question, if it is open.
  const Question* Open() const {
    return size_ != 0 && open_[size_ - 1].newest ? &open_[size_ - 1] : nullptr;
  }
  Size size() const { return size_; }
  Question* begin() { return open_; }
  Question* end() { return open_ + size_; }
  const Question& operator[](Size place) const { return open_[place]; }

 private:
  Question open_[kRoom];  ///< oldest first
  Size size_ = 0;
  Side told_ = Side::kSynthetic;
  Side acknowledged_ = Side::kSynthetic;
  bool forgot_ = false;
};

}  // namespace vfpair::model

#endif  // VFPAIR_TESTS_MODEL_MODEL_HOST_H_
