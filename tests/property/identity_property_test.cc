// SPDX-License-Identifier: BSD-2-Clause
// After pair, anything, unpair: both interfaces equal ones that saw only what their users did. The
// stories here end early, in the middle of everything; those of //tests/sim:seeds_test are long.
#include <gtest/gtest.h>

#include <iostream>

#include "tests/sim/story_text.h"
#include "tests/sim/tell.h"

namespace vfpair::testing {
namespace {

void ExpectHolds(U64 stories, Size length) {
  Told sum;
  for (U64 seed = 1; seed <= stories; ++seed) {
    const Story story = MakeStory(seed, length);
    const Told told = Tell(story);
    sum.Add(told);
    if (told.complaint.empty()) continue;
    const Story shortest = Shortest(story);
    FAIL() << Tell(shortest).complaint << "\n" << StoryText(shortest);
  }
  std::cout << stories << " stories, " << sum.packets << " packets, " << sum.switches
            << " switches, " << sum.steps.size() << " different steps\n";
}

TEST(IdentityProperty, HoldsAfterAnyShortStory) { ExpectHolds(20'000, 8); }

TEST(IdentityProperty, HoldsAfterAnyStoryOfMiddleLength) { ExpectHolds(10'000, 40); }

}  // namespace
}  // namespace vfpair::testing
