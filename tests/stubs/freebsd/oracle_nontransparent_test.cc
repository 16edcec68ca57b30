// SPDX-License-Identifier: BSD-2-Clause
// Non-transparent mode (A28, section 19 of hn(4)'s behaviour); see oracle_lifecycle_test.cc.
#include "tests/stubs/freebsd/shim_test.h"

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

namespace {

class OracleNonTransparent : public ShimTest {
 protected:
  /// A pair whose V is its user's: with an address, up.
  void Track() {
    v.Attach();
    fake::GiveIpAddress(v.ifp());
    Pair("profile=nontransparent");
    fake::SetUp(v.ifp(), true);
    fake::AdvanceMs(10);
  }
};

// A28 CMP, R-NXP-2
TEST_F(OracleNonTransparent, VfThatComesUpTakesWhatSyntheticReceives) {
  Track();
  EXPECT_EQ(Of("state"), "active");
  EXPECT_EQ(s->if_pcount, 1);
  EXPECT_EQ(s->if_link_state, LINK_STATE_DOWN);
  s.Receive({1, 2});
  EXPECT_THAT(Received(v), ElementsAre(1, 2));
  EXPECT_THAT(Received(s), IsEmpty());
}

// A28 CMP, R-NXP-3
TEST_F(OracleNonTransparent, WhatSyntheticReceivesIsTappedAndCountedOnBoth) {
  Track();
  s->if_bpf->listeners = 1;
  const uint64_t taps = s->if_bpf->packets, bytes = s->counters[IFCOUNTER_IBYTES];
  const uint64_t packets = v->counters[IFCOUNTER_IPACKETS];
  s.Receive({1, 2});
  EXPECT_EQ(s->if_bpf->packets, taps + 2);
  EXPECT_GT(s->counters[IFCOUNTER_IBYTES], bytes);
  EXPECT_EQ(v->counters[IFCOUNTER_IPACKETS], packets + 2);
}

// A28 CMP, R-NXP-4
TEST_F(OracleNonTransparent, NothingIsRedirected) {
  Track();
  EXPECT_EQ(Send(s, 1), 0);
  EXPECT_EQ(Send(v, 2), 0);
  EXPECT_THAT(s.sent, ElementsAre(1));
  EXPECT_THAT(v.sent, ElementsAre(2));
}

// A28 CMP, R-NXP-1: V is its user's, as S is.
TEST_F(OracleNonTransparent, SettingsOfOneAreNoneOfTheOther) {
  Track();
  EXPECT_EQ(fake::SetMtu(v.ifp(), 4000), 0);
  EXPECT_EQ(fake::SetMtu(s.ifp(), 3000), 0);
  EXPECT_EQ(fake::SetUp(s.ifp(), false), 0);
  fake::RunTasks();
  EXPECT_EQ(v->if_mtu, 4000u);
  EXPECT_EQ(s->if_mtu, 3000u);
  EXPECT_NE(v->if_flags & IFF_UP, 0);
  EXPECT_EQ(Of("vf"), "mce0");
}

// A28 CMP, R-NXP-2
TEST_F(OracleNonTransparent, VfThatGoesDownGivesSyntheticItsInputBack) {
  Track();
  fake::SetUp(v.ifp(), false);
  fake::RunTasks();
  EXPECT_EQ(s->if_pcount, 0);
  EXPECT_EQ(s->if_link_state, LINK_STATE_UP);
  s.Receive({3});
  EXPECT_THAT(Received(s), ElementsAre(3));
}

TEST_F(OracleNonTransparent, EndOfThePairLeavesNoTrace) {
  v.Attach();
  fake::SetUp(v.ifp(), true);
  const Snapshot s_before(s.ifp()), v_before(v.ifp());
  Pair("profile=nontransparent");
  fake::AdvanceMs(10);
  EXPECT_EQ(Of("state"), "active");
  EXPECT_THAT(Command("unpair vtnet0"), HasSubstr("ok"));
  fake::RunTasks();
  EXPECT_EQ(Snapshot(s.ifp()), s_before);
  EXPECT_EQ(Snapshot(v.ifp()), v_before);
}

TEST_F(OracleNonTransparent, VfThatIsRemovedTakesNothingAlong) {
  Track();
  v.Detach();
  fake::RunTasks();
  EXPECT_EQ(s->if_pcount, 0);
  EXPECT_EQ(s->if_link_state, LINK_STATE_UP);
  s.Receive({4});
  EXPECT_THAT(Received(s), ElementsAre(4));
}

}  // namespace
