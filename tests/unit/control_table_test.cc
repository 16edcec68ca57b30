// SPDX-License-Identifier: BSD-2-Clause
#include "vfpair/control_table.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace vfpair {
namespace {

// One letter for a route and its error: Synthetic, Transaction, Vf, Both; refused as Invalid, as
// Not supported, as bUsy.
char Letter(const ControlRow& row) {
  switch (row.route) {
    case Route::kSynthetic:
      return 'S';
    case Route::kVfThenSynthetic:
      return 'T';
    case Route::kVf:
      return 'V';
    case Route::kSyntheticForBoth:
      return 'B';
    case Route::kRefuse:
      break;
  }
  switch (row.error) {
    case ControlError::kInvalid:
      return 'I';
    case ControlError::kNotSupported:
      return 'N';
    case ControlError::kBusy:
      return 'U';
    default:
      return '?';
  }
}

std::string Letters(ControlPolicy policy, Control control) {
  std::string letters;
  for (const VfPhase phase : {VfPhase::kNone, VfPhase::kHeld, VfPhase::kNegotiated})
    letters += Letter(FindControl(policy, phase, control));
  return letters;
}

struct Expected {
  Control control;
  const char* hn;  // without V, V held, V negotiated
  const char* strict;
};

// clang-format off
const Expected kExpected[] = {
    {Control::kBringUp,           "SSB", "SSB"},
    {Control::kBringDown,         "SSB", "SSB"},
    {Control::kSetReceiveFlags,   "SST", "SSB"},
    {Control::kSetMtu,            "SST", "SST"},
    {Control::kSetMac,            "SSS", "SUT"},
    {Control::kSetCapabilities,   "SST", "SSB"},
    {Control::kSetCapabilityNv,   "III", "NNN"},
    {Control::kAddMulticast,      "SSB", "SSB"},
    {Control::kDeleteMulticast,   "SSB", "SSB"},
    {Control::kAddVlan,           "SSS", "SSB"},
    {Control::kDeleteVlan,        "SSS", "SSB"},
    {Control::kGetMedia,          "SSV", "SSV"},
    {Control::kSetMedia,          "SSV", "SSV"},
    {Control::kGetExtendedMedia,  "III", "SSV"},
    {Control::kGetI2c,            "III", "SSV"},
    {Control::kGetRssKey,         "SSB", "SSB"},
    {Control::kGetRssHash,        "SSB", "SSB"},
    {Control::kSetRssKey,         "SUU", "SSU"},
    {Control::kSetRssTable,       "SSS", "SSS"},
    {Control::kSetQueues,         "SSS", "SSS"},
    {Control::kGetStatistics,     "SSB", "SSB"},
    {Control::kGetTimestamping,   "SSS", "SSV"},
    {Control::kSetTimestamping,   "SSS", "SSV"},
    {Control::kAttachXdp,         "SSS", "SSS"},
    {Control::kAttachNetmap,      "SSS", "SUU"},
    {Control::kAttachQueueing,    "SSS", "SNN"},
    {Control::kDetachXdp,         "SSS", "SSS"},
    {Control::kAllocateSendTag,   "NNN", "NNN"},
    {Control::kSetAddress,        "SSS", "SSS"},
    {Control::kSetLabel,          "SSS", "SSS"},
    {Control::kRename,            "SSS", "SSS"},
    {Control::kMoveNamespace,     "SSS", "SSS"},
    {Control::kGetDriverSpecific, "III", "SSS"},
    {Control::kSetDriverSpecific, "III", "SSN"},
    {Control::kUnknown,           "III", "SSS"},
};
// clang-format on

TEST(ControlTable, SendsEachRequestWhereItBelongs) {
  std::set<Control> seen;
  for (const Expected& e : kExpected) {
    EXPECT_TRUE(seen.insert(e.control).second) << ControlName(e.control);
    EXPECT_EQ(Letters(ControlPolicy::kHn, e.control), e.hn) << ControlName(e.control);
    EXPECT_EQ(Letters(ControlPolicy::kStrict, e.control), e.strict) << ControlName(e.control);
  }
  EXPECT_EQ(seen.size(), kControlCount);
}

TEST(ControlTable, CallsVfOnlyWhenItIsNegotiated) {
  for (const Expected& e : kExpected)
    for (const ControlPolicy policy : {ControlPolicy::kHn, ControlPolicy::kStrict})
      for (const VfPhase phase : {VfPhase::kNone, VfPhase::kHeld})
        EXPECT_NE(FirstStep(FindControl(policy, phase, e.control).route), ControlStep::kCallVf);
}

TEST(ControlTable, TreatsUnknownNumbersAsUnknown) {
  const auto far = static_cast<Control>(250);
  for (const ControlPolicy policy : {ControlPolicy::kHn, ControlPolicy::kStrict})
    EXPECT_EQ(&FindControl(policy, VfPhase::kNegotiated, far),
              &FindControl(policy, VfPhase::kNegotiated, Control::kUnknown));
}

TEST(ControlTable, EveryRowSaysWhyAndWhereItComesFrom) {
  for (const ControlRow& row : control_rows::kRows) {
    EXPECT_GT(std::string(row.why).size(), 10u);
    EXPECT_GE(std::string(row.requirement).size(), 3u);
  }
}

TEST(PhaseOf, ASettlingOrDegradedVfIsHeldAndNothingIsNone) {
  EXPECT_EQ(PhaseOf(RungOf(State::kIdle)), VfPhase::kNone);
  EXPECT_EQ(PhaseOf(RungOf(State::kSettling)), VfPhase::kHeld);
  EXPECT_EQ(PhaseOf(RungOf(State::kDegraded)), VfPhase::kHeld);
  for (const State state :
       {State::kReady, State::kStarting, State::kSwitching, State::kActive, State::kReturning})
    EXPECT_EQ(PhaseOf(RungOf(state)), VfPhase::kNegotiated) << StateName(state);
  EXPECT_EQ(PhaseOf(RungOf(State::kLeaving)), VfPhase::kNone);
}

// An adapter's loop over the steps, with both legs played by two answers. The story is one letter
// per call: v, s, b = V put back; then whose result was returned: V, S, R = refusal.
std::string Story(Route route, ControlError vf, ControlError synthetic, bool gone) {
  std::string story;
  ControlStep step = FirstStep(route);
  bool vf_changed = false;
  for (int i = 0; i < 5; ++i) switch (step) {
      case ControlStep::kCallVf:
        story += 'v';
        vf_changed = vf == ControlError::kNone;
        step = AfterVf(route, vf, gone);
        break;
      case ControlStep::kCallSynthetic:
        story += 's';
        step = AfterSynthetic(synthetic, vf_changed, gone);
        break;
      case ControlStep::kPutVfBack:
        story += 'b';
        step = ControlStep::kReturnSynthetic;
        break;
      case ControlStep::kReturnVf:
        return story + 'V';
      case ControlStep::kReturnSynthetic:
        return story + 'S';
      case ControlStep::kReturnRefusal:
        return story + 'R';
    }
  return story + "...";
}

constexpr ControlError kOk = ControlError::kNone;
const ControlError kFailures[] = {ControlError::kInvalid, ControlError::kNotSupported,
                                  ControlError::kBusy, ControlError::kOther};

TEST(ControlSteps, TransactionAsksVfFirstAndPutsItBackWhenSyntheticRefuses) {
  EXPECT_EQ(Story(Route::kVfThenSynthetic, kOk, kOk, false), "vsS");
  for (const ControlError no : kFailures) {
    EXPECT_EQ(Story(Route::kVfThenSynthetic, no, kOk, false), "vV") << ControlErrorName(no);
    EXPECT_EQ(Story(Route::kVfThenSynthetic, kOk, no, false), "vsbS") << ControlErrorName(no);
  }
}

TEST(ControlSteps, VfAloneAnswersForItself) {
  EXPECT_EQ(Story(Route::kVf, kOk, kOk, false), "vV");
  for (const ControlError no : kFailures)
    EXPECT_EQ(Story(Route::kVf, no, kOk, false), "vV") << ControlErrorName(no);
}

TEST(ControlSteps, RemovalOfVfIsNotAnError) {
  for (const Route route : {Route::kVf, Route::kVfThenSynthetic}) {
    EXPECT_EQ(Story(route, ControlError::kNoSuchDevice, kOk, false), "vsS");
    for (const ControlError error : kFailures) {
      EXPECT_EQ(Story(route, error, kOk, true), "vsS");
      EXPECT_EQ(Story(route, error, error, true), "vsS");  // S's own error, and no V to put back
    }
  }
  EXPECT_EQ(Story(Route::kVfThenSynthetic, kOk, ControlError::kBusy, true), "vsS");
}

TEST(ControlSteps, OtherRoutesNeverCallVf) {
  for (const ControlError synthetic : {kOk, ControlError::kOther}) {
    EXPECT_EQ(Story(Route::kSynthetic, kOk, synthetic, false), "sS");
    EXPECT_EQ(Story(Route::kSyntheticForBoth, kOk, synthetic, false), "sS");
    EXPECT_EQ(Story(Route::kRefuse, kOk, synthetic, false), "R");
  }
}

template <class E, class Name>
void ExpectNames(Name name, E last) {
  std::set<std::string> names;
  const auto count = static_cast<Size>(last) + 1;
  for (Size i = 0; i < count; ++i) names.insert(name(static_cast<E>(i)));
  EXPECT_EQ(names.size(), count);
  EXPECT_EQ(names.count("?"), 0u);
  EXPECT_STREQ(name(static_cast<E>(count)), "?");
}

TEST(ControlNames, AreUniqueAndEndWithTheEnumeration) {
  ExpectNames(ControlName, Control::kUnknown);
  ExpectNames(VfPhaseName, VfPhase::kNegotiated);
  ExpectNames(RouteName, Route::kRefuse);
  EXPECT_STREQ(VfPhaseName(VfPhase::kHeld), "held");
  ExpectNames(ControlErrorName, ControlError::kOther);
  ExpectNames(ControlStepName, ControlStep::kReturnRefusal);
  EXPECT_STREQ(ControlName(Control::kGetI2c), "read the transceiver");
  EXPECT_STREQ(RouteName(Route::kVfThenSynthetic), "vf-then-synthetic");
  EXPECT_STREQ(ControlErrorName(ControlError::kNoSuchDevice), "no-such-device");
  EXPECT_STREQ(ControlStepName(ControlStep::kPutVfBack), "put-vf-back");
}

}  // namespace
}  // namespace vfpair
