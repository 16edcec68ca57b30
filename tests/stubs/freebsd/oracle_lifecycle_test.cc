// SPDX-License-Identifier: BSD-2-Clause
// The acceptance scenarios of hn(4), as far as they are a shim's. CMP: as hn does, with profile=hn;
// BETTER: what hn does wrong, with the strict profile.
//
//   A1-A8, A20, A22, A23, A29  here
//   A9-A14, A30                oracle_settings_test.cc
//   A16-A19, A26               oracle_traffic_test.cc
//   A15, A24                   storm_test.cc
//   A31                        undo_test.cc
//   A21, A27                   not the shim's: the adapter programs no RSS
//   A25                        not the shim's: there is no host to ask; the core's tests show it
//   A28                        not the shim's: the adapter has no non-transparent mode
#include "tests/stubs/freebsd/shim_test.h"

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

namespace {

class OracleLifecycle : public ShimTest {};

// A1 CMP
TEST_F(OracleLifecycle, VfIsLeftAloneUntilItSettledThenSetUpInOrder) {
  fake::SetMtu(s.ifp(), 9000);
  fake::SetCapabilities(s.ifp(), s->if_capenable & ~IFCAP_TXCSUM & ~IFCAP_TSO4);
  Pair("profile=hn");
  TakeJournal();
  const Snapshot as_found(s.ifp());
  v.Attach();
  v.FinishAttach();
  fake::AdvanceMs(1990);
  EXPECT_THAT(TakeJournal(), IsEmpty());
  EXPECT_EQ(v->if_mtu, 1500u);
  v.Receive({1, 2});
  EXPECT_THAT(Received(s), ElementsAre(1, 2));
  Send(s, 3);
  EXPECT_THAT(s.sent, ElementsAre(3));
  EXPECT_EQ(Snapshot(s.ifp()), as_found);

  fake::AdvanceMs(20);
  EXPECT_THAT(TakeJournal(), ElementsAre("V caps", "V mtu 9000", "V up"));
  EXPECT_EQ(Of("path"), "vf");
  Send(s, 4);
  EXPECT_THAT(v.sent, ElementsAre(4));
}

// A2 CMP
TEST_F(OracleLifecycle, SettledVfIsUsedAtOnceWhenSyntheticComesUp) {
  Pair("profile=hn");
  fake::SetUp(s.ifp(), false);
  v.Attach();
  fake::AdvanceMs(3000);
  EXPECT_EQ(Of("state"), "ready");
  EXPECT_EQ(v->if_drv_flags & IFF_DRV_RUNNING, 0);
  fake::SetUp(s.ifp(), true);
  fake::RunTasks();
  EXPECT_EQ(Of("state"), "active");
}

// A3 CMP. The stack has taken S down before anybody hears of it, so S's driver is first.
TEST_F(OracleLifecycle, SyntheticDownEndsTheRedirectThenClosesVf) {
  Activate("profile=hn");
  fake::SetUp(s.ifp(), false);
  fake::RunTasks();
  EXPECT_THAT(TakeJournal(), ElementsAre("S down", "V down"));
  EXPECT_EQ(Of("path"), "synthetic");
  EXPECT_EQ(Of("vf"), "mce0");
}

// A4 CMP
TEST_F(OracleLifecycle, DepartureLeavesSyntheticAsItWas) {
  v.spec().capabilities &= ~(IFCAP_TSO6 | IFCAP_LRO);
  v.spec().tso_bytes = 32000;
  Pair("profile=hn");
  const Snapshot before(s.ifp());
  Activate();
  EXPECT_EQ(s->if_capabilities & IFCAP_TSO6, 0);
  EXPECT_EQ(s->if_hw_tsomax, 32000u);
  v.Detach();
  fake::RunTasks();
  EXPECT_EQ(Snapshot(s.ifp()), before);
  EXPECT_EQ(Of("state"), "idle");
}

// A1, R-ATT-5: strict does not wait for what is known
TEST_F(OracleLifecycle, VfWhoseDriverHasFinishedIsUsedAtOnce) {
  Pair();
  v.Attach();
  fake::RunTasks();
  EXPECT_EQ(Of("state"), "settling");
  v.FinishAttach();
  fake::RunTasks();
  EXPECT_EQ(Of("path"), "vf");
}

TEST_F(OracleLifecycle, VfThatWasThereBeforeThePairIsUsedAtOnce) {
  v.Attach();
  v.FinishAttach();
  Pair();
  fake::RunTasks();
  EXPECT_EQ(Of("path"), "vf");
}

// A1 CMP: hn waits all the same
TEST_F(OracleLifecycle, HnWaitsForAFinishedDriverToo) {
  Pair("profile=hn");
  v.Attach();
  v.FinishAttach();
  fake::RunTasks();
  EXPECT_EQ(Of("state"), "settling");
}

// A5 CMP
TEST_F(OracleLifecycle, DepartureWhileSettlingNegotiatedNothing) {
  Pair("profile=hn");
  const Snapshot before(s.ifp());
  v.Attach();
  fake::AdvanceMs(1000);
  EXPECT_EQ(fake::TimersPending(), 1);
  v.Detach();
  fake::RunTasks();
  EXPECT_EQ(fake::TimersPending(), 0);
  EXPECT_THAT(TakeJournal(), IsEmpty());
  EXPECT_EQ(Snapshot(s.ifp()), before);
}

// A6 BETTER: the second waits, and its departure disturbs nobody.
TEST_F(OracleLifecycle, SecondVfWithTheAddressDisturbsNothing) {
  Activate("profile=hn");
  Nic second("W", {.driver = "mce", .unit = 1});
  second.Attach();
  fake::AdvanceMs(3000);
  EXPECT_EQ(Of("vf"), "mce0");
  EXPECT_THAT(TakeJournal(), Not(Contains(HasSubstr("W "))));
  second.Detach();
  fake::RunTasks();
  EXPECT_EQ(Of("state"), "active");
  EXPECT_THAT(TakeJournal(), IsEmpty());
}

TEST_F(OracleLifecycle, SecondVfIsUsedWhenTheFirstLeaves) {
  Activate();
  Nic second("W", {.driver = "mce", .unit = 1});
  second.Attach();
  fake::RunTasks();
  v.Detach();
  fake::AdvanceMs(1000);
  EXPECT_EQ(Of("vf"), "mce1");
  EXPECT_EQ(Of("state"), "active");
}

// A7 CMP
TEST_F(OracleLifecycle, VfWithAStartRoutineIsRefused) {
  Pair("profile=hn");
  Nic classic("C", {.driver = "em", .start_routine = true});
  classic.Attach();
  fake::AdvanceMs(3000);
  EXPECT_EQ(Of("vf"), "");
  EXPECT_THAT(Command("status"), HasSubstr("refused_vf=em0 refused=\"the VF's driver transmits"));
}

// A8 CMP
TEST_F(OracleLifecycle, StrangersAreIgnored) {
  Pair("profile=hn");
  Nic lagg("L", {.driver = "lagg", .has_device = false});
  Nic vlan("N", {.driver = "vlan", .has_device = false});
  Nic other("O", {.driver = "ix", .mac = {2, 9, 9, 9, 9, 9}});
  Nic loop("P", {.driver = "lo", .has_device = false});
  for (Nic* nic : {&lagg, &vlan, &other, &loop}) {
    nic->Attach();
    if (nic == &loop) (*nic)->if_alloctype = IFT_LOOP;
    fake::AdvanceMs(3000);
    EXPECT_EQ(Of("vf"), "") << nic->name();
  }
  EXPECT_THAT(TakeJournal(), IsEmpty());
  EXPECT_THAT(Command("status"), Not(HasSubstr("refused")));
}

TEST_F(OracleLifecycle, ProgramsHearThatVfIsUpAndDown) {
  Pair();
  v.Attach();
  const int before = v->messages;
  fake::AdvanceMs(5000);
  EXPECT_EQ(v->messages, before + 1);
  EXPECT_EQ(v->told & IFF_UP, IFF_UP);
  Command("unpair vtnet0");
  EXPECT_EQ(v->messages, before + 2);
}

// A20 BETTER. S's own link state is not the adapter's to set.
TEST_F(OracleLifecycle, VfWithoutLinkIsNotUsed) {
  v.spec().link = LINK_STATE_DOWN;
  Pair();
  v.Attach();
  fake::AdvanceMs(1000);
  EXPECT_EQ(Of("path"), "synthetic");
  EXPECT_EQ(Of("reason"), "the VF has no link");
  fake::LinkChanged(v.ifp(), LINK_STATE_UP);
  fake::AdvanceMs(10000);
  EXPECT_EQ(Of("path"), "vf");
  fake::LinkChanged(v.ifp(), LINK_STATE_DOWN);
  Send(s, 1);
  fake::RunTasks();
  Send(s, 2);
  EXPECT_EQ(Of("path"), "synthetic");
  EXPECT_THAT(s.sent, ElementsAre(1, 2));
}

// A20 CMP
TEST_F(OracleLifecycle, HnUsesVfWhateverItsLink) {
  v.spec().link = LINK_STATE_DOWN;
  Activate("profile=hn");
  EXPECT_EQ(Of("path"), "vf");
}

// A22 BETTER
TEST_F(OracleLifecycle, RenamedVfStaysAndDepartsWithoutATrace) {
  Activate();
  const uint64_t switches = fake::Devctl().size();
  fake::Rename(v.ifp(), "fast0");
  fake::AdvanceMs(1000);
  EXPECT_EQ(Of("vf"), "fast0");
  EXPECT_EQ(Of("state"), "active");
  EXPECT_EQ(fake::Devctl().size(), switches);
  v.Detach();
  fake::RunTasks();
  EXPECT_EQ(Of("state"), "idle");
}

// A22: who sets V up renames it first
TEST_F(OracleLifecycle, RenameWhileItSettlesStartsTheWaitAnew) {
  Pair("profile=hn");
  v.Attach();
  fake::AdvanceMs(1500);
  fake::Rename(v.ifp(), "fast0");
  fake::AdvanceMs(1500);
  EXPECT_EQ(Of("state"), "settling");
  fake::AdvanceMs(1000);
  EXPECT_EQ(Of("path"), "vf");
}

// A22 BETTER
TEST_F(OracleLifecycle, RenamedSyntheticStaysPaired) {
  Activate();
  fake::Rename(s.ifp(), "net0");
  fake::RunTasks();
  EXPECT_THAT(Command("status"), HasSubstr("synthetic=net0 vf=mce0 state=active"));
  EXPECT_THAT(Command("unpair net0"), HasSubstr("ok"));
  fake::Rename(s.ifp(), "vtnet0");
}

// A22 BETTER
TEST_F(OracleLifecycle, VfThatMovesToAJailIsLetGoUntilItComesBack) {
  Pair();
  const Snapshot before(s.ifp());
  Activate();
  fake::MoveTo(v.ifp(), fake::JailVnet());
  fake::AdvanceMs(1000);
  EXPECT_EQ(Of("state"), "idle");
  EXPECT_EQ(Snapshot(s.ifp()), before);
  EXPECT_EQ(v->references, 1);
  v.Receive({1});
  EXPECT_THAT(Received(s), IsEmpty());
  fake::MoveTo(v.ifp(), fake::HostVnet());
  fake::AdvanceMs(5000);
  EXPECT_EQ(Of("path"), "vf");
}

// A22 BETTER
TEST_F(OracleLifecycle, SyntheticThatMovesToAJailIsItselfAgain) {
  v.spec().capabilities &= ~IFCAP_TSO6;
  const Snapshot before(s.ifp());
  Activate();
  fake::MoveTo(s.ifp(), fake::JailVnet());
  fake::AdvanceMs(1000);
  EXPECT_EQ(Command("status"), "ok\n");
  EXPECT_EQ(s->if_capabilities, before.capabilities);
  EXPECT_EQ(s->if_transmit, before.transmit);
  EXPECT_EQ(s->if_ioctl, before.ioctl);
  EXPECT_EQ(s->if_hw_tsomax, before.tso_bytes);
  EXPECT_EQ(s->references, 1);
  EXPECT_EQ(v->references, 1);
}

// A22 BETTER: its driver works in the jail as well as here. In the second run our own thread is
// faster than the mover.
class OracleMove : public OracleLifecycle, public ::testing::WithParamInterface<bool> {};
INSTANTIATE_TEST_SUITE_P(OurThreadIsFaster, OracleMove, ::testing::Bool());

TEST_P(OracleMove, VfThatMovesToAJailIsItselfAgain) {
  const auto let_it_run = [](void*, ifnet*, int) { fake::RunTasks(); };
  eventhandler_tag tag = nullptr;
  if (GetParam())
    tag = EVENTHANDLER_REGISTER(ifnet_event, let_it_run, nullptr, EVENTHANDLER_PRI_LAST);
  v.spec().capabilities |= IFCAP_VLAN_HWTAGGING;
  fake::SetMtu(s.ifp(), 9000);
  fake::SetCapabilities(s.ifp(), s->if_capenable & ~IFCAP_TXCSUM & ~IFCAP_TSO4);
  v.Attach();
  const Snapshot before(v.ifp());
  Activate();
  fake::SetPromiscuous(s.ifp(), true);
  fake::Join(s.ifp(), {1, 0, 0x5e, 0, 0, 7});
  fake::RunTasks();
  EXPECT_EQ(v->if_mtu, 9000u);
  EXPECT_EQ(v->if_capenable & IFCAP_TXCSUM, 0);
  EXPECT_NE(v->if_flags & IFF_PROMISC, 0);
  fake::MoveTo(v.ifp(), fake::JailVnet());
  EXPECT_EQ(Snapshot(v.ifp()), before);
  fake::AdvanceMs(1000);
  EXPECT_EQ(Of("path"), "synthetic");
  EXPECT_THAT(Of("history"), HasSubstr("moved to another network namespace"));
  fake::SetPromiscuous(s.ifp(), false);
  Send(s, 1);
  EXPECT_THAT(s.sent, ElementsAre(1));
  fake::MoveTo(v.ifp(), fake::HostVnet());
  fake::AdvanceMs(5000);
  EXPECT_EQ(Of("path"), "vf");
  if (tag != nullptr) EVENTHANDLER_DEREGISTER(ifnet_event, tag);
}

// A22 BETTER: while it settles, nothing of it was changed
TEST_F(OracleLifecycle, VfThatMovesToAJailWhileItSettlesIsItself) {
  Pair("settle_ms=1000");
  v.Attach();
  const Snapshot before(v.ifp());
  fake::AdvanceMs(100);
  EXPECT_EQ(Of("state"), "settling");
  TakeJournal();
  fake::MoveTo(v.ifp(), fake::JailVnet());
  fake::RunTasks();
  EXPECT_EQ(Snapshot(v.ifp()), before);
  EXPECT_THAT(TakeJournal(), IsEmpty());
  EXPECT_EQ(Of("state"), "idle");
}

// A22 BETTER: a driver that is leaving is not called
TEST_F(OracleLifecycle, VfThatIsRemovedIsNotCalled) {
  fake::SetMtu(s.ifp(), 9000);
  Activate();
  TakeJournal();
  v.Detach();
  EXPECT_THAT(TakeJournal(), Not(Contains(StartsWith("V "))));
}

// A22 BETTER
TEST_F(OracleLifecycle, CapabilitiesOfASyntheticThatMovesAreAsItsUserLeftThem) {
  v.spec().capabilities &= ~(IFCAP_TSO6 | IFCAP_TXCSUM);
  const Snapshot before(s.ifp());
  Activate();
  EXPECT_NE(s->if_capenable, before.enabled);
  fake::MoveTo(s.ifp(), fake::JailVnet());
  EXPECT_EQ(s->if_capabilities, before.capabilities);
  EXPECT_EQ(s->if_capenable, before.enabled);
  EXPECT_EQ(s->if_hwassist, before.assist);
}

// A22 BETTER
TEST_F(OracleLifecycle, AnotherAddressEndsTheUseOfVf) {
  Activate();
  fake::SetAddress(v.ifp(), {2, 8, 8, 8, 8, 8});
  fake::AdvanceMs(1000);
  EXPECT_EQ(Of("vf"), "");
  EXPECT_EQ(Of("path"), "synthetic");
  EXPECT_EQ(v->references, 1);
  fake::SetAddress(v.ifp(), kMac);
  fake::AdvanceMs(1000);
  EXPECT_EQ(Of("path"), "vf");
  fake::SetAddress(s.ifp(), {2, 8, 8, 8, 8, 8});
  fake::AdvanceMs(1000);
  EXPECT_EQ(Of("path"), "synthetic");
}

// A22 BETTER
TEST_F(OracleLifecycle, AnotherAddressWhileItSettlesEndsItToo) {
  Pair();
  v.Attach();
  fake::AdvanceMs(10);
  EXPECT_EQ(Of("vf"), "mce0");
  fake::SetAddress(v.ifp(), {2, 8, 8, 8, 8, 8});
  fake::RunTasks();
  EXPECT_EQ(Of("vf"), "");
}

// A23 BETTER
TEST_F(OracleLifecycle, VfThatWasThereFirstIsPaired) {
  v.Attach();
  fake::AdvanceMs(1000);
  Pair();
  fake::AdvanceMs(1000);
  EXPECT_EQ(Of("path"), "vf");
}

// A23 BETTER
TEST_F(OracleLifecycle, VfThatStayedIsPairedWithASyntheticThatComesBack) {
  ASSERT_EQ(fake::SysctlWrite("hw.vfpair.vf_transparent", 1), 0);
  v.Attach();
  fake::AdvanceMs(5000);
  EXPECT_EQ(Of("path"), "vf");
  s.Detach();
  fake::AdvanceMs(1000);
  EXPECT_EQ(v->references, 1);
  s.Attach();
  fake::SetUp(s.ifp(), true);
  fake::AdvanceMs(5000);
  EXPECT_EQ(Of("path"), "vf");
}

// A29 BETTER
TEST_F(OracleLifecycle, DirectChangesOfVfAreRefusedOrHealed) {
  Activate();
  EXPECT_EQ(fake::SetMtu(v.ifp(), 4000), EBUSY);
  EXPECT_EQ(fake::SetCapabilities(v.ifp(), 0), EBUSY);
  EXPECT_THAT(TakeJournal(), IsEmpty());
  EXPECT_EQ(fake::SetPromiscuous(v.ifp(), true), 0);
  fake::RunTasks();
  EXPECT_EQ(Of("path"), "vf");

  fake::SetUp(v.ifp(), false);
  EXPECT_EQ(Send(s, 1), 0);  // within the same event
  EXPECT_THAT(s.sent, ElementsAre(1));
  EXPECT_EQ(v.lost, 0);
  fake::AdvanceMs(5000);
  EXPECT_EQ(Of("path"), "vf");
}

}  // namespace
