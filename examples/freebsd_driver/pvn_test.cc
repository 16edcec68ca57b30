// SPDX-License-Identifier: BSD-2-Clause
#include "examples/freebsd_driver/pvn_test.h"

#include "tests/stubs/freebsd/netmap.h"

using ::testing::ElementsAre;
using ::testing::IsEmpty;

namespace {

constexpr fake::Mac kGroup{0x01, 0, 0x5e, 0, 0, 1};

TEST_F(PvnTest, PacketsGoOverTheVfOnlyAfterTheHostHasAgreed) {
  EXPECT_EQ(Send(1), 0);
  Ask();
  EXPECT_EQ(Of("state"), "switching");
  EXPECT_EQ(Of("vf"), "mce0");
  EXPECT_EQ(Send(2), 0);
  EXPECT_THAT(v.sent, IsEmpty());
  host.Answer(host.asked.back());
  EXPECT_EQ(Of("state"), "active");
  EXPECT_EQ(Send(3), 0);
  v.Receive({4});
  host.Receive(5);  // a host goes on sending some of it to S
  EXPECT_THAT(host.sent, ElementsAre(1, 2));
  EXPECT_THAT(v.sent, ElementsAre(3));
  EXPECT_THAT(fake::Received(s), ElementsAre(4, 5));
  EXPECT_EQ(Of("vf_tx_packets"), "1");
  EXPECT_EQ(Of("synthetic_tx_packets"), "2");
}

TEST_F(PvnTest, NothingOfItIsHooked) {
  const Snapshot before(s);
  Activate();
  EXPECT_EQ(Snapshot(s).transmit, before.transmit);
  EXPECT_EQ(Snapshot(s).ioctl, before.ioctl);
  EXPECT_EQ(Snapshot(s).qflush, before.qflush);
  EXPECT_EQ(Snapshot(s).input, before.input);
}

// What netmap has taken from a VF it will put back, when no pvn is there any more.
TEST_F(PvnTest, NetmapOnAFormerVfKeepsTheModule) {
  Activate();
  Netmap netmap(v.ifp(), Netmap::kEmulated);
  Detach();
  EXPECT_EQ(fake::Unload(), EBUSY);
  v.Receive({1});
  EXPECT_THAT(netmap.received, ElementsAre(1));
  netmap.End();
  fake::SetUp(v.ifp(), true);
  v.Receive({2});
  EXPECT_THAT(fake::Received(v.ifp()), ElementsAre(2));
}

TEST_F(PvnTest, ALateAnswerIsNotTakenForAnother) {
  Ask();
  const Host::Question first = host.asked.back();
  fake::AdvanceMs(2100);
  EXPECT_EQ(Of("state"), "degraded");
  EXPECT_EQ(Of("reason"), "the host did not answer in time");
  EXPECT_FALSE(host.asked.back().to_vf);  // it may have switched without a word
  host.Answer(first);
  EXPECT_EQ(Of("state"), "degraded");
  EXPECT_EQ(Send(1), 0);
  EXPECT_THAT(host.sent, ElementsAre(1));
  host.Answer(host.asked.back());
  fake::AdvanceMs(1100);  // asked again
  ASSERT_TRUE(host.asked.back().to_vf);
  EXPECT_NE(host.asked.back().tag, first.tag);
  host.Answer(first);
  EXPECT_EQ(Of("state"), "switching");
  host.Answer(host.asked.back());
  EXPECT_EQ(Of("state"), "active");
}

TEST_F(PvnTest, ARefusalIsTriedAgain) {
  const Snapshot before(s);
  Ask();
  host.Answer(host.asked.back(), EPERM);
  EXPECT_EQ(Of("state"), "degraded");
  EXPECT_EQ(Of("reason"), "the host refused to switch the data path");
  EXPECT_EQ(Send(1), 0);
  EXPECT_THAT(host.sent, ElementsAre(1));
  host.Answer(host.asked.back());
  host.switch_error = EBUSY;  // it does not even take the question
  const size_t questions = host.asked.size();
  fake::AdvanceMs(1100);
  EXPECT_GT(host.asked.size(), questions);
  EXPECT_EQ(Of("state"), "degraded");
  v.Detach();
  fake::RunTasks();
  EXPECT_EQ(Of("state"), "idle");
  EXPECT_EQ(Snapshot(s), before);
  host.switch_error = 0;
  Activate();
}

TEST_F(PvnTest, AHostThatTakesTheVfBackHasItAtOnce) {
  Activate();
  host.Notice(false);
  EXPECT_FALSE(host.asked.back().to_vf);
  EXPECT_EQ(Send(1), 0);
  EXPECT_THAT(host.sent, ElementsAre(1));
  host.Answer(host.asked.back());
  fake::AdvanceMs(100000);
  EXPECT_EQ(Of("state"), "starting");
  EXPECT_FALSE(host.asked.back().to_vf);
  host.Notice(true);
  EXPECT_TRUE(host.asked.back().to_vf);
  host.Answer(host.asked.back());
  EXPECT_EQ(Of("state"), "active");
  EXPECT_EQ(Send(2), 0);
  EXPECT_THAT(v.sent, ElementsAre(2));
}

TEST_F(PvnTest, ANoticeBeforeThePairIsNotLost) {
  Detach();
  Attach();
  pvn_host_notice(host.driver, false);  // the pair is made by a task
  fake::SetUp(s, true);
  v.Attach();
  fake::AdvanceMs(500);
  EXPECT_THAT(host.asked, IsEmpty());
  EXPECT_EQ(Of("reason"), "the host does not allow the VF to be used");
  host.Notice(true);
  Activate();
}

TEST_F(PvnTest, AnotherMtuIsAnotherSessionAndTheHostIsAskedOnceMore) {
  Activate();
  const size_t questions = host.asked.size();
  EXPECT_EQ(fake::SetMtu(s, 4000), 0);
  EXPECT_EQ(v->if_mtu, 4000u);
  EXPECT_EQ(s->if_mtu, 4000u);
  EXPECT_EQ(host.sessions.back(), 4000u);
  fake::RunTasks();
  ASSERT_EQ(host.asked.size(), questions + 1);
  EXPECT_TRUE(host.asked.back().to_vf);
  EXPECT_EQ(Send(1), 0);  // V goes on working meanwhile
  EXPECT_THAT(v.sent, ElementsAre(1));
  host.Answer(host.asked.back());
  EXPECT_EQ(Of("state"), "active");
}

TEST_F(PvnTest, AnMtuThatOneOfTheTwoRefusesIsNeithers) {
  Activate();
  host.mtu_max = 2000;
  EXPECT_EQ(fake::SetMtu(s, 4000), EINVAL);
  EXPECT_EQ(v->if_mtu, 1500u);
  EXPECT_EQ(s->if_mtu, 1500u);
  EXPECT_EQ(host.sessions.back(), 1500u);
  EXPECT_TRUE(host.is_open);
  host.mtu_max = 9000;
  v.Refuse(SIOCSIFMTU, EOPNOTSUPP);
  EXPECT_EQ(fake::SetMtu(s, 4000), EOPNOTSUPP);
  EXPECT_EQ(s->if_mtu, 1500u);
  fake::RunTasks();
  host.Answer(host.asked.back());
  EXPECT_EQ(Of("state"), "active");
}

TEST_F(PvnTest, CapabilitiesAndMediumAreThePairs) {
  v.spec().capabilities &= ~IFCAP_TSO4;
  v.spec().assist &= ~uint64_t{CSUM_IP_UDP};
  EXPECT_NE(s->if_hwassist & CSUM_IP_UDP, 0u);
  Activate();
  EXPECT_EQ(s->if_hwassist & CSUM_IP_UDP, 0u);
  EXPECT_EQ(s->if_capabilities & IFCAP_TSO4, 0);
  EXPECT_EQ(s->if_hwassist & CSUM_IP_TSO, 0u);
  EXPECT_EQ(fake::SetCapabilities(s, s->if_capenable & ~IFCAP_TXCSUM), 0);
  fake::RunTasks();
  EXPECT_EQ(v->if_capenable & IFCAP_TXCSUM, 0);
  ifmediareq medium{};
  fake_strlcpy(medium.ifm_name, "pvn0", IFNAMSIZ);
  EXPECT_EQ(s->if_ioctl(s, SIOCGIFMEDIA, reinterpret_cast<caddr_t>(&medium)), 0);
  EXPECT_EQ(medium.ifm_active, 100);
  EXPECT_STREQ(medium.ifm_name, "pvn0");
}

TEST_F(PvnTest, AVfThatLeavesAfterTheHostForgotItCostsNoChecksums) {
  const uint64_t before = s->if_hwassist;
  v.spec().assist &= ~uint64_t{CSUM_IP_UDP};
  Activate();
  EXPECT_NE(s->if_hwassist, before);
  EXPECT_EQ(fake::SetMtu(s, 4000), 0);  // the host is not asked anew before V is gone
  v.Detach();
  fake::RunTasks();
  EXPECT_EQ(s->if_hwassist, before);
}

TEST_F(PvnTest, GroupsReachTheVf) {
  Activate();
  fake::Join(s, kGroup);
  fake::RunTasks();
  EXPECT_EQ(v->group_count, 1);
  fake::Leave(s, kGroup);
  fake::RunTasks();
  EXPECT_EQ(v->group_count, 0);
}

TEST_F(PvnTest, DownAndUpFollow) {
  Activate();
  fake::SetUp(s, false);
  fake::RunTasks();
  EXPECT_FALSE(host.asked.back().to_vf);
  host.Answer(host.asked.back());
  EXPECT_EQ(Of("state"), "ready");
  EXPECT_EQ(v->if_drv_flags & IFF_DRV_RUNNING, 0);
  fake::SetUp(s, true);
  fake::RunTasks();
  Activate();
}

TEST_F(PvnTest, WhatItReceivesWaitsForTheLastOfTheVfs) {
  Activate();
  bool done = false;
  fake::OnSleep([&] {
    if (done || host.asked.back().to_vf) return;
    done = true;
    host.Receive(2);  // the host has switched, and V has one left
    v.Receive({1});
  });
  v.Detach();
  fake::OnSleep(nullptr);
  EXPECT_TRUE(done);
  EXPECT_THAT(fake::Received(s), ElementsAre(1, 2));
}

TEST_F(PvnTest, APairEndsWhenItMovesToAJailAndBeginsThere) {
  Activate();
  fake::MoveTo(s, fake::JailVnet());
  EXPECT_EQ(v->if_drv_flags & IFF_DRV_RUNNING, 0);
  fake::AdvanceMs(500);
  EXPECT_EQ(Of("state"), "idle");
  fake::MoveTo(s, fake::HostVnet());
  fake::SetUp(s, true);
  fake::AdvanceMs(500);
  EXPECT_EQ(Of("state"), "switching");
}

TEST_F(PvnTest, DetachUndoesEverything) {
  fake::SetUp(s, false);
  v.Attach();
  const Snapshot before(v.ifp());
  fake::SetMtu(s, 4000);
  fake::SetCapabilities(s, s->if_capenable & ~IFCAP_TXCSUM);
  fake::Join(s, kGroup);
  fake::SetUp(s, true);
  Activate();
  EXPECT_EQ(v->if_mtu, 4000u);
  EXPECT_NE(Snapshot(v.ifp()), before);
  EXPECT_EQ(fake::SetMtu(s, 5000), 0);
  fake::RunTasks();
  EXPECT_TRUE(host.asked.back().to_vf);  // and it has not answered yet
  Detach();
  EXPECT_FALSE(host.asked.back().to_vf);
  EXPECT_TRUE(host.asked.back().s_was_up);
  EXPECT_EQ(Snapshot(v.ifp()), before);
}

// R-NXP-1, R-NXP-3
TEST_F(PvnTest, AVfThatStaysItsUsersGetsWhatTheHostSendsToIt) {
  EXPECT_EQ(fake::SysctlWrite("hw.pvn.vf_transparent", 0), 0);
  Detach();
  Attach();
  fake::SetUp(s, true);
  v.Attach();
  fake::GiveIpAddress(v.ifp());
  fake::SetUp(v.ifp(), true);
  Activate();
  fake::Received(v.ifp()).clear();
  host.Receive(1);
  EXPECT_THAT(fake::Received(v.ifp()), ElementsAre(1));
  EXPECT_EQ(Send(2), 0);
  EXPECT_THAT(host.sent, ElementsAre(2));
  fake::SetUp(v.ifp(), false);
  fake::RunTasks();
  EXPECT_FALSE(host.asked.back().to_vf);
  host.Answer(host.asked.back());
  host.Receive(3);
  EXPECT_THAT(fake::Received(s), ElementsAre(3));
  EXPECT_EQ(fake::SysctlWrite("hw.pvn.vf_transparent", 1), 0);
}

}  // namespace
