// SPDX-License-Identifier: BSD-2-Clause
// Another takes S's input in the milliseconds in which it is ours, and keeps calling ours until S
// leaves, and after: it must go on delivering, so it must stay, and the module too. One test,
// because there is no way back.
#include <sys/epoch.h>

#include "tests/stubs/freebsd/shim_test.h"

using ::testing::ElementsAre;
using ::testing::StartsWith;

namespace {

void (*input_below)(ifnet*, mbuf*) = nullptr;
void OthersInput(ifnet* ifp, mbuf* m) { input_below(ifp, m); }

class StuckInputTest : public ShimTest {};

TEST_F(StuckInputTest, SyntheticsInputStillArrives) {
  unload_at_end = false;
  const auto own = s->if_input;
  fake::OnSleep([&] {
    if (s->if_input == own || input_below != nullptr) return;
    input_below = s->if_input;
    s->if_input = OthersInput;
  });
  Activate();
  fake::SetUp(v.ifp(), false);
  fake::AdvanceMs(1000);
  fake::OnSleep(nullptr);
  ASSERT_NE(input_below, nullptr);
  s.Receive({1});
  EXPECT_EQ(fake::Unload(), EBUSY);
  EXPECT_EQ(Of("vf"), "mce0");
  EXPECT_THAT(Command("unpair vtnet0"), StartsWith("refused: vtnet0: others hooked"));
  s.Receive({2, 3});
  v.Receive({4});
  EXPECT_THAT(Received(s), ElementsAre(1, 2, 3, 4));
  s.Detach();
  EXPECT_THAT(fake::TakeComplaints(), ElementsAre("main: vtnet0 is gone, with 1 references to it"));
  EXPECT_EQ(v->references, 1);
  epoch_tracker et;
  NET_EPOCH_ENTER(et);
  mbuf* const m = fake::MakePacket(5);
  m->m_pkthdr.rcvif = s.ifp();
  OthersInput(s.ifp(), m);  // late, and as if we were not there
  NET_EPOCH_EXIT(et);
  EXPECT_EQ(fake::Unload(), EBUSY);
}

}  // namespace
