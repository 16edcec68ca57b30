// SPDX-License-Identifier: BSD-2-Clause
// Changes: by S's user as transactions over both legs, and by others behind vfpair's back.
#include <gtest/gtest.h>

#include "tests/unit/pair_fixture.h"

namespace vfpair {
namespace {

using testing::DefaultVfSpec;
using testing::Effect;
using testing::SimNic;
using testing::SimNicSpec;
using testing::SimOptions;
using testing::UnicastMac;

class PairChangeTest : public PairFixture {
 protected:
  static SimNicSpec OtherVf(U8 mac) {
    SimNicSpec spec = DefaultVfSpec();
    spec.mac = spec.permanent_mac = UnicastMac(mac);
    return spec;
  }
};

TEST_F(PairChangeTest, MtuThatMakesTsoUselessWithholdsItAndThatMakesItUsefulGivesItBack) {
  SimNicSpec spec = DefaultVfSpec();
  spec.supported = spec.wanted = kAllCapabilities;
  spec.tso = {4000, 0, 0};
  BeginActive({}, spec);
  ASSERT_TRUE(world_->synthetic().Effective().Has(kTso4));
  ASSERT_TRUE(world_->SetMtu(3000).ok());
  EXPECT_FALSE(world_->synthetic().Effective().Has(kTso4));
  ASSERT_TRUE(world_->SetMtu(1500).ok());
  EXPECT_TRUE(world_->synthetic().Effective().Has(kTso4));
}

TEST_F(PairChangeTest, SyntheticThatRefusesAnMtuPutsVfBack) {
  SimNic& vf = BeginActive();
  world_->faults.FailAll(Effect::kSyntheticMtu, Outcome::kRefused);
  EXPECT_EQ(world_->SetMtu(2000).reason(), Reason::kSyntheticMtuRefused);
  EXPECT_EQ(vf.mtu(), 1500u);
  EXPECT_EQ(world_->synthetic().mtu(), 1500u);
  EXPECT_EQ(State(), "active") << "S is still usable over V";
}

TEST_F(PairChangeTest, MtuIsRefusedBeforeAnythingIsTouched) {
  SimNic& vf = BeginActive();
  world_->faults.ForgetRecords();
  EXPECT_EQ(world_->SetMtu(9001).reason(), Reason::kMtuOutOfRange);
  EXPECT_EQ(Order({Effect::kVfMtu, Effect::kSyntheticMtu}), "");
  EXPECT_EQ(vf.mtu(), 1500u);
}

TEST_F(PairChangeTest, VfThatIsGoneRefusesNothing) {
  SimNic& vf = BeginActive();
  vf.Vanish();  // nobody has noticed yet
  EXPECT_TRUE(world_->SetMtu(1600).ok());
  EXPECT_EQ(world_->synthetic().mtu(), 1600u);
}

TEST_F(PairChangeTest, MacIsChangedOnVfFirstAndOnBoth) {
  SimNic& vf = BeginActive();
  world_->faults.ForgetRecords();
  ASSERT_TRUE(world_->SetMac(UnicastMac(9)).ok());
  EXPECT_EQ(Order({Effect::kVfMac, Effect::kSyntheticMac}), "+v-mac +s-mac");
  EXPECT_EQ(vf.mac(), UnicastMac(9));
  EXPECT_EQ(world_->synthetic().mac(), UnicastMac(9));
  world_->Advance(kNsPerSecond);
  EXPECT_EQ(State(), "active");
  world_->Unpair();
  EXPECT_EQ(vf.mac(), UnicastMac(1)) << "V's own";
  EXPECT_EQ(world_->IdentityComplaint(), "");
}

TEST_F(PairChangeTest, MacThatEitherRefusesIsChangedOnNeither) {
  for (const auto& [effect, reason] :
       {std::pair{Effect::kVfMac, Reason::kMacRefused},
        std::pair{Effect::kSyntheticMac, Reason::kSyntheticMacRefused}}) {
    SimNic& vf = BeginActive();
    world_->faults.FailAll(effect, Outcome::kRefused);
    EXPECT_EQ(world_->SetMac(UnicastMac(9)).reason(), reason);
    EXPECT_EQ(vf.mac(), UnicastMac(1));
    EXPECT_EQ(world_->synthetic().mac(), UnicastMac(1));
    world_->faults.Clear();
    world_->Advance(kNsPerSecond);
    EXPECT_EQ(State(), "active");
  }
}

TEST_F(PairChangeTest, MacNobodyCanBeMatchedByIsRefused) {
  BeginActive();
  EXPECT_EQ(world_->SetMac(MacAddress{}).reason(), Reason::kMacUnusable);
  EXPECT_EQ(world_->SetMac(testing::MulticastMac(1)).reason(), Reason::kMacUnusable);
  EXPECT_EQ(State(), "active");
}

TEST_F(PairChangeTest, MacChangedBeforeVfIsNegotiatedLeavesVfToItself) {
  Begin();
  SimNic& vf = world_->AddVf();
  ASSERT_TRUE(world_->Arrive(vf).ok());
  ASSERT_TRUE(world_->SetMac(UnicastMac(9)).ok());
  world_->Advance(kNsPerSecond);
  EXPECT_EQ(State(), "idle");
  EXPECT_EQ(vf.mac(), UnicastMac(1));
  world_->Unpair();
  EXPECT_EQ(world_->IdentityComplaint(), "");
}

TEST_F(PairChangeTest, AddressVfsUserGaveItIsNotTakenForOursWhenSyntheticsChangesBeforeItIsSeen) {
  SimOptions options;
  options.actor_delay_ns = 50'000;
  SimNic& vf = BeginActive(options);
  world_->SetVfMac(vf, UnicastMac(40));
  ASSERT_TRUE(world_->SetMac(UnicastMac(2)).ok());
  world_->Advance(kNsPerSecond);
  EXPECT_EQ(State(), "idle");
  EXPECT_EQ(vf.mac(), UnicastMac(40));
}

TEST_F(PairChangeTest, AddressVfsUserGaveItAfterOursIsLeftOnIt) {
  SimNic& vf = BeginActive();
  ASSERT_TRUE(world_->SetMac(UnicastMac(2)).ok());
  world_->SetVfMac(vf, UnicastMac(40));
  EXPECT_EQ(State(), "idle");
  EXPECT_EQ(vf.mac(), UnicastMac(40));
}

TEST_F(PairChangeTest, CapabilitiesTheUserTurnsOffAreOffOnBoth) {
  SimNic& vf = BeginActive();
  ASSERT_TRUE(vf.Effective().Has(kTxCsumIp4));
  ASSERT_TRUE(world_->SetCapabilities(testing::kSimSyntheticCapabilities.Without(kTxCsumIp4)).ok());
  EXPECT_FALSE(world_->synthetic().Effective().Has(kTxCsumIp4));
  EXPECT_FALSE(vf.Effective().Has(kTxCsumIp4));
  ASSERT_TRUE(world_->SetCapabilities(testing::kSimSyntheticCapabilities).ok());
  EXPECT_TRUE(world_->synthetic().Effective().Has(kTxCsumIp4));
  EXPECT_TRUE(vf.Effective().Has(kTxCsumIp4));
  EXPECT_FALSE(world_->synthetic().Effective().Has(kTso4)) << "V still cannot";
  world_->Unpair();
  EXPECT_EQ(world_->IdentityComplaint(), "");
}

TEST_F(PairChangeTest, CapabilitiesThatEitherRefusesAreAsBefore) {
  for (const auto& [effect, reason] :
       {std::pair{Effect::kVfCapabilities, Reason::kCapabilitiesRefused},
        std::pair{Effect::kSyntheticEnabled, Reason::kSyntheticCapabilitiesRefused}}) {
    SimNic& vf = BeginActive();
    const Capabilities before = vf.Effective(), own = world_->synthetic().Effective();
    world_->faults.FailAll(effect, Outcome::kRefused);
    EXPECT_EQ(world_->SetCapabilities(kRxCsum).reason(), reason);
    EXPECT_EQ(vf.Effective(), before);
    EXPECT_EQ(world_->synthetic().Effective(), own);
    EXPECT_EQ(State(), "active");
  }
}

// Found by seed 72678: what V refuses to have back it has not, and S's user is told.
TEST_F(PairChangeTest, CapabilitiesThatVfRefusesToHaveBackAreOnOnNeither) {
  SimNic& vf = BeginActive();
  const Capabilities all = testing::kSimSyntheticCapabilities;
  ASSERT_TRUE(world_->SetCapabilities(all.Without(kTxCsumIp4)).ok());
  world_->faults.FailWhen([](Effect effect, bool off) {
    return effect == Effect::kVfCapabilities && off ? std::optional(Outcome::kRefused)
                                                    : std::nullopt;
  });
  EXPECT_EQ(world_->SetCapabilities(all).reason(), Reason::kCapabilitiesRefused);
  EXPECT_FALSE(world_->synthetic().Effective().Has(kTxCsumIp4));
  EXPECT_FALSE(vf.Effective().Has(kTxCsumIp4));
  world_->Unpair();
  EXPECT_EQ(world_->IdentityComplaint(), "");
}

TEST_F(PairChangeTest, RenameWhileSettlingStartsTheSettleTimeAgain) {
  Begin();
  SimNic& vf = world_->AddVf();
  ASSERT_TRUE(world_->Arrive(vf).ok());
  for (int i = 0; i < 5; ++i) {
    world_->Advance(90 * kNsPerMs);
    world_->Rename(vf);
  }
  EXPECT_EQ(State(), "settling");
  EXPECT_FALSE(vf.up()) << "a rename needs V down";
  world_->Advance(99 * kNsPerMs);
  EXPECT_EQ(State(), "settling");
  world_->Advance(kNsPerMs + kNsPerSecond);
  EXPECT_EQ(State(), "active");
}

TEST_F(PairChangeTest, RenameAtAnyOtherTimeChangesNothing) {
  SimNic& vf = BeginActive();
  world_->faults.ForgetRecords();
  world_->Rename(vf);
  world_->Advance(kNsPerSecond);
  EXPECT_EQ(State(), "active");
  EXPECT_TRUE(world_->faults.records().empty());
}

TEST_F(PairChangeTest, VfThatGotAnotherAddressIsReleasedAndItsDepartureIsNobodys) {
  SimNic& vf = BeginActive();
  world_->SetVfMac(vf, UnicastMac(7));
  EXPECT_EQ(State(), "idle");
  EXPECT_EQ(world_->platform().history().back().reason, Reason::kMacChanged);
  EXPECT_EQ(vf.mac(), UnicastMac(7)) << "its user's";
  world_->Depart(vf);
  EXPECT_EQ(State(), "idle");
  world_->Unpair();
  EXPECT_EQ(world_->IdentityComplaint(), "");
}

TEST_F(PairChangeTest, VfThatMovedToAnotherNamespaceIsReleased) {
  SimNic& vf = BeginActive();
  world_->MoveVf(vf, 2);
  EXPECT_EQ(State(), "idle");
  EXPECT_EQ(world_->platform().history().back().reason, Reason::kMovedAway);
  EXPECT_FALSE(vf.captured || vf.marked || vf.linked);
}

TEST_F(PairChangeTest, VfWithAnotherAddressIsNobodysAndIsNotTouched) {
  Begin();
  SimNic& vf = world_->AddVf(OtherVf(5));
  EXPECT_EQ(world_->Arrive(vf).reason(), Reason::kMacMismatch);
  world_->Advance(kNsPerSecond);
  EXPECT_EQ(vf.Snapshot(), world_->TwinOf(vf).Snapshot());
  EXPECT_EQ(State(), "idle");
}

TEST_F(PairChangeTest, DepartureOfAnotherWithTheSameAddressDisturbsNobody) {
  SimNic& vf = BeginActive();
  SimNic& other = world_->AddVf();
  ASSERT_TRUE(world_->Arrive(other).ok());
  world_->faults.ForgetRecords();
  world_->Depart(other);
  EXPECT_TRUE(world_->pair().Holds(VfId(vf.id())));
  EXPECT_EQ(State(), "active");
  ASSERT_EQ(world_->faults.records().size(), 1u);
  EXPECT_EQ(world_->faults.records()[0].Text(), "-mark") << "of the other, nothing else";
}

TEST_F(PairChangeTest, MtuVfsUserSetsWhileVfIsNotUsedIsGivenBack) {
  SimNic& vf = BeginActive();
  world_->RevokeHost();
  ASSERT_EQ(State(), "degraded");
  ASSERT_TRUE(vf.SetMtu(1450));
  ASSERT_TRUE(world_->TwinOf(vf).SetMtu(1450));
  world_->pair().Signal(kSignalVf);
  world_->Advance(5 * kNsPerSecond);
  EXPECT_EQ(State(), "active");
  EXPECT_EQ(vf.mtu(), 1500u);
  world_->Unpair();
  EXPECT_EQ(world_->IdentityComplaint(), "");
}

TEST_F(PairChangeTest, VfWhoseInputSomebodyElseTookIsReleased) {
  SimNic& vf = BeginActive();
  vf.SetKind(kKindInputTaken, true);
  world_->pair().Signal(kSignalVf);
  world_->platform().Schedule();
  EXPECT_EQ(State(), "idle");
  EXPECT_EQ(world_->platform().history().back().reason, Reason::kVfInputTaken);
}

TEST_F(PairChangeTest, VfIsNotUsedWhileSyntheticsXdpProgramWouldNotSeeItsPackets) {
  SimNic& vf = BeginActive();
  world_->synthetic().SetKind(kKindXdp, true);
  world_->pair().Signal(kSignalSynthetic);
  world_->platform().Schedule();
  EXPECT_EQ(world_->pair().path(), PathMode::kSynthetic);
  EXPECT_FALSE(world_->host().SteersTo(vf));
  EXPECT_EQ(State(), "starting");
  EXPECT_EQ(world_->pair().reason(), Reason::kVfCannotXdp);
  world_->synthetic().SetKind(kKindXdp, false);
  world_->pair().Signal(kSignalSynthetic);
  world_->platform().Schedule();
  EXPECT_EQ(State(), "active");
  EXPECT_EQ(world_->pair().reason(), Reason::kNone);
}

TEST_F(PairChangeTest, VfIsNotUsedWhileOthersUseSyntheticsRingsPastItsStack) {
  SimNic& vf = BeginActive();
  world_->synthetic().SetKind(kKindBypassed, true);
  world_->pair().Signal(kSignalSynthetic);
  world_->platform().Schedule();
  EXPECT_EQ(world_->pair().path(), PathMode::kSynthetic);
  EXPECT_FALSE(world_->host().SteersTo(vf));
  EXPECT_EQ(world_->pair().reason(), Reason::kSyntheticBypassed);
  world_->synthetic().SetKind(kKindBypassed, false);
  world_->pair().Signal(kSignalSynthetic);
  world_->platform().Schedule();
  EXPECT_EQ(State(), "active");
}

TEST_F(PairChangeTest, VfThatRunsSyntheticsXdpProgramIsUsed) {
  SimOptions options;
  options.synthetic.kind |= kKindXdp;
  SimNicSpec spec = DefaultVfSpec();
  spec.kind |= kKindRunsXdp;
  BeginActive(options, spec);
}

TEST_F(PairChangeTest, VfThatWaitsSaysForWhat) {
  Begin();
  SimNicSpec spec = DefaultVfSpec();
  spec.cable = false;
  SimNic& vf = world_->AddVf(spec);
  ASSERT_TRUE(world_->Arrive(vf).ok());
  world_->Advance(kNsPerSecond);
  EXPECT_EQ(world_->pair().reason(), Reason::kNoLink);
  world_->HostPromise(false);
  EXPECT_EQ(world_->pair().reason(), Reason::kNotPromised);
}

TEST_F(PairChangeTest, WaitingVfIsMarkedAsSoonAsItIsKnownAndUnmarkedWhenForgotten) {
  BeginActive();
  SimNic& second = world_->AddVf();
  SimNic& third = world_->AddVf();
  ASSERT_TRUE(world_->Arrive(second).ok());
  ASSERT_TRUE(world_->Arrive(third).ok());
  EXPECT_TRUE(second.marked && third.marked);
  world_->Depart(second);
  EXPECT_FALSE(second.marked);
  world_->Unpair();
  EXPECT_EQ(world_->IdentityComplaint(), "");
}

TEST_F(PairChangeTest, WaitingVfThatBecameUnfitIsUnmarked) {
  SimNic& first = BeginActive();
  SimNic& second = world_->AddVf();
  ASSERT_TRUE(world_->Arrive(second).ok());
  second.SetMac(UnicastMac(8));
  world_->Depart(first);
  EXPECT_EQ(State(), "idle");
  EXPECT_FALSE(second.marked);
}

TEST_F(PairChangeTest, WaitingVfThatCouldNotBeMarkedIsMarkedWhenItIsAdopted) {
  SimNic& first = BeginActive();
  SimNic& second = world_->AddVf();
  world_->faults.FailAll(Effect::kMark, Outcome::kRetry);
  ASSERT_TRUE(world_->Arrive(second).ok());
  EXPECT_FALSE(second.marked);
  world_->faults.Clear();
  world_->Depart(first);
  EXPECT_TRUE(second.marked);
  world_->Unpair();
  EXPECT_EQ(world_->IdentityComplaint(), "");
}

TEST_F(PairChangeTest, ClosedPairHoldsNobody) {
  SimNic& vf = BeginActive();
  world_->Unpair();
  EXPECT_FALSE(world_->pair().Holds(VfId(vf.id())));
}

TEST_F(PairChangeTest, ProfileWithATimeThatIsZeroIsRefusedAndNothingIsTouched) {
  SimOptions options;
  options.profile.retry_first_ns = 0;
  world_ = std::make_unique<testing::SimWorld>(options);
  EXPECT_EQ(world_->StartPair().reason(), Reason::kTimeOutOfRange);
  EXPECT_EQ(world_->IdentityComplaint(), "");
}

}  // namespace
}  // namespace vfpair
