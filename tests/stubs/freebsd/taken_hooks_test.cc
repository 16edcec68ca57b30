// SPDX-License-Identifier: BSD-2-Clause
// Others put their methods over ours: lagg, netmap and the like. What cannot be undone is not
// begun.
#include "tests/stubs/freebsd/shim_test.h"

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

namespace {

if_transmit_fn_t transmit_below = nullptr;
int LaggTransmit(ifnet* ifp, mbuf* m) { return transmit_below(ifp, m); }
if_ioctl_fn_t ioctl_below = nullptr;
int LaggIoctl(ifnet* ifp, u_long command, caddr_t data) { return ioctl_below(ifp, command, data); }

class TakenHooksTest : public ShimTest {
 protected:
  void TakeTransmit() {
    transmit_below = s->if_transmit;
    s->if_transmit = LaggTransmit;
  }
  void TakeIoctl() {
    ioctl_below = s->if_ioctl;
    s->if_ioctl = LaggIoctl;
  }
  void GiveBack() {
    if (s->if_transmit == LaggTransmit) s->if_transmit = transmit_below;
    if (s->if_ioctl == LaggIoctl) s->if_ioctl = ioctl_below;
  }
};

TEST_F(TakenHooksTest, UnpairIsRefusedAndChangesNothing) {
  Activate();
  TakeTransmit();
  const Snapshot s_before(s.ifp()), v_before(v.ifp());
  EXPECT_THAT(Command("unpair vtnet0"), StartsWith("refused: vtnet0: others hooked"));
  EXPECT_EQ(Snapshot(s.ifp()), s_before);
  EXPECT_EQ(Snapshot(v.ifp()), v_before);
  Send(s, 1);
  EXPECT_THAT(v.sent, ElementsAre(1));
  GiveBack();
  EXPECT_THAT(Command("unpair vtnet0"), StartsWith("ok"));
}

TEST_F(TakenHooksTest, UnloadIsRefusedAndChangesNothing) {
  Activate();
  TakeIoctl();
  const Snapshot s_before(s.ifp()), v_before(v.ifp());
  const size_t handlers = fake::HandlerCount();
  EXPECT_EQ(fake::Unload(), EBUSY);
  EXPECT_EQ(Snapshot(s.ifp()), s_before);
  EXPECT_EQ(Snapshot(v.ifp()), v_before);
  EXPECT_EQ(fake::HandlerCount(), handlers);
  EXPECT_EQ(Of("state"), "active");
  EXPECT_THAT(Command("status"), HasSubstr("state=active"));
  GiveBack();
}

TEST_F(TakenHooksTest, OneOfTwoPairsTakenKeepsBoth) {
  Nic t("T", {.unit = 1, .mac = {2, 7, 7, 7, 7, 7}});
  t.Attach();
  Activate();
  EXPECT_THAT(Command("pair vtnet1 mac"), StartsWith("ok"));
  TakeTransmit();
  EXPECT_EQ(fake::Unload(), EBUSY);
  EXPECT_THAT(Command("status"), HasSubstr("synthetic=vtnet1"));
  GiveBack();
  EXPECT_EQ(fake::Unload(), 0);
  EXPECT_EQ(fake::Load(), 0);
}

TEST_F(TakenHooksTest, VfWhoseInputIsTakenIsLetGoWithTheOthersHookInPlace) {
  Activate();
  void (*const others)(ifnet*, mbuf*) = [](ifnet*, mbuf* m) { m_freem(m); };
  const auto ours = std::exchange(v->if_input, others);
  EXPECT_THAT(Command("unpair vtnet0"), StartsWith("ok"));
  EXPECT_EQ(v->if_input, others);
  EXPECT_EQ(fake::Unload(), EBUSY);
  v->if_input = ours;
}

TEST_F(TakenHooksTest, PairsAreMadeOverHooksThatWereThere) {
  TakeTransmit();
  TakeIoctl();
  const Snapshot before(s.ifp());
  Activate();
  Send(s, 1);
  EXPECT_THAT(v.sent, ElementsAre(1));
  EXPECT_THAT(Command("unpair vtnet0"), StartsWith("ok"));
  EXPECT_EQ(Snapshot(s.ifp()), before);
  Send(s, 2);
  EXPECT_THAT(s.sent, ElementsAre(2));
  GiveBack();
}

}  // namespace
