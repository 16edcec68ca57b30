// SPDX-License-Identifier: BSD-2-Clause
#include "vfpair/registry.h"

#include <gtest/gtest.h>

#include "vfpair/testing/sim_world.h"

namespace vfpair {
namespace {

using testing::DefaultSyntheticSpec;
using testing::DefaultVfSpec;
using testing::SimNicSpec;
using testing::SimOptions;
using testing::SimPlatform;
using testing::SimWorld;
using testing::UnicastMac;

// A machine whose S has the address 02:00:00:00:00:n.
SimOptions WithMac(U8 n) {
  SimOptions options;
  options.synthetic.mac = options.synthetic.permanent_mac = UnicastMac(n);
  return options;
}
SimNicSpec VfWithMac(U8 n) {
  SimNicSpec spec = DefaultVfSpec();
  spec.mac = spec.permanent_mac = UnicastMac(n);
  return spec;
}

class RegistryTest : public ::testing::Test {
 protected:
  SimWorld one_{WithMac(1)}, two_{WithMac(2)};
  Registry<SimPlatform, 2> registry_;
};

TEST_F(RegistryTest, OffersArrivalsToThePairTheyBelongTo) {
  ASSERT_TRUE(registry_.Add(one_.pair()).ok());
  ASSERT_TRUE(registry_.Add(two_.pair()).ok());
  auto& vf = two_.AddVf(VfWithMac(2));
  EXPECT_TRUE(registry_.Arrived(vf.Facts()).ok());
  EXPECT_EQ(one_.pair().state(), State::kIdle);
  EXPECT_EQ(two_.pair().state(), State::kSettling);
  EXPECT_EQ(registry_.HolderOf(VfId(vf.id())), &two_.pair());
  registry_.Departed(VfId(vf.id()));
  EXPECT_EQ(two_.pair().state(), State::kIdle);
  EXPECT_EQ(registry_.HolderOf(VfId(vf.id())), nullptr);
}

TEST_F(RegistryTest, RefusesASyntheticThatHasAPair) {
  ASSERT_TRUE(registry_.Add(one_.pair()).ok());
  EXPECT_EQ(registry_.Add(one_.pair()).reason(), Reason::kSyntheticTaken);
  EXPECT_EQ(registry_.size(), 1u);
}

TEST_F(RegistryTest, SyntheticOfAPairIsNobodysVf) {
  ASSERT_TRUE(registry_.Add(one_.pair()).ok());
  EXPECT_EQ(registry_.Arrived(one_.synthetic().Facts()).reason(), Reason::kSyntheticTaken);
}

TEST_F(RegistryTest, TellsTheMostTellingRefusal) {
  EXPECT_EQ(registry_.Arrived(one_.AddVf().Facts()).reason(), Reason::kNotPaired);
  ASSERT_TRUE(registry_.Add(one_.pair()).ok());
  ASSERT_TRUE(registry_.Add(two_.pair()).ok());
  SimNicSpec spec = VfWithMac(1);
  spec.kind |= kKindAddresses;
  EXPECT_EQ(registry_.Arrived(one_.AddVf(spec).Facts()).reason(), Reason::kVfHasAddresses);
  EXPECT_EQ(registry_.Arrived(one_.AddVf(VfWithMac(9)).Facts()).reason(), Reason::kNotPaired);
}

TEST_F(RegistryTest, RefusesMoreThanItHolds) {
  SimWorld three(WithMac(3));
  ASSERT_TRUE(registry_.Add(one_.pair()).ok());
  ASSERT_TRUE(registry_.Add(two_.pair()).ok());
  EXPECT_EQ(registry_.Add(three.pair()).reason(), Reason::kNoMemory);
  EXPECT_FALSE(three.synthetic().overlaid);
}

TEST_F(RegistryTest, PairThatDoesNotStartIsNotKept) {
  SimOptions options = WithMac(4);
  options.synthetic.kind |= kKindMember;
  SimWorld world(options);
  EXPECT_EQ(registry_.Add(world.pair()).reason(), Reason::kSyntheticIsMember);
  EXPECT_EQ(registry_.size(), 0u);
}

TEST_F(RegistryTest, RemoveShutsThePairDown) {
  ASSERT_TRUE(registry_.Add(one_.pair()).ok());
  registry_.Remove(one_.pair());
  EXPECT_EQ(one_.pair().state(), State::kClosed);
  EXPECT_EQ(registry_.Find(one_.pair().synthetic()), nullptr);
  EXPECT_EQ(one_.IdentityComplaint(), "");
}

}  // namespace
}  // namespace vfpair
