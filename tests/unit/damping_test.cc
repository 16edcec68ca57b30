// SPDX-License-Identifier: BSD-2-Clause
#include "vfpair/damping.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <type_traits>
#include <vector>

namespace vfpair {
namespace {

constexpr U64 kS = kNsPerSecond;
constexpr DampingLimits kDefault;

// `count` leaves, `step_ns` apart, the first at `from`. @returns the time of the last.
U64 Flap(FlapDamper& damper, const DampingLimits& limits, U64 from, U32 count, U64 step_ns) {
  U64 now = from;
  for (U32 i = 0; i < count; ++i) {
    now = from + i * step_ns;
    (void)damper.NoteLeft(limits, now);
  }
  return now;
}

TEST(FlapDamper, TenLeavesWithinAMinuteHoldVfBackForTenSeconds) {
  FlapDamper damper;
  U64 now = Flap(damper, kDefault, 100 * kS, 9, 6 * kS);
  EXPECT_EQ(damper.HoldUntil(now), 0u);
  now += 6 * kS;
  EXPECT_TRUE(damper.NoteLeft(kDefault, now));
  EXPECT_EQ(damper.HoldUntil(now), now + 10 * kS);
  EXPECT_EQ(damper.HoldUntil(now + 10 * kS - 1), now + 10 * kS);
  EXPECT_EQ(damper.HoldUntil(now + 10 * kS), 0u);
}

TEST(FlapDamper, WindowIncludesItsEndAndNothingBeyond) {
  for (const U64 late : {U64{0}, U64{1}}) {
    FlapDamper damper;
    const DampingLimits limits{.leaves = 3, .window_ns = 100};
    (void)damper.NoteLeft(limits, 1000);
    (void)damper.NoteLeft(limits, 1050);
    EXPECT_EQ(damper.NoteLeft(limits, 1100 + late), late == 0);
  }
}

TEST(FlapDamper, BelowTheThresholdVfIsNeverHeld) {
  FlapDamper damper;
  for (U64 n = 1; n <= 10'000; ++n) {  // nine gaps are one ns more than the window
    const U64 now = n * 60 * kS / 9 + n;
    ASSERT_FALSE(damper.NoteLeft(kDefault, now)) << n;
    ASSERT_EQ(damper.HoldUntil(now), 0u);
  }
  EXPECT_EQ(damper.leaves(), 10'000u);
  EXPECT_EQ(damper.strikes(), 0u);
}

TEST(FlapDamper, EachFurtherLeaveDoublesTheHoldUpToTheLongest) {
  FlapDamper damper;
  U64 now = Flap(damper, kDefault, 5, 10, kS);
  for (const U64 seconds : {10u, 20u, 40u, 80u, 160u, 320u, 640u, 640u, 640u}) {
    EXPECT_EQ(damper.HoldUntil(now), now + seconds * kS);
    EXPECT_EQ(damper.hold_ns(), seconds * kS);
    now = damper.HoldUntil(now) + kS;
    EXPECT_EQ(damper.HoldUntil(now), 0u);
    EXPECT_TRUE(damper.NoteLeft(kDefault, now));
  }
}

TEST(FlapDamper, HoldsAreCappedWithoutOverflow) {
  const DampingLimits limits{.leaves = 1, .first_ns = ~U64{0} / 3, .longest_ns = ~U64{0} - 7};
  FlapDamper damper;
  for (const U64 expected : {~U64{0} / 3, ~U64{0} / 3 * 2, ~U64{0} - 7, ~U64{0} - 7}) {
    (void)damper.NoteLeft(limits, 1);
    EXPECT_EQ(damper.hold_ns(), expected);
  }
  FlapDamper capped;
  (void)capped.NoteLeft({.leaves = 1, .first_ns = 9, .longest_ns = 4}, 1);
  EXPECT_EQ(capped.HoldUntil(1), 5u);
}

TEST(FlapDamper, QuietVfIsForgivenAndMustFlapAnewToBeHeld) {
  for (const bool quiet : {false, true}) {
    FlapDamper damper;
    U64 now = Flap(damper, kDefault, 0, 10, kS);
    now = damper.HoldUntil(now) + 60 * kS - (quiet ? 0 : 1);  // a window is longer than the hold
    EXPECT_EQ(damper.NoteLeft(kDefault, now), !quiet);
    EXPECT_EQ(damper.strikes(), quiet ? 0u : 2u);
    if (!quiet) continue;
    EXPECT_EQ(damper.HoldUntil(now), 0u);
    EXPECT_EQ(damper.hold_ns(), 0u);
    now = Flap(damper, kDefault, now + 1, 9, 1);
    EXPECT_EQ(damper.HoldUntil(now), now + 10 * kS);  // the first hold again
  }
}

TEST(FlapDamper, VfMustBehaveForAsLongAsItWasHeld) {
  for (const bool quiet : {false, true}) {
    FlapDamper damper;
    U64 now = Flap(damper, kDefault, 0, 13, 1);  // four strikes: 80 s
    EXPECT_EQ(damper.hold_ns(), 80 * kS);
    now = damper.HoldUntil(now) + 80 * kS - (quiet ? 0 : 1);
    EXPECT_EQ(damper.NoteLeft(kDefault, now), !quiet);
  }
}

TEST(FlapDamper, AnotherLeaveNeverShortensAHold) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 200; ++round) {
    const DampingLimits limits{.leaves = static_cast<U32>(1 + random() % 20),
                               .window_ns = 1 + random() % 500,
                               .first_ns = random() % 100,
                               .longest_ns = random() % 1000};
    FlapDamper damper;
    U64 now = random();
    for (int i = 0; i < 500; ++i) {
      now += random() % 60;
      const U64 before = damper.HoldUntil(now);
      (void)damper.NoteLeft(limits, now);
      const U64 after = damper.HoldUntil(now);
      if (before != 0) {
        ASSERT_NE(after, 0u);
        ASSERT_GE(after - now, before - now);
      }
    }
  }
}

// What the damper is to do, told with all stamps kept and no arithmetic that could wrap.
struct Model {
  DampingLimits limits;
  std::vector<U64> stamps;
  U64 hold_end = 0, hold = 0;
  bool probation = false;

