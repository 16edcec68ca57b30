// SPDX-License-Identifier: BSD-2-Clause
#include "vfpair/tap.h"

#include <gtest/gtest.h>

namespace vfpair {
namespace {

// A transmit hook that obeys the policy, with everything that can be counted.
struct Hook {
  int taps_before = 0, taps_after = 0, copies_made = 0, copies_released = 0;

  void Transmit(TapMode mode, bool listener, bool copy_works, bool vf_accepts) {
    bool copied = false;
    TapStep step = PlanTap(mode, listener);
    if (step == TapStep::kCopyPacket) {
      copied = copy_works;
      copies_made += copied;
      step = AfterTapCopy(copied);
    }
    ASSERT_TRUE(step == TapStep::kNothing || step == TapStep::kTapPacket) << TapStepName(step);
    taps_before += step == TapStep::kTapPacket;
    // Here the packet is V's.
    step = AfterTransmitTap(copied, vf_accepts);
    ASSERT_TRUE(step != TapStep::kTapPacket && step != TapStep::kCopyPacket) << TapStepName(step);
    taps_after += step == TapStep::kTapCopy;
    copies_released += step == TapStep::kTapCopy || step == TapStep::kFreeCopy;
  }
};

struct Case {
  TapMode mode;
  bool listener, copy_works, vf_accepts;
  int before, after, copies;
};

// The whole matrix of oracle A19.
const Case kCases[] = {
    {TapMode::kBefore, false, false, false, 1, 0, 0},
    {TapMode::kBefore, false, false, true, 1, 0, 0},
    {TapMode::kBefore, false, true, false, 1, 0, 0},
    {TapMode::kBefore, false, true, true, 1, 0, 0},
    {TapMode::kBefore, true, false, false, 1, 0, 0},
    {TapMode::kBefore, true, false, true, 1, 0, 0},
    {TapMode::kBefore, true, true, false, 1, 0, 0},
    {TapMode::kBefore, true, true, true, 1, 0, 0},
    {TapMode::kAccurate, false, false, false, 0, 0, 0},
    {TapMode::kAccurate, false, false, true, 0, 0, 0},
    {TapMode::kAccurate, false, true, false, 0, 0, 0},
    {TapMode::kAccurate, false, true, true, 0, 0, 0},
    {TapMode::kAccurate, true, false, false, 1, 0, 0},
    {TapMode::kAccurate, true, false, true, 1, 0, 0},
    {TapMode::kAccurate, true, true, false, 0, 0, 1},
    {TapMode::kAccurate, true, true, true, 0, 1, 1},
};

TEST(TransmitTap, CountsAndMomentsOfTheWholeMatrix) {
  for (const Case& c : kCases) {
    Hook hook;
    hook.Transmit(c.mode, c.listener, c.copy_works, c.vf_accepts);
    const auto where = &c - kCases;
    EXPECT_EQ(hook.taps_before, c.before) << where;
    EXPECT_EQ(hook.taps_after, c.after) << where;
    EXPECT_EQ(hook.copies_made, c.copies) << where;
    EXPECT_EQ(hook.copies_released, c.copies) << where;
  }
}

TEST(ReceiveTap, VfAndSyntheticEachSeeThePacketOnce) {
  for (const bool vf : {false, true})
    for (const bool synthetic : {false, true}) {
      const RxTaps stack{vf, synthetic};
      const RxTaps relay = RelayTaps(stack);
      EXPECT_EQ(stack.vf + relay.vf, 1);
      EXPECT_EQ(stack.synthetic + relay.synthetic, 1);
    }
  EXPECT_EQ(RelayTaps({false, true}), (RxTaps{true, false}));
}

TEST(TapModeName, EndsWithTheEnumeration) {
  EXPECT_STREQ(TapModeName(TapMode::kBefore), "before");
  EXPECT_STREQ(TapModeName(TapMode::kAccurate), "accurate");
  EXPECT_STREQ(TapModeName(static_cast<TapMode>(2)), "?");
}

TEST(TapStepName, EndsWithTheEnumeration) {
  EXPECT_STREQ(TapStepName(TapStep::kNothing), "nothing");
  EXPECT_STREQ(TapStepName(TapStep::kTapPacket), "tap-packet");
  EXPECT_STREQ(TapStepName(TapStep::kCopyPacket), "copy-packet");
  EXPECT_STREQ(TapStepName(TapStep::kTapCopy), "tap-copy");
  EXPECT_STREQ(TapStepName(TapStep::kFreeCopy), "free-copy");
  EXPECT_STREQ(TapStepName(static_cast<TapStep>(5)), "?");
}

}  // namespace
}  // namespace vfpair
