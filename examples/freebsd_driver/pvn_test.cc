// SPDX-License-Identifier: BSD-2-Clause
// The driver that embeds the core, with a VF and a host that answers when the test says so.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "examples/freebsd_driver/if_pvn.h"
#include "tests/stubs/freebsd/shim_test.h"

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

namespace {

constexpr fake::Mac kGroup{0x01, 0, 0x5e, 0, 0, 1};

/// The host: writes down what the driver asks, and says what the test wants it to.
struct Host {
  struct Question {
    bool to_vf;
    uint32_t tag;
    bool s_was_up;
  };
  pvn_softc* driver = nullptr;
  std::vector<unsigned> sessions;  // their MTUs
  bool is_open = false;
  unsigned mtu_max = 9000;
  std::vector<Question> asked;
  int switch_error = 0;
  std::vector<uint64_t> sent;

  void Receive(uint64_t number) {
    fake::AsThread as(fake::InterruptThread());
    pvn_host_received(driver, fake::MakePacket(number));
  }
  void Answer(const Question& question, int error = 0) {
    {
      fake::AsThread as(fake::InterruptThread());
      pvn_host_switched(driver, question.tag, error);
    }
    fake::RunTasks();
  }
  void Notice(bool has_vf) {
    {
      fake::AsThread as(fake::InterruptThread());
      pvn_host_notice(driver, has_vf);
    }
    fake::RunTasks();
  }
};

Host& Of(void* host) { return *static_cast<Host*>(host); }

const pvn_host_ops kOps = {
    .open =
        [](void* host, u_int mtu) {
          if (mtu > Of(host).mtu_max) return EINVAL;
          Of(host).sessions.push_back(mtu);
          Of(host).is_open = true;
          return 0;
        },
    .close = [](void* host) { Of(host).is_open = false; },
    .transmit =
        [](void* host, mbuf* m) {
          if (fake::NumberOf(m) != fake::kAnnouncement) Of(host).sent.push_back(fake::NumberOf(m));
          m_freem(m);
          return 0;
        },
    .switch_path =
        [](void* host, bool to_vf, uint32_t tag) {
          EXPECT_TRUE(Of(host).is_open);
          Of(host).asked.push_back(
              {to_vf, tag, (pvn_ifnet(Of(host).driver)->if_flags & IFF_UP) != 0});
          return Of(host).switch_error;
        },
};

class PvnTest : public ::testing::Test {
 protected:
  void SetUp() override {
    fake::Log().clear();
    memory_ = fake::LiveMemory();
    sysctls_ = fake::SysctlCount();
    ASSERT_EQ(fake::Load(), 0);
    fake::AddDevice("pvn", 0);
    ASSERT_EQ(pvn_attach(&host.driver, 0, kMac.data(), &kOps, &host), 0);
    s = pvn_ifnet(host.driver);
    fake::Received(s).clear();
    fake::SetUp(s, true);
    fake::RunTasks();
  }
  void TearDown() override {
    if (host.driver != nullptr) Detach();
    EXPECT_EQ(fake::Unload(), 0);
    EXPECT_EQ(fake::HandlerCount(), 0u);
    EXPECT_EQ(fake::LiveMemory(), memory_);
    EXPECT_EQ(fake::SysctlCount(), sysctls_);
    EXPECT_EQ(fake::TimersPending(), 0);
    if (v.attached()) v.Detach();
    EXPECT_EQ(fake::LivePackets(), 0u);
    fake::CheckFreedPackets();
    EXPECT_THAT(fake::TakeComplaints(), IsEmpty());
  }

  void Detach() {
    pvn_detach(host.driver);
    host.driver = nullptr;
    fake::RemoveDevice("pvn", 0);
    EXPECT_FALSE(host.is_open);
  }
  std::string Of(const std::string& node) const {
    std::string out;
    return fake::SysctlRead("hw.pvn.pvn0." + node, &out) == 0 ? out : "";
  }
  int Send(uint64_t number) { return fake::Transmit(s, fake::MakePacket(number)); }
  /// V arrives and has settled; the host has been asked.
  void Ask() {
    if (!v.attached()) v.Attach();
    fake::AdvanceMs(500);
    ASSERT_FALSE(host.asked.empty()) << Of("state") << ": " << Of("reason");
    ASSERT_TRUE(host.asked.back().to_vf);
  }
  void Activate() {
    Ask();
    host.Answer(host.asked.back());
    ASSERT_EQ(Of("state"), "active") << Of("reason");
  }

  Host host;
  ifnet* s = nullptr;
  Nic v{"V", {.driver = "mce"}};

 private:
  long memory_ = 0;
  size_t sysctls_ = 0;
};

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
  fake::AddDevice("pvn", 0);
  ASSERT_EQ(pvn_attach(&host.driver, 0, kMac.data(), &kOps, &host), 0);
  s = pvn_ifnet(host.driver);
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

}  // namespace
