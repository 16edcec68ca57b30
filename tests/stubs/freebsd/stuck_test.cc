// SPDX-License-Identifier: BSD-2-Clause
// S leaves while another has its hook over ours. Ours must stay for the calls that are still passed
// on to it, and so must the module: one test, because there is no way back.
#include <sys/epoch.h>

#include "tests/stubs/freebsd/shim_test.h"

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

namespace {

if_transmit_fn_t transmit_below = nullptr;
int OthersTransmit(ifnet* ifp, mbuf* m) { return transmit_below(ifp, m); }

class StuckTest : public ShimTest {};

TEST_F(StuckTest, TheModuleStaysAndOtherPairsDoNotNotice) {
  unload_at_end = false;
  Nic t("T", {.unit = 1, .mac = {2, 7, 7, 7, 7, 7}}),
      w("W", {.driver = "ix", .mac = {2, 7, 7, 7, 7, 7}});
  t.Attach();
  fake::SetUp(t.ifp(), true);
  w.Attach();
  ASSERT_THAT(Command("pair vtnet1 mac"), StartsWith("ok"));
  Activate();

  transmit_below = s->if_transmit;
  s->if_transmit = OthersTransmit;
  s.Detach();
  fake::RunTasks();
  EXPECT_THAT(fake::TakeComplaints(), ElementsAre("main: vtnet0 is gone, with 1 references to it"));
  EXPECT_EQ(v->references, 1);
  epoch_tracker et;
  NET_EPOCH_ENTER(et);
  EXPECT_EQ(OthersTransmit(s.ifp(), fake::MakePacket(1)), 0);  // late, and as if we were not there
  NET_EPOCH_EXIT(et);
  EXPECT_THAT(s.sent, ElementsAre(1));

  EXPECT_EQ(fake::Unload(), EBUSY);
  EXPECT_THAT(Command("status"), HasSubstr("synthetic=vtnet1 vf=ix0 state=active"));
  EXPECT_THAT(Command("unpair vtnet1"), StartsWith("ok"));
}

}  // namespace
