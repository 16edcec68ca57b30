// SPDX-License-Identifier: BSD-2-Clause
// The small configurations hold to their fixpoint; platforms that break a rule are found out; and
// the store tells images apart.
#include <gtest/gtest.h>

#include <cstring>
#include <set>
#include <string>

#include "tests/model/configurations.h"
#include "tests/model/explorer.h"

namespace vfpair::model {
namespace {

std::string Told(const Outcomes& outcomes) {
  std::string text;
  for (const std::string& step : outcomes.story) text += step + "\n";
  return text;
}

class SmallModel : public ::testing::TestWithParam<Configuration> {};

TEST_P(SmallModel, HoldsToItsFixpoint) {
  const Outcomes outcomes = Explorer(GetParam()).Run();
  EXPECT_EQ(outcomes.rule, "") << Told(outcomes);
  EXPECT_TRUE(outcomes.exhausted);
  EXPECT_GT(outcomes.states, 100u);
  EXPECT_GT(outcomes.longest_way_to_content, 4u);
  EXPECT_EQ(outcomes.fault_points != 0, GetParam().faults != 0);
}

std::string NameOfConfiguration(const ::testing::TestParamInfo<Configuration>& info) {
  std::string name = info.param.name;
  for (char& c : name)
    if (c == '-') c = '_';
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, SmallModel, ::testing::ValuesIn(Configurations(Extent::kSmall)),
                         NameOfConfiguration);

TEST(Model, ReachesEveryStateOfAPair) {
  U32 seen = 0;
  for (Configuration configuration : Configurations(Extent::kSmall)) {
    configuration.max_states = 20'000;  // they are near the beginning
    seen |= Explorer(configuration).Run().states_of_pair;
  }
  for (Size s = 0; s < kStateCount; ++s)
    EXPECT_NE(seen >> s & 1, 0u) << StateName(static_cast<State>(s)) << ": what leads there?";
}

struct WrongPlatform {
  Flaw flaw;
  const char* rule;
};

class WrongPlatforms : public ::testing::TestWithParam<WrongPlatform> {};

TEST_P(WrongPlatforms, AreFoundOutWithAShortStory) {
  Outcomes outcomes;
  for (Configuration configuration : Configurations(Extent::kSmall)) {
    configuration.flaw = GetParam().flaw;
    outcomes = Explorer(configuration).Run();
    if (!outcomes.rule.empty()) break;
  }
  EXPECT_EQ(outcomes.rule, GetParam().rule) << Told(outcomes);
  EXPECT_GE(outcomes.story.size(), 2u);
  EXPECT_LE(outcomes.story.size(), 20u);
}

INSTANTIATE_TEST_SUITE_P(All, WrongPlatforms,
                         ::testing::Values(WrongPlatform{Flaw::kGraceDoesNotWait, "I3"},
                                           WrongPlatform{Flaw::kWakeIsForgotten, "I3"},
                                           WrongPlatform{Flaw::kTimerIsForgotten, "LIVE"},
                                           WrongPlatform{Flaw::kLinkIsNotSignalled, "I3"},
                                           WrongPlatform{Flaw::kUndoIsSkipped, "I6"},
                                           WrongPlatform{Flaw::kRefusedMtuSticks, "I6"},
                                           WrongPlatform{Flaw::kHostAnswersUnasked, "R-HST"},
                                           WrongPlatform{Flaw::kClosingIsNotTold, "I2"},
                                           WrongPlatform{Flaw::kFlagsNotShared, "I6"}));

TEST(Course, TakesEveryCourseOnce) {
  Course course;
  std::set<std::string> taken;
  int runs = 0;
  do {
    ++runs;
    std::string way;
    if (course.Choose(2) == 0) {
      way = "a" + std::to_string(course.Choose(3));
    } else {
      way = "b" + std::to_string(course.Choose(2)) + std::to_string(course.Choose(2));
    }
    taken.insert(way);
  } while (course.Next());
  EXPECT_EQ(runs, 7);
  EXPECT_EQ(taken.size(), 7u);
}

TEST(ImageStore, ImagesThatDifferInOneByteAreTwoAndEqualOnesAreOne) {
  constexpr Size kBytes = 64 * 40;
  ImageStore<kBytes> store;
  U8 image[kBytes] = {};
  ASSERT_EQ(store.PutFirst(image), 0u);
  ImageStore<kBytes>::Parts base, back;
  store.Get(0, base);
  bool is_new = false;
  for (Size i = 0; i < kBytes; ++i) {
    image[i] = 1;
    EXPECT_EQ(store.Put(image, base, is_new), i + 1);
    EXPECT_TRUE(is_new);
    store.Get(static_cast<U32>(i + 1), back);
    EXPECT_EQ(std::memcmp(back.bytes, image, kBytes), 0);
    EXPECT_EQ(store.Put(image, back, is_new), i + 1);
    EXPECT_FALSE(is_new);
    image[i] = 0;
  }
  EXPECT_EQ(store.size(), kBytes + 1);
}

}  // namespace
}  // namespace vfpair::model
