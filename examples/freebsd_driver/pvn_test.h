// SPDX-License-Identifier: BSD-2-Clause
// The driver that embeds the core, with a VF and a host that answers when the test says so.
#ifndef EXAMPLES_FREEBSD_DRIVER_PVN_TEST_H_
#define EXAMPLES_FREEBSD_DRIVER_PVN_TEST_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "examples/freebsd_driver/if_pvn.h"
#include "tests/stubs/freebsd/shim_test.h"

using Key = std::vector<uint8_t>;
inline constexpr uint32_t kPvnTypes =
    RSS_TYPE_IPV4 | RSS_TYPE_TCP_IPV4 | RSS_TYPE_IPV6 | RSS_TYPE_TCP_IPV6;

/// How the host was told to hash.
struct Programmed {
  Key key;
  uint32_t types = 0;
  explicit Programmed(const pvn_rss* rss)
      : key(rss->key, rss->key + PVN_RSS_KEYLEN), types(rss->types) {}
};

/// The host: writes down what the driver asks, and says what the test wants it to.
struct Host {
  struct Question {
    bool to_vf;
    uint32_t tag;
    bool s_was_up;
    Key key;  // by which it hashes then
  };
  pvn_softc* driver = nullptr;
  pvn_host_ops ops{};
  std::vector<unsigned> sessions;   // their MTUs
  std::vector<Programmed> hashing;  // what it was told of it, by a session or in it
  int rss_messages = 0;
  int rss_error = 0;
  bool is_open = false;
  unsigned mtu_max = 9000;
  std::vector<Question> asked;
  int switch_error = 0;
  std::vector<uint64_t> sent;

  void Receive(uint64_t number, uint32_t type = 0) {
    fake::AsThread as(fake::InterruptThread());
    pvn_host_received(driver, fake::MakePacket(number), 0x12345678, type);
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

inline Host& Of(void* host) { return *static_cast<Host*>(host); }

inline const pvn_host_ops kOps = {
    .rings = 4,
    .open =
        [](void* host, u_int mtu, const pvn_rss* rss) {
          if (mtu > Of(host).mtu_max) return EINVAL;
          Of(host).sessions.push_back(mtu);
          Of(host).hashing.emplace_back(rss);
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
          Of(host).asked.push_back({to_vf, tag,
                                    (pvn_ifnet(Of(host).driver)->if_flags & IFF_UP) != 0,
                                    Of(host).hashing.back().key});
          return Of(host).switch_error;
        },
    .set_rss =
        [](void* host, const pvn_rss* rss) {
          EXPECT_TRUE(Of(host).is_open);
          ++Of(host).rss_messages;
          if (Of(host).rss_error == 0) Of(host).hashing.emplace_back(rss);
          return Of(host).rss_error;
        },
};

class PvnTest : public ::testing::Test {
 protected:
  void SetUp() override {
    fake::Log().clear();
    memory_ = fake::LiveMemory();
    sysctls_ = fake::SysctlCount();
    ASSERT_EQ(fake::Load(), 0);
    Attach();
    fake::Received(s).clear();
    fake::HashTypes(s).clear();
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
    EXPECT_THAT(fake::TakeComplaints(), ::testing::IsEmpty());
  }

  void Attach(u_int rings = 4) {
    host.ops = kOps;
    host.ops.rings = rings;
    fake::AddDevice("pvn", 0);
    ASSERT_EQ(pvn_attach(&host.driver, 0, kMac.data(), &host.ops, &host), 0);
    s = pvn_ifnet(host.driver);
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

#endif  // EXAMPLES_FREEBSD_DRIVER_PVN_TEST_H_
