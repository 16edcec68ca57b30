// SPDX-License-Identifier: BSD-2-Clause
#include "vfpair/transition_table.h"

#include <gtest/gtest.h>

#include <string>

namespace vfpair {
namespace {

constexpr Situation kCalm{.synthetic_up = true};

State After(State state, Event event, Situation situation = kCalm) {
  return FindRow(state, event, situation).next;
}

template <class Check>
void ForEveryRow(Check&& check) {
  for (Size s = 0; s < kStateCount; ++s)
    for (Size e = 0; e < kEventCount; ++e)
      for (int bits = 0; bits < 32; ++bits) {
        const Situation now{(bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0,
                            (bits & 16) != 0};
        check(static_cast<State>(s), static_cast<Event>(e), now,
              FindRow(static_cast<State>(s), static_cast<Event>(e), now));
      }
}

TEST(TransitionTable, EveryStateAndEventInEverySituationFindsItsOwnRow) {
  ForEveryRow([](State state, Event event, const Situation& now, const Row& row) {
    EXPECT_EQ(row.state, state);
    EXPECT_EQ(row.event, event);
    EXPECT_TRUE(Holds(row.guard, now));
  });
}

TEST(TransitionTable, EveryRowSaysWhy) {
  for (const Row& row : table::kRows) EXPECT_GT(std::string(row.why).size(), 5u);
}

TEST(TransitionTable, OnlyGoLeadsElsewhere) {
  for (const Row& row : table::kRows)
    if (row.event == Event::kVfRenamed && row.response == Response::kGo)
      EXPECT_EQ(row.next, State::kSettling) << "settling begins again";
    else
      EXPECT_EQ(row.response == Response::kGo, row.next != row.state)
          << StateName(row.state) << " " << EventName(row.event);
}

TEST(TransitionTable, NothingLeadsOutOfClosed) {
  for (const Row& row : table::kRows)
    if (row.state == State::kClosed) {
      EXPECT_EQ(row.response, Response::kIgnore);
    }
}

TEST(TransitionTable, VfThatIsHeldIsReleasedByEveryEnd) {
  for (const State state : {State::kSettling, State::kReady, State::kStarting, State::kHolding,
                            State::kSwitching, State::kActive, State::kReturning, State::kDegraded})
    for (const Event end :
         {Event::kSyntheticGone, Event::kVfDeparted, Event::kUnpair, Event::kVfUnfit})
      EXPECT_EQ(After(state, end), State::kLeaving) << StateName(state) << " " << EventName(end);
}

TEST(TransitionTable, LeavingEndsThePairOnlyWhenTheRuleIsGone) {
  EXPECT_EQ(After(State::kLeaving, Event::kStepsDone, {.synthetic_up = true, .closing = true}),
            State::kClosed);
  EXPECT_EQ(After(State::kLeaving, Event::kStepsDone), State::kIdle);
}

TEST(TransitionTable, PathOpensOnlyWhenTheHostIsDone) {
  for (const Row& row : table::kRows)
    if (row.next == State::kActive && row.response == Response::kGo) {
      EXPECT_EQ(row.state, State::kSwitching);
      EXPECT_EQ(row.event, Event::kStepsDone);
    }
}

TEST(TransitionTable, VfIsUsedOnlyWithLink) {
  EXPECT_EQ(After(State::kStarting, Event::kStepsDone), State::kStarting);
  EXPECT_EQ(After(State::kStarting, Event::kStepsDone, {.synthetic_up = true, .vf_usable = true}),
            State::kSwitching);
  EXPECT_EQ(After(State::kActive, Event::kVfLinkDown), State::kReturning);
}

TEST(TransitionTable, SyntheticDownKeepsVfDown) {
  EXPECT_EQ(After(State::kSettling, Event::kSettled, {.synthetic_up = false}), State::kReady);
  EXPECT_EQ(After(State::kActive, Event::kSyntheticDown), State::kReturning);
  EXPECT_EQ(After(State::kReturning, Event::kStepsDone, {.synthetic_up = false, .vf_usable = true}),
            State::kReady);
  EXPECT_EQ(After(State::kDegraded, Event::kRetry, {.synthetic_up = false}), State::kReady);
  EXPECT_EQ(After(State::kReady, Event::kSyntheticUp), State::kStarting);
}

TEST(TransitionTable, TroubleDegradesAndOnlyARetryRepairs) {
  for (const State state :
       {State::kStarting, State::kSwitching, State::kActive, State::kReturning}) {
    EXPECT_EQ(After(state, Event::kVfClosing), State::kDegraded);
    EXPECT_EQ(After(state, Event::kStepFailed), State::kDegraded);
  }
  for (const Row& row : table::kRows)
    if (row.state == State::kDegraded && row.response == Response::kGo &&
        row.next != State::kLeaving) {
      EXPECT_EQ(row.event, Event::kRetry);
    }
}

TEST(TransitionTable, NewcomersWaitOnTheListWhileAVfIsHeld) {
  for (Size s = 0; s < kStateCount; ++s) {
    const auto state = static_cast<State>(s);
    const bool waits =
        state == State::kIdle || state == State::kAwaiting || state == State::kMissing;
    EXPECT_EQ(After(state, Event::kVfArrived), waits ? State::kSettling : state);
  }
}

// The compiler minds where it reads.
static_assert(StateName(static_cast<State>(kStateCount))[0] == '?');
static_assert(EventName(static_cast<Event>(kEventCount))[0] == '?');

TEST(Holds, EachGuardAsksItsOwnQuestion) {
  for (int bits = 0; bits < 64; ++bits) {
    const Situation s{(bits & 1) != 0, (bits & 2) != 0,  (bits & 4) != 0,
                      (bits & 8) != 0, (bits & 16) != 0, (bits & 32) != 0};
    EXPECT_TRUE(Holds(Guard::kAlways, s));
    EXPECT_EQ(Holds(Guard::kSyntheticDown, s), !s.synthetic_up);
    EXPECT_EQ(Holds(Guard::kHeldOff, s), s.vf_usable && s.held_off);
    EXPECT_EQ(Holds(Guard::kVfUsable, s), s.vf_usable);
    EXPECT_EQ(Holds(Guard::kVfUnusable, s), !s.vf_usable);
    EXPECT_EQ(Holds(Guard::kClosing, s), s.closing);
    EXPECT_EQ(Holds(Guard::kVfIsUsers, s), s.vf_is_users);
    EXPECT_EQ(Holds(Guard::kUnsettled, s), s.unsettled);
  }
}

TEST(Holds, WhatIsNoGuardDoesNotHold) {
  EXPECT_FALSE(Holds(static_cast<Guard>(200), {.synthetic_up = true, .vf_usable = true}));
}

TEST(Names, AreUniqueAndNeverNull) {
  for (Size a = 0; a < kStateCount; ++a)
    for (Size b = 0; b < a; ++b)
      EXPECT_STRNE(StateName(static_cast<State>(a)), StateName(static_cast<State>(b)));
  for (const Size beyond : {Size{0}, Size{100}}) {
    EXPECT_STREQ(StateName(static_cast<State>(kStateCount + beyond)), "?");
    EXPECT_STREQ(EventName(static_cast<Event>(kEventCount + beyond)), "?");
  }
}

}  // namespace
}  // namespace vfpair
