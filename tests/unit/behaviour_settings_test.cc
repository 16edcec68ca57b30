// SPDX-License-Identifier: BSD-2-Clause
// What the legs are set to while users, drivers and the host change their minds: the requirements
// that docs/matrix.md lists and that no other test shows.
#include <algorithm>
#include <array>
#include <optional>

#include "tests/unit/behaviour_fixture.h"

namespace vfpair {
namespace {

using testing::DefaultVfSpec;
using testing::Effect;
using testing::kPromiscuousFilter;
using testing::MulticastFilter;
using testing::NicSnapshot;
using testing::SimNic;
using testing::SimNicSpec;
using testing::SimOptions;
using testing::UnicastFilter;
using testing::VlanFilter;

class BehaviourSettingsTest : public BehaviourTest {
 protected:
  /// What S should show beside a V of `vf`, computed from what both are by themselves.
  Capabilities Shown(const SimNicSpec& vf) {
    const CapabilityFacts own{S().spec().supported, S().Facts().capabilities.enabled};
    const Withheld w = NegotiateCapabilities(CapabilityMode::kIntersect, own,
                                             CapabilityFacts{vf.supported, vf.wanted});
    return own.enabled.Without(w.synthetic);
  }
};

TEST_F(BehaviourSettingsTest, WishesMadeWhileVfSettlesAreSyntheticsOwnAndHoldOnVfLater) {
  Begin();
  SimNic& vf = world_->AddVf();
  ASSERT_TRUE(world_->Arrive(vf).ok());
  const Capabilities all = S().Effective();
  world_->SetWanted(S(), all.Without(kRxCsum));
  EXPECT_EQ(S().Effective(), all.Without(kRxCsum));
  EXPECT_TRUE(vf.Effective().Has(kRxCsum));
  world_->Advance(kNsPerSecond);
  ASSERT_EQ(State(), "active");
  EXPECT_FALSE(vf.Effective().Has(kRxCsum));
  EXPECT_FALSE(S().Effective().Has(kRxCsum));
}

TEST_F(BehaviourSettingsTest, CapabilitiesThatVfRefusesDegradeWithAReason) {
  SimNic& vf = BeginActive();
  world_->faults.FailAll(Effect::kVfCapabilities, Outcome::kRefused);
  const Capabilities wanted = S().spec().wanted.Without(kRxCsum);
  world_->SetWanted(S(), wanted);
  world_->Advance(kNsPerMs);
  EXPECT_EQ(State(), "degraded");
  EXPECT_EQ(world_->pair().reason(), Reason::kCapabilitiesRefused);
  EXPECT_EQ(world_->pair().failed_setting(), Setting::kVfCapabilities);
  EXPECT_EQ(world_->pair().path(), PathMode::kSynthetic);
  EXPECT_EQ(S().Effective(), wanted) << "without V nothing is withheld, and the wish stands";
  EXPECT_TRUE(vf.Effective().Has(kRxCsum)) << "what V really has";
  world_->faults.Clear();
  world_->Advance(2 * kNsPerSecond);
  EXPECT_EQ(State(), "active");
  EXPECT_FALSE(vf.Effective().Has(kRxCsum));
}

TEST_F(BehaviourSettingsTest, CapabilityTurnedOffAndOnAgainComesBackOnlyIfBothCan) {
  SimNic& vf = BeginActive();
  const Capabilities before = S().Effective(), vf_before = vf.Effective();
  const Capabilities all = S().spec().wanted;
  for (U32 bit = 1; bit <= kAllCapabilities.bits(); bit <<= 1) {
    const Capabilities one(bit);
    world_->SetWanted(S(), all.Without(one));
    EXPECT_TRUE((S().Effective() & one).IsEmpty()) << bit;
    if (all.Has(one)) {
      EXPECT_TRUE((vf.Effective() & one).IsEmpty()) << bit;
    }
    world_->SetWanted(S(), all);
    EXPECT_EQ(S().Effective(), before) << bit;
    EXPECT_EQ(vf.Effective(), vf_before) << bit;
  }
}

TEST_F(BehaviourSettingsTest, TsoLimitThatVfChangesAtRunTimeIsNegotiatedAgain) {
  SimNic& vf = BeginActive();
  ASSERT_EQ(S().EffectiveTso().max_bytes, 32'000u);
  world_->SetOwnTso(vf, {8'000, 4, 0});
  EXPECT_EQ(S().EffectiveTso(), (TsoLimits{8'000, 4, 0}));
  world_->SetOwnTso(vf, {});
  EXPECT_EQ(S().EffectiveTso(), TsoLimits{});
  EXPECT_EQ(State(), "active");
}

TEST(BehaviourLedgerTest, CapabilityThatVfLosesAtRunTimeIsNegotiatedAgain) {
  Ledger ledger;
  InterfaceFacts vf;
  vf.capabilities = {kAllCapabilities, kAllCapabilities};
  ledger.synthetic_capabilities = vf.capabilities;
  NoteVfFound(ledger, vf);
  const auto withheld = [&] {
    return Desired(Rung::kNegotiated, ledger, kStrictProfile, false).synthetic_withheld;
  };
  const Capabilities before = withheld();
  EXPECT_FALSE(before.Has(kTso4));
  EXPECT_FALSE(NoteVf(ledger, vf));
  vf.capabilities.supported = kAllCapabilities.Without(kTso4);
  EXPECT_TRUE(NoteVf(ledger, vf));
  EXPECT_FALSE(NoteVf(ledger, vf)) << "once";
  EXPECT_EQ(withheld(), before | kTso4);
}

TEST_F(BehaviourSettingsTest, VfsOfDifferentModelsAreEachNegotiatedFromPristineFacts) {
  std::array<SimNicSpec, 3> models = {DefaultVfSpec(), DefaultVfSpec(), DefaultVfSpec()};
  models[1].supported = models[1].wanted = kAllCapabilities;
  models[1].tso = {};
  models[2].supported = models[2].wanted = kTxCsumIp4 | kLro;
  models[2].tso = {16'000, 0, 0};
  SimOptions options;
  options.profile.damping.leaves = 0;
  Begin(options);
  const NicSnapshot alone = S().Snapshot();
  for (int round = 0; round < 30; ++round) {
    const SimNicSpec& model = models[static_cast<Size>(round * 7 % 3)];
    SimNic& vf = Attach(model);
    EXPECT_EQ(S().Effective(), Shown(model)) << round;
    EXPECT_EQ(S().EffectiveTso(), CoherentTso(model.tso)) << round;
    if (round % 2 == 0)
      world_->Depart(vf);
    else
      world_->PullOut(vf);
    EXPECT_EQ(S().Snapshot(), alone) << round;
  }
}

TEST_F(BehaviourSettingsTest, MtuChangeKeepsThePathAndLosesNothing) {
  BeginActive();
  world_->faults.ForgetRecords();
  world_->Stream(100, 50'000);
  for (const U32 mtu : {4000u, 1500u, 9000u}) {
    EXPECT_TRUE(world_->SetMtu(mtu).ok());
    world_->Advance(kNsPerMs);
    EXPECT_EQ(world_->pair().path(), PathMode::kVf);
  }
  EXPECT_EQ(Order({Effect::kPublishHold, Effect::kPublishSynthetic, Effect::kHost, Effect::kVfUp}),
            "");
  ExpectNothingLostNorReordered();
}

TEST_F(BehaviourSettingsTest, MtuChangedWhileVfSettlesTouchesOnlySynthetic) {
  Begin();
  SimNic& vf = world_->AddVf();
  ASSERT_TRUE(world_->Arrive(vf).ok());
  EXPECT_TRUE(world_->SetMtu(4000).ok());
  EXPECT_EQ(vf.mtu(), 1400u);
  EXPECT_EQ(State(), "settling");
  world_->Advance(kNsPerSecond);
  EXPECT_EQ(vf.mtu(), 4000u);
}

TEST_F(BehaviourSettingsTest, VfThatFailsToOpenIsLeftAsItWasFound) {
  for (const bool up : {false, true}) {
    SimNicSpec spec = DefaultVfSpec();
    spec.up = up;
    Begin();
    world_->SetSyntheticUp(false);  // so that a V found up must be opened again
    SimNic& vf = world_->AddVf(spec);
    ASSERT_TRUE(world_->Arrive(vf).ok());
    world_->Advance(kNsPerSecond);
    int refusals = 1;
    world_->faults.FailWhen([&](Effect effect, bool) {
      const bool fails = effect == Effect::kVfUp && refusals-- > 0;
      return fails ? std::optional(Outcome::kRefused) : std::nullopt;
    });
    world_->SetSyntheticUp(true);
    EXPECT_EQ(State(), "degraded");
    EXPECT_EQ(world_->pair().reason(), Reason::kOpenRefused);
    EXPECT_EQ(vf.up(), up);
    EXPECT_EQ(vf.mtu(), spec.mtu);
    EXPECT_TRUE(S().up()) << "S works by itself";
  }
}

TEST_F(BehaviourSettingsTest, ChangesMadeWhileVfIsAwayHoldOnItsReturn) {
  SimNic& first = BeginActive();
  ASSERT_TRUE(world_->AddFilter(S(), MulticastFilter(1)));
  world_->PullOut(first);
  world_->Advance(56 * kNsPerSecond);
  ASSERT_TRUE(world_->SetMtu(3000).ok());
  world_->SetWanted(S(), S().spec().wanted.Without(kTxCsumIp6));
  world_->RemoveFilter(S(), MulticastFilter(1));
  ASSERT_TRUE(world_->AddFilter(S(), MulticastFilter(2)));
  ASSERT_TRUE(world_->AddFilter(S(), UnicastFilter(9)));
  ASSERT_TRUE(world_->AddFilter(S(), VlanFilter(7)));
  ASSERT_TRUE(world_->AddFilter(S(), kPromiscuousFilter));
  SimNic& second = Attach();
  EXPECT_EQ(second.mtu(), 3000u);
  EXPECT_FALSE(second.Effective().Has(kTxCsumIp6));
  EXPECT_EQ(second.Snapshot().filters, S().Snapshot().filters);
}

TEST_F(BehaviourSettingsTest, PromiscuityOfVfIsCountedRightInAnyOrder) {
  std::array<int, 4> steps = {0, 1, 2, 3};
  do {
    Begin();
    SimNic& vf = world_->AddVf();
    for (const int step : steps) switch (step) {
        case 0:
          ASSERT_TRUE(world_->AddFilter(S(), kPromiscuousFilter));
          break;
        case 1:
          ASSERT_TRUE(world_->AddFilter(vf, kPromiscuousFilter));
          break;
        case 2:
          ASSERT_TRUE(world_->Arrive(vf).ok());
          world_->Advance(kNsPerSecond);
          break;
        default:
          world_->RemoveFilter(S(), kPromiscuousFilter);
          break;
      }
    const bool s_promiscuous = S().Snapshot().filters.count("promisc") != 0;
    EXPECT_EQ(vf.Snapshot().filters.at("promisc"), s_promiscuous ? 2 : 1);
    world_->Unpair();
    EXPECT_EQ(world_->IdentityComplaint(), "");
  } while (std::next_permutation(steps.begin(), steps.end()));
}

TEST_F(BehaviourSettingsTest, VfThatRefusesPromiscuityIsNotUsed) {
  Begin();
  ASSERT_TRUE(world_->AddFilter(S(), kPromiscuousFilter));
  world_->faults.FailAll(Effect::kVfFilter, Outcome::kRefused);
  ASSERT_TRUE(world_->Arrive(world_->AddVf()).ok());
  world_->Advance(kNsPerSecond);
  EXPECT_EQ(State(), "degraded");
  EXPECT_EQ(world_->pair().reason(), Reason::kFiltersRefused);
  EXPECT_EQ(world_->pair().path(), PathMode::kSynthetic);
  world_->RemoveFilter(S(), kPromiscuousFilter);
  world_->Advance(2 * kNsPerSecond);
  EXPECT_EQ(State(), "active");
}

}  // namespace
}  // namespace vfpair
