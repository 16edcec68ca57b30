// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// How an operation ended: a class the caller can act upon, and a reason a person can read.
#ifndef VFPAIR_STATUS_H_
#define VFPAIR_STATUS_H_

#include "vfpair/lists.h"
#include "vfpair/types.h"

VFPAIR_NAMESPACE_BEGIN

#define VFPAIR_ENUMERATOR_(name, text) k##name,
enum class Reason : U8 { VFPAIR_REASONS(VFPAIR_ENUMERATOR_) };
#undef VFPAIR_ENUMERATOR_

/// The sentence for a reason; never null.
constexpr const char* ReasonSentence(Reason reason) noexcept {
#define VFPAIR_TEXT_(name, text) text,
  constexpr const char* kTexts[] = {VFPAIR_REASONS(VFPAIR_TEXT_)};
#undef VFPAIR_TEXT_
  const auto index = static_cast<Size>(reason);
  return index < sizeof(kTexts) / sizeof(kTexts[0]) ? kTexts[index] : "unknown reason";
}

enum class Outcome : U8 {
  kOk,       ///< done
  kPending,  ///< started; a completion follows
  kRefused,  ///< the driver, the OS or the host said no; nothing was changed
  kGone,     ///< the interface is no longer there
  kRetry,    ///< could not now (no memory, busy, timed out); worth another try
};

class [[nodiscard]] Status {
 public:
  constexpr Status() noexcept = default;
  constexpr Status(Outcome outcome, Reason reason) noexcept : outcome_(outcome), reason_(reason) {}

  static constexpr Status Ok() noexcept { return {}; }
  static constexpr Status Pending() noexcept { return {Outcome::kPending, Reason::kNone}; }
  static constexpr Status Refused(Reason reason) noexcept { return {Outcome::kRefused, reason}; }

  constexpr bool ok() const noexcept { return outcome_ == Outcome::kOk; }
  constexpr bool pending() const noexcept { return outcome_ == Outcome::kPending; }
  constexpr Outcome outcome() const noexcept { return outcome_; }
  constexpr Reason reason() const noexcept { return reason_; }
  constexpr const char* sentence() const noexcept { return ReasonSentence(reason_); }

 private:
  Outcome outcome_ = Outcome::kOk;
  Reason reason_ = Reason::kNone;
};

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_STATUS_H_
