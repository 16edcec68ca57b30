// SPDX-License-Identifier: BSD-2-Clause
#include "vfpair/link.h"

#include <gtest/gtest.h>

#include "vfpair/control_table.h"

namespace vfpair {
namespace {

constexpr LinkPolicy kPolicies[] = {LinkPolicy::kFollowLower, LinkPolicy::kKeepOwn,
                                    LinkPolicy::kStrictOwn, LinkPolicy::kVfOnly};

constexpr LinkView kOwn{LinkShown::kOwn, false, false};
constexpr LinkView kOwnAndVf{LinkShown::kOwn, true, false};
constexpr LinkView kUp{LinkShown::kForcedUp, true, false};
constexpr LinkView kUpAndWake{LinkShown::kForcedUp, true, true};
constexpr LinkView kDown{LinkShown::kForcedDown, true, false};

LinkSituation From(int bits) {
  return {(bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0, (bits & 16) != 0};
}

// The table of the four cases that matter, for the policies that look at S's own link.
TEST(PresentLink, TableOfOwnLinkAndReadyVf) {
  struct {
    LinkPolicy policy;
    bool own_link, vf_ready;
    LinkView expected;
  } const kTable[] = {
      {LinkPolicy::kFollowLower, true, true, kUp},
      {LinkPolicy::kFollowLower, false, true, kUpAndWake},
      {LinkPolicy::kFollowLower, true, false, kOwn},
      {LinkPolicy::kFollowLower, false, false, kOwn},
      {LinkPolicy::kKeepOwn, true, true, kOwnAndVf},
      {LinkPolicy::kKeepOwn, false, true, kOwnAndVf},
      {LinkPolicy::kKeepOwn, true, false, kOwn},
      {LinkPolicy::kKeepOwn, false, false, kOwn},
      {LinkPolicy::kStrictOwn, true, true, kOwnAndVf},
      {LinkPolicy::kStrictOwn, false, true, kOwn},
      {LinkPolicy::kStrictOwn, true, false, kOwn},
      {LinkPolicy::kStrictOwn, false, false, kOwn},
  };
  for (const auto& row : kTable)
    for (int known = 0; known < 4; ++known) {  // V's link as such does not matter to them
      const LinkSituation now{row.own_link, true, row.vf_ready, (known & 1) != 0, (known & 2) != 0};
      EXPECT_EQ(PresentLink(row.policy, now), row.expected)
          << LinkPolicyName(row.policy) << row.own_link << row.vf_ready;
    }
}

TEST(PresentLink, VfOnlyShowsVfsLinkOnceItIsKnown) {
  for (int bits = 0; bits < 32; ++bits) {
    LinkSituation now = From(bits);
    now.vf_held = true;
    const LinkView view = PresentLink(LinkPolicy::kVfOnly, now);
    if (!now.vf_link_known) {
      EXPECT_EQ(view, kOwnAndVf);
    } else if (!now.vf_link) {
      EXPECT_EQ(view, kDown);
    } else {
      EXPECT_EQ(view, now.own_link ? kUp : kUpAndWake);
    }
  }
}

TEST(PresentLink, VfThatCameUpBeforeThePairIsSeenAtEnable) {
  LinkSituation now{.own_link = false, .vf_held = true, .vf_ready = true, .vf_link = true};
  EXPECT_FALSE(ShowsLink(PresentLink(LinkPolicy::kVfOnly, now), now.own_link));
  now.vf_link_known = true;  // read when V was brought up, no event needed
  EXPECT_TRUE(ShowsLink(PresentLink(LinkPolicy::kVfOnly, now), now.own_link));
}

TEST(PresentLink, WithoutVfSyntheticShowsItsOwnUnderEveryPolicy) {
  for (const LinkPolicy policy : kPolicies)
    for (int bits = 0; bits < 32; ++bits) {
      LinkSituation now = From(bits);
      now.vf_held = false;
      const LinkView view = PresentLink(policy, now);
      EXPECT_EQ(view, kOwn) << LinkPolicyName(policy);
      EXPECT_EQ(ShowsLink(view, now.own_link), now.own_link);
    }
}

TEST(PresentLink, UnknownPolicyLeavesSyntheticItsOwnAndVfUnused) {
  for (int bits = 0; bits < 32; ++bits)
    EXPECT_EQ(PresentLink(static_cast<LinkPolicy>(4), From(bits)), kOwn);
}

TEST(PresentLink, VfWithoutLinkLeavesSyntheticWorkingExceptUnderVfOnly) {
  for (const LinkPolicy policy : kPolicies) {
    const LinkSituation now{.own_link = true, .vf_held = true, .vf_link_known = true};
    EXPECT_EQ(ShowsLink(PresentLink(policy, now), true), policy != LinkPolicy::kVfOnly);
  }
}

TEST(PresentLink, HealthyVfIsNotBlockedByADeadSyntheticUnderFollowLower) {
  const LinkSituation now{.own_link = false, .vf_held = true, .vf_ready = true};
  const LinkView view = PresentLink(LinkPolicy::kFollowLower, now);
  EXPECT_TRUE(ShowsLink(view, now.own_link));
  EXPECT_TRUE(view.vf_usable);
  EXPECT_TRUE(view.wake_queues);
}

TEST(MediaSide, AgreesWithTheControlTable) {
  for (const ControlPolicy policy : {ControlPolicy::kHn, ControlPolicy::kStrict})
    for (const VfPhase phase : {VfPhase::kNone, VfPhase::kHeld, VfPhase::kNegotiated})
      for (const Control control : {Control::kGetMedia, Control::kSetMedia})
        EXPECT_EQ(MediaSide(phase == VfPhase::kNegotiated) == Side::kVf,
                  FindControl(policy, phase, control).route == Route::kVf);
}

TEST(LinkNames, EndWithTheEnumeration) {
  const char* policies[] = {"follow-lower", "keep-own", "strict-own", "vf-only", "?"};
  for (Size i = 0; i < 5; ++i)
    EXPECT_STREQ(LinkPolicyName(static_cast<LinkPolicy>(i)), policies[i]);
  const char* shown[] = {"own", "forced-up", "forced-down", "?"};
  for (Size i = 0; i < 4; ++i) EXPECT_STREQ(LinkShownName(static_cast<LinkShown>(i)), shown[i]);
}

}  // namespace
}  // namespace vfpair
