// SPDX-License-Identifier: BSD-2-Clause
// Ways in which a platform can be wrong: what a check is worth is seen when something is wrong.
#ifndef VFPAIR_TESTS_SIM_SABOTAGE_LIST_H_
#define VFPAIR_TESTS_SIM_SABOTAGE_LIST_H_

#include <optional>
#include <string_view>

#include "vfpair/testing/hosted.h"
#include "vfpair/types.h"

VFPAIR_TESTING_BEGIN

// X(enumerator, name).
#define VFPAIR_SABOTAGES(X)                               \
  X(Nothing, "nothing")                                   \
  X(LeavesFilters, "leaves-filters")                      \
  X(ForgetsFilters, "forgets-filters")                    \
  X(LeavesMtu, "leaves-mtu")                              \
  X(ForgetsMtu, "forgets-mtu")                            \
  X(LeavesCapabilities, "leaves-capabilities")            \
  X(ForgetsVfCapabilities, "forgets-vf-capabilities")     \
  X(ForgetsTso, "forgets-tso")                            \
  X(LeavesVfUp, "leaves-vf-up")                           \
  X(LeavesCapture, "leaves-capture")                      \
  X(LeavesOverlay, "leaves-overlay")                      \
  X(ForgetsWake, "forgets-wake")                          \
  X(ForgetsTimer, "forgets-timer")                        \
  X(ForgetsHost, "forgets-host")                          \
  X(ForgetsAnnounce, "forgets-announce")                  \
  X(KeepsPath, "keeps-path")                              \
  X(SkipsTransmitDrain, "skips-transmit-drain")           \
  X(SkipsReceiveDrain, "skips-receive-drain")             \
  X(SkipsReceiveHold, "skips-receive-hold")               \
  X(ForgetsWhatWasKeptBack, "forgets-what-was-kept-back") \
  X(DeliversTwice, "delivers-twice")                      \
  X(DeliversAsVf, "delivers-as-vf")                       \
  X(LosesPackets, "loses-packets")                        \
  X(CountsBackwards, "counts-backwards")

#define VFPAIR_SABOTAGE_ENUMERATOR_(name, text) k##name,
#define VFPAIR_SABOTAGE_TEXT_(name, text) text,
#define VFPAIR_SABOTAGE_COUNT_(name, text) +1
enum class Sabotage : U8 { VFPAIR_SABOTAGES(VFPAIR_SABOTAGE_ENUMERATOR_) };
inline constexpr Size kSabotages = 0 VFPAIR_SABOTAGES(VFPAIR_SABOTAGE_COUNT_);

constexpr const char* SabotageName(Sabotage sabotage) noexcept {
  constexpr const char* kNames[] = {VFPAIR_SABOTAGES(VFPAIR_SABOTAGE_TEXT_)};
  return kNames[static_cast<Size>(sabotage)];
}
#undef VFPAIR_SABOTAGE_COUNT_
#undef VFPAIR_SABOTAGE_TEXT_
#undef VFPAIR_SABOTAGE_ENUMERATOR_

constexpr std::optional<Sabotage> SabotageNamed(std::string_view name) noexcept {
  for (Size i = 0; i < kSabotages; ++i)
    if (name == SabotageName(static_cast<Sabotage>(i))) return static_cast<Sabotage>(i);
  return std::nullopt;
}

VFPAIR_TESTING_END

#endif  // VFPAIR_TESTS_SIM_SABOTAGE_LIST_H_
