// SPDX-License-Identifier: BSD-2-Clause
#include "vfpair/rx_policy.h"

#include <gtest/gtest.h>

namespace vfpair {
namespace {

constexpr U32 kAllowed = 4, kOther = 8, kNoHash = 0;
constexpr VfUse kUses[] = {VfUse::kUnused, VfUse::kGrace, VfUse::kActive};
constexpr bool kBools[] = {false, true};

constexpr RxVerdict Dropped(RxDrop why) { return {why, false, false}; }

template <class Check>
void ForEveryFrame(Side side, Check&& check) {
  for (const bool group : kBools)
    for (const U32 hash : {kNoHash, kAllowed, kOther})
      for (const VfUse use : kUses)
        for (const bool both : kBools)
          for (const bool paired : kBools)
            for (const bool running : kBools)
              check(RxFrame{side, group, hash}, RxSituation{paired, running, use, both, kAllowed});
}

TEST(JudgeRx, VfFramesPassUnchangedWhetherOrNotVfIsUsed) {
  ForEveryFrame(Side::kVf, [](const RxFrame& frame, const RxSituation& now) {
    if (!now.paired)
      EXPECT_EQ(JudgeRx(frame, now), Dropped(RxDrop::kNoPair));
    else if (!now.synthetic_running)
      EXPECT_EQ(JudgeRx(frame, now), Dropped(RxDrop::kSyntheticDown));
    else
      EXPECT_EQ(JudgeRx(frame, now), (RxVerdict{RxDrop::kNone, true, false}));
  });
}

TEST(JudgeRx, SyntheticFramesAreDroppedOnlyWhileDownOrAsDuplicatesOfGroupFrames) {
  ForEveryFrame(Side::kSynthetic, [](const RxFrame& frame, const RxSituation& now) {
    const bool duplicate =
        now.paired && frame.group && now.host_delivers_both && now.use == VfUse::kActive;
    const RxDrop expected = !now.synthetic_running ? RxDrop::kSyntheticDown
                            : duplicate            ? RxDrop::kDuplicate
                                                   : RxDrop::kNone;
    const RxVerdict verdict = JudgeRx(frame, now);
    EXPECT_EQ(verdict.drop, expected) << VfUseName(now.use);
    if (expected != RxDrop::kNone) {
      EXPECT_EQ(verdict, Dropped(expected));
    }
  });
}

TEST(JudgeRx, SyntheticAloneKeepsItsHashAndItsLro) {
  for (const U32 hash : {kNoHash, kAllowed, kOther}) {
    EXPECT_EQ(JudgeRx({Side::kSynthetic, false, hash}, {.hash_types = kAllowed}),
              (RxVerdict{RxDrop::kNone, true, true}));
    EXPECT_EQ(JudgeRx({Side::kSynthetic, false, hash}, {.paired = false, .use = VfUse::kActive}),
              (RxVerdict{RxDrop::kNone, true, true}));
  }
}

TEST(JudgeRx, ResidualSyntheticFramesCarryOnlyHashesOfBothLegsAndAreNotMerged) {
  for (const VfUse use : {VfUse::kGrace, VfUse::kActive})
    for (const U32 hash : {kNoHash, kAllowed, kOther})
      EXPECT_EQ(JudgeRx({Side::kSynthetic, false, hash}, {.use = use, .hash_types = kAllowed}),
                (RxVerdict{RxDrop::kNone, hash == kAllowed, false}));
}

TEST(JudgeRx, MulticastArrivesOnceWhenTheHostDeliversItTwice) {
  for (const bool both : kBools) {
    const RxSituation now{.use = VfUse::kActive, .host_delivers_both = both};
    int copies = 0;
    for (const Side side : {Side::kSynthetic, Side::kVf})
      copies += JudgeRx({side, true, kNoHash}, now).drop == RxDrop::kNone;
    EXPECT_EQ(copies, both ? 1 : 2);
  }
}

TEST(JudgeRx, HeldVfThatIsNotThePathNeverSilencesSynthetic) {
  for (const VfUse use : {VfUse::kUnused, VfUse::kGrace})
    EXPECT_EQ(
        JudgeRx({Side::kSynthetic, true, kNoHash}, {.use = use, .host_delivers_both = true}).drop,
        RxDrop::kNone);
}

TEST(VfUseOf, GraceFollowsEachSwitchAndTimesMayWrap) {
  for (const U64 switched : {U64{1000}, ~U64{0} - 4})
    for (const bool vf : kBools) {
      const VfUse after = vf ? VfUse::kActive : VfUse::kUnused;
      EXPECT_EQ(VfUseOf(vf, switched, switched, 10), VfUse::kGrace);
      EXPECT_EQ(VfUseOf(vf, switched, switched + 9, 10), VfUse::kGrace);
      EXPECT_EQ(VfUseOf(vf, switched, switched + 10, 10), after);
      EXPECT_EQ(VfUseOf(vf, switched, switched, 0), after);
    }
}

TEST(RxNames, EndWithTheEnumeration) {
  const char* drops[] = {"delivered", "no-pair", "synthetic-down", "duplicate", "?"};
  for (Size i = 0; i < 5; ++i) EXPECT_STREQ(RxDropName(static_cast<RxDrop>(i)), drops[i]);
  const char* uses[] = {"unused", "grace", "active", "?"};
  for (Size i = 0; i < 4; ++i) EXPECT_STREQ(VfUseName(static_cast<VfUse>(i)), uses[i]);
}

}  // namespace
}  // namespace vfpair
