// SPDX-License-Identifier: BSD-2-Clause
// Corners: two things at once, one in the middle of another, the last one of its kind. Each was a
// bug once.
#include <gtest/gtest.h>

#include "tests/unit/pair_fixture.h"
#include "vfpair/registry.h"

namespace vfpair {
namespace {

using testing::DefaultVfSpec;
using testing::Effect;
using testing::HostMode;
using testing::SimNic;
using testing::SimNicSpec;
using testing::SimOptions;
using testing::SimPlatform;
using testing::UnicastMac;

class PairCornerTest : public PairFixture {
 protected:
  static SimOptions Late(U64 delay, HostMode mode = HostMode::kToldAtOnce) {
    SimOptions o;
    o.actor_delay_ns = delay;
    o.host = mode;
    return o;
  }
  void Poke(U32 signals) {
    world_->pair().Signal(signals);
    world_->platform().Schedule();
  }
};

// Promise given and taken back before the actor runs.
TEST_F(PairCornerTest, PromiseTakenBackBeforeItIsSeenIsNoPromise) {
  Begin(Late(50'000));
  world_->HostPromise(true);
  world_->HostPromise(false);
  world_->Advance(kNsPerMs);
  EXPECT_EQ(State(), "idle");
  world_->Advance(200 * kNsPerSecond);
  EXPECT_EQ(State(), "idle");
}

// Retry of the state before taken for the awaited device's time. The timer has fired (its signal
// is set, as an adapter's work item does it) and V departs before the actor has run.
TEST_F(PairCornerTest, RetryDueWhenVfDepartsIsNotTheEndOfTheWaitForTheNext) {
  SimNic& vf = BeginActive();
  world_->HostPromise(true);
  world_->clock.At(world_->clock.NowNs() + kNsPerSecond, [&] {
    ASSERT_EQ(State(), "degraded");
    world_->pair().Signal(kSignalTimer);
    world_->Depart(vf);
  });
  world_->RevokeHost();
  world_->Advance(kNsPerSecond);
  EXPECT_EQ(State(), "awaiting");  // is "missing" after no time at all
}

// Rename and the settle timer in one run.
TEST_F(PairCornerTest, RenameSeenTogetherWithTheSettleTimerStartsTheTimeAgain) {
  Begin();
  SimNic& vf = world_->AddVf();
  world_->clock.At(100 * kNsPerMs, [&] {
    world_->pair().Signal(kSignalTimer);
    world_->Rename(vf);
  });
  ASSERT_TRUE(world_->Arrive(vf).ok());
  world_->Advance(110 * kNsPerMs);
  EXPECT_EQ(State(), "settling");
}

// Closing V whose host question is open.
TEST_F(PairCornerTest, HostAskedForVfIsAskedBackWhenVfClosesBeforeItAnswered) {
  Begin(Late(20 * kNsPerMs, HostMode::kToldLater));
  SimNic& vf = world_->AddVf();
  ASSERT_TRUE(world_->Arrive(vf).ok());
  while (State() != "switching") world_->Advance(kNsPerMs);
  world_->CloseVf(vf);
  world_->Advance(10 * kNsPerMs);  // the host has done as it was told; the actor has not run
  EXPECT_FALSE(vf.up());
  EXPECT_FALSE(world_->host().SteersTo(vf)) << "I1: the host steers to V while V is down";
  world_->Advance(5 * kNsPerSecond);
}

TEST_F(PairCornerTest, NothingIsLostWhenVfClosesWhileTheHostSwitches) {
  Begin(Late(20 * kNsPerMs, HostMode::kToldLater));
  SimNic& vf = world_->AddVf();
  ASSERT_TRUE(world_->Arrive(vf).ok());
  while (State() != "switching") world_->Advance(kNsPerMs);
  world_->Stream(600, 50'000);
  world_->CloseVf(vf);
  world_->Advance(900 * kNsPerMs);
  EXPECT_EQ(world_->traffic.totals().delivered, world_->traffic.totals().sent);
}

// Completion and "host forgot" in one run.
TEST_F(PairCornerTest, HostThatAnsweredAndThenForgotIsAskedAgain) {
  Begin(Late(50'000, HostMode::kToldLater));
  SimNic& vf = world_->AddVf();
  ASSERT_TRUE(world_->Arrive(vf).ok());
  while (!world_->host().SteersTo(vf)) world_->Advance(10'000);
  ASSERT_EQ(State(), "switching");  // answered, not handled yet
  world_->HostForgets();
  world_->Advance(100 * kNsPerSecond);
  EXPECT_EQ(State(), "active");
  EXPECT_TRUE(world_->host().SteersTo(vf)) << "the pair believes it does";
}

// Host forgot while active: V's input is kept back for the whole time limit.
TEST_F(PairCornerTest, HostThatForgotIsAskedAgainAndInputIsNotKeptBackForTheWholeLimit) {
  for (HostMode mode : {HostMode::kToldAtOnce, HostMode::kToldLater}) {
    BeginActive(Late(0, mode));
    world_->HostForgets();
    world_->Advance(20 * kNsPerMs);  // answered after 5 ms at most, quiet after 8
    world_->PeerSend();
    world_->Advance(kNsPerMs);
    EXPECT_EQ(world_->traffic.totals().delivered, 1u);
    world_->Advance(kNsPerSecond);
  }
}

// Host forgot, refuses: S's input is kept back although nobody steers.
TEST_F(PairCornerTest, SyntheticsInputIsNotKeptBackWhenTheHostAlreadySteersToIt) {
  BeginActive();
  world_->host().SetMode(HostMode::kRefuses);
  world_->HostForgets();
  ASSERT_EQ(State(), "degraded");
  world_->Advance(10 * kNsPerMs);
  world_->PeerSend();
  world_->Advance(kNsPerMs);
  EXPECT_EQ(world_->traffic.totals().delivered, 1u);
  world_->Advance(100 * kNsPerMs);
}

// V that fits again while it is being released, and is offered again.
TEST_F(PairCornerTest, VfOfferedAgainWhileItIsBeingReleasedIsTakenAgain) {
  SimNic& vf = BeginActive(Late(0, HostMode::kToldLater));
  world_->SetVfMac(vf, UnicastMac(7));
  ASSERT_EQ(State(), "leaving");
  world_->SetVfMac(vf, UnicastMac(1));
  EXPECT_TRUE(world_->Arrive(vf).ok());
  world_->Advance(kNsPerSecond);
  EXPECT_EQ(State(), "active") << "Arrived() said Ok, and V was forgotten";
}

// Non-transparent: S goes down while V is down.
TEST_F(PairCornerTest, NonTransparentSyntheticGoingDownDoesNotKeepVfFromTheHost) {
  SimOptions o;
  o.profile = kHnNonTransparentProfile;
  Begin(o);
  SimNic& vf = world_->AddVf();
  ASSERT_TRUE(world_->Arrive(vf).ok());
  world_->Advance(kNsPerSecond);
  ASSERT_EQ(State(), "starting");
  world_->SetSyntheticUp(false);
  world_->OpenVf(vf);
  world_->Advance(100 * kNsPerSecond);
  EXPECT_EQ(State(), "active");
}
TEST_F(PairCornerTest, NonTransparentSyntheticGoingDownDoesNotDisturbAnActiveVf) {
  SimOptions o;
  o.profile = kHnNonTransparentProfile;
  Begin(o);
  SimNic& vf = world_->AddVf();
  ASSERT_TRUE(world_->Arrive(vf).ok());
  world_->OpenVf(vf);
  world_->Advance(kNsPerSecond);
  ASSERT_EQ(State(), "active");
  world_->faults.ForgetRecords();
  world_->SetSyntheticUp(false);
  world_->Advance(kNsPerSecond);
  EXPECT_EQ(Order({Effect::kHost, Effect::kReceiveAs}), "");
}

// Non-transparent: V in a lagg (its input taken), as R-NXP-1 wants.
TEST_F(PairCornerTest, NonTransparentVfWhoseInputIsALaggsIsTracked) {
  SimOptions o;
  o.profile = kHnNonTransparentProfile;
  Begin(o);
  SimNicSpec spec = DefaultVfSpec();
  spec.kind |= kKindMember | kKindInputTaken;
  SimNic& vf = world_->AddVf(spec);
  ASSERT_TRUE(world_->Arrive(vf).ok());
  world_->OpenVf(vf);
  world_->Advance(kNsPerSecond);
  EXPECT_EQ(State(), "active");
}

// V stops running S's XDP program.
TEST_F(PairCornerTest, VfThatStopsRunningSyntheticsXdpProgramIsLeft) {
  SimOptions o;
  o.synthetic.kind |= kKindXdp;
  SimNicSpec spec = DefaultVfSpec();
  spec.kind |= kKindRunsXdp;
  SimNic& vf = BeginActive(o, spec);
  vf.SetKind(kKindRunsXdp, false);
  Poke(kSignalVf);
  world_->Advance(kNsPerSecond);
  EXPECT_EQ(world_->pair().path(), PathMode::kSynthetic);
}
TEST_F(PairCornerTest, VfThatComesToRunSyntheticsXdpProgramIsUsed) {
  SimOptions o;
  o.synthetic.kind |= kKindXdp;
  Begin(o);
  SimNic& vf = world_->AddVf();
  ASSERT_TRUE(world_->Arrive(vf).ok());
  world_->Advance(kNsPerSecond);
  ASSERT_EQ(State(), "starting");
  vf.SetKind(kKindRunsXdp, true);
  Poke(kSignalVf);
  world_->Advance(1000 * kNsPerSecond);
  EXPECT_EQ(State(), "active");
}

// Clamp kept in degraded hides the user's MTU.
TEST_F(PairCornerTest, MtuTheUserSetsWhileDegradedIsNotTakenForTheClamp) {
  SimOptions o;
  o.profile = kHnProfile;
  o.synthetic.mtu = 9000;
  SimNicSpec spec = DefaultVfSpec();
  spec.mtu_range = {68, 1500};
  BeginActive(o, spec);
  ASSERT_EQ(world_->synthetic().mtu(), 1500u);
  world_->RevokeHost();
  ASSERT_EQ(State(), "degraded");
  ASSERT_EQ(world_->synthetic().mtu(), 9000u);
  ASSERT_TRUE(world_->synthetic().SetMtu(1500));
  ASSERT_TRUE(world_->TwinOf(world_->synthetic()).SetMtu(1500));
  Poke(kSignalSynthetic);
  world_->Unpair();
  EXPECT_EQ(world_->IdentityComplaint(), "");
}

// Hook that fails while settling: V is touched before its settle time is over.
TEST_F(PairCornerTest, VfIsNotTouchedBeforeItsSettleTimeAlsoWhenAHookFailedOnce) {
  SimOptions o;
  o.profile = kHnProfile;  // two seconds
  Begin(o);
  SimNic& vf = world_->AddVf();
  world_->faults.FailAll(Effect::kLink, Outcome::kRetry);
  ASSERT_TRUE(world_->Arrive(vf).ok());
  ASSERT_EQ(State(), "degraded");
  world_->faults.Clear();
  world_->Advance(1900 * kNsPerMs);
  EXPECT_EQ(Order({Effect::kVfUp, Effect::kVfMtu, Effect::kVfCapabilities}), "");
}

// Hn, host refuses: S's link.
TEST_F(PairCornerTest, HnSyntheticKeepsItsLinkWhileVfIsKeptDownByUs) {
  SimOptions o;
  o.profile = kHnProfile;
  o.host = HostMode::kRefuses;
  Begin(o);
  SimNic& vf = world_->AddVf();
  ASSERT_TRUE(world_->Arrive(vf).ok());
  int without_link = 0;
  world_->faults.Before(
      [&](Size, Effect, bool) { without_link += world_->synthetic().ShowsLink() ? 0 : 1; });
  for (int i = 0; i < 1000; ++i) {
    world_->Advance(20 * kNsPerMs);
    without_link += world_->synthetic().ShowsLink() ? 0 : 1;
  }
  EXPECT_EQ(without_link, 0);
}

// XDP by S's user counts as flaps.
TEST_F(PairCornerTest, XdpProgramsOfSyntheticsUserAreNoFlaps) {
  BeginActive();
  for (int i = 0; i < 12; ++i) {
    world_->SetSyntheticXdp(true);
    world_->Advance(kNsPerSecond);
    world_->SetSyntheticXdp(false);
    world_->Advance(kNsPerSecond);
  }
  EXPECT_EQ(world_->pair().damper().leaves(), 0u);
  EXPECT_EQ(State(), "active");
}

// Reason after the hold-off.
TEST_F(PairCornerTest, VfWithoutLinkAfterAHoldSaysSo) {
  SimOptions o;
  o.profile.damping.up_hold_ns = 5 * kNsPerSecond;
  Begin(o);
  SimNic& vf = world_->AddVf();
  ASSERT_TRUE(world_->Arrive(vf).ok());
  world_->Advance(kNsPerSecond);
  ASSERT_EQ(State(), "holding");
  world_->SetCable(vf, false);
  world_->Advance(100 * kNsPerSecond);
  EXPECT_EQ(State(), "starting");
  EXPECT_EQ(world_->pair().reason(), Reason::kNoLink);
}

// Registry: an S that is another pair's V.
TEST(RegistryCornerTest, InterfaceHeldAsVfIsNotTakenAsSynthetic) {
  testing::SimWorld a{SimOptions{}};
  Registry<SimPlatform> registry;
  a.platform().SetContext(SimPlatform::Context::kActor);
  ASSERT_TRUE(registry.Add(a.pair()).ok());
  SimNic& vf = a.AddVf();
  ASSERT_TRUE(registry.Arrived(vf.Facts()).ok());
  ASSERT_TRUE(a.pair().Holds(VfId(vf.id())));
  Pair<SimPlatform> second(a.platform(), SyntheticId(vf.id()), Rule{});
  EXPECT_EQ(registry.Add(second).reason(), Reason::kVfTaken);
  registry.Remove(second);
  registry.Remove(a.pair());
}

// Registry: a V held by one pair and listed by another.
TEST(RegistryCornerTest, VfHeldByOnePairIsNoCandidateOfAnother) {
  testing::SimWorld a{SimOptions{}}, b{SimOptions{}};
  Registry<SimPlatform> registry;
  for (auto* w : {&a, &b}) {
    w->platform().SetContext(SimPlatform::Context::kActor);
    ASSERT_TRUE(registry.Add(w->pair()).ok());
  }
  SimNic& one = a.AddVf();
  SimNic& two = a.AddVf();
  ASSERT_TRUE(registry.Arrived(one.Facts()).ok());
  a.Advance(kNsPerSecond);
  ASSERT_EQ(a.pair().state(), State::kActive);
  ASSERT_TRUE(registry.Arrived(two.Facts()).ok());  // a lists it
  ASSERT_EQ(a.pair().candidates(), 1u);
  a.platform().SetContext(SimPlatform::Context::kActor);
  ASSERT_TRUE(a.pair().ChangeMac(UnicastMac(9)).ok());
  ASSERT_TRUE(registry.Arrived(two.Facts()).ok());  // b takes it
  ASSERT_TRUE(b.pair().Holds(VfId(two.id())));
  ASSERT_TRUE(a.pair().ChangeMac(UnicastMac(1)).ok());
  a.pair().Run();
  registry.Departed(VfId(one.id()));
  EXPECT_FALSE(a.pair().Holds(VfId(two.id()))) << "two pairs hold it";
  registry.Remove(a.pair());
  registry.Remove(b.pair());
}

// The most telling refusal.
TEST(RegistryCornerTest, RefusalOfThePairWithVfsAddressIsTold) {
  SimOptions elsewhere;
  elsewhere.synthetic.netns = 2;
  testing::SimWorld a{SimOptions{}}, b{elsewhere};
  Registry<SimPlatform> registry;
  for (auto* w : {&a, &b}) {
    w->platform().SetContext(SimPlatform::Context::kActor);
    ASSERT_TRUE(registry.Add(w->pair()).ok());
  }
  SimNicSpec spec = DefaultVfSpec();
  spec.kind |= kKindAddresses;
  EXPECT_EQ(registry.Arrived(a.AddVf(spec).Facts()).reason(), Reason::kVfHasAddresses);
  registry.Remove(a.pair());
  registry.Remove(b.pair());
}

// A driver that closes and opens V to change its MTU, in a user's change.
TEST_F(PairCornerTest, ClosingOfVfByOurOwnMtuChangeIsNotItsUsersWish) {
  SimNic& vf = BeginActive();
  ASSERT_FALSE(world_->TwinOf(vf).up());
  bool once = false;
  world_->faults.Before([&](Size, Effect e, bool) {
    if (e != Effect::kVfMtu || once) return;
    once = true;
    world_->pair().VfClosing(VfId(vf.id()));  // V's driver: down, set, up
    vf.SetUp(false);
    vf.SetUp(true);
  });
  ASSERT_TRUE(world_->SetMtu(2000).ok());
  world_->Advance(5 * kNsPerSecond);
  world_->Unpair();
  EXPECT_EQ(world_->IdentityComplaint(), "");
}

// Host forgets while an orderly end waits for it (goes with B5).
TEST_F(PairCornerTest, HostThatForgotIsNotWaitedForAtTheEnd) {
  BeginActive();
  world_->host().SetMode(HostMode::kNeverAnswers);
  world_->UnpairInOrder();
  world_->HostForgets();
  world_->Advance(100 * kNsPerMs);
  EXPECT_EQ(State(), "closed");
}

// Ordered cut-over in non-transparent mode keeps back the input of a V that is its user's.
TEST_F(PairCornerTest, NonTransparentNeverHoldsItsUsersVf) {
  SimOptions o;
  o.profile = kHnNonTransparentProfile;
  o.profile.ordered_cutover = true;
  Begin(o);
  SimNic& vf = world_->AddVf();
  ASSERT_TRUE(world_->Arrive(vf).ok());
  world_->OpenVf(vf);
  world_->Advance(kNsPerSecond);
  EXPECT_EQ(State(), "active");
  EXPECT_EQ(Order({Effect::kHoldReceive}), "");
}

// The pair ends inside Mark() of a candidate.
TEST_F(PairCornerTest, UnpairInTheMiddleOfListingLeavesNoMark) {
  BeginActive();
  SimNic& other = world_->AddVf();
  world_->faults.Before([&](Size, Effect e, bool off) {
    if (e == Effect::kMark && !off) world_->Unpair();
  });
  (void)world_->Arrive(other);
  EXPECT_FALSE(other.marked);
}

// V departs and the pair ends in order, both in the middle of a run.
TEST_F(PairCornerTest, OrderlyEndDoesNotMakeADepartureWaitForTheHost) {
  Begin(Late(0, HostMode::kNeverAnswers));
  SimNic& vf = world_->AddVf();
  ASSERT_TRUE(world_->Arrive(vf).ok());
  world_->faults.Before([&](Size, Effect e, bool off) {
    if (e != Effect::kHost || off) return;
    world_->Depart(vf);
    world_->UnpairInOrder();
  });
  while (State() != "closed" && world_->clock.NowNs() < kNsPerSecond) world_->Advance(kNsPerMs);
  EXPECT_EQ(State(), "closed");
}

// The model's shortest story: forgotten, then closed, then the end, before the actor ran.
TEST_F(PairCornerTest, QuestionOfAClosingVfIsNotTakenForOneThatWasForgottenBefore) {
  SimNic& vf = BeginActive(Late(50'000, HostMode::kToldLater));
  world_->HostForgets();
  world_->faults.ForgetRecords();
  world_->CloseVf(vf);
  EXPECT_EQ(Order({Effect::kHost}), "") << "it steers to S already";
  world_->Unpair();
  EXPECT_EQ(State(), "closed");
  EXPECT_EQ(world_->IdentityComplaint(), "");
}

}  // namespace
}  // namespace vfpair
