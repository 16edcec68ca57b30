// SPDX-License-Identifier: BSD-2-Clause
// Tells every story that was kept. One that convicted a wrong platform still must.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/sim/story_text.h"
#include "tests/sim/tell.h"

VFPAIR_TESTING_BEGIN
namespace {

std::vector<std::filesystem::path> Kept() {
  std::vector<std::filesystem::path> kept;
  for (const auto& entry : std::filesystem::directory_iterator("tests/sim/regressions"))
    kept.push_back(entry.path());
  std::sort(kept.begin(), kept.end());
  return kept;
}

TEST(Regressions, EveryStoryThatWasKeptHolds) {
  ASSERT_FALSE(Kept().empty());
  for (const auto& path : Kept()) {
    SCOPED_TRACE(path);
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    std::string error;
    const auto story = ParseStory(text.str(), error);
    ASSERT_TRUE(story.has_value()) << error;
    EXPECT_EQ(Tell(*story).complaint, "");
    if (story->kills.empty()) continue;
    const auto sabotage = SabotageNamed(story->kills);
    ASSERT_TRUE(sabotage.has_value()) << "no such sabotage: " << story->kills;
    EXPECT_NE(TellSabotaged(*story, *sabotage).complaint, "")
        << "it convicts " << story->kills << " no more";
  }
}

}  // namespace
VFPAIR_TESTING_END
