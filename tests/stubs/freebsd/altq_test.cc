// SPDX-License-Identifier: BSD-2-Clause
// A kernel with ALTQ, and a synthetic whose driver has a queue that is shaped.
#include "tests/stubs/freebsd/shim_test.h"

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

namespace {

class AltqTest : public ShimTest {
 protected:
  AltqTest() : ShimTest({.start_routine = true}, {.driver = "mce"}) {}
};

TEST_F(AltqTest, ShapedPacketsLeaveByTheVf) {
  s->if_snd.shaped = true;
  Send(s, 1);
  Activate();
  Send(s, 2);
  EXPECT_THAT(s.sent, ElementsAre(1));
  EXPECT_THAT(v.sent, ElementsAre(2));
  v.Detach();
  Send(s, 3);
  EXPECT_THAT(s.sent, ElementsAre(1, 3));
}

TEST_F(AltqTest, TheyAreCountedOnce) {
  s->if_snd.shaped = true;
  Activate();
  Send(s, 1);
  EXPECT_EQ(s->counters[IFCOUNTER_OPACKETS], 1u);
  EXPECT_EQ(s->counters[IFCOUNTER_OBYTES], 60u);
}

// What tells a cut-over that S has sent everything must not wait for the cut-over itself.
TEST_F(AltqTest, MarkersForSyntheticsDriverReachIt) {
  s->if_snd.shaped = true;
  Activate();
  EXPECT_GT(s.markers, 0);
  EXPECT_EQ(v.markers, 0);
  EXPECT_THAT(Command("status"), HasSubstr("drain_timeouts=0"));
}

// Some drivers (epair, those of iflib) call their own start routine when they have queued a packet.
TEST_F(AltqTest, DriversThatCallTheirOwnStartRoutineAreShapedForTheVfToo) {
  static if_start_fn_t own_start;
  own_start = s->if_start;
  s->if_transmit = [](ifnet* ifp, mbuf* m) {
    int error;
    IFQ_ENQUEUE(&ifp->if_snd, m, error);
    if (error == 0) own_start(ifp);
    return error;
  };
  s->if_snd.shaped = true;
  Activate();
  Send(s, 1);
  EXPECT_THAT(v.sent, ElementsAre(1));
  EXPECT_THAT(s.sent, IsEmpty());
}

TEST_F(AltqTest, WhatTheDisciplineDoesNotTakeIsCounted) {
  s->if_snd.shaped = true;
  Activate();
  s->if_snd.packets.limit = 0;
  EXPECT_NE(Send(s, 1), 0);
  EXPECT_EQ(s->counters[IFCOUNTER_OQDROPS], 1u);
}

TEST_F(AltqTest, ACutOverKeepsTheirOrder) {
  s->if_snd.shaped = true;
  Pair();
  uint64_t next = 1;
  fake::OnSleep([&] { Send(s, next++); });
  Wire().clear();
  v.Attach();
  fake::AdvanceMs(1000);
  fake::OnSleep(nullptr);
  EXPECT_EQ(Of("path"), "vf");
  EXPECT_EQ(Wire().size(), next - 1);
  EXPECT_TRUE(std::is_sorted(Wire().begin(), Wire().end()));
}

TEST_F(AltqTest, UnshapedPacketsPassTheQueueBy) {
  Activate();
  Send(s, 1);
  EXPECT_THAT(v.sent, ElementsAre(1));
  EXPECT_THAT(s.sent, IsEmpty());
}

TEST_F(AltqTest, TheStartRoutineIsGivenBack) {
  const Snapshot before(s.ifp());
  Activate();
  EXPECT_NE(s->if_start, before.start);
  Command("unpair vtnet0");
  EXPECT_EQ(Snapshot(s.ifp()), before);
}

}  // namespace
