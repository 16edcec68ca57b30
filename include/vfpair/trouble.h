// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What the matter is with a pair: a reason, and the step that failed if it was one.
#ifndef VFPAIR_TROUBLE_H_
#define VFPAIR_TROUBLE_H_

#include "vfpair/plan.h"
#include "vfpair/status.h"

VFPAIR_NAMESPACE_BEGIN

class Trouble {
 public:
  constexpr void Say(Reason reason) noexcept {
    reason_ = reason;
    has_step_ = false;
  }
  constexpr void SayStep(Setting step, Reason reason) noexcept {
    reason_ = reason;
    step_ = step;
    has_step_ = true;
  }

  constexpr Reason reason() const noexcept { return reason_; }
  constexpr bool has_step() const noexcept { return has_step_; }
  constexpr Setting step() const noexcept { return step_; }

 private:
  Reason reason_ = Reason::kNone;
  Setting step_ = Setting::kOverlay;
  bool has_step_ = false;
};

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_TROUBLE_H_
