// SPDX-License-Identifier: BSD-2-Clause
// Stories as data: the same from the same seed, the same after being written down, and shortened.
#include "tests/sim/story.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "tests/sim/shrink.h"
#include "tests/sim/story_text.h"

VFPAIR_TESTING_BEGIN
namespace {

TEST(Story, EverySeedsStoryReadsBackAsItWasWritten) {
  std::set<Act> acts;
  for (U64 seed = 1; seed <= 300; ++seed) {
    Story story = MakeStory(seed, 50);
    if (seed % 2 == 0) story.kills = "forgets-wake";
    const std::string text = StoryText(story, "why it is kept\nin two lines");
    std::string error;
    const auto read = ParseStory(text, error);
    ASSERT_TRUE(read.has_value()) << error;
    ASSERT_EQ(*read, story) << text;
    for (const Deed& deed : story.deeds) acts.insert(deed.act);
  }
  EXPECT_EQ(acts.size(), kActs) << "some deeds are never drawn";
}

TEST(Story, LinesThatAreNotUnderstoodAreNamed) {
  const std::string head = "vfpair story 1\nseed=1 recovers=0\n";
  const std::string pair = StoryText(Story{1, false, "", {PairSetup{}}, {}}).substr(head.size());
  std::string error;
  ASSERT_TRUE(ParseStory(head + pair + "# nothing happens\n\n", error).has_value()) << error;
  for (const char* line :
       {"0 vf-sings vf=0", "0 vf-departs", "0 vf-departs vf=x", "0 vf-departs vf=0 b=1",
        "1 vf-departs vf=0", "vf-departs vf=0", "0", "0 wait us=4294967296"}) {
    EXPECT_FALSE(ParseStory(head + pair + line + "\n", error).has_value()) << line;
    EXPECT_NE(error.find(line), std::string::npos) << error;
  }
  EXPECT_FALSE(ParseStory("story\n", error).has_value());
  EXPECT_FALSE(ParseStory(head, error).has_value()) << "a story without a pair";
}

TEST(Story, OneSeedIsOneStoryAndALongerOneBeginsAlike) {
  EXPECT_EQ(MakeStory(7, 100), MakeStory(7, 100));
  EXPECT_NE(MakeStory(7, 100), MakeStory(8, 100));
  const Story shorter = MakeStory(7, 100), longer = MakeStory(7, 200);
  ASSERT_GE(shorter.deeds.size(), 100u);
  ASSERT_GE(longer.deeds.size(), 200u);
  EXPECT_EQ(longer.pairs, shorter.pairs);
  for (Size i = 0; i < 100; ++i) EXPECT_EQ(longer.deeds[i], shorter.deeds[i]);
}

// Fails when a V departs some time after S went down: nothing else of the story matters.
bool FailsWhenDownBeforeDeparture(const Story& story) {
  bool down = false;
  for (const Deed& deed : story.deeds) {
    if (deed.act == Act::kSyntheticUp) down = down || deed.n[0] == 0;
    if (deed.act == Act::kVfDeparts && down) return true;
  }
  return false;
}

TEST(Story, ShortestStoryKeepsOnlyWhatMatters) {
  int shortened = 0;
  for (U64 seed = 1; seed <= 50; ++seed) {
    const Story story = MakeStory(seed, 100);
    if (!FailsWhenDownBeforeDeparture(story)) continue;
    const Story shortest = Shrink(story, FailsWhenDownBeforeDeparture);
    ASSERT_EQ(shortest.deeds.size(), 2u) << StoryText(shortest);
    EXPECT_EQ(DeedText(shortest.deeds[0]), "0 s-up up=0 after_us=0");
    EXPECT_EQ(DeedText(shortest.deeds[1]), "0 vf-departs vf=0");
    EXPECT_EQ(shortest.pairs.size(), 1u);
    ++shortened;
  }
  EXPECT_GT(shortened, 5);
}

}  // namespace
VFPAIR_TESTING_END
