// SPDX-License-Identifier: BSD-2-Clause
// What the behaviour tests ask of a simulated machine beyond what tests of a pair do.
#ifndef VFPAIR_TESTS_UNIT_BEHAVIOUR_FIXTURE_H_
#define VFPAIR_TESTS_UNIT_BEHAVIOUR_FIXTURE_H_

#include "tests/unit/pair_fixture.h"

namespace vfpair {

class BehaviourTest : public PairFixture {
 protected:
  /// Another V arrives and becomes the path.
  testing::SimNic& Attach(const testing::SimNicSpec& spec = testing::DefaultVfSpec()) {
    testing::SimNic& vf = world_->AddVf(spec);
    EXPECT_TRUE(world_->Arrive(vf).ok());
    world_->Advance(kNsPerSecond);
    EXPECT_EQ(State(), "active");
    return vf;
  }
  /// V leaves the pair and stays in the machine: its driver is unbound, or a migration is prepared.
  void Leave(testing::SimNic& vf) {
    using Context = testing::SimPlatform::Context;
    world_->platform().SetContext(Context::kActor);
    world_->platform().SetDeparting(&vf);
    world_->pair().Departed(VfId(vf.id()));
    world_->platform().SetDeparting(nullptr);
    world_->platform().SetContext(Context::kNone);
  }
  testing::SimNic& S() { return world_->synthetic(); }
};

}  // namespace vfpair

#endif  // VFPAIR_TESTS_UNIT_BEHAVIOUR_FIXTURE_H_
