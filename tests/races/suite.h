// SPDX-License-Identifier: BSD-2-Clause
// What must hold under every synchronisation, with real threads. Bounded by rounds, never by time.
#ifndef VFPAIR_TESTS_RACES_SUITE_H_
#define VFPAIR_TESTS_RACES_SUITE_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>
#include <string>

#include "tests/races/world.h"

namespace vfpair::races {

/// Longer runs: VFPAIR_RACES_TIMES=10 makes ten times the rounds.
inline int Times(int rounds) {
  const char* const times = std::getenv("VFPAIR_RACES_TIMES");
  return times != nullptr ? rounds * std::atoi(times) : rounds;
}

template <class S>
class Races : public ::testing::Test {};

TYPED_TEST_SUITE_P(Races);

// A24, T15, R-LCK-7, R-LCK-8, W-02, R7: whatever comes and goes under traffic, no packet uses what
// is gone, and each is delivered once or counted once.
TYPED_TEST_P(Races, StormOfArrivalsAndRemovalsAccountsForEveryPacket) {
  World<TypeParam> world;
  world.MakePair();
  world.StartTraffic();
  std::mt19937 random(1);
  for (int round = 0; round < Times(12); ++round) {
    world.PlugVf();
    if (random() % 4 != 0) world.Reach(State::kActive);
    world.WaitForTraffic();
    switch (random() % 6) {
      case 0:
        world.SetCarrier(false);
        break;
      case 1:
        world.SetSyntheticUp(false);
        break;
      case 2:
        world.RevokeHost();
        break;
      case 3:
        EXPECT_TRUE(world.ChangeMtu(1400 + static_cast<U32>(random() % 100)).ok());
        break;
      default:
        break;
    }
    world.WaitForTraffic();
    if (random() % 2 != 0) world.CloseVf();
    world.UnplugVf();
    world.SetSyntheticUp(true);
  }
  world.Finish();
  EXPECT_EQ(world.ledger().Complaint(), "");
}

// R7: a removal that is announced costs neither packets nor order, in both directions.
TYPED_TEST_P(Races, AnnouncedRemovalLosesAndReordersNothing) {
  World<TypeParam> world;
  world.MakePair();
  world.StartTraffic();
  for (int round = 0; round < Times(10); ++round) {
    world.PlugVf();
    world.Reach(State::kActive);
    world.WaitForTraffic(16);
    world.CloseVf();
    world.UnplugVf();
    world.WaitForTraffic();
  }
  world.Finish();
  EXPECT_EQ(world.ledger().Complaint(), "");
  EXPECT_EQ(world.ledger().Dropped(), 0u);
  EXPECT_EQ(world.ledger().Reordered(), 0u);
}

// T-S06: the pair itself comes and goes, hooks and all, while packets pass.
TYPED_TEST_P(Races, PairAndUnpairStormNeverUsesAFreedPair) {
  World<TypeParam> world({.host = HostMode::kSteers});  // V receives until after it is released
  world.StartTraffic();
  world.PlugVf();
  for (int round = 0; round < Times(20); ++round) {
    world.MakePair();
    if (round % 8 == 0) world.Reach(State::kActive);
    world.WaitForTraffic(1);
    world.Unpair();
  }
  world.Finish();
  EXPECT_EQ(world.ledger().Complaint(), "");
  EXPECT_EQ(world.ledger().Dropped(), world.ledger().Dropped(DropCause::kVfNotCaptured) +
                                          world.ledger().Dropped(DropCause::kVfPortClosed));
}

// A25: the host's own thread answers, late answers among the good ones.
TYPED_TEST_P(Races, HostAnswersFromItsOwnThreadAreTakenOnceAndInOrder) {
  World<TypeParam> world({.host = HostMode::kSteers});
  world.MakePair();
  world.StartTraffic();
  world.PlugVf();
  for (int round = 0; round < Times(10); ++round) {
    world.Reach(State::kActive);
    world.WaitForTraffic(1);
    world.SetCarrier(false);
    world.Reach(State::kStarting);
    world.SetCarrier(true);
  }
  world.Reach(State::kActive);
  EXPECT_EQ(world.AsActor([](auto& pair) { return pair.platform.seen(Reason::kHostRefused); }), 0);
  world.Finish();
  EXPECT_EQ(world.ledger().Complaint(), "");
}

// T-N07: S's addresses change under their own lock while pairs are made; V hears what S hears.
TYPED_TEST_P(Races, FiltersChangedWhilePairingReachTheVf) {
  World<TypeParam> world;
  world.MakePair();
  world.PlugVf();
  std::thread user([&world] {
    for (int i = 0; i < 200; ++i) world.ToggleFilter(static_cast<U8>(i % 7));
  });
  for (int round = 0; round < Times(4); ++round) {
    world.Reach(State::kActive);
    world.Unpair();
    world.MakePair();
  }
  user.join();
  world.ToggleFilter(99);
  world.Reach(State::kActive);
  world.AsActor([](auto& pair) { pair.core.Run(); });
  const auto sorted = [](std::vector<MacAddress> list) {
    std::sort(list.begin(), list.end(),
              [](const MacAddress& a, const MacAddress& b) { return a.Compare(b) < 0; });
    return list;
  };
  EXPECT_EQ(sorted(world.vf()->multicast), sorted(world.station().synthetic.multicast));
  world.Finish();
  EXPECT_TRUE(world.station().synthetic.multicast.size() > 0);
}

// I4, R8: counters may be read while they count, and never go back.
TYPED_TEST_P(Races, CountersMayBeReadWhileTheyCount) {
  World<TypeParam> world;
  world.MakePair();
  world.StartTraffic();
  world.PlugVf();
  world.Reach(State::kActive);
  U64 transmitted = 0, received = 0;
  for (int i = 0; i < 50; ++i) {
    world.WaitForTraffic(1);
    world.AsActor([&](auto& pair) {
      const U64 tx = pair.platform.Counted(Counter::kTxVfPackets);
      const U64 rx = pair.platform.Counted(Counter::kRxVfPackets);
      EXPECT_GE(tx, transmitted);
      EXPECT_GE(rx, received);
      transmitted = tx;
      received = rx;
    });
  }
  world.Finish();
  EXPECT_GT(transmitted, 0u);
  EXPECT_GT(received, 0u);
}

// T15, R-LCK-7: a removal returns only after the burst that was inside V is out of it.
TYPED_TEST_P(Races, RemovalWaitsForABurstInsideV) {
  std::atomic<bool> inside{false}, leave{false}, departed{false}, returned_too_early{false};
  World<TypeParam> world({.inside_vf = [&](Size sender) {
    if (sender != 0 || inside.load()) return;
    inside.store(true);
    while (!leave.load()) std::this_thread::yield();
    returned_too_early.store(departed.load());
  }});
  world.MakePair();
  world.StartTraffic();
  world.PlugVf();
  world.Reach(State::kActive);
  while (!inside.load()) std::this_thread::yield();
  const int graces = world.station().graces.load();
  std::thread remover([&] {
    world.UnplugVf();
    departed.store(true);
  });
  while (world.station().graces.load() == graces)
    std::this_thread::yield();  // it has begun to wait
  leave.store(true);
  remover.join();
  EXPECT_FALSE(returned_too_early.load());
  world.Finish();
  EXPECT_EQ(world.ledger().Complaint(), "");
}

// R-LCK-8, W-02: V is released only after the batch that it is just delivering as S's.
TYPED_TEST_P(Races, ReleaseWaitsForABatchThatVReceived) {
  std::atomic<bool> inside{false}, leave{false}, released{false}, returned_too_early{false};
  World<TypeParam> world({
      .host = HostMode::kSilent,  // so that the path, and the wait for its readers, never comes
      .inside_receive =
          [&] {
            inside.store(true);
            while (!leave.load()) std::this_thread::yield();
            returned_too_early.store(released.load());
          },
  });
  world.MakePair();
  world.PlugVf();
  world.Reach(State::kSwitching);
  world.ReceiveOverVf();
  while (!inside.load()) std::this_thread::yield();
  const int graces = world.station().graces.load();
  std::thread remover([&] {
    world.Unpair();
    released.store(true);
  });
  while (world.station().graces.load() == graces) std::this_thread::yield();
  leave.store(true);
  remover.join();
  EXPECT_FALSE(returned_too_early.load());
  world.Finish();
  EXPECT_EQ(world.ledger().Complaint(), "");
}

REGISTER_TYPED_TEST_SUITE_P(Races, StormOfArrivalsAndRemovalsAccountsForEveryPacket,
                            AnnouncedRemovalLosesAndReordersNothing,
                            PairAndUnpairStormNeverUsesAFreedPair,
                            HostAnswersFromItsOwnThreadAreTakenOnceAndInOrder,
                            FiltersChangedWhilePairingReachTheVf, CountersMayBeReadWhileTheyCount,
                            RemovalWaitsForABurstInsideV, ReleaseWaitsForABatchThatVReceived);

}  // namespace vfpair::races

#endif  // VFPAIR_TESTS_RACES_SUITE_H_
