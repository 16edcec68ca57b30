// SPDX-License-Identifier: BSD-2-Clause
// How a watched platform's effects end, and what is carried out of them.
#include "vfpair/testing/watched_platform.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "vfpair/testing/null_platform.h"

namespace {

using namespace vfpair;
using namespace vfpair::testing;

struct Nics : NullPlatform {
  std::vector<std::string> done;
  Outcome driver = Outcome::kOk;  // what V's driver answers
  InterfaceFacts vf;

  Status ReadFacts(InterfaceId, InterfaceFacts& out) noexcept {
    out = vf;
    return {};
  }
  Status Link(VfId, bool on) noexcept {
    done.push_back(on ? "link" : "unlink");
    return {};
  }
  Status SetMtu(VfId, U32 mtu) noexcept {
    done.push_back("mtu " + std::to_string(mtu));
    return {driver, Reason::kNone};
  }
  using NullPlatform::SetMtu;
};

class WatchedPlatformTest : public ::testing::Test {
 protected:
  FaultInjector faults;
  WatchedPlatform<Nics> nics{faults};
  const VfId vf{InterfaceId{&faults, 1}};

  std::string Recorded() {
    std::string all;
    for (const EffectRecord& record : faults.records()) all += record.Text() + " ";
    return all;
  }
};

TEST_F(WatchedPlatformTest, WithoutFaultsTheAnswerIsThePlatformsOwn) {
  EXPECT_TRUE(nics.SetMtu(vf, 1500).ok());
  nics.driver = Outcome::kGone;
  EXPECT_EQ(nics.SetMtu(vf, 1500).outcome(), Outcome::kGone);
  EXPECT_EQ(nics.done, (std::vector<std::string>{"mtu 1500", "mtu 1500"}));
}

TEST_F(WatchedPlatformTest, AFakedFaultIsNotCarriedOut) {
  faults.FailAll(Effect::kLink, Outcome::kRefused);
  EXPECT_EQ(nics.Link(vf, true).outcome(), Outcome::kRefused);
  EXPECT_TRUE(nics.done.empty());
  EXPECT_EQ(Recorded(), "+link=refused ");
}

TEST_F(WatchedPlatformTest, WhatTakesAwayIsCarriedOutWhateverTheAnswer) {
  faults.FailAt(0, Outcome::kGone);
  EXPECT_EQ(nics.Link(vf, false).outcome(), Outcome::kGone);
  EXPECT_EQ(nics.done, std::vector<std::string>{"unlink"});
  EXPECT_EQ(Recorded(), "-link=gone ");
}

TEST_F(WatchedPlatformTest, BackToHowVfWasFoundIsAStepBack) {
  nics.vf.mtu = 1400;
  nics.vf.up = false;
  EXPECT_TRUE(nics.Capture(vf, true).ok());
  EXPECT_TRUE(nics.SetMtu(vf, 1500).ok());
  EXPECT_TRUE(nics.SetUp(vf, true).ok());
  EXPECT_TRUE(nics.SetUp(vf, false).ok());
  EXPECT_TRUE(nics.SetMtu(vf, 1400).ok());
  EXPECT_EQ(Recorded(), "+capture +v-mtu +v-up -v-up -v-mtu ");
}

// The harness has the driver fail, for as long as the effect takes.
TEST_F(WatchedPlatformTest, AFaultThatADriverSeesToIsTheDriversAnswer) {
  faults.CauseBy(
      [this](Effect effect, Outcome outcome) {
        if (effect == Effect::kVfMtu) nics.driver = outcome;
        return effect == Effect::kVfMtu;
      },
      [this] { nics.driver = Outcome::kOk; });
  faults.FailWhen([](Effect, bool) { return Outcome::kRetry; });
  EXPECT_EQ(nics.SetMtu(vf, 1500).outcome(), Outcome::kRetry);
  EXPECT_EQ(nics.driver, Outcome::kOk);
  EXPECT_EQ(nics.Link(vf, true).outcome(), Outcome::kRetry);
  EXPECT_EQ(nics.done, std::vector<std::string>{"mtu 1500"});
}

}  // namespace
