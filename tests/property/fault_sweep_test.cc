// SPDX-License-Identifier: BSD-2-Clause
// Every effect of a set of stories fails once, in every way it can: the contracts and the identity
// property hold all the same.
#include <gtest/gtest.h>

#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "tests/sim/tell.h"
#include "vfpair/testing/sim_switch.h"

namespace vfpair::testing {
namespace {

constexpr U32 kMs = 1'000;

Deed Wait(U32 us) { return {Act::kWait, {us}}; }
Deed Mtu(U32 mtu) { return {Act::kSyntheticMtu, {mtu}}; }
const Deed kArrive{Act::kVfArrives, {0, 0, 0, 0}};
const Deed kDepart{Act::kVfDeparts, {0}};
const Deed kUnicast{Act::kFilterAdded, {0}}, kMulticast{Act::kFilterAdded, {1}};
const Deed kVlan{Act::kFilterAdded, {7}};
const Deed kTraffic{Act::kStream, {0, 0, 10, 9}};
const Deed kSettle = Wait(100 * kMs), kCutOver = Wait(60 * kMs), kSecond = Wait(1'000 * kMs);

struct Scenario {
  const char* name;
  std::vector<Deed> deeds;
};

std::vector<Scenario> Scenarios() {
  return {
      {"arrives and stays", {kMulticast, kArrive, kSettle, Wait(6 * kMs), kTraffic}},
      {"arrives and departs",
       {kMulticast, kVlan, kUnicast, kArrive, kSettle, kCutOver, kTraffic, kDepart, Wait(6 * kMs)}},
      {"is pulled out",
       {kMulticast,
        kArrive,
        kSettle,
        kCutOver,
        kTraffic,
        {Act::kVfPulled, {0, kMs}},
        Wait(6 * kMs)}},
      {"S down and up",
       {kArrive,
        kSettle,
        kCutOver,
        {Act::kSyntheticUp, {0}},
        kCutOver,
        {Act::kSyntheticUp, {1}},
        kCutOver}},
      {"link down and up",
       {kArrive,
        kSettle,
        kCutOver,
        {Act::kVfCable, {0, 0}},
        kCutOver,
        {Act::kVfCable, {0, 1}},
        kCutOver}},
      {"MTU and features change",
       {kArrive,
        kSettle,
        kCutOver,
        Mtu(2060),
        {Act::kSyntheticFeatures, {0x13}},
        kMulticast,
        kUnicast,
        Wait(6 * kMs),
        Mtu(1500)}},
      {"closed by someone",
       {kArrive, kSettle, kCutOver, {Act::kVfClosed, {0}}, kSecond, kSecond, kCutOver}},
      {"host revokes",
       {kArrive, kSettle, kCutOver, {Act::kHostRevokes}, kSecond, Wait(70'000 * kMs)}},
      {"a second one waits",
       {kArrive, kArrive, kSettle, kCutOver, kDepart, kSettle, kCutOver, kTraffic}},
      {"migrates to another model",
       {kMulticast,
        kArrive,
        kSettle,
        kCutOver,
        {Act::kVfMigrates, {0, 0, 1'000 * kMs, 0, 2}},
        kSecond,
        kSettle,
        kCutOver,
        kTraffic}},
      {"rule deleted and made again",
       {kArrive, kSettle, kCutOver, {Act::kRuleRenewed, {0}}, kSettle, kCutOver}},
  };
}

Story Plain(std::vector<Deed> deeds) {
  Story story;
  story.seed = 1;
  story.recovers = true;
  PairSetup setup;
  setup.host = static_cast<U32>(HostMode::kToldLater);
  setup.synthetic_up = 1;
  setup.transmit_ns = 2'000;
  setup.synthetic_wire_us = setup.vf_wire_us = 20;
  setup.answer_us = 5 * kMs;
  story.pairs = {setup};
  story.deeds = std::move(deeds);
  return story;
}

TEST(FaultSweep, OneFailureAnywhereLeavesNothingBehind) {
  Size swept = 0;
  for (Scenario& scenario : Scenarios()) {
    SCOPED_TRACE(scenario.name);
    const Story story = Plain(std::move(scenario.deeds));
    const Told told = Tell(story);
    ASSERT_EQ(told.complaint, "");
    ASSERT_GT(told.switches, 0u);
    for (const Outcome outcome : {Outcome::kRefused, Outcome::kGone, Outcome::kRetry}) {
      for (Size at = 0; at < told.effects; ++at, ++swept) {
        ASSERT_EQ(Tell(story, nullptr, {{at, outcome}}).complaint, "")
            << "effect " << at << " ended with " << static_cast<int>(outcome);
      }
    }
  }
  std::cout << swept << " failures, one at a time\n";
}

TEST(FaultSweep, TwoFailuresAnywhereLeaveNothingBehind) {
  Size swept = 0;
  for (Scenario& scenario : Scenarios()) {
    SCOPED_TRACE(scenario.name);
    const Story story = Plain(std::move(scenario.deeds));
    const Size effects = Tell(story).effects;
    for (Size first = 0; first < effects; ++first) {
      const Fault one{first, Outcome::kRefused};
      const Size more = Tell(story, nullptr, {one}).effects;  // what was to fail next may be new
      for (Size second = first + 1; second < more; ++second, ++swept) {
        ASSERT_EQ(Tell(story, nullptr, {one, {second, Outcome::kRetry}}).complaint, "")
            << "effects " << first << " and " << second;
      }
    }
  }
  std::cout << swept << " failures, two at a time\n";
}

}  // namespace
}  // namespace vfpair::testing
