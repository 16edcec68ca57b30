// SPDX-License-Identifier: BSD-2-Clause
// What becomes of packets: the requirements that docs/matrix.md lists and that no other test shows.
#include <vector>

#include "tests/unit/behaviour_fixture.h"

namespace vfpair {
namespace {

using testing::DefaultVfSpec;
using testing::Effect;
using testing::HostMode;
using testing::SimNic;
using testing::SimNicSpec;
using testing::SimOptions;
using testing::TrafficTotals;

class BehaviourTrafficTest : public BehaviourTest {
 protected:
  /// The host delivers a packet to `nic`, wherever it steers.
  void DeliverTo(SimNic& nic) { world_->platform().Receive(nic, world_->traffic.Send(9, 500)); }
  U64 Count(Counter counter) { return world_->platform().counters().Get(counter); }
};

TEST_F(BehaviourTrafficTest, WhatVfReceivesWhileItSettlesArrivesAsSynthetics) {
  Begin();
  SimNicSpec spec = DefaultVfSpec();
  spec.up = true;
  SimNic& vf = world_->AddVf(spec);
  ASSERT_TRUE(world_->Arrive(vf).ok());
  DeliverTo(vf);
  EXPECT_EQ(State(), "settling");
  EXPECT_EQ(world_->traffic.totals().delivered, 1u);
  EXPECT_EQ(world_->traffic.totals().mislabelled, 0u);
  EXPECT_EQ(Count(Counter::kRxVfPackets), 1u);
  world_->Send();
  ExpectNothingLostNorReordered();
  EXPECT_EQ(Count(Counter::kTxVfPackets), 0u);
}

TEST_F(BehaviourTrafficTest, WhatStillComesOverTheOtherLegArrivesInEveryState) {
  SimNic& vf = BeginActive();
  DeliverTo(S());  // broadcast, or the first packet of a flow
  EXPECT_EQ(Count(Counter::kRxVfPackets), 0u) << "S's own packets are not relabelled";
  DeliverTo(vf);
  EXPECT_EQ(world_->traffic.totals().delivered, 2u);
  world_->RevokeHost();
  ASSERT_EQ(State(), "degraded");
  world_->OpenVf(vf);  // its user has it up
  DeliverTo(vf);
  DeliverTo(S());
  ExpectNothingLostNorReordered();
  EXPECT_EQ(world_->traffic.totals().mislabelled, 0u);
}

TEST_F(BehaviourTrafficTest, EverySwitchWakesTheQueueAndAnnouncesOnTheNewPath) {
  const std::vector<Effect> kOf = {Effect::kPublishVf, Effect::kPublishSynthetic, Effect::kWake,
                                   Effect::kAnnounce};
  for (const HostMode host : {HostMode::kLearns, HostMode::kToldAtOnce, HostMode::kToldLater}) {
    SimOptions options;
    options.host = host;
    SimNic& vf = BeginActive(options);
    EXPECT_EQ(Order(kOf), "+path-v +wake +announce");
    world_->faults.ForgetRecords();
    world_->SetCable(vf, false);
    world_->Advance(kNsPerSecond);
    EXPECT_EQ(Order(kOf), "+path-s +wake -announce");
    world_->SetCable(vf, true);
    world_->Advance(kNsPerSecond);
    world_->faults.ForgetRecords();
    world_->PullOut(vf);
    EXPECT_EQ(Order(kOf), "+path-s +wake -announce");
  }
}

TEST_F(BehaviourTrafficTest, CountersOfBothPathsAddUpToWhatWasSent) {
  SimOptions options;
  options.actor_delay_ns = 50'000;
  SimNic* vf = &BeginActive(options);
  for (int round = 0; round < 20; ++round) {
    world_->Stream(50, 20'000);
    world_->Advance(400'000);
    if (round % 4 == 0) world_->SetCable(*vf, round % 8 == 0);
    if (round % 5 == 0) {
      world_->Depart(*vf);
      vf = &world_->AddVf();
      ASSERT_TRUE(world_->Arrive(*vf).ok());
    }
    world_->Advance(150 * kNsPerMs);
  }
  const TrafficTotals& t = world_->traffic.totals();
  EXPECT_EQ(t.in_flight(), 0u);
  EXPECT_EQ(Count(Counter::kTxVfPackets) + Count(Counter::kTxSyntheticPackets), t.sent / 2)
      << "one half is the peer's";
  EXPECT_GT(Count(Counter::kTxVfPackets), 0u);
  EXPECT_GT(Count(Counter::kTxSyntheticPackets), 0u);
}

// A packet that says so when it is touched where nothing of vfpair's has to do.
struct Watched {
  Watched* next = nullptr;
  U32 length = 0;
  void* receiver = nullptr;
  int relabelled = 0;
  U64 metadata = 0x0123'4567'89ab'cdef;  // hash, checksum, VLAN tag, timestamp ...

  Watched* Next() noexcept { return next; }
  U32 Length() const noexcept { return length; }
  void SetReceiver(void* interface) noexcept {
    receiver = interface;
    ++relabelled;
  }
};

TEST(BehaviourRxTest, ChainsOfAnyLengthAreRelabelledOnceAndLeftInOneOrder) {
  for (const U32 k : {1u, 2u, 64u}) {
    std::vector<Watched> chain(k);
    U64 bytes = 0;
    for (U32 i = 0; i < k; ++i) {
      chain[i].length = 60 + i * 20;
      chain[i].next = i + 1 < k ? &chain[i + 1] : nullptr;
      bytes += chain[i].length;
    }
    int synthetic = 0;
    PathCounters counters;
    RewriteRx(&chain[0], &synthetic, counters);
    for (U32 i = 0; i < k; ++i) {
      EXPECT_EQ(chain[i].receiver, &synthetic);
      EXPECT_EQ(chain[i].relabelled, 1);
      EXPECT_EQ(chain[i].next, i + 1 < k ? &chain[i + 1] : nullptr);
      EXPECT_EQ(chain[i].metadata, 0x0123'4567'89ab'cdefu);
    }
    EXPECT_EQ(counters.Get(Counter::kRxVfPackets), k);
    EXPECT_EQ(counters.Get(Counter::kRxVfBytes), bytes);
  }
}

}  // namespace
}  // namespace vfpair
