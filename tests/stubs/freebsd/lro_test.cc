// SPDX-License-Identifier: BSD-2-Clause
// A TCP stack that takes segments in queues (RACK, BBR): the driver of V would hand them to it as
// V's, past everything that S has on its input (R-RX-10, W-29). So V does no LRO then.
#include "tests/stubs/freebsd/shim_test.h"

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

namespace {

class LroTest : public ShimTest {
 protected:
  ~LroTest() override {
    for (; stacks_ != 0; --stacks_) fake::UnloadTcpStack();
  }
  void LoadStack(bool queues_segments = true) {
    fake::LoadTcpStack(queues_segments);
    ++stacks_;
  }
  void UnloadStack() {
    fake::UnloadTcpStack();
    --stacks_;
  }
  static bool DoesLro(Nic& nic) { return (nic->if_capenable & IFCAP_LRO) != 0; }

 private:
  int stacks_ = 0;
};

TEST_F(LroTest, WithoutSuchAStackVfDoesIt) {
  LoadStack(false);
  Activate();
  EXPECT_TRUE(DoesLro(v));
  fake::AdvanceMs(5000);
  EXPECT_TRUE(DoesLro(v));
  EXPECT_THAT(TakeJournal(), IsEmpty());
}

TEST_F(LroTest, WithOneVfDoesItNotAndSyntheticGoesOn) {
  LoadStack();
  v.Attach();
  const Snapshot s_before(s.ifp()), v_before(v.ifp());
  Activate();
  EXPECT_FALSE(DoesLro(v));
  EXPECT_TRUE(DoesLro(s));
  EXPECT_TRUE(s->if_capabilities & IFCAP_LRO);
  Command("unpair vtnet0");
  EXPECT_EQ(Snapshot(s.ifp()), s_before);
  EXPECT_EQ(Snapshot(v.ifp()), v_before);
}

TEST_F(LroTest, NeitherWhereSyntheticCannotDoIt) {
  s.spec().capabilities &= ~IFCAP_LRO;
  s->if_capabilities &= ~IFCAP_LRO;
  s->if_capenable &= ~IFCAP_LRO;
  const Snapshot s_before(s.ifp());
  Activate();
  EXPECT_TRUE(DoesLro(v));
  LoadStack();
  fake::AdvanceMs(2000);
  EXPECT_FALSE(DoesLro(v));
  EXPECT_EQ(fake::SetCapabilities(s.ifp(), s->if_capenable & ~IFCAP_RXCSUM), 0);
  EXPECT_FALSE(DoesLro(v));
  EXPECT_FALSE(DoesLro(s));
  EXPECT_EQ(s->if_capabilities & IFCAP_LRO, 0);
  EXPECT_EQ(fake::SetCapabilities(s.ifp(), s->if_capenable | IFCAP_RXCSUM), 0);
  UnloadStack();
  fake::AdvanceMs(2000);
  EXPECT_TRUE(DoesLro(v));
  Command("unpair vtnet0");
  EXPECT_EQ(Snapshot(s.ifp()), s_before);
}

TEST_F(LroTest, OneThatIsLoadedLaterIsNoticedWithinASecondOrTwo) {
  Activate();
  LoadStack();
  fake::AdvanceMs(2000);
  EXPECT_FALSE(DoesLro(v));
  EXPECT_EQ(Of("path"), "vf");
  EXPECT_THAT(TakeJournal(), Not(Contains("V up")));
  UnloadStack();
  fake::AdvanceMs(2000);
  EXPECT_TRUE(DoesLro(v));
}

TEST_F(LroTest, NoticedAtOnceWhenFactsAreRead) {
  Activate();
  LoadStack();
  fake::SetMtu(s.ifp(), 1400);
  fake::RunTasks();
  EXPECT_FALSE(DoesLro(v));
}

TEST_F(LroTest, TheUsersWishesForSyntheticAreKept) {
  LoadStack();
  Activate();
  EXPECT_EQ(
      fake::SetCapabilities(s.ifp(), s->if_capenable & ~(IFCAP_LRO | IFCAP_TXCSUM | IFCAP_TSO)), 0);
  EXPECT_FALSE(DoesLro(s));
  EXPECT_EQ(fake::SetCapabilities(s.ifp(), s->if_capenable | IFCAP_LRO), 0);
  EXPECT_TRUE(DoesLro(s));
  EXPECT_FALSE(DoesLro(v));
  fake::RunTasks();
  EXPECT_FALSE(DoesLro(v));
  UnloadStack();
  fake::AdvanceMs(2000);
  EXPECT_TRUE(DoesLro(v));
  EXPECT_EQ(v->if_capenable & IFCAP_TXCSUM, 0);
}

TEST_F(LroTest, VfWhoseUserHadItOffIsLeftSo) {
  v.Attach();
  ASSERT_EQ(fake::SetCapabilities(v.ifp(), v->if_capenable & ~IFCAP_LRO), 0);
  LoadStack();
  Activate();
  EXPECT_FALSE(DoesLro(v));
  UnloadStack();
  fake::AdvanceMs(2000);
  EXPECT_FALSE(DoesLro(v));
  EXPECT_THAT(Command("unpair vtnet0"), StartsWith("ok"));
  EXPECT_FALSE(DoesLro(v));
}

}  // namespace
