// SPDX-License-Identifier: BSD-2-Clause
// A million arrivals and departures (P2, R5): nothing grows, nothing stays behind, the last is as the
// first. On a platform that only keeps accounts, so that a million take seconds.
#include <gtest/gtest.h>

#include "vfpair/pair.h"
#include "vfpair/testing/null_platform.h"

namespace vfpair {
namespace {

struct Accounts : testing::NullPlatform {
  InterfaceFacts s, v;
  U64 now = 1;
  U64 timer = 0;
  const Path* path = nullptr;
  int marked = 0, captured = 0, linked = 0, received_held = 0;

  Accounts() {
    s.id = {&s, 1};
    s.mac = s.permanent_mac = v.mac = v.permanent_mac = MacAddress{{2, 0, 0, 0, 0, 1}};
    s.kind = kKindEthernet;
    s.up = s.carrier = v.carrier = true;
    s.mtu = v.mtu = 1500;
    v.id = {&v, 1};
    v.parent = 7;
    v.kind = kKindEthernet | kKindPhysical;
  }
  Status ReadFacts(InterfaceId id, InterfaceFacts& out) noexcept {
    out = id.handle == &s ? s : v;
    return {};
  }
  Status SetUp(VfId, bool up) noexcept {
    v.up = up;
    return {};
  }
  Status Mark(VfId, bool on) noexcept { return Count(marked, on); }
  Status Capture(VfId, bool on) noexcept { return Count(captured, on); }
  Status Link(VfId, bool on) noexcept { return Count(linked, on); }
  void HoldReceive(Side, VfId, bool on) noexcept { (void)Count(received_held, on); }
  void Publish(const Path* published) noexcept { path = published; }
  void SetTimer(U64 deadline) noexcept { timer = deadline; }
  U64 NowNs() noexcept { return now; }

 private:
  static Status Count(int& what, bool on) noexcept {
    what += on ? 1 : -1;
    return {};
  }
};

TEST(PairStorm, MillionArrivalsAndDeparturesLeaveNothingBehind) {
  Accounts platform;
  Profile profile;
  profile.damping.leaves = 0;
  Pair<Accounts> pair(platform, SyntheticId(platform.s.id), Rule{}, profile);
  ASSERT_TRUE(pair.Start().ok());
  for (U32 round = 1; round <= 1'000'000; ++round) {
    platform.v.id.generation = round;
    platform.v.up = false;
    ASSERT_TRUE(pair.Arrived(platform.v).ok());
    platform.now = platform.timer;
    pair.Signal(kSignalTimer);
    pair.Run();
    ASSERT_EQ(pair.state(), State::kActive) << round;
    ASSERT_NE(platform.path, nullptr);
    pair.VfClosing(VfId(platform.v.id));
    platform.v.up = false;
    pair.Departed(VfId(platform.v.id));
    ASSERT_EQ(pair.state(), State::kIdle) << round;
    ASSERT_TRUE(platform.path == nullptr && platform.timer == 0);
    ASSERT_TRUE(platform.marked == 0 && platform.captured == 0 && platform.linked == 0 &&
                platform.received_held == 0)
        << round;
  }
  EXPECT_EQ(pair.legs().switches(), 2'000'000u);
  EXPECT_EQ(pair.legs().undo_failures() + pair.legs().drain_timeouts(), 0u);
  pair.Shutdown(false);
  EXPECT_EQ(pair.state(), State::kClosed);
}

}  // namespace
}  // namespace vfpair