  void NoteLeft(U64 now) {
    if (probation && now >= hold_end + std::max(hold, limits.window_ns)) {
      probation = false;
      stamps.clear();
    }
    stamps.push_back(now);
    U32 recent = 0;
    for (const U64 stamp : stamps) recent += now - stamp <= limits.window_ns;
    if (!probation && recent < limits.leaves) return;
    hold = std::min(limits.longest_ns, probation ? 2 * hold : limits.first_ns);
    hold_end = now + hold;
    probation = true;
  }
};

TEST(FlapDamper, AgreesWithAModelThatRemembersEverything) {
  std::mt19937_64 random(11);
  for (int round = 0; round < 300; ++round) {
    const DampingLimits limits{.leaves = static_cast<U32>(1 + random() % 16),
                               .window_ns = 1 + random() % 400,
                               .first_ns = 1 + random() % 50,
                               .longest_ns = 1 + random() % 400};
    FlapDamper damper;
    Model model{limits, {}};
    U64 now = 1000;
    for (int i = 0; i < 200; ++i) {
      now += random() % (i % 20 == 19 ? 900 : 60);
      (void)damper.NoteLeft(limits, now);
      model.NoteLeft(now);
      for (const U64 later : {U64{0}, U64{random() % 400}})
        ASSERT_EQ(damper.HoldUntil(now + later), model.hold_end > now + later ? model.hold_end : 0);
    }
  }
}

TEST(FlapDamper, MoreLeavesThanItRemembersCountAsThatMany) {
  FlapDamper damper;
  const DampingLimits limits{.leaves = 1000};
  U64 now = Flap(damper, limits, 1, 15, 1);
  EXPECT_EQ(damper.HoldUntil(now), 0u);
  EXPECT_TRUE(damper.NoteLeft(limits, ++now));
}

TEST(FlapDamper, ZeroLeavesTurnsItOff) {
  FlapDamper damper;
  const U64 now = Flap(damper, {.leaves = 0}, 1, 999, 1);
  EXPECT_FALSE(damper.NoteLeft({.leaves = 0}, now));
  EXPECT_EQ(damper.HoldUntil(now), 0u);
  EXPECT_EQ(damper.leaves(), 1000u);
}

TEST(FlapDamper, ZeroHoldHoldsNothing) {
  FlapDamper damper;
  EXPECT_FALSE(damper.NoteLeft({.leaves = 1, .first_ns = 0}, 5));
  EXPECT_EQ(damper.HoldUntil(5), 0u);
}

TEST(FlapDamper, FreshOneHoldsNothing) {
  constexpr FlapDamper kFresh;
  EXPECT_EQ(kFresh.HoldUntil(0), 0u);
  EXPECT_EQ(kFresh.leaves() + kFresh.strikes() + kFresh.hold_ns(), 0u);
}

TEST(FlapDamper, HoldDoublesToTheLastUnitBelowTheLongest) {
  const DampingLimits limits{.leaves = 1, .window_ns = 100, .first_ns = 3, .longest_ns = 7};
  FlapDamper damper;
  for (const U64 expected : {3u, 6u, 7u, 7u}) {
    EXPECT_TRUE(damper.NoteLeft(limits, 50));
    EXPECT_EQ(damper.hold_ns(), expected);
  }
}

TEST(FlapDamper, WithoutWindowAndHoldForgivesAtOnce) {
  FlapDamper damper;
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(damper.NoteLeft({.leaves = 1, .window_ns = 0, .first_ns = 0}, 5));
    EXPECT_EQ(damper.strikes(), 1u);
  }
}

