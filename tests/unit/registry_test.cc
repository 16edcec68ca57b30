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

// An address that changed since the pair was added: found all the same, then and afterwards.
TEST_F(RegistryTest, OffersArrivalsByTheAddressThatIsNow) {
  ASSERT_TRUE(registry_.Add(one_.pair()).ok());
  ASSERT_TRUE(registry_.Add(two_.pair()).ok());
  ASSERT_TRUE(two_.pair().ChangeMac(UnicastMac(7)).ok());
  for (int round = 0; round < 2; ++round) {
    auto& vf = two_.AddVf(VfWithMac(7));
    EXPECT_TRUE(registry_.Arrived(vf.Facts()).ok());
    EXPECT_EQ(registry_.HolderOf(VfId(vf.id())), &two_.pair());
    registry_.Departed(VfId(vf.id()));
  }
  EXPECT_EQ(registry_.Arrived(two_.AddVf(VfWithMac(2)).Facts()).reason(), Reason::kNotPaired);
}

// Of several pairs with one address the first that was added takes V, whatever was removed.
TEST_F(RegistryTest, FirstAddedIsFirstAsked) {
  SimWorld before(WithMac(3)), also_two(WithMac(2));
  ASSERT_TRUE(registry_.Add(before.pair()).ok());
  ASSERT_TRUE(registry_.Add(two_.pair()).ok());
  registry_.Remove(before.pair());
  ASSERT_TRUE(registry_.Add(also_two.pair()).ok());  // where `before` was
  auto& vf = two_.AddVf(VfWithMac(2));
  EXPECT_TRUE(registry_.Arrived(vf.Facts()).ok());
  EXPECT_EQ(registry_.HolderOf(VfId(vf.id())), &two_.pair());
  registry_.Remove(also_two.pair());
}

TEST_F(RegistryTest, PlaceOfARemovedPairIsFree) {
  for (int round = 0; round < 10; ++round) {
    SimWorld other(WithMac(static_cast<U8>(10 + round)));
    ASSERT_TRUE(registry_.Add(other.pair()).ok());
    ASSERT_TRUE(registry_.Add(one_.pair()).ok() || round > 0);
    EXPECT_EQ(registry_.size(), 2u);
    registry_.Remove(other.pair());
    EXPECT_EQ(registry_.Find(other.pair().synthetic()), nullptr);
    EXPECT_EQ(registry_.Find(one_.pair().synthetic()), &one_.pair());
  }
}

// More Vs than there is room to remember come and go; those that are there are still found.
TEST_F(RegistryTest, ForgetsVfsThatAreGoneAndNoneThatIsThere) {
  ASSERT_TRUE(registry_.Add(one_.pair()).ok());
  ASSERT_TRUE(registry_.Add(two_.pair()).ok());
  auto& held = one_.AddVf(VfWithMac(1));
  auto& listed = one_.AddVf(VfWithMac(1));
  ASSERT_TRUE(registry_.Arrived(held.Facts()).ok());
  ASSERT_TRUE(registry_.Arrived(listed.Facts()).ok());
  for (int round = 0; round < 200; ++round) {
    auto& vf = two_.AddVf(VfWithMac(2));
    ASSERT_TRUE(registry_.Arrived(vf.Facts()).ok());
    EXPECT_EQ(registry_.HolderOf(VfId(vf.id())), &two_.pair());
    registry_.Departed(VfId(vf.id()));
    EXPECT_EQ(registry_.HolderOf(VfId(vf.id())), nullptr);
  }
  EXPECT_EQ(registry_.HolderOf(VfId(held.id())), &one_.pair());
  registry_.Departed(VfId(listed.id()));
  EXPECT_EQ(one_.pair().candidates(), 0u);
  registry_.Departed(VfId(held.id()));
  EXPECT_EQ(one_.pair().state(), State::kIdle);
}

// ---- Hints ----

TEST(Hints, EachThatWasAddedIsFollowed) {
  Hints<64, 4> hints;
  const auto finds = [&](U64 hash, U32 number) {
    bool found = false;
    hints.Follow(hash, [&](U32 hint) { return found = found || hint == number; });
    return found;
  };
  for (U32 number = 0; number < 64; ++number)
    for (U64 key = 0; key < 4; ++key) {
      EXPECT_FALSE(hints.IsWorn());
      hints.Add(HashOf(number, key), number);
      hints.Add(HashOf(number, key), number);  // costs nothing
    }
  for (U32 number = 0; number < 64; ++number)
    for (U64 key = 0; key < 4; ++key) EXPECT_TRUE(finds(HashOf(number, key), number));
  EXPECT_FALSE(finds(HashOf(1, 9), 1));
}

TEST(Hints, FollowsNoFurtherThanIsAsked) {
  Hints<4, 4> hints;
  for (U32 number = 0; number < 4; ++number) hints.Add(5, number);
  int followed = 0;
  hints.Follow(5, [&](U32) { return ++followed == 2; });
  EXPECT_EQ(followed, 2);
}

TEST(Hints, WornTableIsClearedBeforeItIsFull) {
  Hints<1, 2> hints;
  U64 key = 0;
  for (; !hints.IsWorn(); ++key) hints.Add(HashOf(key, 0), 0);
  EXPECT_GE(key, 2u);
  hints.Follow(HashOf(99, 0), [](U32) { return false; });  // ends
  hints.Clear();
  EXPECT_FALSE(hints.IsWorn());
  hints.Follow(HashOf(0, 0), [](U32) {
    ADD_FAILURE() << "a hint after Clear()";
    return true;
  });
}

}  // namespace
}  // namespace vfpair
