// SPDX-License-Identifier: BSD-2-Clause
// Profile, candidates, counters, host switch, transmit decision, receive rewrite.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "vfpair/candidates.h"
#include "vfpair/host_switch.h"
#include "vfpair/profile.h"
#include "vfpair/rx_rewrite.h"
#include "vfpair/tx_redirect.h"

namespace vfpair {
namespace {

TEST(BackoffNs, DoublesUntilTheLongest) {
  Profile profile;
  profile.retry_first_ns = 10;
  profile.retry_longest_ns = 75;
  const U64 expected[] = {10, 20, 40, 75, 75};
  for (U32 n = 1; n <= 5; ++n) EXPECT_EQ(BackoffNs(profile, n), expected[n - 1]);
  EXPECT_EQ(BackoffNs(profile, ~0u), 75u);
  EXPECT_EQ(BackoffNs(kStrictProfile, 1), kNsPerSecond);
  EXPECT_EQ(BackoffNs(kStrictProfile, 100), 64 * kNsPerSecond);
}

TEST(IsSane, TakesTheNamedProfilesAndNoTimeThatIsZeroOrEndless) {
  for (const Profile& profile : {kStrictProfile, kHnProfile, kHnNonTransparentProfile})
    EXPECT_TRUE(IsSane(profile));
  const auto with = [](auto change) {
    Profile profile;
    change(profile);
    return profile;
  };
  constexpr U64 kHour = 3600 * kNsPerSecond;
  EXPECT_FALSE(IsSane(with([](Profile& p) { p.settle_ns = kHour; })));
  EXPECT_FALSE(IsSane(with([](Profile& p) { p.promise_ns = kHour; })));
  EXPECT_FALSE(IsSane(with([](Profile& p) { p.host_timeout_ns = 0; })));
  EXPECT_FALSE(IsSane(with([](Profile& p) { p.host_timeout_ns = kHour; })));
  EXPECT_FALSE(IsSane(with([](Profile& p) { p.retry_first_ns = 0; })));
  EXPECT_FALSE(IsSane(with([](Profile& p) { p.retry_longest_ns = 1; })));
  EXPECT_FALSE(IsSane(with([](Profile& p) { p.retry_longest_ns = kHour; })));
  EXPECT_FALSE(IsSane(with([](Profile& p) { p.drain_transmit_us = 1'000'001; })));
  EXPECT_FALSE(IsSane(with([](Profile& p) { p.drain_receive_us = 1'000'001; })));
  EXPECT_FALSE(IsSane(with([](Profile& p) { p.receive_quiet_us = 50'001; })));
  EXPECT_FALSE(IsSane(with([](Profile& p) { p.damping.up_hold_ns = kHour; })));
}

int g_things[8];
InterfaceId Id(int n, U32 generation = 1) { return {&g_things[n], generation}; }

TEST(Candidates, FirstComeFirstTaken) {
  Candidates list;
  EXPECT_TRUE(list.Add({Id(0), true}));
  EXPECT_TRUE(list.Add({Id(1), false}));
  EXPECT_FALSE(list.Add({Id(0), false})) << "is listed";
  EXPECT_EQ(list.size(), 2u);
  const Candidate first = list.Take();
  EXPECT_EQ(first.id, Id(0));
  EXPECT_TRUE(first.marked);
  EXPECT_EQ(list.Take().id, Id(1));
  EXPECT_TRUE(list.Take().IsNone());
}

TEST(Candidates, FullListRefusesAndRemovalMakesRoom) {
  Candidates list;
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(list.Add({Id(i), false}));
  EXPECT_FALSE(list.Add({Id(4), false}));
  EXPECT_TRUE(list.IsFull());
  EXPECT_TRUE(list.Remove(Id(2, 9)).IsNone()) << "another interface at the same place";
  EXPECT_EQ(list.size(), 4u);
  EXPECT_EQ(list.Remove(Id(2)).id, Id(2));
  EXPECT_TRUE(list.Add({Id(4), false}));
}

TEST(PathCounters, AddUpAndHaveUniqueNames) {
  PathCounters a, b;
  a.Add(Counter::kTxVfPackets, 2);
  b.Add(Counter::kTxVfPackets, 3);
  a.Accumulate(b);
  EXPECT_EQ(a.Get(Counter::kTxVfPackets), 5u);
  EXPECT_EQ(a.Get(Counter::kTxVfBytes), 0u);
  for (Size i = 0; i < kCounterCount; ++i)
    for (Size k = 0; k < i; ++k)
      EXPECT_STRNE(CounterName(static_cast<Counter>(i)), CounterName(static_cast<Counter>(k)));
  EXPECT_STREQ(CounterName(Counter::kTxVfDropped), "vf_tx_dropped");
  EXPECT_STREQ(CounterName(static_cast<Counter>(kCounterCount)), "?");
}

TEST(Status, SaysTheSentenceOfItsReason) {
  EXPECT_STREQ(Status::Refused(Reason::kNoLink).sentence(), ReasonSentence(Reason::kNoLink));
  EXPECT_STREQ(Status::Ok().sentence(), "no problem");
}

TEST(HostSwitch, OnlyTheAnswerToTheOpenQuestionCounts) {
  HostSwitch host;
  bool ok = false;
  EXPECT_FALSE(host.IsAnswered(ok));
  const U32 first = host.NextGeneration();
  host.Await(HostPath::kVf, 100);
  EXPECT_FALSE(host.IsAnswered(ok));
  const U32 second = host.NextGeneration();
  host.Answer(first, true);
  EXPECT_FALSE(host.IsAnswered(ok));
  host.Answer(second, false);
  EXPECT_TRUE(host.IsAnswered(ok));
  EXPECT_FALSE(ok);
  host.Close();
  EXPECT_FALSE(host.IsAnswered(ok));
}

TEST(HostSwitch, LateAnswerDoesNotHideANewerOne) {
  HostSwitch host;
  bool ok = false;
  const U32 first = host.NextGeneration(), second = host.NextGeneration();
  host.Await(HostPath::kVf, 100);
  host.Answer(second, true);
  host.Answer(first, false);
  EXPECT_TRUE(host.IsAnswered(ok));
  EXPECT_TRUE(ok);
}

TEST(HostSwitch, IsLateOnlyWhileAsked) {
  HostSwitch host;
  EXPECT_FALSE(host.IsLate(1000));
  host.Await(HostPath::kVf, 100);
  EXPECT_FALSE(host.IsLate(99));
  EXPECT_TRUE(host.IsLate(100));
}

TEST(DecideTx, NoPathIsSynthetic) {
  const auto fail = [](void*) -> unsigned long {
    ADD_FAILURE() << "state word read without a path";
    return 0;
  };
  EXPECT_EQ(DecideTx(nullptr, fail), TxVerdict::kSynthetic);
}

TEST(DecideTx, HoldIsWhatNoStateOfVfSatisfies) {
  int vf = 0;
  const Path hold{&vf, 0, 1, 1, 0};
  for (const unsigned long word : {0ul, 1ul, 7ul, ~0ul})
    EXPECT_EQ(DecideTx(&hold, [=](void*) { return word; }), TxVerdict::kHold);
}

TEST(DecideTx, VfOnlyWhenEveryBitThatMattersIsAsNeeded) {
  int vf = 0;
  for (unsigned long mask = 0; mask < 8; ++mask)
    for (unsigned long value = 0; value < 8; ++value)
      for (unsigned long word = 0; word < 8; ++word) {
        const Path path{&vf, mask, value & mask, 0, 1};
        bool ready = true;
        for (int bit = 0; bit < 3; ++bit)
          if ((mask >> bit & 1) != 0) ready = ready && (word >> bit & 1) == (value >> bit & 1);
        const auto state = [&](void* asked) {
          EXPECT_EQ(asked, &vf);
          return word;
        };
        EXPECT_EQ(DecideTx(&path, state), ready ? TxVerdict::kVf : TxVerdict::kVfNotReady);
      }
}

struct Packet {
  Packet* next = nullptr;
  U32 length = 0;
  void* receiver = nullptr;
  Packet* Next() noexcept { return next; }
  U32 Length() const noexcept { return length; }
  void SetReceiver(void* interface) noexcept { receiver = interface; }
};

TEST(RewriteRx, RelabelsAndCountsAWholeBatchInPlace) {
  Packet batch[3];
  for (int i = 0; i < 3; ++i) {
    batch[i].length = 100u * static_cast<U32>(i + 1);
    batch[i].next = i < 2 ? &batch[i + 1] : nullptr;
  }
  int synthetic = 0;
  PathCounters counters;
  RewriteRx(&batch[0], &synthetic, counters);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(batch[i].receiver, &synthetic);
    EXPECT_EQ(batch[i].next, i < 2 ? &batch[i + 1] : nullptr);
  }
  EXPECT_EQ(counters.Get(Counter::kRxVfPackets), 3u);
  EXPECT_EQ(counters.Get(Counter::kRxVfBytes), 600u);
  RewriteRx<Packet>(nullptr, &synthetic, counters);
  EXPECT_EQ(counters.Get(Counter::kRxVfPackets), 3u);
}

TEST(RewriteRx, BatchInAnArrayIsRelabelledWithoutItsLinks) {
  Packet one, two, linked;
  one.length = 100;
  one.next = &linked;
  two.length = 20;
  Packet* const batch[] = {&one, &two};
  int synthetic = 0;
  PathCounters counters;
  RewriteRx(Span<Packet* const>(batch), &synthetic, counters);
  EXPECT_EQ(one.receiver, &synthetic);
  EXPECT_EQ(two.receiver, &synthetic);
  EXPECT_EQ(linked.receiver, nullptr);
  EXPECT_EQ(counters.Get(Counter::kRxVfPackets), 2u);
  EXPECT_EQ(counters.Get(Counter::kRxVfBytes), 120u);
  RewriteRx(Span<Packet* const>(), &synthetic, counters);
  EXPECT_EQ(counters.Get(Counter::kRxVfPackets), 2u);
}

TEST(PathMode, HasANameForPeopleAndTools) {
  EXPECT_STREQ(PathModeName(PathMode::kSynthetic), "synthetic");
  EXPECT_STREQ(PathModeName(PathMode::kVf), "vf");
  EXPECT_STREQ(PathModeName(PathMode::kHold), "hold");
  EXPECT_STREQ(PathModeName(static_cast<PathMode>(3)), "?");
}

}  // namespace
}  // namespace vfpair
