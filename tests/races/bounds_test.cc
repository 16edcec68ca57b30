// SPDX-License-Identifier: BSD-2-Clause
// Who waits for whom, and for how long, in moments that are set up and not hoped for.
#include <gtest/gtest.h>

#include "tests/races/gate.h"
#include "tests/races/sync_baselines.h"
#include "tests/races/sync_epoch.h"
#include "tests/races/sync_urcu.h"
#include "tests/races/world.h"

namespace vfpair::races {
namespace {

template <class S>
class ReadersGoOn : public ::testing::Test {};
// Not ReaderWriterLock: there a writer that waits keeps new readers out. That is what it is here
// for.
using NonBlocking = ::testing::Types<Epoch, ReferenceCount, UrcuMemb, UrcuMb, UrcuBp, UrcuQsbr>;
TYPED_TEST_SUITE(ReadersGoOn, NonBlocking);

// B3: a packet that is stuck inside V holds up the removal and nothing else.
TYPED_TEST(ReadersGoOn, WhileARemovalWaitsForOneOfThem) {
  Gate gate;
  World<TypeParam> world({.inside_vf = [&](Size sender) {
    if (sender == 0) gate.PassOrWait();
  }});
  world.MakePair();
  world.StartTraffic();
  world.PlugVf();
  world.Reach(State::kActive);
  gate.WaitUntilReached();
  const int graces = world.station().graces.load();
  std::atomic<bool> removed{false};
  std::thread remover([&] {
    world.UnplugVf();
    removed.store(true);
  });
  while (world.station().graces.load() == graces) std::this_thread::yield();
  for (Size sender = 1; sender < kSenders; ++sender) world.WaitForFlow(sender, 100);
  EXPECT_FALSE(removed.load());
  gate.Open();
  remover.join();
  world.Finish();
  EXPECT_EQ(world.ledger().Complaint(), "");
}

// The platform's own wait for V's receivers, after packets have long gone over S.
constexpr int kOfCapture = 1;

// B3: one grace period from the withdrawal of the path to the last packet out of V.
TEST(Bounds, SurpriseRemovalTakesOneGracePeriod) {
  World<Epoch> world;
  world.MakePair();
  world.PlugVf();
  world.Reach(State::kActive);
  const int graces = world.station().graces.load();
  world.UnplugVf();
  EXPECT_EQ(world.station().graces.load(), graces + 1 + kOfCapture);
}

// ... and one more for the hold, when V still works and order is to be kept.
TEST(Bounds, AnnouncedRemovalTakesTwoGracePeriods) {
  World<Epoch> world;
  world.MakePair();
  world.PlugVf();
  world.Reach(State::kActive);
  const int graces = world.station().graces.load();
  world.CloseVf();
  EXPECT_EQ(world.station().graces.load(), graces + 2);
  world.UnplugVf();
  EXPECT_EQ(world.station().graces.load(), graces + 2 + kOfCapture);
}

// B3: a V that does not send what it was given costs its time limit, and packets go over S
// meanwhile.
TEST(Bounds, StuckVfDelaysTheWithdrawalByItsTimeLimitOnly) {
  World<Epoch> world({.window = U64{1} << 20});
  world.MakePair();
  world.PlugVf();
  world.Reach(State::kActive);
  world.StickVf(true);
  world.StartTraffic();
  while (world.vf()->pending() == 0) std::this_thread::yield();
  const U64 before = world.clock().NowNs();
  world.CloseVf();
  EXPECT_EQ(world.clock().NowNs() - before, kStrictProfile.drain_transmit_us * U64{1000});
  world.WaitForTraffic(100);
  EXPECT_EQ(world.AsActor([](auto& pair) { return pair.core.legs().drain_timeouts(); }), 1u);
  const U64 stuck = world.vf()->pending();
  EXPECT_GT(stuck, 0u);
  world.Finish();
  EXPECT_EQ(world.ledger().Complaint(), "");
  EXPECT_EQ(world.ledger().Dropped(DropCause::kVfRing), stuck);
}

// T16: a timer that was cancelled and set anew while its callback ran. The late callback changes
// nothing and the new time is kept.
TEST(Bounds, TimerCancelledAndSetAgainWhileItsCallbackRuns) {
  Gate gate;
  World<Epoch> world({.timer_begun = [&] { gate.PassOrWait(); }});
  world.MakePair();
  world.PlugVf();
  world.Advance(kStrictProfile.settle_ns);
  gate.WaitUntilReached();
  world.UnplugVf();
  world.PlugVf();
  const U64 deadline = world.clock().NowNs() + kStrictProfile.settle_ns;
  gate.Open();
  while (world.clock().called() == 0) std::this_thread::yield();
  world.AsActor([](auto& pair) { pair.core.Run(); });
  EXPECT_EQ(world.AsActor([](auto& pair) { return pair.core.state(); }), State::kSettling);
  EXPECT_EQ(world.clock().deadline_ns(), deadline);
  world.Reach(State::kActive);
}

// T16: nothing waits for the callback, and it does not use the pair that was freed under it.
TEST(Bounds, PairFreedWhileItsTimerCallbackRuns) {
  Gate gate;
  World<Epoch> world({.timer_begun = [&] { gate.PassOrWait(); }});
  world.MakePair();
  world.PlugVf();
  world.Advance(kStrictProfile.settle_ns);
  gate.WaitUntilReached();
  world.Unpair();
  gate.Open();
  while (world.clock().called() == 0) std::this_thread::yield();
  world.MakePair();
  world.Reach(State::kActive);
}

}  // namespace
}  // namespace vfpair::races
