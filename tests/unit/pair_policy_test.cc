// SPDX-License-Identifier: BSD-2-Clause
// What profiles decide: damping, link, MTU that V cannot have, multicast, hashes, hn's order of
// things.
#include <gtest/gtest.h>

#include <string>

#include "tests/unit/pair_fixture.h"
#include "vfpair/testing/null_platform.h"

namespace vfpair {
namespace {

using testing::DefaultVfSpec;
using testing::Effect;
using testing::HostMode;
using testing::MulticastFilter;
using testing::SimNic;
using testing::SimNicSpec;
using testing::SimOptions;

class PairPolicyTest : public PairFixture {
 protected:
  void Flap(SimNic& vf, int times, U64 every_ns) {
    for (int i = 0; i < times; ++i) {
      world_->SetCable(vf, false);
      world_->Advance(every_ns / 2);
      world_->SetCable(vf, true);
      world_->Advance(every_ns / 2);
    }
  }
};

TEST_F(PairPolicyTest, FlappingVfIsHeldOffAndUsedAgainAfterwards) {
  SimNic& vf = BeginActive();
  Flap(vf, 10, 200 * kNsPerMs);
  EXPECT_EQ(State(), "holding");
  EXPECT_EQ(world_->pair().reason(), Reason::kHeldOff);
  EXPECT_EQ(world_->pair().path(), PathMode::kSynthetic);
  world_->Advance(kStrictProfile.damping.first_ns);
  EXPECT_EQ(State(), "active");
  EXPECT_EQ(world_->pair().reason(), Reason::kNone);
}

TEST_F(PairPolicyTest, LeavingVfIsNeverDelayedByDamping) {
  SimNic& vf = BeginActive();
  for (int i = 0; i < 9; ++i) Flap(vf, 1, 200 * kNsPerMs);
  ASSERT_EQ(State(), "active");
  world_->SetCable(vf, false);
  EXPECT_EQ(world_->pair().path(), PathMode::kSynthetic);
}

// About 900 switches an hour were seen in the field (P2).
TEST_F(PairPolicyTest, DayOfFlapsEveryFourSecondsIsMostlySpentOnSynthetic) {
  SimNic& vf = BeginActive();
  Flap(vf, 24 * 900, 4 * kNsPerSecond);
  EXPECT_LT(world_->pair().legs().switches(), 400u);
  EXPECT_GT(world_->pair().damper().leaves(), 100u);
  world_->Advance(2 * kStrictProfile.damping.longest_ns);
  EXPECT_EQ(State(), "active");
}

TEST_F(PairPolicyTest, FlapsThatAreUnplugsCountAsWell) {
  Begin();
  for (int i = 0; i < 10; ++i) {
    SimNic& vf = world_->AddVf();
    ASSERT_TRUE(world_->Arrive(vf).ok());
    world_->Advance(300 * kNsPerMs);
    ASSERT_EQ(State(), "active");
    world_->Depart(vf);
  }
  ASSERT_TRUE(world_->Arrive(world_->AddVf()).ok());
  world_->Advance(kNsPerSecond);
  EXPECT_EQ(State(), "holding");
}

TEST_F(PairPolicyTest, WhatTheUserAskedForIsNoFlap) {
  BeginActive();
  for (int i = 0; i < 1000; ++i) {
    world_->SetSyntheticUp(false);
    world_->Advance(20 * kNsPerMs);
    world_->SetSyntheticUp(true);
    world_->Advance(200 * kNsPerMs);
    ASSERT_EQ(State(), "active");
  }
}

TEST_F(PairPolicyTest, LinkMustHaveBeenUpForAsLongAsTheProfileAsks) {
  SimOptions options;
  options.profile.damping.up_hold_ns = 3 * kNsPerSecond;
  Begin(options);
  SimNic& vf = world_->AddVf();
  ASSERT_TRUE(world_->Arrive(vf).ok());
  world_->Advance(2 * kNsPerSecond);
  EXPECT_EQ(State(), "holding");
  world_->SetCable(vf, false);
  EXPECT_EQ(State(), "starting");
  world_->SetCable(vf, true);
  world_->Advance(2'900 * kNsPerMs);
  EXPECT_EQ(State(), "holding");
  world_->Advance(100 * kNsPerMs);
  EXPECT_EQ(State(), "active");
}

TEST_F(PairPolicyTest, SyntheticWithoutLinkShowsVfsWhileVfIsThePath) {
  SimNic& vf = BeginActive();
  world_->SetCable(world_->synthetic(), false);
  EXPECT_TRUE(world_->synthetic().ShowsLink());
  world_->Send();
  world_->Advance(kNsPerMs);
  EXPECT_EQ(world_->traffic.totals().delivered, 1u);
  world_->SetCable(vf, false);
  EXPECT_FALSE(world_->synthetic().ShowsLink()) << "neither has link";
  world_->SetCable(vf, true);
  world_->Advance(kNsPerSecond);
  world_->Unpair();
  EXPECT_FALSE(world_->synthetic().ShowsLink());
  EXPECT_EQ(world_->IdentityComplaint(), "");
}

TEST_F(PairPolicyTest, SyntheticShowsItsOwnLinkAsSoonAsVfClosesWhateverTheHostHasToSay) {
  SimNic& vf = BeginActive();
  world_->host().SetMode(testing::HostMode::kNeverAnswers);
  world_->SetCable(world_->synthetic(), false);
  world_->CloseVf(vf);
  world_->Advance(kNsPerMs);
  EXPECT_EQ(State(), "degraded");
  EXPECT_FALSE(world_->synthetic().ShowsLink());
}

TEST_F(PairPolicyTest, StrictOwnUsesVfOnlyWhileSyntheticHasLink) {
  SimOptions options;
  options.profile.link_policy = LinkPolicy::kStrictOwn;
  options.synthetic.cable = false;
  Begin(options);
  ASSERT_TRUE(world_->Arrive(world_->AddVf()).ok());
  world_->Advance(kNsPerSecond);
  EXPECT_EQ(State(), "starting");
  world_->SetCable(world_->synthetic(), true);
  world_->Advance(kNsPerSecond);
  EXPECT_EQ(State(), "active");
  world_->SetCable(world_->synthetic(), false);
  EXPECT_EQ(world_->pair().path(), PathMode::kSynthetic);
  EXPECT_EQ(State(), "starting");
}

TEST_F(PairPolicyTest, CarrierThatCannotBeShownDegradesWithAReason) {
  BeginActive();
  world_->faults.FailAll(Effect::kCarrier, Outcome::kRefused);
  world_->SetSyntheticUp(false);
  world_->SetSyntheticUp(true);
  world_->Advance(100 * kNsPerMs);
  EXPECT_EQ(State(), "degraded");
  EXPECT_EQ(world_->pair().reason(), Reason::kCarrierRefused);
}

TEST_F(PairPolicyTest, HnClampsSyntheticToWhatVfCanAndGivesTheMtuBack) {
  SimOptions options;
  options.profile = kHnProfile;
  options.synthetic.mtu = 9000;
  SimNicSpec spec = DefaultVfSpec();
  spec.mtu_range.max = 1500;
  SimNic& vf = BeginActive(options, spec);
  EXPECT_EQ(world_->synthetic().mtu(), 1500u);
  EXPECT_EQ(vf.mtu(), 1500u);
  world_->Depart(vf);
  EXPECT_EQ(world_->synthetic().mtu(), 9000u);
  world_->Unpair();
  EXPECT_EQ(world_->IdentityComplaint(), "");
}

TEST_F(PairPolicyTest, MtuTheUserSetsWhileClampedIsTheUsersAndStays) {
  SimOptions options;
  options.profile = kHnProfile;
  options.synthetic.mtu = 9000;
  SimNicSpec spec = DefaultVfSpec();
  spec.mtu_range.max = 1500;
  SimNic& vf = BeginActive(options, spec);
  EXPECT_EQ(world_->SetMtu(8000).reason(), Reason::kMtuOutOfRange);
  EXPECT_EQ(world_->synthetic().mtu(), 1500u);
  ASSERT_TRUE(world_->SetMtu(1400).ok());
  world_->Depart(vf);
  EXPECT_EQ(world_->synthetic().mtu(), 1400u);
  world_->Unpair();
  EXPECT_EQ(world_->IdentityComplaint(), "");
}

// Found by seed 4201: the clamp was forgotten before it was undone, and taken for the user's MTU.
TEST_F(PairPolicyTest, ClampIsNotTakenForTheUsersMtuWhileAHostKeepsItsUndoWaiting) {
  SimOptions options;
  options.profile = kHnProfile;
  options.host = HostMode::kLate;
  Begin(options);
  SimNicSpec spec = DefaultVfSpec();
  spec.mtu_range.max = 1500;
  ASSERT_TRUE(world_->Arrive(world_->AddVf(spec)).ok());
  ASSERT_TRUE(world_->SetMtu(2000).ok());
  world_->Advance(8 * kNsPerSecond);
  world_->Unpair();
  EXPECT_EQ(world_->synthetic().mtu(), 2000u);
  EXPECT_EQ(world_->IdentityComplaint(), "");
}

TEST_F(PairPolicyTest, ClampThatSyntheticRefusesIsNoClamp) {
  SimOptions options;
  options.profile = kHnProfile;
  options.synthetic.mtu = 9000;
  options.synthetic.mtu_range.min = 2000;
  SimNicSpec spec = DefaultVfSpec();
  spec.mtu_range.max = 1500;
  Begin(options);
  ASSERT_TRUE(world_->Arrive(world_->AddVf(spec)).ok());
  world_->Advance(2500 * kNsPerMs);
  EXPECT_EQ(State(), "degraded");
  EXPECT_EQ(world_->synthetic().mtu(), 9000u);
  world_->Unpair();
  EXPECT_EQ(world_->IdentityComplaint(), "");
}

TEST_F(PairPolicyTest, StrictDegradesWhenVfCannotHaveTheMtuAndNamesTheReason) {
  SimOptions options;
  options.synthetic.mtu = 9000;
  SimNicSpec spec = DefaultVfSpec();
  spec.mtu_range.max = 1500;
  Begin(options);
  ASSERT_TRUE(world_->Arrive(world_->AddVf(spec)).ok());
  world_->Advance(kNsPerSecond);
  EXPECT_EQ(State(), "degraded");
  EXPECT_EQ(world_->pair().reason(), Reason::kMtuRefused);
  EXPECT_EQ(world_->synthetic().mtu(), 9000u);
}

TEST_F(PairPolicyTest, HnTogglesAllMulticastOnlyBetweenNoneAndSome) {
  SimOptions options;
  options.profile = kHnProfile;
  SimNic& vf = BeginActive(options);
  world_->faults.ForgetRecords();
  (void)world_->AddFilter(world_->synthetic(), MulticastFilter(1));
  (void)world_->AddFilter(world_->synthetic(), MulticastFilter(2));
  EXPECT_EQ(Order({Effect::kVfFilter}), "+v-filter");
  EXPECT_EQ(vf.Snapshot().filters.count("allmulti"), 1u);
  world_->RemoveFilter(world_->synthetic(), MulticastFilter(1));
  world_->RemoveFilter(world_->synthetic(), MulticastFilter(2));
  EXPECT_EQ(Order({Effect::kVfFilter}), "+v-filter -v-filter");
}

// A1: nothing of V before the deadline, then capabilities, MTU, up, hashes, host, redirect.
TEST_F(PairPolicyTest, HnWaitsItsTwoSecondsAndThenKeepsItsOrder) {
  SimOptions options;
  options.profile = kHnProfile;
  Begin(options);
  ASSERT_TRUE(world_->Arrive(world_->AddVf()).ok());
  const std::vector<Effect> of_vf = {Effect::kVfCapabilities, Effect::kVfMtu, Effect::kVfUp,
                                     Effect::kHost, Effect::kPublishVf};
  world_->VfReady();  // evidence does not count here
  world_->Advance(2 * kNsPerSecond - 1);
  EXPECT_EQ(Order(of_vf), "");
  world_->Advance(1);
  EXPECT_EQ(Order(of_vf), "+v-mtu +v-up +host +path-v");
}

TEST_F(PairPolicyTest, HnUsesVfWhateverItsLinkAndShowsIt) {
  SimOptions options;
  options.profile = kHnProfile;
  SimNic& vf = BeginActive(options);
  world_->SetCable(vf, false);
  EXPECT_EQ(State(), "active");
  EXPECT_FALSE(world_->synthetic().ShowsLink());
  world_->SetCable(vf, true);
  EXPECT_TRUE(world_->synthetic().ShowsLink());
}

TEST_F(PairPolicyTest, EvidenceThatVfIsAttachedEndsTheSettleTime) {
  Begin();
  ASSERT_TRUE(world_->Arrive(world_->AddVf()).ok());
  EXPECT_EQ(State(), "settling");
  world_->VfReady();
  world_->Advance(kNsPerMs * 50);
  EXPECT_EQ(State(), "active");
}

TEST_F(PairPolicyTest, LowerShowsWhatOnlyVfCanAndTakesItBack) {
  SimOptions options;
  options.profile.capability_mode = CapabilityMode::kLower;
  options.synthetic.supported = options.synthetic.wanted = kTxCsumIp4 | kScatterGather;
  SimNicSpec spec = DefaultVfSpec();
  spec.supported = spec.wanted = kAllCapabilities;
  SimNic& vf = BeginActive(options, spec);
  EXPECT_TRUE(world_->synthetic().Effective().Has(kTso4 | kRxCsum));
  EXPECT_FALSE(world_->synthetic().Effective().Has(kLro)) << "not to be adopted";
  world_->Depart(vf);
  EXPECT_EQ(world_->synthetic().Effective(), kTxCsumIp4 | kScatterGather);
  world_->Unpair();
  EXPECT_EQ(world_->IdentityComplaint(), "");
}

TEST_F(PairPolicyTest, PushMakesVfDoWhatIsOnAtSyntheticAndGivesBackWhatItsUserWanted) {
  SimOptions options;
  options.profile.capability_mode = CapabilityMode::kPush;
  SimNicSpec spec = DefaultVfSpec();
  spec.supported = kAllCapabilities;
  spec.wanted = kRxCsum | kLro;
  SimNic& vf = BeginActive(options, spec);
  EXPECT_EQ(vf.Effective(), testing::kSimSyntheticCapabilities);
  world_->Unpair();
  EXPECT_EQ(vf.Effective(), kRxCsum | kLro);
  EXPECT_EQ(world_->IdentityComplaint(), "");
}

TEST_F(PairPolicyTest, OffloadsWhoseStateLivesInOneDeviceAreNotShownWhilePaired) {
  SimOptions options;
  options.synthetic.supported = options.synthetic.wanted = kAllCapabilities;
  SimNicSpec spec = DefaultVfSpec();
  spec.supported = spec.wanted = kAllCapabilities;
  SimNic& vf = BeginActive(options, spec);
  EXPECT_FALSE(world_->synthetic().Effective().Has(kStatefulOffloads));
  world_->Depart(vf);
  EXPECT_TRUE(world_->synthetic().Effective().Has(kStatefulOffloads));
}

TEST_F(PairPolicyTest, WhatVfWasGrantedIsNotTakenBackFromOneThatDeparts) {
  SimOptions options;
  options.profile.capability_mode = CapabilityMode::kPush;
  SimNicSpec spec = DefaultVfSpec();
  spec.wanted = spec.wanted.Without(kTxCsumIp4);
  SimNic& vf = BeginActive(options, spec);
  ASSERT_TRUE(vf.Effective().Has(kTxCsumIp4)) << "its user has it off";
  world_->Depart(vf);
  EXPECT_EQ(State(), "idle");
  EXPECT_EQ(Order({Effect::kVfGrant}), "+v-grant");
}

TEST(PairOnAPlainPlatform, RefusesModesThatNeedMoreOfIt) {
  struct Plain : testing::NullPlatform {
    Status ReadFacts(InterfaceId, InterfaceFacts& out) noexcept {
      out.kind = kKindEthernet;
      return {};
    }
  };
  for (const auto& [mode, expected] : {std::pair{CapabilityMode::kIntersect, Reason::kNone},
                                       std::pair{CapabilityMode::kOwn, Reason::kNone},
                                       std::pair{CapabilityMode::kLower, Reason::kNotSupported},
                                       std::pair{CapabilityMode::kPush, Reason::kNotSupported}}) {
    Plain platform;
    Profile profile;
    profile.capability_mode = mode;
    Pair<Plain> pair(platform, SyntheticId(InterfaceId{&platform, 1}), Rule{}, profile);
    EXPECT_EQ(pair.Start().reason(), expected);
    if (expected != Reason::kNone) continue;
    EXPECT_EQ(pair.ChangeMac(MacAddress{{2}}).reason(), Reason::kNotSupported);
    EXPECT_EQ(pair.ChangeCapabilities({}).reason(), Reason::kNotSupported);
  }
  Plain platform;
  Pair<Plain> tracks(platform, SyntheticId(InterfaceId{&platform, 1}), Rule{},
                     kHnNonTransparentProfile);
  EXPECT_EQ(tracks.Start().reason(), Reason::kNotSupported);
}

RssFacts Hashing(U8 key, RssTypes types) {
  RssFacts facts{true, RssFunction::kToeplitz, {}, types, 4};
  facts.key.length = 40;
  facts.key.bytes[0] = key;
  return facts;
}

class PairRssTest : public PairFixture {
 protected:
  SimNic& BeginHashing() {
    SimOptions options;
    options.synthetic.rss = Hashing(1, kAllRssTypes);
    SimNicSpec spec = DefaultVfSpec();
    spec.rss = Hashing(2, kRssTcp4 | kRssTcp6);
    return BeginActive(options, spec);
  }
};

TEST_F(PairRssTest, SyntheticHashesAsVfDoesAndAsItsUserWantsAgainAfterwards) {
  SimNic& vf = BeginHashing();
  EXPECT_TRUE(world_->synthetic().rss.programmed);
  EXPECT_EQ(world_->synthetic().rss.key.bytes[0], 2);
  EXPECT_EQ(world_->synthetic().rss.types, kRssTcp4 | kRssTcp6);
  world_->Depart(vf);
  EXPECT_EQ(world_->synthetic().rss, RssSettings{});
  world_->Unpair();
  EXPECT_EQ(world_->IdentityComplaint(), "");
}

TEST_F(PairRssTest, VfWithAnotherKeyIsFollowed) {
  SimNic& vf = BeginHashing();
  world_->SetRssFacts(vf, Hashing(3, kRssTcp4));
  EXPECT_EQ(world_->synthetic().rss.key.bytes[0], 3);
  EXPECT_EQ(world_->synthetic().rss.types, kRssTcp4);
  EXPECT_EQ(State(), "active");
}

TEST_F(PairRssTest, SyntheticThatGetsVfsKeyByItselfIsNotProgrammed) {
  BeginHashing();
  world_->SetRssFacts(world_->synthetic(), Hashing(2, kRssTcp4 | kRssTcp6));
  EXPECT_FALSE(world_->synthetic().rss.programmed);
  EXPECT_EQ(State(), "active");
}

TEST_F(PairRssTest, SyntheticThatRefusesTellsNoHashesAndVfIsUsedAllTheSame) {
  SimOptions options;
  options.synthetic.rss = Hashing(1, kAllRssTypes);
  SimNicSpec spec = DefaultVfSpec();
  spec.rss = Hashing(2, kRssTcp4);
  Begin(options);
  bool first = true;
  world_->faults.FailWhen([&](Effect effect, bool) {
    const bool fails = effect == Effect::kRss && first;
    if (fails) first = false;
    return fails ? std::optional(Outcome::kRefused) : std::nullopt;
  });
  ASSERT_TRUE(world_->Arrive(world_->AddVf(spec)).ok());
  world_->Advance(kNsPerSecond);
  EXPECT_EQ(State(), "active");
  EXPECT_EQ(world_->synthetic().rss, kRssUndelivered);
  EXPECT_EQ(world_->pair().legs().rss_failures(), 1u);
  world_->Unpair();
  EXPECT_EQ(world_->IdentityComplaint(), "");
}

TEST_F(PairRssTest, OwnHashesThatAreGivenBackWithAnErrorAreGivenBackAllTheSame) {
  BeginHashing();
  world_->faults.FailWhen([](Effect effect, bool off) {
    return effect == Effect::kRss && off ? std::optional(Outcome::kRetry) : std::nullopt;
  });
  world_->Unpair();
  EXPECT_EQ(world_->IdentityComplaint(), "");
}

TEST_F(PairRssTest, HashesAreSettledAfterVfIsUpAndBeforeTheHostSteersToIt) {
  BeginHashing();
  EXPECT_EQ(Order({Effect::kVfUp, Effect::kRss, Effect::kHost}), "+v-up +rss +host");
}

}  // namespace
}  // namespace vfpair
