// SPDX-License-Identifier: BSD-2-Clause
// A kernel with ALTQ, and a synthetic whose driver has a queue that is shaped.
#include "tests/stubs/freebsd/shim_test.h"

using ::testing::ElementsAre;
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
