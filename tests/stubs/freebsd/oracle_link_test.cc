// SPDX-License-Identifier: BSD-2-Clause
// Which link S shows (A20); see oracle_lifecycle_test.cc.
#include "tests/stubs/freebsd/shim_test.h"

namespace {

class OracleLink : public ShimTest {
 protected:
  /// V has, or loses, its link, and everybody has heard of it.
  static void Link(Nic& nic, int state) {
    fake::LinkChanged(nic.ifp(), state);
    fake::RunTasks();
  }
};

// A20 CMP
TEST_F(OracleLink, HnShowsVfsLinkAsSynthetics) {
  Activate("profile=hn");
  EXPECT_EQ(s->if_link_state, LINK_STATE_UP);
  Link(v, LINK_STATE_DOWN);
  EXPECT_EQ(s->if_link_state, LINK_STATE_DOWN);
  Link(v, LINK_STATE_UP);
  EXPECT_EQ(s->if_link_state, LINK_STATE_UP);
}

// A20 BETTER
TEST_F(OracleLink, VfThatHadLinkBeforeItWasPairedGivesItToSynthetic) {
  Link(s, LINK_STATE_DOWN);
  Activate();
  EXPECT_EQ(Of("path"), "vf");
  EXPECT_EQ(s->if_link_state, LINK_STATE_UP);
}

// A20 BETTER
TEST_F(OracleLink, SyntheticIsUsedWithItsOwnLinkWhileVfHasNone) {
  Activate();
  Link(v, LINK_STATE_DOWN);
  EXPECT_EQ(Of("path"), "synthetic");
  EXPECT_EQ(s->if_link_state, LINK_STATE_UP);
}

TEST_F(OracleLink, SyntheticThatLosesItsOwnLinkGoesOnShowingVfs) {
  Activate();
  Link(s, LINK_STATE_DOWN);
  EXPECT_EQ(s->if_link_state, LINK_STATE_UP);
  EXPECT_EQ(Of("path"), "vf");
  EXPECT_EQ(Send(s, 1), 0);
  EXPECT_THAT(v.sent, ::testing::ElementsAre(1));
  v.Detach();
  fake::RunTasks();
  EXPECT_EQ(s->if_link_state, LINK_STATE_DOWN);
}

// Its driver said something that S showed anyway, so nobody heard of it.
TEST_F(OracleLink, LinkThatCameBackUnheardIsShownAfterwards) {
  Link(s, LINK_STATE_DOWN);
  Activate();
  Link(s, LINK_STATE_UP);
  Command("unpair vtnet0");
  fake::RunTasks();
  EXPECT_EQ(s->if_link_state, LINK_STATE_UP);
}

TEST_F(OracleLink, DriverThatNeverToldItsLinkIsNotMadeTo) {
  s.Detach();
  s.spec().link = LINK_STATE_UNKNOWN;
  s.Attach();
  fake::SetUp(s.ifp(), true);
  Activate();
  EXPECT_EQ(s->if_link_state, LINK_STATE_UP);
  Command("unpair vtnet0");
  fake::RunTasks();
  EXPECT_EQ(s->if_link_state, LINK_STATE_UNKNOWN);
}

TEST_F(OracleLink, SyntheticThatMovesToAJailTakesItsOwnLinkAlong) {
  Link(s, LINK_STATE_DOWN);
  Activate();
  const vnet* const host = s->if_vnet;
  fake::MoveTo(s.ifp(), fake::JailVnet());
  EXPECT_NE(s->if_vnet, host);
  EXPECT_EQ(s->if_link_state, LINK_STATE_DOWN);
}

}  // namespace
