// SPDX-License-Identifier: BSD-2-Clause
// How a pair lives through what happens to real machines: the requirements that docs/matrix.md
// lists and that no other test shows, as far as arrival, departure, time and identity go.
#include <vector>

#include "tests/unit/behaviour_fixture.h"
#include "vfpair/registry.h"
#include "vfpair/testing/null_platform.h"

namespace vfpair {
namespace {

using testing::DefaultVfSpec;
using testing::Effect;
using testing::NicSnapshot;
using testing::NullPlatform;
using testing::SimNic;
using testing::SimNicSpec;
using testing::SimOptions;
using testing::SimPlatform;
using testing::SimWorld;
using testing::UnicastMac;

class BehaviourLifecycleTest : public BehaviourTest {};

TEST_F(BehaviourLifecycleTest, SettleTimeOfZeroUsesVfAtOnce) {
  SimOptions options;
  options.profile.settle_ns = 0;
  Begin(options);
  ASSERT_TRUE(world_->Arrive(world_->AddVf()).ok());
  world_->Advance(50 * kNsPerMs);
  EXPECT_EQ(State(), "active");
}

TEST_F(BehaviourLifecycleTest, SyntheticDownEndsRedirectThenSteersBackThenClosesVf) {
  BeginActive();
  world_->faults.ForgetRecords();
  world_->SetSyntheticUp(false);
  EXPECT_EQ(Order({Effect::kPublishSynthetic, Effect::kHost, Effect::kVfUp}),
            "+path-s -host -v-up");
}

TEST_F(BehaviourLifecycleTest, DepartureWhileSettlingCancelsTheTimerAndAsksTheHostNothing) {
  Begin();
  SimNic& vf = world_->AddVf();
  ASSERT_TRUE(world_->Arrive(vf).ok());
  world_->Advance(50 * kNsPerMs);
  EXPECT_EQ(world_->clock.waiting(), 1u);
  world_->Depart(vf);
  EXPECT_EQ(State(), "idle");
  EXPECT_EQ(world_->clock.waiting(), 0u);
  EXPECT_EQ(Order({Effect::kHost, Effect::kSyntheticCapabilities, Effect::kSyntheticTso,
                   Effect::kVfMtu, Effect::kVfFilter, Effect::kVfUp}),
            "");
  world_->Unpair();
  EXPECT_EQ(world_->IdentityComplaint(), "");
}

TEST_F(BehaviourLifecycleTest, LateDepartureOfAnEarlierOwnerOfTheHandleIsIgnored) {
  SimNic& vf = BeginActive();
  world_->faults.ForgetRecords();
  InterfaceId earlier = vf.id();
  --earlier.generation;
  world_->pair().Departed(VfId(earlier));
  world_->pair().VfClosing(VfId(earlier));
  EXPECT_EQ(State(), "active");
  EXPECT_TRUE(world_->faults.records().empty());
}

TEST_F(BehaviourLifecycleTest, LinkThatTakesUpToTenMinutesIsAwaited) {
  for (const U64 ms : {U64{1}, U64{100}, U64{12'000}, U64{100'000}, U64{600'000}}) {
    SimNicSpec spec = DefaultVfSpec();
    spec.link_ns = ms * kNsPerMs;
    Begin();
    ASSERT_TRUE(world_->Arrive(world_->AddVf(spec)).ok());
    world_->Advance(100 * kNsPerMs + spec.link_ns - 1);
    EXPECT_EQ(State(), "starting") << ms << " ms";
    EXPECT_EQ(world_->pair().retries(), 0u);
    world_->Advance(kNsPerSecond);
    EXPECT_EQ(State(), "active") << ms << " ms";
  }
}

TEST_F(BehaviourLifecycleTest, LinkOfAWaitingVfDoesNotMatter) {
  SimNic& vf = BeginActive();
  SimNicSpec spec = DefaultVfSpec();
  spec.up = true;
  SimNic& waiting = world_->AddVf(spec);
  ASSERT_TRUE(world_->Arrive(waiting).ok());
  world_->faults.ForgetRecords();
  world_->SetCable(waiting, false);
  world_->Advance(kNsPerSecond);
  EXPECT_EQ(State(), "active");
  world_->SetCable(waiting, true);
  world_->SetCable(vf, false);
  world_->Advance(kNsPerSecond);
  EXPECT_EQ(State(), "starting") << "the held V has no link, whatever the other has";
}

TEST_F(BehaviourLifecycleTest, VfIsTakenAndCarriesWhileSyntheticHasNoLink) {
  Begin();
  world_->SetCable(S(), false);
  Attach();
  world_->Stream(50, 100'000);
  ExpectNothingLostNorReordered();
}

TEST_F(BehaviourLifecycleTest, SyntheticThatLosesItsLinkCostsNothingWhileVfCarries) {
  BeginActive();
  world_->Stream(300, 100'000);
  for (int i = 0; i < 10; ++i) {
    world_->SetCable(S(), i % 2 == 1);
    world_->Advance(2 * kNsPerMs);
    EXPECT_EQ(State(), "active");
  }
  ExpectNothingLostNorReordered();
}

TEST_F(BehaviourLifecycleTest, VfThatMovesToAnotherNamespaceIsReleasedAndTakenWhenItReturns) {
  SimNic& vf = BeginActive();
  Leave(vf);
  EXPECT_EQ(State(), "idle");
  const NicSnapshot away = vf.Snapshot();
  InterfaceFacts facts = vf.Facts();
  facts.netns = 2;
  EXPECT_EQ(world_->pair().Arrived(facts).reason(), Reason::kOtherNamespace);
  EXPECT_EQ(vf.Snapshot(), away);
  EXPECT_FALSE(vf.marked || vf.captured || vf.linked);
  ASSERT_TRUE(world_->Arrive(vf).ok());  // as when a migration was cancelled
  world_->Advance(kNsPerSecond);
  EXPECT_EQ(State(), "active");
}

TEST_F(BehaviourLifecycleTest, VfThatGetsItsAddressAfterItsArrivalIsTakenThen) {
  Begin();
  SimNicSpec spec = DefaultVfSpec();
  spec.mac = UnicastMac(200);  // random, until somebody sets it
  spec.permanent_mac = {};
  SimNic& vf = world_->AddVf(spec);
  EXPECT_EQ(world_->Arrive(vf).reason(), Reason::kMacMismatch);
  vf.SetMac(S().mac());
  ASSERT_TRUE(world_->Arrive(vf).ok());  // as adapters do when an address changes
  world_->Advance(kNsPerSecond);
  EXPECT_EQ(State(), "active");
}

TEST_F(BehaviourLifecycleTest, VfThatTransmitsThroughAQueueOfItsStackIsRefused) {
  Begin();
  SimNicSpec spec = DefaultVfSpec();
  spec.kind |= kKindStartRoutine;
  SimNic& vf = world_->AddVf(spec);
  EXPECT_EQ(world_->Arrive(vf).reason(), Reason::kVfHasStartRoutine);
  EXPECT_EQ(vf.Snapshot(), world_->TwinOf(vf).Snapshot());
  EXPECT_EQ(State(), "idle");
}

TEST_F(BehaviourLifecycleTest, SuspendAndResumeTellTheHostOnceWhateverBecameOfVf) {
  enum { kKept, kRemoved, kAnother };
  for (const int what : {kKept, kRemoved, kAnother}) {
    SimNic& vf = BeginActive();
    if (what != kKept) world_->PullOut(vf);
    world_->faults.ForgetRecords();
    world_->HostForgets();
    if (what == kAnother) {
      ASSERT_TRUE(world_->Arrive(world_->AddVf()).ok());
    }
    world_->Advance(10 * kNsPerSecond);
    EXPECT_EQ(State(), what == kRemoved ? "idle" : "active");
    std::string asked = Order({Effect::kHost});
    EXPECT_EQ(asked, what == kRemoved ? "" : "+host");
    EXPECT_EQ(world_->pair().path(), what == kRemoved ? PathMode::kSynthetic : PathMode::kVf);
    EXPECT_EQ(world_->Complaint(), "");
  }
}

TEST_F(BehaviourLifecycleTest, ThousandDownsAndUpsOfSyntheticAreFollowedByVf) {
  SimNic& vf = BeginActive();
  const Size waiting = world_->clock.waiting();
  for (int i = 0; i < 1000; ++i) {
    world_->SetSyntheticUp(false);
    ASSERT_EQ(State(), "ready");
    ASSERT_FALSE(vf.up());
    world_->SetSyntheticUp(true);
    ASSERT_EQ(State(), "active");
    ASSERT_TRUE(vf.up());
  }
  EXPECT_EQ(world_->clock.waiting(), waiting);
  world_->Stream(20, 100'000);
  ExpectNothingLostNorReordered();
}

TEST_F(BehaviourLifecycleTest, VfAndSyntheticMayGoInAnyOrder) {
  for (const bool vf_first : {true, false}) {
    for (const bool orderly : {true, false}) {
      SimNic& vf = BeginActive();
      if (!vf_first) world_->RemoveSynthetic();
      if (orderly)
        world_->Depart(vf);
      else
        world_->PullOut(vf);
      if (vf_first) world_->RemoveSynthetic();
      EXPECT_EQ(State(), "closed");
      EXPECT_EQ(world_->platform().path(), nullptr);
      EXPECT_EQ(world_->IdentityComplaint(), "");
      EXPECT_EQ(world_->clock.waiting(), 0u);
    }
  }
}

TEST_F(BehaviourLifecycleTest, RuleMadeAgainTakesTheVfThatStayed) {
  SimNic& vf = BeginActive();
  world_->Unpair();
  const NicSnapshot before = vf.Snapshot();
  Pair<SimPlatform> second(world_->platform(), SyntheticId(S().id()), Rule{});
  world_->platform().SetContext(SimPlatform::Context::kActor);
  ASSERT_TRUE(second.Start().ok());
  ASSERT_TRUE(second.Arrived(vf.Facts()).ok());  // what an adapter finds when it looks around
  world_->Advance(kStrictProfile.settle_ns);
  second.Signal(kSignalTimer);
  second.Run();
  EXPECT_EQ(second.state(), State::kActive);
  second.Shutdown(false);
  EXPECT_EQ(vf.Snapshot(), before);
  world_->platform().SetContext(SimPlatform::Context::kNone);
}

TEST_F(BehaviourLifecycleTest, EveryTransitionIsTracedOnceWithItsCause) {
  SimNic& vf = BeginActive();
  world_->RevokeHost();
  world_->Advance(2 * kNsPerSecond);
  world_->CloseVf(vf);
  world_->Advance(2 * kNsPerSecond);
  world_->Unpair();
  vfpair::State state = State::kIdle;
  U64 last_ns = 0;
  std::vector<vfpair::Reason> degraded;
  for (const Transition& t : world_->platform().history()) {
    EXPECT_EQ(t.from, state) << EventName(t.event);
    EXPECT_GE(t.time_ns, last_ns);
    if (t.to == State::kDegraded) degraded.push_back(t.reason);
    state = t.to;
    last_ns = t.time_ns;
  }
  EXPECT_EQ(state, State::kClosed);
  EXPECT_EQ(degraded, (std::vector<vfpair::Reason>{Reason::kHostRevoked, Reason::kVfClosed}));
}

TEST(BehaviourRegistryTest, VfsThatArriveAtOnceFindTheirOwnPairs) {
  constexpr U8 kPairs = 32;
  std::vector<std::unique_ptr<SimWorld>> worlds;
  Registry<SimPlatform, kPairs> registry;
  for (U8 n = 0; n < kPairs; ++n) {
    SimOptions options;
    options.synthetic.mac = options.synthetic.permanent_mac = UnicastMac(static_cast<U8>(n + 1));
    worlds.push_back(std::make_unique<SimWorld>(options));
    ASSERT_TRUE(registry.Add(worlds.back()->pair()).ok());
  }
  std::vector<SimNic*> vfs;
  for (U8 n = kPairs; n-- > 0;) {
    SimNicSpec spec = DefaultVfSpec();
    spec.mac = spec.permanent_mac = UnicastMac(static_cast<U8>(n + 1));
    SimNic& vf = worlds[n]->AddVf(spec);
    ASSERT_TRUE(registry.Arrived(vf.Facts()).ok());
    vfs.insert(vfs.begin(), &vf);
  }
  for (U8 n = 0; n < kPairs; ++n) {
    worlds[n]->Advance(kNsPerSecond);
    EXPECT_EQ(worlds[n]->pair().state(), State::kActive);
    EXPECT_TRUE(worlds[n]->pair().Holds(VfId(vfs[n]->id())));
    EXPECT_EQ(registry.HolderOf(VfId(vfs[n]->id())), &worlds[n]->pair());
  }
}

// Two interfaces of which everything can be changed, and a clock that can jump: time passes at
// once, and only then is a timer heard of.
struct HandMadePlatform : NullPlatform {
  HandMadePlatform() {
    synthetic.id = {this, 1};
    vf.id = {this, 2};
    for (InterfaceFacts* facts : {&synthetic, &vf}) {
      facts->mac = facts->permanent_mac = UnicastMac(1);
      facts->kind = kKindEthernet | kKindPhysical;
      facts->mtu = 1500;
    }
    synthetic.up = true;
  }
  Status ReadFacts(InterfaceId id, InterfaceFacts& out) noexcept {
    out = id == synthetic.id ? synthetic : vf;
    return {};
  }
  Status SetUp(VfId, bool up) noexcept {
    vf.up = vf.carrier = up;
    return {};
  }
  Status SteerHost(Side, U32 generation) noexcept {
    asked = generation;
    return Status::Pending();
  }
  U64 NowNs() noexcept { return now; }
  void SetTimer(U64 deadline) noexcept { timer = deadline; }

  InterfaceFacts synthetic, vf;
  U64 now = 5 * kNsPerSecond;
  U64 timer = 0;
  U32 asked = 0;
};

class HandMadePlatformTest : public ::testing::Test {
 protected:
  void Begin() {
    ASSERT_TRUE(pair_.Start().ok());
    ASSERT_TRUE(pair_.Arrived(platform_.vf).ok());
  }
  void Jump(U64 ns) {
    platform_.now += ns;
    ASSERT_GT(platform_.timer, 0u);
    ASSERT_LE(platform_.timer, platform_.now);
    pair_.Signal(kSignalTimer);
    pair_.Run();
  }

  HandMadePlatform platform_;
  Pair<HandMadePlatform> pair_{platform_, SyntheticId(platform_.synthetic.id), Rule{}};
};

TEST_F(HandMadePlatformTest, VfWhoseAddressChangedIsStillRecognisedWhenItDeparts) {
  for (const bool synthetic_too : {false, true}) {
    HandMadePlatform platform;
    Pair<HandMadePlatform> pair(platform, SyntheticId(platform.synthetic.id), Rule{});
    ASSERT_TRUE(pair.Start().ok());
    ASSERT_TRUE(pair.Arrived(platform.vf).ok());
    platform.vf.mac = platform.vf.permanent_mac = UnicastMac(7);
    if (synthetic_too) platform.synthetic.mac = UnicastMac(8);
    pair.Departed(VfId(platform.vf.id));
    EXPECT_EQ(pair.state(), State::kIdle);
    EXPECT_TRUE(pair.vf().get().IsNone());
    const Settings& s = pair.settings();
    EXPECT_FALSE(s.marked || s.captured || s.linked);
  }
}

class JumpingClockTest : public HandMadePlatformTest {};

TEST_F(JumpingClockTest, ThirtySecondsInEveryTimedStateAreOneStep) {
  constexpr U64 kJump = 30 * kNsPerSecond;
  Begin();
  EXPECT_EQ(pair_.state(), State::kSettling);
  Jump(kJump);
  EXPECT_EQ(pair_.state(), State::kSwitching);
  const U32 first = platform_.asked;
  Jump(kJump);
  EXPECT_EQ(pair_.state(), State::kDegraded);
  EXPECT_EQ(pair_.reason(), Reason::kHostTimeout);
  Jump(kJump);
  EXPECT_EQ(pair_.state(), State::kSwitching);
  pair_.Complete(first, Status::Ok());  // the answer of before the jumps
  pair_.Run();
  EXPECT_EQ(pair_.state(), State::kSwitching);
  platform_.now += kJump;  // the answer and the time limit are seen together
  pair_.Complete(platform_.asked, Status::Ok());
  pair_.Signal(kSignalTimer);
  pair_.Run();
  EXPECT_EQ(pair_.state(), State::kActive);
}

TEST_F(JumpingClockTest, TimerHeardTooEarlyIsArmedAgain) {
  Begin();
  const U64 due = platform_.timer;
  platform_.timer = 0;
  pair_.Signal(kSignalTimer);
  pair_.Run();
  EXPECT_EQ(pair_.state(), State::kSettling);
  EXPECT_EQ(platform_.timer, due);
}

}  // namespace
}  // namespace vfpair
