// SPDX-License-Identifier: BSD-2-Clause
// Order at a switch, with the old side slow at the worst moment: what it was given leaves it before
// the new side goes on, in both directions (R7).
#include <gtest/gtest.h>

#include "tests/races/gate.h"
#include "tests/races/sync_epoch.h"
#include "tests/races/world.h"

namespace vfpair::races {
namespace {

class OrderTest : public ::testing::Test {
 protected:
  // Runs `change` in a thread of its own, and `meanwhile` when it has come to `where`.
  template <class Change, class Meanwhile>
  static void During(std::atomic<int> Station<Epoch>::*where, Station<Epoch>& station,
                     Change&& change, Meanwhile&& meanwhile) {
    const int before = (station.*where).load();
    const int later = station.receive_drains.load();
    std::atomic<bool> over{false};
    std::thread thread([&] {
      change();
      over.store(true);
    });
    while ((station.*where).load() == before && station.receive_drains.load() == later &&
           !over.load())
      std::this_thread::yield();
    EXPECT_NE((station.*where).load(), before) << "it never came there";
    meanwhile();
    thread.join();
  }
  static void WaitUntilPending(Nic& nic) {
    while (nic.pending() < kSenders) std::this_thread::yield();
  }
  static void ExpectLossless(World<Epoch>& world) {
    world.Finish();
    EXPECT_EQ(world.ledger().Complaint(), "");
    EXPECT_EQ(world.ledger().Dropped(), 0u);
    EXPECT_EQ(world.ledger().Reordered(), 0u);
  }
};

TEST_F(OrderTest, WhatVWasGivenLeavesItBeforeSGoesOn) {
  World<Epoch> world;
  world.MakePair();
  world.PlugVf();
  world.Reach(State::kActive);
  world.StartTraffic();
  world.vf()->SetPaused(true);
  WaitUntilPending(*world.vf());
  During(
      &Station<Epoch>::transmit_drains, world.station(), [&] { world.CloseVf(); },
      [&] { world.vf()->SetPaused(false); });
  world.WaitForTraffic(100);
  ExpectLossless(world);
}

TEST_F(OrderTest, WhatSWasGivenLeavesItBeforeVGoesOn) {
  World<Epoch> world;
  Nic& s = world.station().synthetic;
  world.MakePair();
  world.StartTraffic();
  s.SetPaused(true);
  WaitUntilPending(s);
  During(
      &Station<Epoch>::transmit_drains, world.station(),
      [&] {
        world.PlugVf();
        world.Reach(State::kActive);
      },
      [&] { s.SetPaused(false); });
  world.WaitForTraffic(100);
  ExpectLossless(world);
}

// A drain that begins while a packet is still on its way into the ring would miss it.
TEST_F(OrderTest, DrainOfVWaitsForTheLastPacketIntoIt) {
  Gate gate;
  World<Epoch> world({.inside_vf = [&](Size sender) {
    if (sender == 0) gate.PassOrWait();
  }});
  world.MakePair();
  world.StartTraffic();
  world.PlugVf();
  world.Reach(State::kActive);
  gate.WaitUntilReached();
  During(
      &Station<Epoch>::graces, world.station(), [&] { world.CloseVf(); }, [&] { gate.Open(); });
  ExpectLossless(world);
}

TEST_F(OrderTest, DrainOfSWaitsForTheLastPacketIntoIt) {
  Gate gate;
  World<Epoch> world({.inside_synthetic = [&](Size sender) {
    if (sender == 0) gate.PassOrWait();
  }});
  world.MakePair();
  world.StartTraffic();
  gate.WaitUntilReached();
  During(
      &Station<Epoch>::graces, world.station(),
      [&] {
        world.PlugVf();
        world.Reach(State::kActive);
      },
      [&] { gate.Open(); });
  ExpectLossless(world);
}

TEST_F(OrderTest, WhatSReceivedIsDeliveredBeforeWhatVReceives) {
  World<Epoch> world;
  Nic& s = world.station().synthetic;
  world.MakePair();
  world.PlugVf();
  s.SetPaused(true);
  world.Receive(8);
  During(
      &Station<Epoch>::receive_drains, world.station(), [&] { world.Reach(State::kActive); },
      [&] {
        world.Receive(8);
        while (world.vf()->taken_in() < 8) std::this_thread::yield();
        s.SetPaused(false);
      });
  ExpectLossless(world);
}

TEST_F(OrderTest, WhatVReceivedIsDeliveredBeforeWhatSReceives) {
  World<Epoch> world;
  Nic& s = world.station().synthetic;
  world.MakePair();
  world.PlugVf();
  world.Reach(State::kActive);
  world.vf()->SetPaused(true);
  world.Receive(8);
  During(
      &Station<Epoch>::receive_drains, world.station(), [&] { world.CloseVf(); },
      [&] {
        world.Receive(8);
        while (s.taken_in() < 8) std::this_thread::yield();
        world.vf()->SetPaused(false);
      });
  ExpectLossless(world);
}

}  // namespace
}  // namespace vfpair::races
