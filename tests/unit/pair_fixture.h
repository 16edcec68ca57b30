// SPDX-License-Identifier: BSD-2-Clause
// One simulated machine with a pair, for tests of what a pair does.
#ifndef VFPAIR_TESTS_UNIT_PAIR_FIXTURE_H_
#define VFPAIR_TESTS_UNIT_PAIR_FIXTURE_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "vfpair/testing/sim_world.h"

namespace vfpair {

class PairFixture : public ::testing::Test {
 protected:
  void Begin(testing::SimOptions options = {}) {
    world_ = std::make_unique<testing::SimWorld>(std::move(options));
    ASSERT_TRUE(world_->StartPair().ok());
  }
  testing::SimNic& BeginActive(testing::SimOptions options = {},
                               testing::SimNicSpec vf_spec = testing::DefaultVfSpec()) {
    const U64 settle_ns = options.profile.settle_ns;
    Begin(std::move(options));
    testing::SimNic& vf = world_->AddVf(std::move(vf_spec));
    EXPECT_TRUE(world_->Arrive(vf).ok());
    world_->Advance(settle_ns + kNsPerSecond);
    EXPECT_EQ(State(), "active");
    return vf;
  }
  std::string State() { return StateName(world_->pair().state()); }
  std::string Reason() { return ReasonSentence(world_->pair().reason()); }
  /// The effects of these kinds so far, in order, e.g. "+v-up +host".
  std::string Order(const std::vector<testing::Effect>& of) {
    std::string order;
    for (const testing::EffectRecord& record : world_->faults.records())
      for (const testing::Effect effect : of)
        if (record.effect == effect) order += (order.empty() ? "" : " ") + record.Text();
    return order;
  }
  /// The states entered so far.
  std::string Path() {
    std::string path;
    for (const Transition& t : world_->platform().history())
      path += (path.empty() ? "" : " ") + std::string(StateName(t.to));
    return path;
  }
  void ExpectNothingLostNorReordered() {
    world_->Advance(kNsPerSecond);
    EXPECT_EQ(world_->traffic.totals().delivered, world_->traffic.totals().sent);
    EXPECT_EQ(world_->traffic.totals().reordered, 0u);
  }
  void TearDown() override { EXPECT_EQ(world_->Complaint(), ""); }

  std::unique_ptr<testing::SimWorld> world_;
};

}  // namespace vfpair

#endif  // VFPAIR_TESTS_UNIT_PAIR_FIXTURE_H_
