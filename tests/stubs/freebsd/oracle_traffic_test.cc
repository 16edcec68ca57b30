// SPDX-License-Identifier: BSD-2-Clause
// What happens to packets; see oracle_lifecycle_test.cc.
#include <sys/epoch.h>

#include <numeric>
#include <tuple>

#include "tests/stubs/freebsd/shim_test.h"

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

namespace {

class OracleTraffic : public ShimTest {};

// A16 CMP
TEST_F(OracleTraffic, AnswersOfVfAreCountedByKind) {
  Activate("profile=hn");
  const uint64_t sent = s->counters[IFCOUNTER_OPACKETS];
  EXPECT_EQ(Send(s, 1), 0);
  EXPECT_EQ(Send(s, 2, true), 0);
  EXPECT_EQ(s->counters[IFCOUNTER_OPACKETS], sent + 2);
  EXPECT_EQ(s->counters[IFCOUNTER_OBYTES], 120u);
  EXPECT_EQ(s->counters[IFCOUNTER_OMCASTS], 1u);
  v.transmit_error = ENOBUFS;
  EXPECT_EQ(Send(s, 3), ENOBUFS);
  EXPECT_EQ(s->counters[IFCOUNTER_OQDROPS], 1u);
  v.transmit_error = EIO;
  EXPECT_EQ(Send(s, 4), EIO);
  EXPECT_EQ(s->counters[IFCOUNTER_OERRORS], 1u);
  EXPECT_EQ(Count("vf_tx_packets"), 2u);
  EXPECT_EQ(Count("vf_tx_dropped"), 2u);
  EXPECT_EQ(v->counters[IFCOUNTER_OPACKETS], 2u);
}

TEST_F(OracleTraffic, PacketWithATagOfSyntheticsDriverIsNotVfs) {
  Activate();
  mbuf* const m = fake::MakePacket(1);
  m->m_pkthdr.csum_flags |= CSUM_SND_TAG;
  EXPECT_EQ(fake::Transmit(s.ifp(), m), EAGAIN);
  EXPECT_THAT(v.sent, IsEmpty());
}

// A17 CMP
class OracleChain : public ShimTest, public ::testing::WithParamInterface<size_t> {};

TEST_P(OracleChain, PacketsFromTheVfArriveAsTheSynthetics) {
  Activate("profile=hn");
  const uint64_t before = s->counters[IFCOUNTER_IPACKETS];
  const int calls = fake::InputCalls(s.ifp());
  std::vector<uint64_t> numbers(GetParam());
  std::iota(numbers.begin(), numbers.end(), 1u);
  v.Receive(numbers);
  EXPECT_THAT(Received(s), ElementsAreArray(numbers));
  EXPECT_EQ(s->counters[IFCOUNTER_IPACKETS], before + GetParam());
  EXPECT_EQ(v->counters[IFCOUNTER_IBYTES], 60 * GetParam());
  EXPECT_EQ(fake::InputCalls(s.ifp()), calls + 1);
  EXPECT_EQ(Count("vf_rx_packets"), GetParam());

  v->if_capenable |= IFCAP_HWSTATS;
  v.Receive(numbers);
  EXPECT_EQ(v->counters[IFCOUNTER_IBYTES], 60 * GetParam());
}

INSTANTIATE_TEST_SUITE_P(Lengths, OracleChain, ::testing::Values(1, 2, 64));

TEST_F(OracleTraffic, RelayIsInTheEpochWhateverTheDriverOfVfDoes) {
  static int in_epoch = 0;
  Activate();
  const auto own = s->if_input;
  s->if_input = [](ifnet*, mbuf* m) {
    in_epoch += fake_in_epoch();
    m_freem(m);
  };
  for (const bool on : {true, false}) {
    fake::PromiseEpoch(v.ifp(), on);
    v.Receive({on});
  }
  s->if_input = own;
  EXPECT_EQ(in_epoch, 2);
}

// A18 BETTER
TEST_F(OracleTraffic, WhatVfReceivesWhileSyntheticIsDownIsDroppedAndCounted) {
  Activate();
  fake::SetUp(s.ifp(), false);
  v.Receive({1, 2, 3});
  EXPECT_THAT(Received(s), IsEmpty());
  EXPECT_EQ(Count("vf_rx_dropped"), 3u);
  EXPECT_EQ(v->counters[IFCOUNTER_IQDROPS], 3u);
}

// A18 BETTER: a driver that had read the hook just before it was taken off
TEST_F(OracleTraffic, WhatComesThroughAnOldHookIsDroppedAndCounted) {
  Activate();
  fake::PromiseEpoch(v.ifp(), false);
  const auto hook = v->if_input;
  Command("unpair vtnet0");
  ASSERT_NE(v->if_input, hook);
  mbuf* const m = fake::MakePacket(1);
  m->m_nextpkt = fake::MakePacket(2);
  hook(v.ifp(), m);
  EXPECT_EQ(v->counters[IFCOUNTER_IQDROPS], 2u);
}

// A19 CMP: accurate, listener, V takes it, copy fails
class OracleTap : public ShimTest,
                  public ::testing::WithParamInterface<std::tuple<bool, bool, bool, bool>> {};

TEST_P(OracleTap, SeesEachPacketOnceByPolicy) {
  const auto [accurate, listener, accepts, copy_fails] = GetParam();
  ASSERT_EQ(fake::SysctlWrite("hw.vfpair.vf_xpnt_accbpf", accurate), 0);
  Activate("profile=hn");
  s->if_bpf->listeners = listener;
  v.transmit_error = accepts ? 0 : ENOBUFS;
  fake::FailAllocations(0);
  mbuf* const m = fake::MakePacket(1);
  if (copy_fails) fake::FailAllocations(1);
  EXPECT_EQ(fake::Transmit(s.ifp(), m), v.transmit_error);
  fake::FailAllocations(0);
  const bool before = !accurate || copy_fails;
  EXPECT_EQ(s->if_bpf->packets, listener && (before || accepts) ? 1u : 0u);
  fake::SysctlWrite("hw.vfpair.vf_xpnt_accbpf", 0);
}

INSTANTIATE_TEST_SUITE_P(All, OracleTap,
                         ::testing::Combine(::testing::Bool(), ::testing::Bool(), ::testing::Bool(),
                                            ::testing::Bool()));

// A26 CMP
TEST_F(OracleTraffic, FlushingSyntheticFlushesBoth) {
  Activate("profile=hn");
  const int of_s = s.flushes, of_v = v.flushes;
  s->if_qflush(s.ifp());
  EXPECT_EQ(s.flushes, of_s + 1);
  EXPECT_EQ(v.flushes, of_v + 1);
  Command("unpair vtnet0");
  s->if_qflush(s.ifp());
  EXPECT_EQ(v.flushes, of_v + 1);
}

// A cut-over in the strict profile: others send and receive while the actor waits.
TEST_F(OracleTraffic, CutOverLosesAndReordersNothing) {
  Pair();
  uint64_t next = 1, in = 1000;
  fake::OnSleep([&] {
    Send(s, next++);
    v.Receive({in});
    ++in;
  });
  v.Attach();
  fake::AdvanceMs(1000);
  EXPECT_EQ(Of("path"), "vf");
  EXPECT_GT(Count("tx_held"), 0u);
  fake::OnSleep(nullptr);
  std::vector<uint64_t> all = s.sent;
  all.insert(all.end(), v.sent.begin(), v.sent.end());
  std::vector<uint64_t> expected(next - 1);
  std::iota(expected.begin(), expected.end(), 1u);
  EXPECT_EQ(all, expected);
  std::vector<uint64_t> arrived(in - 1000);
  std::iota(arrived.begin(), arrived.end(), 1000u);
  EXPECT_EQ(Received(s), arrived);
}

// What S's device still has comes before what V received after the switch.
TEST_F(OracleTraffic, VfsPacketsWaitAtACutOverUntilSyntheticIsQuiet) {
  Pair();
  uint64_t sleeps = 0;
  fake::OnSleep([&] {
    if (++sleeps == 1) v.Receive({100});
    if (sleeps <= 6) s.Receive({sleeps});
  });
  v.Attach();
  fake::AdvanceMs(1000);
  fake::OnSleep(nullptr);
  EXPECT_EQ(Of("path"), "vf");
  EXPECT_THAT(Received(s), ElementsAre(1, 2, 3, 4, 5, 6, 100));
}

// What a driver still has shows in what it has not freed.
TEST_F(OracleTraffic, ADriverThatFreesLateIsPushedUntilItsQueueIsEmpty) {
  s.frees_late = 20;
  Pair();
  v.Attach();
  fake::AdvanceMs(1000);
  EXPECT_EQ(Of("path"), "vf");
  EXPECT_GT(s.markers, 20);
  EXPECT_THAT(Command("status"), HasSubstr(" drain_timeouts=0 "));
}

TEST_F(OracleTraffic, ADriverThatNeverFreesHasItsTimeAndIsCounted) {
  s.frees_late = 1u << 20;
  Pair();
  v.Attach();
  fake::AdvanceMs(1000);
  EXPECT_EQ(Of("path"), "vf");
  EXPECT_THAT(Command("status"), HasSubstr(" drain_timeouts=1 "));
}

TEST_F(OracleTraffic, OrderlyRemovalLosesNothing) {
  Activate();
  uint64_t next = 1;
  fake::OnSleep([&] { Send(s, next++); });
  fake::SetUp(v.ifp(), false);
  fake::OnSleep(nullptr);
  std::vector<uint64_t> all = v.sent;
  all.insert(all.end(), s.sent.begin(), s.sent.end());
  std::vector<uint64_t> expected(next - 1);
  std::iota(expected.begin(), expected.end(), 1u);
  EXPECT_EQ(all, expected);
  EXPECT_EQ(v.lost, 0);
}

TEST_F(OracleTraffic, EveryVfTellsSwitchesWhereTheAddressIs) {
  Activate();
  EXPECT_EQ(v.announcements, 1);
  v.Detach();
  fake::RunTasks();
  EXPECT_EQ(s.announcements, 1);
}

}  // namespace
