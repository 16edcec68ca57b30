// SPDX-License-Identifier: BSD-2-Clause
// Each state of a pair, whatever comes: what it stays through, where it goes, and by which way.
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>

#include "tests/unit/pair_fixture.h"
#include "vfpair/pair.h"

namespace vfpair {
namespace {

using testing::DefaultVfSpec;
using testing::Effect;
using testing::HostMode;
using testing::SimNic;
using testing::SimNicSpec;
using testing::SimOptions;

using PairTest = PairFixture;

// Brings a pair into each of its states in turn, and lets what is no news there happen.
class EveryState : public PairFixture {
 protected:
  void Enter(const std::string& state) {
    SimOptions options;
    SimNicSpec spec = DefaultVfSpec();
    options.profile.link_policy = link_policy_;
    if (state == "holding") options.profile.damping.up_hold_ns = 100 * kNsPerSecond;
    if (state == "switching" || state == "returning") options.host = HostMode::kToldLater;
    spec.cable = state != "starting";
    Begin(options);
    if (state == "awaiting" || state == "missing") world_->HostPromise(true);
    if (state == "missing") world_->Advance(kStrictProfile.promise_ns);
    if (state == "ready") world_->SetSyntheticUp(false);
    if (state != "idle" && state != "awaiting" && state != "missing") {
      vf_ = &world_->AddVf(spec);
      ASSERT_TRUE(world_->Arrive(*vf_).ok());
      if (state == "switching")
        while (State() != state) world_->Advance(kNsPerMs / 8);
      else if (state != "settling")
        world_->Advance(kNsPerSecond);
    }
    if (state == "returning") world_->SetCable(*vf_, false);
    if (state == "degraded") world_->CloseVf(*vf_);
    ASSERT_EQ(State(), state);
  }
  template <class Deed>
  void ExpectStays(const char* what, std::initializer_list<const char*> states, Deed deed) {
    for (const std::string state : states) {
      ASSERT_NO_FATAL_FAILURE(Enter(state));
      const std::string path = Path();
      deed();
      EXPECT_EQ(Path(), path) << what << " in " << state;
      world_->Advance(kNsPerMs);
      EXPECT_EQ(Path(), path) << what << " in " << state << ", a little later";
      EXPECT_EQ(world_->Complaint(), "");
    }
  }
  /// `way`: the states that the deed leads through, to begin with.
  template <class Deed>
  void ExpectGoes(const std::string& way, std::initializer_list<const char*> states, Deed deed) {
    for (const std::string state : states) {
      ASSERT_NO_FATAL_FAILURE(Enter(state));
      const std::string before = Path();
      deed();
      world_->Advance(kNsPerMs);
      const std::string since = Path().substr(before.size());
      EXPECT_EQ(since.substr(0, way.size()), way) << "from " << state << since;
    }
  }
  void Poke(U32 signals) {
    world_->pair().Signal(signals);
    world_->platform().Schedule();
  }

