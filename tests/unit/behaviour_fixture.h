// SPDX-License-Identifier: BSD-2-Clause
// One simulated machine with a pair, and what the behaviour tests ask of it.
#ifndef VFPAIR_TESTS_UNIT_BEHAVIOUR_FIXTURE_H_
#define VFPAIR_TESTS_UNIT_BEHAVIOUR_FIXTURE_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "vfpair/testing/sim_world.h"

namespace vfpair::testing {

class BehaviourTest : public ::testing::Test {
 protected:
  void Begin(SimOptions options = {}) {
    world_ = std::make_unique<SimWorld>(std::move(options));
    ASSERT_TRUE(world_->StartPair().ok());
  }
  SimNic& BeginActive(SimOptions options = {}, SimNicSpec vf = DefaultVfSpec()) {
    Begin(std::move(options));
    return Attach(vf);
  }
  /// Another V arrives and becomes the path.
  SimNic& Attach(SimNicSpec spec = DefaultVfSpec()) {
    SimNic& vf = world_->AddVf(spec);
    EXPECT_TRUE(world_->Arrive(vf).ok());
    world_->Advance(kNsPerSecond);
    EXPECT_EQ(State(), "active");
    return vf;
  }
  /// V leaves the pair and stays in the machine: its driver goes, or it moves to another namespace.
  void Leave(SimNic& vf) {
    world_->platform().SetContext(SimPlatform::Context::kActor);
    world_->platform().SetDeparting(&vf);
    world_->pair().Departed(VfId(vf.id()));
    world_->platform().SetDeparting(nullptr);
    world_->platform().SetContext(SimPlatform::Context::kNone);
  }

  std::string State() { return StateName(world_->pair().state()); }
  SimNic& S() { return world_->synthetic(); }
  /// The given effects in the order in which they happened since ForgetRecords().
  std::string Order(const std::vector<Effect>& of) {
    std::string order;
    for (const EffectRecord& record : world_->faults.records())
      for (const Effect effect : of)
        if (record.effect == effect) order += (order.empty() ? "" : " ") + record.Text();
    return order;
  }
  void ExpectNothingLost() {
    world_->Advance(100 * kNsPerMs);
    const TrafficTotals& t = world_->traffic.totals();
    EXPECT_EQ(t.delivered, t.sent);
    EXPECT_EQ(t.duplicated + t.reordered, 0u);
  }
  void TearDown() override {
    if (world_ != nullptr) {
      EXPECT_EQ(world_->Complaint(), "");
    }
  }

  std::unique_ptr<SimWorld> world_;
};

}  // namespace vfpair::testing

#endif  // VFPAIR_TESTS_UNIT_BEHAVIOUR_FIXTURE_H_
