// SPDX-License-Identifier: BSD-2-Clause
// A check that never fails says nothing: each wrong platform of the list is convicted by some seed.
#include <gtest/gtest.h>

#include <iostream>
#include <string>

#include "tests/sim/tell.h"

VFPAIR_TESTING_BEGIN
namespace {

class SabotageTest : public ::testing::TestWithParam<Sabotage> {};

TEST_P(SabotageTest, IsConvictedWithin200Seeds) {
  for (U64 seed = 1; seed <= 200; ++seed) {
    const Told told = TellSabotaged(MakeStory(seed, 200), GetParam());
    if (told.complaint.empty()) continue;
    std::cout << "seed " << seed << " " << told.complaint << "\n";
    return;
  }
  FAIL() << "nobody noticed";
}

std::vector<Sabotage> All() {
  std::vector<Sabotage> all;
  for (Size i = 1; i < kSabotages; ++i) all.push_back(static_cast<Sabotage>(i));
  return all;
}
INSTANTIATE_TEST_SUITE_P(Each, SabotageTest, ::testing::ValuesIn(All()), [](const auto& info) {
  std::string name = SabotageName(info.param);
  for (char& c : name)
    if (c == '-') c = '_';
  return name;
});

TEST(Sabotage, PlatformWithoutFaultIsAcquitted) {
  for (U64 seed = 1; seed <= 100; ++seed)
    ASSERT_EQ(TellSabotaged(MakeStory(seed, 200), Sabotage::kNothing).complaint, "") << seed;
}

}  // namespace
VFPAIR_TESTING_END
