// SPDX-License-Identifier: BSD-2-Clause
// Rare moments, each of which was or could be a bug of its own.
#include <numeric>
#include <set>

#include "tests/stubs/freebsd/shim_test.h"

using ::testing::ElementsAre;
using ::testing::IsEmpty;

namespace {

// What a driver that filters VLANs hears of its own interface.
class VlanFilter {
 public:
  explicit VlanFilter(ifnet* ifp) : ifp_(ifp) {
    on_ = EVENTHANDLER_REGISTER(vlan_config, Add, this, EVENTHANDLER_PRI_ANY);
    off_ = EVENTHANDLER_REGISTER(vlan_unconfig, Remove, this, EVENTHANDLER_PRI_ANY);
  }
  ~VlanFilter() {
    EVENTHANDLER_DEREGISTER(vlan_config, on_);
    EVENTHANDLER_DEREGISTER(vlan_unconfig, off_);
  }
  VlanFilter(const VlanFilter&) = delete;
  VlanFilter& operator=(const VlanFilter&) = delete;
  std::set<int> ids;

 private:
  static void Add(void* self, ifnet* ifp, uint16_t id) {
    auto* const filter = static_cast<VlanFilter*>(self);
    if (ifp == filter->ifp_) filter->ids.insert(id);
  }
  static void Remove(void* self, ifnet* ifp, uint16_t id) {
    auto* const filter = static_cast<VlanFilter*>(self);
    if (ifp == filter->ifp_) filter->ids.erase(id);
  }
  ifnet* const ifp_;
  eventhandler_tag on_, off_;
};

class CornerTest : public ShimTest {};

TEST_F(CornerTest, VfLetsThroughTheVlansOfSyntheticAlsoThoseFromBefore) {
  VlanFilter filter(v.ifp());
  fake::AddVlan(s.ifp(), 7);
  Activate();
  EXPECT_THAT(filter.ids, ElementsAre(7));
  fake::AddVlan(s.ifp(), 4095);
  fake::RunTasks();
  EXPECT_THAT(filter.ids, ElementsAre(7, 4095));
  fake::RemoveVlan(s.ifp(), 7);
  fake::RunTasks();
  EXPECT_THAT(filter.ids, ElementsAre(4095));
  Command("unpair vtnet0");
  EXPECT_THAT(filter.ids, IsEmpty());
}

// A driver that resets its device tells nobody; the first packet finds out, each time.
TEST_F(CornerTest, VfThatStopsBySilentResetIsFoundOutEachTime) {
  Activate();
  for (int i = 0; i < 3; ++i) {
    v->if_drv_flags &= ~IFF_DRV_RUNNING;
    const size_t sent = s.sent.size();
    Send(s, 1);
    EXPECT_EQ(s.sent.size(), sent + 1);
    EXPECT_EQ(v.lost, 0);
    fake::AdvanceMs(20000);
    EXPECT_NE(v->if_drv_flags & IFF_DRV_RUNNING, 0) << i;
    EXPECT_EQ(Of("path"), "vf") << i;
  }
}

TEST_F(CornerTest, MoreThanCanWaitIsDroppedAndCounted) {
  Pair();
  std::vector<int> errors;
  bool once = true;
  fake::OnSleep([&] {
    const size_t out = s.sent.size() + v.sent.size();
    errors.push_back(Send(s, 0));
    if (s.sent.size() + v.sent.size() != out || !std::exchange(once, false)) return;  // waits
    for (uint64_t i = 1; i < 5000; ++i) errors.push_back(Send(s, i));
  });
  v.Attach();
  fake::AdvanceMs(1000);
  ASSERT_FALSE(once);
  const auto dropped = static_cast<size_t>(std::count(errors.begin(), errors.end(), ENOBUFS));
  EXPECT_GE(dropped, 5000u - 4096u);
  EXPECT_EQ(s.sent.size() + v.sent.size() + dropped, errors.size());
  EXPECT_EQ(s->counters[IFCOUNTER_OQDROPS], dropped);
  EXPECT_EQ(Count("vf_tx_dropped"), dropped);
}

// A driver of S that had read the hook of those milliseconds just before it was taken off.
TEST_F(CornerTest, ChainThatComesThroughSyntheticsOldHookIsDelivered) {
  const auto own = s->if_input;
  auto hook = own;
  fake::OnSleep([&] {
    if (s->if_input != own) hook = s->if_input;
  });
  Activate();
  fake::SetUp(v.ifp(), false);
  fake::AdvanceMs(1000);
  fake::OnSleep(nullptr);
  ASSERT_NE(hook, own);
  Command("unpair vtnet0");
  mbuf* const m = fake::MakePacket(1);
  m->m_nextpkt = fake::MakePacket(2);
  m->m_pkthdr.rcvif = m->m_nextpkt->m_pkthdr.rcvif = s.ifp();
  hook(s.ifp(), m);
  EXPECT_THAT(Received(s), ElementsAre(1, 2));
}

// A ring that is slow has frames of ours left when the other side is announced; what switches
// learn from last is the side in use all the same.
TEST_F(CornerTest, FramesThatLeaveLateDoNotTeachSwitchesTheWrongWay) {
  const Nic* latest = nullptr;
  for (Nic* nic : {&s, &v}) {
    nic->spec().transmit_ns = 80'000;
    nic->on_wire = [&, nic](uint64_t) { latest = nic; };
  }
  Activate();
  EXPECT_EQ(latest, &v);
  Send(s, 1);
  fake::SetUp(v.ifp(), false);
  EXPECT_THAT(v.sent, ElementsAre(1));
  fake::AdvanceMs(10);
  EXPECT_EQ(latest, &s);
}

TEST_F(CornerTest, UnpairAndPairAgainInOneBreath) {
  Activate();
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(Command("unpair vtnet0"), "ok vtnet0 is paired no more\n");
    Pair("settle_ms=1");
    fake::AdvanceMs(i);
  }
  fake::AdvanceMs(1000);
  EXPECT_EQ(Of("path"), "vf");
}

TEST_F(CornerTest, TransmitThroughOurHookAfterTheEndGoesToTheDriver) {
  Activate();
  const auto ioctl = s->if_ioctl;
  Command("unpair vtnet0");
  ifreq request{};
  EXPECT_EQ(ioctl(s.ifp(), SIOCSIFMTU, reinterpret_cast<caddr_t>(&request)), EAGAIN);
}

}  // namespace
