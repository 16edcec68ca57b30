// SPDX-License-Identifier: BSD-2-Clause
// After pair, anything, unpair: both interfaces equal ones that saw only what their users did. Told
// as
// //tests/sim:seeds_test tells it, in lengths that end in the middle of everything.
#include <gtest/gtest.h>

#include <iostream>
#include <string>

#include "tests/sim/story_text.h"
#include "tests/sim/tell.h"
#include "vfpair/transition_table.h"

namespace vfpair::testing {
namespace {

class IdentityProperty : public ::testing::Test {
 protected:
  void ExpectHolds(U64 stories, Size length, Mood mood = Mood::kAnyMood) {
    for (U64 seed = 1; seed <= stories; ++seed) {
      const Story story = MakeStory(seed, length, mood);
      const Told told = Tell(story);
      sum_.Add(told);
      if (told.complaint.empty()) continue;
      const Story shortest = Shortest(story);
      FAIL() << Tell(shortest).complaint << "\n" << StoryText(shortest);
    }
    std::cout << stories << " stories, " << sum_.packets << " packets, " << sum_.switches
              << " switches, " << sum_.steps.size() << " different steps\n";
  }

  Told sum_;
};

TEST_F(IdentityProperty, HoldsAfterAnyShortStory) { ExpectHolds(10'000, 10); }

TEST_F(IdentityProperty, HoldsAfterAnyLongStory) { ExpectHolds(1'000, 150); }

TEST_F(IdentityProperty, HoldsWhenEffectsFailAtRandom) { ExpectHolds(5'000, 40, Mood::kDrivers); }

// A property that holds of stories in which nothing happens says nothing.
TEST_F(IdentityProperty, StoriesReachEveryTransitionOfTheTable) {
  ExpectHolds(8'000, 60);
  for (const Row& row : table::kRows) {
    if (row.response != Response::kGo) continue;
    EXPECT_TRUE(sum_.steps.Has(row.state, row.event, row.next))
        << StateName(row.state) << " " << EventName(row.event) << " " << StateName(row.next)
        << ": no story";
  }
}

}  // namespace
}  // namespace vfpair::testing
