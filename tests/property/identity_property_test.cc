// SPDX-License-Identifier: BSD-2-Clause
// After pair, anything, unpair: both interfaces equal ones that saw only what their users did.
#include <gtest/gtest.h>

#include <iostream>

#include "tests/property/story.h"
#include "vfpair/transition_table.h"

namespace vfpair::testing {
namespace {

class IdentityProperty : public ::testing::Test {
 protected:
  void ExpectHolds(int stories, bool with_faults, Size length) {
    for (int i = 1; i <= stories; ++i) {
      const Story story = MakeStory(static_cast<U64>(i), with_faults, length);
      if (RunStory(story, &seen_).empty()) continue;
      const Story shortest = Shrink(story);
      FAIL() << RunStory(shortest) << "\n" << Tell(shortest);
    }
    std::cout << stories << " stories, " << seen_.packets << " packets, " << seen_.switches
              << " switches, " << seen_.steps.size() << " different steps\n";
  }

  Seen seen_;
};

TEST_F(IdentityProperty, HoldsAfterAnyShortStory) { ExpectHolds(10'000, false, 12); }

TEST_F(IdentityProperty, HoldsAfterAnyLongStory) { ExpectHolds(1'500, false, 150); }

TEST_F(IdentityProperty, HoldsWhenEffectsFailAtRandom) { ExpectHolds(10'000, true, 40); }

// A property that holds of stories in which nothing happens says nothing.
TEST_F(IdentityProperty, StoriesReachEveryTransitionOfTheTable) {
  ExpectHolds(8'000, true, 60);
  for (const Row& row : table::kRows) {
    if (row.response != Response::kGo) continue;
    const std::string step =
        std::string(StateName(row.state)) + " " + EventName(row.event) + " " + StateName(row.next);
    EXPECT_EQ(seen_.steps.count(step), 1u) << step << ": no story";
  }
}

}  // namespace
}  // namespace vfpair::testing
