// SPDX-License-Identifier: BSD-2-Clause
// Every effect of a set of stories fails once, in every way it can: the contracts and the identity
// property hold all the same.
#include <gtest/gtest.h>

#include <iostream>
#include <string>

#include "tests/property/story.h"

namespace vfpair::testing {
namespace {

Deed Wait(U32 n) { return {Act::kWait, n}; }
constexpr U32 kSettle = 5, kSecond = 6, kLong = 8;  // of Act::kWait

Story Plain(std::vector<Deed> deeds) {
  Story story;
  story.seed = 1;
  story.host = static_cast<U32>(HostMode::kToldLater);
  story.events = std::move(deeds);
  return story;
}

struct Scenario {
  const char* name;
  Story story;
};

std::vector<Scenario> Scenarios() {
  const Deed arrive{Act::kArrive, 3}, filter{Act::kAddFilter, 1}, vlan{Act::kAddFilter, 7};
  const Deed unicast{Act::kAddFilter, 0}, traffic{Act::kTraffic, 3};
  return {
      {"arrives and stays", Plain({filter, arrive, Wait(kSettle), Wait(3), traffic})},
      {"arrives and departs", Plain({filter,
                                     vlan,
                                     unicast,
                                     arrive,
                                     Wait(kSettle),
                                     Wait(4),
                                     traffic,
                                     {Act::kDepart, 0},
                                     Wait(3)})},
      {"is pulled out",
       Plain({filter, arrive, Wait(kSettle), Wait(4), traffic, {Act::kPullOut, 1}})},
      {"S down and up", Plain({arrive,
                               Wait(kSettle),
                               Wait(4),
                               {Act::kSyntheticUp, 0},
                               Wait(4),
                               {Act::kSyntheticUp, 1},
                               Wait(4)})},
      {"link down and up", Plain({arrive,
                                  Wait(kSettle),
                                  Wait(4),
                                  {Act::kVfCable, 0},
                                  Wait(4),
                                  {Act::kVfCable, 4},
                                  Wait(4)})},
      {"MTU and features change", Plain({arrive,
                                         Wait(kSettle),
                                         Wait(4),
                                         {Act::kMtu, 2000},
                                         {Act::kSyntheticWanted, 0x13},
                                         filter,
                                         unicast,
                                         Wait(3),
                                         {Act::kMtu, 1440}})},
      {"closed by someone", Plain({arrive,
                                   Wait(kSettle),
                                   Wait(4),
                                   {Act::kCloseVf, 0},
                                   Wait(kSecond),
                                   Wait(kSecond),
                                   Wait(4)})},
      {"host revokes",
       Plain({arrive, Wait(kSettle), Wait(4), {Act::kRevoke, 0}, Wait(kSecond), Wait(kLong)})},
      {"a second one waits", Plain({arrive,
                                    arrive,
                                    Wait(kSettle),
                                    Wait(4),
                                    {Act::kDepart, 0},
                                    Wait(kSettle),
                                    Wait(4),
                                    traffic})},
  };
}

TEST(FaultSweep, OneFailureAnywhereLeavesNothingBehind) {
  Size swept = 0;
  std::vector<Scenario> scenarios = Scenarios();
  for (Scenario& scenario : scenarios) {
    SCOPED_TRACE(scenario.name);
    scenario.story.recovers = true;
    Seen seen;
    ASSERT_EQ(RunStory(scenario.story, &seen), "");
    for (const Outcome outcome : {Outcome::kRefused, Outcome::kGone, Outcome::kRetry}) {
      for (Size at = 0; at < seen.effects; ++at, ++swept) {
        ASSERT_EQ(RunStory(scenario.story, nullptr, Fault{at, outcome}), "")
            << "effect " << at << " ended with " << static_cast<int>(outcome);
      }
    }
  }
  std::cout << swept << " failures, one at a time\n";
}

}  // namespace
}  // namespace vfpair::testing