  SimNic* vf_ = nullptr;
  LinkPolicy link_policy_ = kStrictProfile.link_policy;
};

TEST_F(EveryState, StaysThroughWhatIsNoNewsToIt) {
  ExpectStays("a name",
              {"idle", "awaiting", "missing", "ready", "starting", "holding", "switching", "active",
               "returning", "degraded"},
              [&] { Poke(kSignalVfRenamed); });
  ExpectStays("an attach that is done",
              {"idle", "awaiting", "missing", "ready", "starting", "holding", "switching", "active",
               "returning", "degraded"},
              [&] { Poke(kSignalVfReady); });
  ExpectStays("an early timer",
              {"idle", "awaiting", "missing", "settling", "ready", "starting", "holding",
               "switching", "active", "returning", "degraded"},
              [&] { Poke(kSignalTimer); });
  ExpectStays("a filter",
              {"idle", "awaiting", "missing", "settling", "ready", "starting", "holding",
               "switching", "active", "returning", "degraded"},
              [&] { Poke(kSignalFilters); });
  ExpectStays("a host that forgot",
              {"idle", "awaiting", "missing", "settling", "ready", "starting", "holding",
               "switching", "active", "degraded"},
              [&] { world_->HostForgets(); });
  ExpectStays("a host that revokes",
              {"idle", "settling", "ready", "starting", "returning", "degraded"},
              [&] { world_->RevokeHost(); });
}

TEST_F(EveryState, StaysThroughAPromiseThatChangesNothing) {
  ExpectStays("a promise",
              {"awaiting", "missing", "settling", "ready", "starting", "holding", "switching",
               "active", "returning", "degraded"},
              [&] { world_->HostPromise(true); });
}

TEST_F(EveryState, StaysWhenSyntheticGoesDownAndUpAndVfIsNotInUse) {
  ExpectStays("S down and up", {"idle", "awaiting", "missing", "settling", "degraded"}, [&] {
    world_->SetSyntheticUp(false);
    world_->SetSyntheticUp(true);
  });
  ExpectStays("S down and up", {"returning"}, [&] {
    world_->SetSyntheticUp(false);
    world_->SetSyntheticUp(true);
  });
}

TEST_F(EveryState, StaysWhenVfThatIsNotInUseLosesItsLinkOrIsClosed) {
  ExpectStays("a cable", {"settling", "ready", "degraded"}, [&] {
    world_->SetCable(*vf_, false);
    world_->SetCable(*vf_, true);
  });
  ExpectStays("a cable that comes back", {"returning"}, [&] { world_->SetCable(*vf_, true); });
  ExpectStays("a close", {"settling", "ready", "degraded"}, [&] { world_->CloseVf(*vf_); });
}

TEST_F(EveryState, InWhichAVfIsHeldListsANewcomer) {
  ExpectStays(
      "another VF",
      {"settling", "ready", "starting", "holding", "switching", "active", "returning", "degraded"},
      [&] {
        EXPECT_TRUE(world_->Arrive(world_->AddVf()).ok());
        EXPECT_EQ(world_->pair().candidates(), 1u);
      });
}

TEST_F(EveryState, WithoutAVfEndsAtOnce) {
  for (const char* state : {"idle", "awaiting", "missing"})
    for (const bool gone : {false, true}) {
      ASSERT_NO_FATAL_FAILURE(Enter(state));
      const std::string path = Path();
      world_->pair().Shutdown(gone);
      EXPECT_EQ(Path(), path + (path.empty() ? "closed" : " closed")) << state;
    }
}

TEST_F(EveryState, InWhichAVfIsHeldReleasesItBeforeTheEnd) {
  for (const bool gone : {false, true})
    ExpectGoes(" leaving closed",
               {"settling", "ready", "starting", "holding", "switching", "active", "returning",
                "degraded"},
               [&] { world_->pair().Shutdown(gone); });
}

TEST_F(EveryState, InWhichAVfIsHeldReleasesOneThatIsGoneOrAnotherNow) {
  const auto all = {"settling",  "ready",  "starting",  "holding",
                    "switching", "active", "returning", "degraded"};
  ExpectGoes(" leaving idle", all, [&] { world_->PullOut(*vf_); });
  ExpectGoes(" leaving", all, [&] { world_->MoveVf(*vf_, 77); });
}

TEST_F(EveryState, InWhichVfIsUpIsDegradedWhenSomeoneElseClosesIt) {
  ExpectGoes(" degraded", {"starting", "holding", "switching", "active", "returning"},
             [&] { world_->CloseVf(*vf_); });
}

TEST_F(EveryState, InWhichVfIsOrWillBeUsedIsLeftWhenItMayNotBe) {
  const auto expect = [&](const char* if_holding, const char* if_steered, auto deed) {
    ExpectGoes(if_holding, {"holding"}, deed);
    ExpectGoes(if_steered, {"switching", "active"}, deed);
  };
  expect(" starting", " degraded", [&] { world_->RevokeHost(); });
  expect(" ready", " returning", [&] { world_->SetSyntheticUp(false); });
  expect(" starting", " returning", [&] { world_->SetCable(*vf_, false); });
  expect(" starting", " returning", [&] { world_->SetSyntheticXdp(true); });
}

TEST_F(EveryState, InWhichVfIsOrWillBeUsedStaysWithoutALinkThatThePolicyDoesNotAskFor) {
  link_policy_ = LinkPolicy::kVfOnly;
  ExpectStays("a cable", {"holding", "switching", "active"},
              [&] { world_->SetCable(*vf_, false); });
}

TEST_F(EveryState, InWhichVfIsKeptDownFollowsSynthetic) {
  ExpectGoes(" ready", {"starting"}, [&] { world_->SetSyntheticUp(false); });
  ExpectGoes(" starting", {"ready"}, [&] { world_->SetSyntheticUp(true); });
}

TEST_F(EveryState, InWhichVfIsNegotiatedIsDegradedWhenASettingIsRefused) {
  const auto refuse = [&] {
    world_->faults.FailWhen([](Effect effect, bool) {
      return effect == Effect::kVfCapabilities ? std::optional(Outcome::kRefused) : std::nullopt;
    });
    world_->SetWanted(world_->synthetic(), {});
    world_->Advance(10 * kNsPerMs);  // the host's answer included
  };
  ExpectGoes(" degraded", {"ready", "starting", "holding", "active", "returning"}, refuse);
}

TEST_F(EveryState, ThatWaitsForALinkStaysThroughOneThatComesAndGoesUnpromised) {
  ExpectStays("a cable", {"starting"}, [&] {
    world_->HostPromise(false);
    world_->SetCable(*vf_, true);
    world_->SetCable(*vf_, false);
  });
}

TEST_F(EveryState, ThatWaitsForALinkSwitchesAtOnceWhenThereIsNoHoldOff) {
  ExpectGoes(" switching active", {"starting"}, [&] { world_->SetCable(*vf_, true); });
  ExpectGoes(" switching active", {"starting"}, [&] {
    world_->HostPromise(false);
    world_->SetCable(*vf_, true);
    world_->Advance(kNsPerMs);
    ASSERT_EQ(State(), "starting");
    world_->HostPromise(true);
  });
}

TEST_F(EveryState, ThatWaitsForAPromisedVfIsOverWhenThePromiseIs) {
  ExpectGoes(" idle", {"awaiting", "missing"}, [&] { world_->HostPromise(false); });
}

TEST_F(PairTest, VfThatMayBeUsedOnlyAfterAHoldOffIsHeldWhicheverComesLast) {
  for (const bool link : {false, true}) {
    SimOptions options;
    options.profile.damping.up_hold_ns = 10 * kNsPerSecond;
    Begin(options);
    world_->HostPromise(link);
    SimNicSpec spec = DefaultVfSpec();
    spec.cable = !link;
    SimNic& vf = world_->AddVf(spec);
    ASSERT_TRUE(world_->Arrive(vf).ok());
    world_->Advance(kNsPerSecond);
    ASSERT_EQ(State(), "starting");
    if (link)
      world_->SetCable(vf, true);
    else
      world_->HostPromise(true);
    world_->Advance(kNsPerMs);
    EXPECT_EQ(State(), "holding");
    world_->Advance(10 * kNsPerSecond);
    EXPECT_EQ(State(), "active");
    EXPECT_NE(Path().find("settling starting holding"), std::string::npos) << Path();
  }
}

// S comes up in the same run as the host's answer, which is handled first: no news any more.
TEST_F(PairTest, SyntheticThatIsBackWhenTheHostHasAnsweredChangesNothingMore) {
  const struct {
    bool link;
    HostMode then;
    const char *way, *at_last;
  } kCases[] = {
      {false, HostMode::kToldLater, " starting", " starting"},
      {true, HostMode::kToldLater, " starting switching", " starting switching active"},
      {true, HostMode::kToldAtOnce, " starting switching active", " starting switching active"}};
  for (const auto& c : kCases) {
    SimOptions options;
    options.host = HostMode::kToldLater;
    options.actor_delay_ns = 20 * kNsPerMs;
    SimNic& vf = BeginActive(options);
    world_->SetSyntheticUp(false);
    while (State() != "returning") world_->Advance(kNsPerMs);
    world_->host().SetMode(c.then);
    world_->SetCable(vf, c.link);
    world_->SetSyntheticUp(true);
    const std::string before = Path();
    while (Path() == before) world_->Advance(kNsPerMs);
    EXPECT_EQ(Path(), before + c.way);
    world_->Advance(kNsPerSecond);
    EXPECT_EQ(Path(), before + c.at_last);
  }
}

TEST_F(PairTest, SyntheticThatIsBackWhenAHoldOffAppliesChangesNothingMore) {
  SimOptions options;
  options.host = HostMode::kToldLater;
  options.actor_delay_ns = 20 * kNsPerMs;
  options.profile.damping.up_hold_ns = kNsPerSecond / 2;
  SimNic& vf = BeginActive(options);
  world_->SetSyntheticUp(false);
  while (State() != "returning") world_->Advance(kNsPerMs);
  world_->SetCable(vf, false);
  world_->pair().Signal(kSignalVf);
  world_->pair().Run();
  world_->SetCable(vf, true);
  world_->SetSyntheticUp(true);
  const std::string before = Path();
  world_->Advance(2 * kNsPerSecond);
  EXPECT_EQ(Path(), before + " starting holding starting switching active");
}

TEST_F(PairTest, SwitchThatWasOnlyBegunCountsAsALeaveWhenVfLosesItsLink) {
  SimOptions options;
  options.host = HostMode::kToldLater;
  Begin(options);
  SimNic& vf = world_->AddVf();
  ASSERT_TRUE(world_->Arrive(vf).ok());
  while (State() != "switching") world_->Advance(kNsPerMs / 8);
  world_->SetCable(vf, false);
  EXPECT_EQ(State(), "returning");
  EXPECT_EQ(world_->pair().damper().leaves(), 1u);
}

TEST_F(PairTest, LinkThatComesUpAsVfIsReleasedIsNobodys) {
  SimOptions options;
  options.actor_delay_ns = 20 * kNsPerMs;
  Begin(options);
  SimNicSpec spec = DefaultVfSpec();
  spec.cable = false;
  SimNic& vf = world_->AddVf(spec);
  ASSERT_TRUE(world_->Arrive(vf).ok());
  world_->Advance(kNsPerSecond);
  ASSERT_EQ(State(), "starting");
  world_->SetCable(vf, true);  // seen in the run that releases V
  world_->NoticeGone(vf);
  EXPECT_EQ(Path(), "settling starting leaving idle");
}

TEST_F(PairTest, PairThatSomebodyEndsWhileANewcomerIsMarkedStaysClosed) {
  Begin();
  SimNic& vf = world_->AddVf();
  world_->faults.FailWhen([&](Effect effect, bool) -> std::optional<Outcome> {
    if (effect == Effect::kMark) world_->pair().Unpair();
    return std::nullopt;
  });
  (void)world_->Arrive(vf);
  EXPECT_EQ(Path(), "closed");
}

TEST_F(EveryState, ClosedIsTheLast) {
  Begin();
  SimNic& vf = world_->AddVf();
  world_->Unpair();
  ASSERT_EQ(State(), "closed");
  const std::string path = Path();
  world_->HostPromise(true);
  world_->HostPromise(false);
  world_->SetSyntheticUp(false);
  world_->SetSyntheticUp(true);
  (void)world_->Arrive(vf);
  Poke(~0u);
  world_->pair().Unpair();
  world_->pair().Shutdown(true);
  world_->Advance(1000 * kNsPerSecond);
  EXPECT_EQ(Path(), path);
}

}  // namespace
}  // namespace vfpair
