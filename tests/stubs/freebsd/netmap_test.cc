// SPDX-License-Identifier: BSD-2-Clause
// netmap(4) on S or V, begun and ended before, after and during everything: it hooks itself in
// blindly and puts back what it found.
#include "tests/stubs/freebsd/netmap.h"

#include <algorithm>
#include <optional>

#include "tests/stubs/freebsd/shim_test.h"

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

namespace {

constexpr char kBypassed[] = "netmap or the like uses the synthetic interface's rings itself";

class NetmapTest : public ShimTest {
 protected:
  void ExpectRefusedWhile(const Netmap&) {
    EXPECT_THAT(Command("unpair vtnet0"), StartsWith("refused: vtnet0: others hooked"));
    EXPECT_EQ(fake::Unload(), EBUSY);
  }
};

class EitherNetmapTest : public NetmapTest, public ::testing::WithParamInterface<Netmap::Mode> {};
INSTANTIATE_TEST_SUITE_P(Modes, EitherNetmapTest,
                         ::testing::Values(Netmap::kNative, Netmap::kEmulated),
                         [](const auto& mode) {
                           return mode.param == Netmap::kNative ? "Native" : "Emulated";
                         });

// ---- emulated on S, after us: it works over V ----

TEST_F(NetmapTest, EmulationOnSyntheticWorksOverTheVf) {
  Activate();
  const Snapshot before(s.ifp());
  Netmap netmap(s.ifp(), Netmap::kEmulated);
  netmap.Send(1);
  EXPECT_THAT(v.sent, ElementsAre(1));
  v.Receive({2, 3, 4});  // a chain, of which netmap would take the first
  s.Receive({5});
  EXPECT_THAT(netmap.received, ElementsAre(2, 3, 4, 5));
  Send(s, 6);
  EXPECT_THAT(netmap.from_stack, ElementsAre(6));
  netmap.SendUp(7);
  EXPECT_THAT(Received(s), ElementsAre(7));
  fake::AdvanceMs(5000);
  EXPECT_EQ(Of("path"), "vf");
  netmap.End();
  EXPECT_EQ(Snapshot(s.ifp()), before);
  Send(s, 8);
  EXPECT_THAT(v.sent, ElementsAre(1, 8));
}

TEST_F(NetmapTest, EmulationOnSyntheticSeesAVfComeAndGo) {
  Pair();
  Netmap netmap(s.ifp(), Netmap::kEmulated);
  uint64_t next = 1;
  Wire().clear();
  fake::OnSleep([&] { netmap.Send(next++); });
  v.Attach();
  fake::AdvanceMs(3000);
  EXPECT_EQ(Of("path"), "vf");
  fake::SetUp(v.ifp(), false);
  fake::AdvanceMs(50);
  fake::OnSleep(nullptr);
  EXPECT_EQ(Wire().size(), next - 1);
  EXPECT_TRUE(std::is_sorted(Wire().begin(), Wire().end()));
}

// Its buffers go when its program does: what waits has data of its own.
TEST_F(NetmapTest, WhatWaitsDoesNotLieInItsBuffers) {
  Pair();
  Netmap netmap(s.ifp(), Netmap::kEmulated);
  int sent = 0;
  fake::OnSleep([&] { netmap.Send(++sent); });
  v.Attach();
  fake::AdvanceMs(3000);
  fake::OnSleep(nullptr);
  const auto held = static_cast<int>(Count("tx_held"));
  EXPECT_GT(held, 0);
  EXPECT_EQ(s.lent + v.lent, sent - held);
}

TEST_F(NetmapTest, WhatCannotWaitForLackOfMemoryIsDroppedAndCounted) {
  Pair();
  Netmap netmap(s.ifp(), Netmap::kEmulated);
  fake::OnSleep([&] { netmap.Send(1, true); });
  v.Attach();
  fake::AdvanceMs(3000);
  fake::OnSleep(nullptr);
  EXPECT_GT(Count("vf_tx_dropped"), 0u);
  EXPECT_EQ(s->counters[IFCOUNTER_OQDROPS], Count("vf_tx_dropped"));
}

// ---- on S, in a wrong order ----

TEST_P(EitherNetmapTest, WhatItPutsBackIsNotTakenFromUnderIt) {
  Activate();
  const Snapshot s_before(s.ifp());
  {
    Netmap netmap(s.ifp(), GetParam());
    ExpectRefusedWhile(netmap);
  }
  EXPECT_EQ(s->if_transmit, s_before.transmit);
  EXPECT_EQ(s->if_input, s_before.input);
  EXPECT_THAT(Command("unpair vtnet0"), StartsWith("ok"));
}

TEST_P(EitherNetmapTest, ARuleThatComesAfterItWaitsForItsEnd) {
  const Snapshot s_before(s.ifp());
  v.Attach();
  std::optional<Netmap> netmap(std::in_place, s.ifp(), GetParam());
  Pair();
  fake::AdvanceMs(5000);
  EXPECT_EQ(Of("path"), "synthetic");
  EXPECT_THAT(Of("reason"), HasSubstr(kBypassed));
  Send(s, 1);
  netmap->Send(2);
  EXPECT_THAT(netmap->from_stack, ElementsAre(1));
  EXPECT_THAT(v.sent, IsEmpty());
  netmap.reset();
  fake::AdvanceMs(2000);
  EXPECT_EQ(Of("path"), "vf");
  Send(s, 3);
  EXPECT_THAT(v.sent, ElementsAre(3));
  EXPECT_THAT(Command("unpair vtnet0"), StartsWith("ok"));
  EXPECT_EQ(Snapshot(s.ifp()), s_before);
}

TEST_P(EitherNetmapTest, ARuleThatCameAfterItCanGoBeforeIt) {
  const Snapshot s_before(s.ifp());
  std::optional<Netmap> netmap(std::in_place, s.ifp(), GetParam());
  const Snapshot s_in_netmap(s.ifp());
  v.Attach();
  Pair();
  fake::AdvanceMs(3000);
  EXPECT_THAT(Command("unpair vtnet0"), StartsWith("ok"));
  EXPECT_EQ(Snapshot(s.ifp()), s_in_netmap);
  Pair();
  EXPECT_EQ(fake::Unload(), 0);
  EXPECT_EQ(Snapshot(s.ifp()), s_in_netmap);
  netmap.reset();
  EXPECT_EQ(Snapshot(s.ifp()), s_before);
  EXPECT_EQ(fake::Load(), 0);
}

TEST_P(EitherNetmapTest, SyntheticThatLeavesFromUnderItIsLeftAlone) {
  Activate();
  std::optional<Netmap> netmap(std::in_place, s.ifp(), GetParam());
  netmap.reset();
  s.Detach();
  EXPECT_EQ(v->if_input, Snapshot(v.ifp()).input);
  EXPECT_EQ(Of("state"), "");
}

// ---- emulated on S, during a cut-over, when our hook is on S's input ----

TEST_F(NetmapTest, ThatBeginsInACutOverIsLetGo) {
  const Snapshot s_before(s.ifp());
  std::optional<Netmap> netmap;
  fake::OnSleep([&] {
    if (s->if_input != s_before.input && !netmap) netmap.emplace(s.ifp(), Netmap::kEmulated);
  });
  Activate();
  fake::SetUp(v.ifp(), false);  // V to S: what S receives waits for what V has
  fake::AdvanceMs(1000);
  fake::OnSleep(nullptr);
  ASSERT_TRUE(netmap);
  fake::AdvanceMs(20000);
  ASSERT_EQ(Of("path"), "vf");
  v.Receive({1, 2});
  s.Receive({3});
  EXPECT_THAT(netmap->received, ElementsAre(1, 2, 3));
  netmap->SendUp(4);
  EXPECT_THAT(Received(s), ElementsAre(4));
  ExpectRefusedWhile(*netmap);
  netmap->End();
  s.Receive({5});
  v.Receive({6});
  EXPECT_THAT(Received(s), ElementsAre(4, 5, 6));
  fake::AdvanceMs(2000);
  EXPECT_EQ(s->if_input, s_before.input);
  EXPECT_THAT(Command("unpair vtnet0"), StartsWith("ok"));
  EXPECT_EQ(Snapshot(s.ifp()), s_before);
}

TEST_F(NetmapTest, ThatBeginsInACutOverAndEndsInAnotherIsLetGo) {
  const Snapshot s_before(s.ifp());
  std::optional<Netmap> netmap;
  fake::OnSleep([&] {
    if (s->if_input != s_before.input && !netmap) netmap.emplace(s.ifp(), Netmap::kEmulated);
  });
  Activate();
  fake::SetUp(v.ifp(), false);
  fake::AdvanceMs(20000);
  ASSERT_TRUE(netmap);
  fake::OnSleep([&] { netmap->End(); });
  fake::SetUp(v.ifp(), false);
  s.Receive({1});
  fake::AdvanceMs(20000);
  fake::OnSleep(nullptr);
  EXPECT_EQ(s->if_input, s_before.input);
  EXPECT_THAT(Command("unpair vtnet0"), StartsWith("ok"));
  EXPECT_EQ(Snapshot(s.ifp()), s_before);
}

TEST_F(NetmapTest, ThatEndsInACutOverTakesNothingWithIt) {
  const auto own = s->if_input;
  Activate();
  std::optional<Netmap> netmap(std::in_place, s.ifp(), Netmap::kEmulated);
  int sleeps = 0;
  fake::OnSleep([&] {
    s.Receive({1});
    v.Receive({2});
    if (++sleeps == 3) netmap.reset();
  });
  fake::SetUp(v.ifp(), false);
  fake::AdvanceMs(1000);
  fake::OnSleep(nullptr);
  ASSERT_FALSE(netmap);
  s.Receive({3});
  EXPECT_EQ(s->if_input, own);
  EXPECT_THAT(Received(s), Contains(3));
  EXPECT_THAT(Command("unpair vtnet0"), StartsWith("ok"));
}

// If it came in the same moment as we did, it did not see our hook, and puts back the driver's.
TEST_F(NetmapTest, HookThatIsLostToItIsPutBack) {
  const auto own = s->if_transmit;
  Activate();
  s->if_transmit = own;
  fake::AdvanceMs(2000);
  Send(s, 1);
  EXPECT_THAT(v.sent, ElementsAre(1));
  EXPECT_THAT(Command("unpair vtnet0"), StartsWith("ok"));
}

// Ending a pair takes its time.
TEST_P(EitherNetmapTest, ThatBeginsWhileAPairEndsKeepsTheModuleUntilItEnds) {
  const Snapshot s_before(s.ifp());
  Activate();
  std::optional<Netmap> netmap;
  fake::OnSleep([&] {
    if (!netmap) netmap.emplace(s.ifp(), GetParam());
  });
  EXPECT_THAT(Command("unpair vtnet0"), StartsWith("ok"));
  fake::OnSleep(nullptr);
  ASSERT_TRUE(netmap);
  EXPECT_EQ(fake::Unload(), EBUSY);
  EXPECT_THAT(fake::Log(), Contains(HasSubstr("out of lagg, netmap")));
  EXPECT_THAT(Command("pair vtnet0 mac"), StartsWith("refused"));
  netmap.reset();
  Send(s, 1);
  s.Receive({2});
  EXPECT_THAT(s.sent, Contains(1));
  EXPECT_THAT(Received(s), Contains(2));
  EXPECT_THAT(Command("pair vtnet0 mac"), StartsWith("ok"));
  EXPECT_THAT(Command("unpair vtnet0"), StartsWith("ok"));
  EXPECT_EQ(fake::Unload(), 0);
  EXPECT_EQ(Snapshot(s.ifp()), s_before);
  EXPECT_EQ(fake::Load(), 0);
}

TEST_F(NetmapTest, SyntheticThatMovesToAJailWithItIsItselfAfterIt) {
  const Snapshot s_before(s.ifp());
  Activate();
  Netmap netmap(s.ifp(), Netmap::kEmulated);
  fake::MoveTo(s.ifp(), fake::JailVnet());
  EXPECT_EQ(fake::Unload(), EBUSY);
  netmap.End();
  EXPECT_EQ(fake::Unload(), 0);
  EXPECT_EQ(s->if_transmit, s_before.transmit);
  EXPECT_EQ(s->if_input, s_before.input);
  EXPECT_EQ(fake::Load(), 0);
}

// ---- native on S: V is not used ----

TEST_F(NetmapTest, NativeOnSyntheticIsFoundOutByTheFirstPacketAndNothingPassesItBy) {
  Activate();
  Netmap netmap(s.ifp(), Netmap::kNative);
  TakeJournal();
  v.Receive({1, 2});
  fake::RunTasks();
  EXPECT_EQ(Of("path"), "synthetic");
  EXPECT_THAT(Of("reason"), HasSubstr(kBypassed));
  v.Receive({3});
  EXPECT_THAT(Received(s), IsEmpty());
  EXPECT_EQ(Count("vf_rx_dropped"), 3u);
  s.Receive({4});
  EXPECT_THAT(netmap.received, ElementsAre(4));
  fake::AdvanceMs(5000);
  EXPECT_EQ(Of("path"), "synthetic");
  EXPECT_THAT(netmap.from_stack, IsEmpty());  // no announcement either
  netmap.End();
  fake::AdvanceMs(2000);
  EXPECT_EQ(Of("path"), "vf");
  v.Receive({5});
  EXPECT_THAT(Received(s), ElementsAre(5));
}

TEST_F(NetmapTest, NativeOnSyntheticIsFoundOutWithoutAPacketEachTime) {
  Activate("damping=off");
  for (int i = 0; i < 3; ++i) {
    Netmap netmap(s.ifp(), Netmap::kNative);
    fake::AdvanceMs(2000);
    EXPECT_EQ(Of("path"), "synthetic") << i;
    netmap.End();
    fake::AdvanceMs(3000);
    EXPECT_EQ(Of("path"), "vf") << i;
  }
}

// What waits when it begins is the stack's, and S's driver must not be given it.
TEST_F(NetmapTest, NativeThatBeginsInACutOverGetsNothingOfOurs) {
  Activate();
  std::optional<Netmap> netmap;
  fake::OnSleep([&] {
    if (netmap) return;
    const size_t left = s.sent.size() + v.sent.size();
    Send(s, 1);
    const bool waits = s.sent.size() + v.sent.size() == left;
    if (waits) netmap.emplace(s.ifp(), Netmap::kNative);
  });
  Command("unpair vtnet0");
  fake::OnSleep(nullptr);
  ASSERT_TRUE(netmap);
  EXPECT_GT(s->counters[IFCOUNTER_OQDROPS], 0u);
  netmap.reset();
}

TEST_F(NetmapTest, AnIdlePairLooksForNothing) {
  Pair();
  fake::AdvanceMs(5000);
  EXPECT_EQ(fake::TimersPending(), 0);
}

// ---- on V ----

TEST_P(EitherNetmapTest, VfThatItTakesIsReleasedAndUsedAgainAfterIt) {
  const Snapshot s_before(s.ifp());
  v.Attach();
  const Snapshot v_before(v.ifp());
  Activate("damping=off");
  std::optional<Netmap> netmap(std::in_place, v.ifp(), GetParam());
  Send(s, 1);
  EXPECT_THAT(s.sent, ElementsAre(1));
  fake::RunTasks();
  EXPECT_EQ(Of("vf"), "");
  EXPECT_THAT(Of("history"), HasSubstr("another user already receives the VF's packets"));
  v.Receive({2});
  EXPECT_THAT(netmap->received, ElementsAre(2));
  fake::AdvanceMs(5000);
  EXPECT_EQ(Of("vf"), "");
  EXPECT_NE(v->if_drv_flags & IFF_DRV_RUNNING, 0);  // its program would hang
  EXPECT_THAT(netmap->from_stack, IsEmpty());
  netmap.reset();
  fake::AdvanceMs(5000);
  EXPECT_EQ(Of("path"), "vf");
  Send(s, 3);
  EXPECT_THAT(v.sent, ElementsAre(3));
  Command("unpair vtnet0");
  EXPECT_EQ(Snapshot(s.ifp()), s_before);
  EXPECT_EQ(Snapshot(v.ifp()), v_before);
}

TEST_P(EitherNetmapTest, VfThatItTakesIsMissedWithoutAPacketToo) {
  Activate();
  Netmap netmap(v.ifp(), GetParam());
  fake::AdvanceMs(2000);
  EXPECT_EQ(Of("path"), "synthetic");
  EXPECT_EQ(Of("vf"), "");
}

TEST_P(EitherNetmapTest, VfThatItHasIsRefused) {
  v.Attach();
  const Snapshot v_before(v.ifp());
  Netmap netmap(v.ifp(), GetParam());
  EXPECT_THAT(Command("pair vtnet0 mce0"), HasSubstr("another user already receives"));
  EXPECT_THAT(Command("pair vtnet0 mac"), HasSubstr("another user already receives"));
  netmap.End();
  EXPECT_EQ(Snapshot(v.ifp()), v_before);
}

TEST_P(EitherNetmapTest, VfThatItHadBeforeItWasPluggedInIsTakenAfterIt) {
  Pair();
  std::optional<Netmap> netmap;
  v.Attach();
  netmap.emplace(v.ifp(), GetParam());
  fake::AdvanceMs(5000);
  EXPECT_EQ(Of("vf"), "");
  netmap.reset();
  fake::AdvanceMs(5000);
  EXPECT_EQ(Of("path"), "vf");
}

// It puts our hook back when V is nobody's any more; until then ours must be there.
TEST_F(NetmapTest, EmulationOnAFormerVfKeepsTheModule) {
  v.Attach();
  const Snapshot v_before(v.ifp());
  Activate();
  std::optional<Netmap> netmap(std::in_place, v.ifp(), Netmap::kEmulated);
  EXPECT_THAT(Command("unpair vtnet0"), StartsWith("ok"));
  EXPECT_EQ(fake::Unload(), EBUSY);
  EXPECT_THAT(fake::Log(), Contains(HasSubstr("take them out of lagg, netmap")));
  fake::SetUp(v.ifp(), true);
  netmap->SendUp(1);
  v.Receive({2});
  netmap.reset();
  v.Receive({3, 4});
  EXPECT_THAT(Received(v), ElementsAre(1, 3, 4));
  EXPECT_EQ(fake::SetMtu(v.ifp(), 1400), 0);
  EXPECT_EQ(fake::SetMtu(v.ifp(), 1500), 0);
  fake::SetUp(v.ifp(), false);
  EXPECT_EQ(fake::Unload(), 0);
  EXPECT_EQ(Snapshot(v.ifp()), v_before);
  EXPECT_EQ(fake::Load(), 0);
}

TEST_F(NetmapTest, NativeOnAFormerVfKeepsItUpAndNotTheModule) {
  v.Attach();
  const Snapshot v_before(v.ifp());
  Activate();
  {
    Netmap netmap(v.ifp(), Netmap::kNative);
    EXPECT_THAT(Command("unpair vtnet0"), StartsWith("ok"));
    EXPECT_NE(v->if_flags & IFF_UP, 0);
    EXPECT_EQ(v->if_mtu, 1500u);
    EXPECT_EQ(v->if_input, v_before.input);
    EXPECT_EQ(v->if_ioctl, v_before.ioctl);
  }
  Pair();
  fake::AdvanceMs(3000);
  Command("unpair vtnet0");
  EXPECT_EQ(Snapshot(v.ifp()), v_before);
  Activate();
  Netmap netmap(v.ifp(), Netmap::kNative);
  EXPECT_EQ(fake::Unload(), 0);
  EXPECT_NE(v->if_flags & IFF_UP, 0);
  EXPECT_EQ(v->references, 1);
  EXPECT_EQ(fake::Load(), 0);
}

TEST_F(NetmapTest, EmulationOnAFormerVfThatLeavesKeepsNothing) {
  Activate();
  Netmap netmap(v.ifp(), Netmap::kEmulated);
  Command("unpair vtnet0");
  v.Detach();
  EXPECT_EQ(fake::Unload(), 0);
  EXPECT_EQ(fake::Load(), 0);
}

TEST_F(NetmapTest, VfInEmulationThatLeavesKeepsNothing) {
  Activate();
  Netmap netmap(v.ifp(), Netmap::kEmulated);
  v.Detach();
  EXPECT_EQ(fake::Unload(), 0);
  EXPECT_EQ(fake::Load(), 0);
}

TEST_F(NetmapTest, IoctlOfAFormerVfThatOthersKeptStillAnswers) {
  Activate();
  static if_ioctl_fn_t below;
  below = v->if_ioctl;
  v->if_ioctl = [](ifnet* ifp, u_long command, caddr_t data) { return below(ifp, command, data); };
  Command("unpair vtnet0");
  EXPECT_EQ(fake::Unload(), EBUSY);
  EXPECT_EQ(fake::SetMtu(v.ifp(), 1400), 0);
  v.Receive({1});
  v->if_ioctl = below;
  EXPECT_EQ(fake::SetMtu(v.ifp(), 1500), 0);
  EXPECT_EQ(fake::Unload(), 0);
  EXPECT_EQ(fake::Load(), 0);
}

// netmap sees if_input when a driver attaches, and keeps what it saw (R-ATT-4).
TEST_F(NetmapTest, DriverThatShowsItsInputLateShowsItsOwn) {
  Pair();
  v.Attach();
  const auto own = v->if_input;
  fake::RunTasks();
  EXPECT_EQ(Of("vf"), "mce0");
  EXPECT_EQ(v->if_input, own);
  v.FinishAttach();
  fake::RunTasks();
  EXPECT_NE(v->if_input, own);
  EXPECT_EQ(Of("path"), "vf");
}

TEST_P(EitherNetmapTest, VfThatItTakesWhileItSettlesIsLetGo) {
  Pair();
  v.Attach();
  fake::RunTasks();
  EXPECT_EQ(Of("state"), "settling");
  std::optional<Netmap> netmap(std::in_place, v.ifp(), GetParam());
  fake::AdvanceMs(5000);
  EXPECT_EQ(Of("vf"), "");
  netmap.reset();
  fake::AdvanceMs(5000);
  EXPECT_EQ(Of("path"), "vf");
}

TEST_F(NetmapTest, DriverThatIsBroughtUpBeforeItHasFinishedIsHooked) {
  Pair();
  v.Attach();
  fake::RunTasks();
  fake::SetUp(v.ifp(), true);
  fake::RunTasks();
  EXPECT_EQ(Of("state"), "settling");
  v.Receive({1});
  EXPECT_THAT(Received(s), ElementsAre(1));
}

TEST_F(NetmapTest, DriverThatNeverFinishesIsHookedWhenItComesUp) {
  Pair();
  v.Attach();
  const auto own = v->if_input;
  fake::AdvanceMs(5000);
  EXPECT_NE(v->if_input, own);
  v.Receive({1});
  EXPECT_THAT(Received(s), ElementsAre(1));
}

}  // namespace
