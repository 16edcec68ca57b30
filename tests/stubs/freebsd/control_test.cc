// SPDX-License-Identifier: BSD-2-Clause
// The ways in: hw.vfpair.command and the other sysctls, who may use them and from where.
#include "tests/stubs/freebsd/shim_test.h"

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

namespace {

class ControlTest : public ShimTest {
 protected:
  // As a thread with those rights, in that vnet.
  static std::string CommandAs(ucred who, const std::string& line) {
    thread td{"user", &who, nullptr, 0, false};
    fake::AsThread as(td);
    return Command(line);
  }
};

TEST_F(ControlTest, BadLinesAreRefusedWithASentence) {
  for (const char* line : {"", "\n", "nonsense", "pair", "pair vtnet0", "pair vtnet0 mac mac",
                           "pair vtnet0 mac settle_ms=0", "pair vtnet0 mac profile=other", "unpair",
                           "history", "status now", "pair averyveryverylongname0 mac"})
    EXPECT_THAT(Command(line), StartsWith("refused: ")) << line;
  EXPECT_EQ(Command(std::string(600, 'x')), "errno " + std::to_string(EMSGSIZE));
  EXPECT_EQ(Command("status"), "ok\n");
}

TEST_F(ControlTest, UnknownInterfacesAreNamed) {
  EXPECT_EQ(Command("pair nope0 mac"), "refused: nope0: there is no interface of that name here\n");
  EXPECT_EQ(Command("pair vtnet0 nope1"),
            "refused: nope1: there is no interface of that name here\n");
  EXPECT_EQ(Command("unpair vtnet0"), "refused: vtnet0: there is no such pair\n");
  EXPECT_EQ(Command("history vtnet0"), "refused: vtnet0: there is no such pair\n");
}

TEST_F(ControlTest, WhatCannotBePairedIsRefusedAndUntouched) {
  v.Attach();
  const Snapshot s_before(s.ifp()), v_before(v.ifp());
  EXPECT_THAT(Command("pair vtnet0 vtnet0"), HasSubstr("two different interfaces"));
  s->if_bridge = &s;
  EXPECT_THAT(Command("pair vtnet0 mac"), HasSubstr("member of a bridge"));
  s->if_bridge = nullptr;
  v->if_lagg = &v;
  EXPECT_THAT(Command("pair vtnet0 mce0"), HasSubstr("the VF is a member"));
  EXPECT_THAT(Command("pair vtnet0 mac"), HasSubstr("the VF is a member"));
  v->if_lagg = nullptr;
  v->if_vlantrunk = &v;
  EXPECT_THAT(Command("pair vtnet0 mce0"), HasSubstr("on top of it"));
  v->if_vlantrunk = nullptr;
  v->if_netmap = &v;
  v->if_capenable |= IFCAP_NETMAP;
  EXPECT_THAT(Command("pair vtnet0 mce0"), HasSubstr("already receives"));
  v->if_netmap = nullptr;
  v->if_capenable &= ~IFCAP_NETMAP;
  fake::GiveIpAddress(v.ifp());
  EXPECT_THAT(Command("pair vtnet0 mce0"), HasSubstr("IP addresses of its own"));
  fake::RunTasks();
  EXPECT_EQ(Snapshot(s.ifp()), s_before);
  EXPECT_EQ(Snapshot(v.ifp()), v_before);
}

TEST_F(ControlTest, TwoVfsWithTheAddressAreOneTooMany) {
  Nic second("W", {.driver = "mce", .unit = 1});
  v.Attach();
  second.Attach();
  EXPECT_THAT(Command("pair vtnet0 mac"), HasSubstr("more than one interface"));
  EXPECT_THAT(Command("pair vtnet0 mce1"), StartsWith("ok"));
  fake::AdvanceMs(1000);
  EXPECT_EQ(Of("vf"), "mce1");
  Command("unpair vtnet0");
}

// An address that was only borrowed makes no VF.
TEST_F(ControlTest, ABorrowedAddressIsNotTakenForTheVfs) {
  Nic borrower("B", {.driver = "ix", .mac = {2, 4, 4, 4, 4, 4}});
  borrower.Attach();
  fake::SetAddress(borrower.ifp(), kMac);
  Pair();
  fake::AdvanceMs(1000);
  EXPECT_EQ(Of("vf"), "");
}

// A waiting VF that became a synthetic itself waits no more.
TEST_F(ControlTest, ASyntheticIsNobodysCandidate) {
  Activate();
  Nic second("W", {.driver = "mce", .unit = 1});
  Nic third("X", {.driver = "ix"});
  second.Attach();
  fake::RunTasks();
  EXPECT_THAT(Command("status"), HasSubstr("candidates=1"));
  third.Attach();
  fake::RunTasks();
  EXPECT_THAT(Command("status"), HasSubstr("candidates=2"));
  EXPECT_THAT(Command("pair mce1 ix0"), StartsWith("ok"));
  EXPECT_THAT(Command("status"), HasSubstr("candidates=1"));
  EXPECT_THAT(Command("unpair mce1"), StartsWith("ok"));
}

// It may wait for two pairs, and be one's.
TEST_F(ControlTest, AVfIsHeldByOnePairOnly) {
  Activate();
  Nic second("T", {.unit = 1});
  Nic third("X", {.driver = "ix"});
  second.Attach();
  fake::SetUp(second.ifp(), true);
  third.Attach();
  fake::RunTasks();
  EXPECT_THAT(Command("pair vtnet1 ix0"), StartsWith("ok"));
  v.Detach();
  fake::AdvanceMs(1000);
  EXPECT_EQ(Of("path"), "synthetic");
  third.Receive({1, 2});
  EXPECT_THAT(Received(second), ElementsAre(1, 2));
  EXPECT_THAT(Command("status"), HasSubstr("synthetic=vtnet0 vf=ix0 state=degraded"));
  EXPECT_THAT(Command("unpair vtnet1"), StartsWith("ok"));
  fake::AdvanceMs(70000);
  EXPECT_EQ(Of("vf"), "ix0");
  EXPECT_EQ(Of("path"), "vf");
}

TEST_F(ControlTest, ANamedVfIsTheOnlyOneThatIsTaken) {
  v.Attach();
  EXPECT_EQ(Command("pair vtnet0 mce0"), "ok vtnet0 is paired with mce0\n");
  fake::AdvanceMs(1000);
  EXPECT_EQ(Of("vf"), "mce0");
  EXPECT_THAT(Command("pair vtnet0 mac"), HasSubstr("already belongs to a pair"));
  EXPECT_THAT(Command("pair mce0 mac"), HasSubstr("already belongs to another pair"));
}

TEST_F(ControlTest, NobodyButRootChangesAnything) {
  EXPECT_EQ(CommandAs({&fake::HostVnet(), false}, "pair vtnet0 mac"),
            "errno " + std::to_string(EPERM));
  Pair();
  EXPECT_EQ(CommandAs({&fake::HostVnet(), false}, "unpair vtnet0"),
            "errno " + std::to_string(EPERM));
  EXPECT_THAT(Command("status"), HasSubstr("synthetic=vtnet0"));
}

TEST_F(ControlTest, TheTreeOfAPairIsNamedAsItsSyntheticIs) {
  Pair();
  fake::Rename(s.ifp(), "wan");
  std::string state;
  EXPECT_EQ(fake::SysctlRead("hw.vfpair.wan.state", &state), 0);
  EXPECT_EQ(state, "idle");
  EXPECT_EQ(fake::SysctlRead("hw.vfpair.vtnet0.state", &state), ENOENT);
}

TEST_F(ControlTest, AnotherVnetSeesAndTouchesNothing) {
  Pair();
  const ucred jailed{&fake::JailVnet(), true};
  EXPECT_EQ(CommandAs(jailed, "status"), "ok\n");
  EXPECT_THAT(CommandAs(jailed, "unpair vtnet0"), HasSubstr("no such pair"));
  EXPECT_THAT(CommandAs(jailed, "pair vtnet0 mac"), HasSubstr("no interface of that name"));
  EXPECT_THAT(Command("status"), HasSubstr("synthetic=vtnet0"));
}

TEST_F(ControlTest, TheTreeOfAPairIsEmptyForAnotherVnet) {
  Activate();
  ucred jailed{&fake::JailVnet(), true};
  thread other{"jailed", &jailed, nullptr, 0, false};
  fake::AsThread as(other);
  std::string value;
  for (const char* node : {"vf", "state", "path", "reason", "history", "vf_tx_packets",
                           "tx_held", "vf_xpnt_accbpf"})
    EXPECT_EQ(fake::SysctlRead(std::string("hw.vfpair.vtnet0.") + node, &value), ENOENT) << node;
  for (const char* list : {"hw.vfpair.vflist", "hw.vfpair.vfmap"}) {
    EXPECT_EQ(fake::SysctlRead(list, &value), 0);
    EXPECT_EQ(value, "") << list;
  }
}

// A name that several vnets use has one tree: each is told of its own pair, whoever came first.
TEST_F(ControlTest, ATreeServesEachVnetThatUsesItsName) {
  Nic other("other S", {.where = &fake::JailVnet()});
  other.Attach();
  ucred jailed{&fake::JailVnet(), true};
  thread there{"jailed", &jailed, nullptr, 0, false};
  const auto state_there = [&](const char* name) {
    fake::AsThread as(there);
    std::string value;
    const int error = fake::SysctlRead(std::string("hw.vfpair.") + name + ".state", &value);
    return error != 0 ? "errno " + std::to_string(error) : value;
  };
  const std::string none = "errno " + std::to_string(ENOENT);
  Activate();
  EXPECT_THAT(CommandAs(jailed, "pair vtnet0 mac"), StartsWith("ok"));
  EXPECT_EQ(Of("state"), "active");
  EXPECT_EQ(state_there("vtnet0"), "idle");

  fake::Rename(s.ifp(), "wan");  // the tree goes with its owner, and the other gets its own
  EXPECT_EQ(Of("state"), "active");
  EXPECT_EQ(state_there("vtnet0"), "idle");
  EXPECT_EQ(state_there("wan"), none);

  fake::Rename(other.ifp(), "wan");  // there is one of that name
  EXPECT_EQ(Of("state"), "active");
  EXPECT_EQ(state_there("wan"), "idle");

  Command("unpair wan");  // the owner goes
  EXPECT_EQ(Of("state"), "");
  EXPECT_EQ(state_there("wan"), "idle");
  EXPECT_EQ(state_there("vtnet0"), none);
  EXPECT_THAT(CommandAs(jailed, "unpair wan"), StartsWith("ok"));
  EXPECT_EQ(state_there("wan"), none);
  other.Detach();
}

TEST_F(ControlTest, AVfOfAnotherVnetIsNotTaken) {
  Pair();
  v.spec().where = &fake::JailVnet();
  v.Attach();
  fake::AdvanceMs(1000);
  EXPECT_EQ(Of("vf"), "");
  fake::MoveTo(v.ifp(), fake::HostVnet());
  fake::AdvanceMs(1000);
  EXPECT_EQ(Of("vf"), "mce0");
}

TEST_F(ControlTest, AnybodyReadsTheStatus) {
  Pair();
  ucred nobody{&fake::HostVnet(), false}, jailed{&fake::JailVnet(), false};
  thread user{"user", &nobody, nullptr, 0, false}, other{"jailed", &jailed, nullptr, 0, false};
  std::string status;
  {
    fake::AsThread as(user);
    EXPECT_EQ(fake::SysctlRead("hw.vfpair.status", &status), 0);
    EXPECT_THAT(status, StartsWith("pair synthetic=vtnet0 vf=- state=idle"));
  }
  fake::AsThread as(other);
  EXPECT_EQ(fake::SysctlRead("hw.vfpair.status", &status), 0);
  EXPECT_EQ(status, "");
}

// As sysctl(8) writes and reads: the errno only says that there is a sentence.
TEST_F(ControlTest, WhoOnlyWritesReadsTheReplyAfterwards) {
  std::string last;
  EXPECT_EQ(fake::SysctlAsk("hw.vfpair.command", "pair nope0 mac", nullptr), EINVAL);
  EXPECT_EQ(fake::SysctlRead("hw.vfpair.command", &last), 0);
  EXPECT_EQ(last, "refused: nope0: there is no interface of that name here");
  EXPECT_EQ(fake::SysctlAsk("hw.vfpair.command", "pair vtnet0 mac", nullptr), 0);
  EXPECT_EQ(fake::SysctlRead("hw.vfpair.command", &last), 0);
  EXPECT_THAT(last, StartsWith("ok vtnet0 is paired with any VF"));
  ucred jailed{&fake::JailVnet(), false};
  thread other{"jailed", &jailed, nullptr, 0, false};
  fake::AsThread as(other);
  EXPECT_EQ(fake::SysctlRead("hw.vfpair.command", &last), 0);
  EXPECT_EQ(last, "");
}

TEST_F(ControlTest, AProgramMayCountTheEndOfItsText) {
  EXPECT_EQ(Command(std::string("status\0", 7)), "ok\n");
}

TEST_F(ControlTest, HistoryTellsTheTransitions) {
  Activate();
  const std::string history = Command("history vtnet0");
  EXPECT_THAT(history, StartsWith("ok\ntime_us="));
  EXPECT_THAT(history, HasSubstr("state=idle->settling event=vf-arrived"));
  EXPECT_THAT(history, HasSubstr("->active "));
  EXPECT_THAT(Of("history"), HasSubstr("->active "));
  EXPECT_THAT(fake::Devctl().back(),
              StartsWith("VFPAIR vtnet0 active from=switching event=steps-done vf=mce0"));
}

TEST_F(ControlTest, SysctlsKeepTheirRanges) {
  const std::string root = "hw.vfpair.";
  for (const int bad : {0, -1, 601, 1 << 30})
    EXPECT_EQ(fake::SysctlWrite(root + "vf_xpnt_attwait", bad), EINVAL) << bad;
  for (const char* name : {"vf_transparent", "vf_xpnt_accbpf"})
    for (const int bad : {-1, 2}) EXPECT_EQ(fake::SysctlWrite(root + name, bad), EINVAL) << name;
  std::string value;
  EXPECT_EQ(fake::SysctlRead(root + "vf_xpnt_attwait", &value), 0);
  EXPECT_EQ(value, "2");
  EXPECT_EQ(fake::SysctlWrite(root + "vf_xpnt_attwait", 600), 0);
  EXPECT_EQ(fake::SysctlWrite(root + "vf_xpnt_attwait", 2), 0);
  EXPECT_EQ(fake::SysctlWrite(root + "vflist", 1), EPERM);
  Pair();
  EXPECT_EQ(fake::SysctlWrite(root + "vtnet0.vf_xpnt_accbpf", 2), EINVAL);
  EXPECT_EQ(fake::SysctlWrite(root + "vtnet0.vf_xpnt_accbpf", 1), 0);
  EXPECT_EQ(Of("vf_xpnt_accbpf"), "1");
}

TEST_F(ControlTest, SysctlsShowWhoBelongsToWhom) {
  std::string list, map;
  EXPECT_EQ(fake::SysctlRead("hw.vfpair.vflist", &list), 0);
  EXPECT_EQ(list, "");
  Activate();
  fake::SysctlRead("hw.vfpair.vflist", &list);
  fake::SysctlRead("hw.vfpair.vfmap", &map);
  EXPECT_EQ(list, "mce0");
  EXPECT_EQ(map, "mce0:vtnet0");
}

TEST_F(ControlTest, TransparentPairsWhatItFinds) {
  v.Attach();
  Nic lonely("L", {.unit = 1, .mac = {2, 1, 1, 1, 1, 1}});
  Nic foreign("F", {.driver = "ix", .mac = {2, 1, 1, 1, 1, 1}});
  lonely.Attach();
  fake::SetUp(lonely.ifp(), true);
  fake::RunTasks();
  EXPECT_EQ(Command("status"), "ok\n");
  fake::SysctlWrite("hw.vfpair.vf_transparent", 1);
  fake::AdvanceMs(5000);
  EXPECT_EQ(Of("path"), "vf");
  foreign.Attach();
  fake::AdvanceMs(5000);
  std::string map;
  fake::SysctlRead("hw.vfpair.vfmap", &map);
  EXPECT_THAT(map, HasSubstr("ix0:vtnet1"));
  Nic other("N", {.driver = "net", .mac = {2, 3, 3, 3, 3, 3}});  // only part of a name
  Nic others("O", {.driver = "ix", .unit = 1, .mac = {2, 3, 3, 3, 3, 3}});
  other.Attach();
  others.Attach();
  fake::AdvanceMs(1000);
  EXPECT_THAT(Command("status"), Not(HasSubstr("synthetic=net0")));
  fake::SysctlWrite("hw.vfpair.vf_transparent", 0);
  EXPECT_EQ(Of("path"), "vf");
  Command("unpair vtnet1");
}

// A tunable is set before the module is initialised, a sysctl still written while it goes.
TEST_F(ControlTest, TransparentWaitsForTheModule) {
  v.Attach();
  ASSERT_EQ(fake::Unload(), 0);
  EXPECT_EQ(fake::SysctlWrite("hw.vfpair.vf_transparent", 1), 0);
  EXPECT_EQ(fake::TasksPending(), 0);
  ASSERT_EQ(fake::Load(), 0);
  fake::AdvanceMs(5000);
  EXPECT_EQ(Of("path"), "vf");
  fake::SysctlWrite("hw.vfpair.vf_transparent", 0);
}

// It is over for good, or it was not: a module that must stay takes commands again.
TEST_F(ControlTest, AModuleThatIsUnloadedTakesNoCommands) {
  Pair();
  const auto own = s->if_transmit;
  s->if_transmit = [](ifnet*, mbuf* m) {
    m_freem(m);
    return 0;
  };
  EXPECT_EQ(fake::Unload(), EBUSY);
  EXPECT_THAT(Command("status"), StartsWith("ok"));
  s->if_transmit = own;
  EXPECT_EQ(fake::Unload(), 0);
  EXPECT_EQ(Command("pair vtnet0 mac"), "errno " + std::to_string(ENXIO));
  ASSERT_EQ(fake::Load(), 0);
}

TEST_F(ControlTest, TheOwnCountersOfAPairAreItsAlone) {
  Activate();
  Send(s, 1);
  EXPECT_EQ(Count("vf_tx_packets"), 1u);
  Command("unpair vtnet0");
  EXPECT_EQ(Of("vf_tx_packets"), "");
  v.Detach();
  Pair();
  EXPECT_EQ(Count("vf_tx_packets"), 0u);
}

}  // namespace
