// SPDX-License-Identifier: BSD-2-Clause
// A first look: the module loads, pairs, moves packets, and leaves nothing behind.
#include "tests/stubs/freebsd/shim_test.h"

using ::testing::ElementsAre;
using ::testing::HasSubstr;

namespace {

class LifeTest : public ShimTest {};

TEST_F(LifeTest, LoadsAndUnloads) { EXPECT_EQ(Command("status"), "ok\n"); }

TEST_F(LifeTest, PacketsFollowTheVf) {
  Pair();
  EXPECT_EQ(Send(s, 1), 0);
  Activate();
  EXPECT_EQ(Of("vf"), "mce0");
  EXPECT_EQ(Of("path"), "vf");
  EXPECT_EQ(Send(s, 2), 0);
  v.Receive({3, 4});
  EXPECT_THAT(s.sent, ElementsAre(1));
  EXPECT_THAT(v.sent, ElementsAre(2));
  EXPECT_THAT(Received(s), ElementsAre(3, 4));
  v.Detach();
  fake::RunTasks();
  EXPECT_EQ(Send(s, 5), 0);
  EXPECT_THAT(s.sent, ElementsAre(1, 5));
  EXPECT_THAT(Command("status"), HasSubstr("state=idle path=synthetic"));
}

}  // namespace