TEST(FlapDamper, TimesMayWrap) {
  for (const U64 start : {~U64{0} - 5 * kS, ~U64{0} - 15 * kS, U64{0} - 19 * kS, ~U64{0} / 2}) {
    FlapDamper damper;
    EXPECT_EQ(damper.HoldUntil(start), 0u);
    const U64 now = Flap(damper, kDefault, start, 10, kS);
    const U64 until = damper.HoldUntil(now);
    EXPECT_NE(until, 0u);  // 0 would say "not held"; exactly 0 becomes 1
    EXPECT_LE(until - (now + 10 * kS), 1u);
    EXPECT_EQ(damper.HoldUntil(now + 10 * kS), 0u);
  }
}

// V loses its link 4 s after each time it is used, for a day: 900 times an hour if nobody minded.
TEST(FlapDamper, NineHundredFlipsAnHourForADayBecomeABoundedNumberOfSwitches) {
  FlapDamper damper;
  const U64 day = 24 * 3600 * kS;
  U64 used = 0, longest_away = 0;
  for (U64 now = 1; now < day;) {
    ++used;
    now += 4 * kS;
    (void)damper.NoteLeft(kDefault, now);
    const U64 until = damper.HoldUntil(now);
    if (until == 0) continue;
    longest_away = std::max(longest_away, until - now);
    now = until;
  }
  EXPECT_LE(used, 10 + 6 + day / (640 * kS) + 1);
  EXPECT_GE(used, day / (644 * kS));  // never given up for good
  EXPECT_EQ(longest_away, 640 * kS);
}

TEST(FlapDamper, TenThousandFlipsNeedNoMoreMemoryThanOne) {
  static_assert(std::is_trivially_copyable_v<FlapDamper>);
  static_assert(sizeof(FlapDamper) <= 192);
  FlapDamper damper;
  const U64 now = Flap(damper, kDefault, 1, 10'000, 4 * kS);
  EXPECT_EQ(damper.leaves(), 10'000u);
  EXPECT_EQ(damper.HoldUntil(now), now + 640 * kS);
}

// The compiler counts the steps of a constant expression and gives up on too many, so this is a
// bound on the work of a leave that needs no clock.
constexpr bool ThousandFlipsAtCompileTime() {
  FlapDamper damper;
  for (U64 i = 1; i <= 1000; ++i) (void)damper.NoteLeft(kDefault, i * kS);
  return damper.HoldUntil(1000 * kS) == 1640 * kS;
}
static_assert(ThousandFlipsAtCompileTime());

TEST(UsableFrom, IsTheLaterOfTheHoldAndTheLinksUpTime) {
  const DampingLimits limits{.leaves = 1, .first_ns = 100, .up_hold_ns = 30};
  FlapDamper damper;
  EXPECT_EQ(damper.UsableFrom(limits, 1000, 1000), 1030u);
  EXPECT_EQ(damper.UsableFrom(limits, 1000, 1029), 1030u);
  EXPECT_EQ(damper.UsableFrom(limits, 1000, 1030), 0u);
  EXPECT_EQ(damper.UsableFrom(kDefault, 1000, 1000), 0u);
  (void)damper.NoteLeft(limits, 1000);
  EXPECT_EQ(damper.UsableFrom(limits, 1010, 1010), 1100u);
  EXPECT_EQ(damper.UsableFrom(limits, 1080, 1090), 1110u);
  EXPECT_EQ(damper.UsableFrom(limits, 1080, 1105), 1110u);
  EXPECT_EQ(damper.UsableFrom(limits, 1010, 1050), 1100u);
  EXPECT_EQ(damper.UsableFrom(limits, 1010, 1100), 0u);
  const U64 edge = U64{0} - 30;
  EXPECT_EQ(FlapDamper().UsableFrom(limits, edge, edge), 1u);
}

TEST(LeavesUnexpectedly, OnlyWhatTakesThePathAndWasNotAskedFor) {
  for (Size from = 0; from < kStateCount; ++from)
    for (Size to = 0; to < kStateCount; ++to)
      for (Size e = 0; e < kEventCount; ++e) {
        const auto a = static_cast<State>(from), b = static_cast<State>(to);
        const auto event = static_cast<Event>(e);
        const bool was = a == State::kActive || a == State::kSwitching;
        const bool is = b == State::kActive || b == State::kSwitching;
        const bool asked = event == Event::kSyntheticDown || event == Event::kUnpair ||
                           event == Event::kSyntheticGone || event == Event::kSettingsChanged;
        EXPECT_EQ(LeavesUnexpectedly(a, b, event), was && !is && !asked);
      }
  EXPECT_TRUE(LeavesUnexpectedly(State::kActive, State::kReturning, Event::kVfLinkDown));
  EXPECT_TRUE(LeavesUnexpectedly(State::kActive, State::kLeaving, Event::kVfDeparted));
  EXPECT_TRUE(LeavesUnexpectedly(State::kSwitching, State::kDegraded, Event::kHostRevoked));
  EXPECT_FALSE(LeavesUnexpectedly(State::kActive, State::kReturning, Event::kSyntheticDown));
  EXPECT_FALSE(LeavesUnexpectedly(State::kStarting, State::kDegraded, Event::kVfClosing));
}

}  // namespace
}  // namespace vfpair
