// SPDX-License-Identifier: BSD-2-Clause
#include "vfpair/tx_fallback.h"

#include <gtest/gtest.h>

#include "vfpair/tx_redirect.h"

namespace vfpair {
namespace {

constexpr TxOutcome kOutcomes[] = {TxOutcome::kSent, TxOutcome::kCongested, TxOutcome::kNoBuffers,
                                   TxOutcome::kDown, TxOutcome::kError};
constexpr PacketOwner kOwners[] = {PacketOwner::kConsumed, PacketOwner::kOurs};
constexpr TxPolicy kPolicies[] = {TxPolicy::kVfOnly, TxPolicy::kFallBack};

TEST(JudgeTx, AcceptedPacketCountsAndIsNeverTouchedAgain) {
  for (const TxPolicy policy : kPolicies)
    for (const PacketOwner owner : kOwners)
      for (const TxOutcome outcome : {TxOutcome::kSent, TxOutcome::kCongested}) {
        EXPECT_TRUE(IsAccepted(outcome));
        EXPECT_EQ(JudgeTx(policy, outcome, owner), (TxJudgement{TxCount::kPackets, TxNext::kDone}));
      }
}

TEST(JudgeTx, ConsumedPacketIsCountedByItsErrorAndNeverTouched) {
  for (const TxPolicy policy : kPolicies) {
    constexpr PacketOwner kGone = PacketOwner::kConsumed;
    EXPECT_EQ(JudgeTx(policy, TxOutcome::kNoBuffers, kGone),
              (TxJudgement{TxCount::kQueueDrops, TxNext::kDone}));
    EXPECT_EQ(JudgeTx(policy, TxOutcome::kDown, kGone),
              (TxJudgement{TxCount::kErrors, TxNext::kDone}));
    EXPECT_EQ(JudgeTx(policy, TxOutcome::kError, kGone),
              (TxJudgement{TxCount::kErrors, TxNext::kDone}));
  }
}

TEST(JudgeTx, PacketHandedBackIsDroppedUnderVfOnly) {
  constexpr PacketOwner kOurs = PacketOwner::kOurs;
  EXPECT_EQ(JudgeTx(TxPolicy::kVfOnly, TxOutcome::kNoBuffers, kOurs),
            (TxJudgement{TxCount::kQueueDrops, TxNext::kFree}));
  EXPECT_EQ(JudgeTx(TxPolicy::kVfOnly, TxOutcome::kDown, kOurs),
            (TxJudgement{TxCount::kErrors, TxNext::kFree}));
  EXPECT_EQ(JudgeTx(TxPolicy::kVfOnly, TxOutcome::kError, kOurs),
            (TxJudgement{TxCount::kErrors, TxNext::kFree}));
}

TEST(JudgeTx, PacketHandedBackGoesOverSyntheticUnderFallBack) {
  for (const TxOutcome outcome : {TxOutcome::kNoBuffers, TxOutcome::kDown, TxOutcome::kError}) {
    EXPECT_FALSE(IsAccepted(outcome));
    EXPECT_EQ(JudgeTx(TxPolicy::kFallBack, outcome, PacketOwner::kOurs),
              (TxJudgement{TxCount::kFallbacks, TxNext::kResendOnSynthetic}));
  }
}

// A hook that obeys the judgement: whatever V and S do, each packet ends in one place, and a
// consumed one is left alone.
TEST(JudgeTx, EveryPacketEndsInExactlyOnePlace) {
  for (const TxPolicy policy : kPolicies)
    for (const TxOutcome outcome : kOutcomes)
      for (const PacketOwner owner : kOwners) {
        const bool ours = owner == PacketOwner::kOurs && !IsAccepted(outcome);
        int by_vf = ours ? 0 : 1, by_synthetic = 0, freed = 0;
        const TxJudgement judgement = JudgeTx(policy, outcome, owner);
        by_synthetic += judgement.next == TxNext::kResendOnSynthetic;
        freed += judgement.next == TxNext::kFree;
        EXPECT_EQ(by_vf + by_synthetic + freed, 1) << TxOutcomeName(outcome);
        EXPECT_EQ(judgement.count == TxCount::kPackets, IsAccepted(outcome));
        EXPECT_EQ(judgement.count == TxCount::kFallbacks, by_synthetic == 1);
      }
}

// A state word as Linux has it: bit 0 running, bit 1 present, bit 2 no carrier.
constexpr ConditionBits kLinuxLike[] = {{kTxRunning, 1, 1}, {kTxPresent, 2, 2}, {kTxCarrier, 4, 0}};

TEST(NeededBitsOf, VfOnlyNeedsNothingSoVfIsGivenEveryPacket) {
  EXPECT_EQ(NeededConditions(TxPolicy::kVfOnly), 0u);
  constexpr NeededBits kBits =
      NeededBitsOf(TxPolicy::kVfOnly, Span<const ConditionBits>(kLinuxLike));
  EXPECT_EQ(kBits, (NeededBits{0, 0}));
  int vf = 0;
  const Path path{&vf, kBits.mask, kBits.value, 0, 1};
  for (unsigned long word = 0; word < 8; ++word)
    EXPECT_EQ(DecideTx(&path, [&](void*) { return word; }), TxVerdict::kVf);
}

TEST(NeededBitsOf, FallBackSendsAPacketToSyntheticUnlessEveryConditionIsMet) {
  EXPECT_EQ(NeededConditions(TxPolicy::kFallBack), 15u);
  constexpr NeededBits kBits =
      NeededBitsOf(TxPolicy::kFallBack, Span<const ConditionBits>(kLinuxLike));
  EXPECT_EQ(kBits, (NeededBits{7, 3}));
  int vf = 0;
  const Path path{&vf, kBits.mask, kBits.value, 0, 1};
  for (unsigned long word = 0; word < 8; ++word)
    EXPECT_EQ(DecideTx(&path, [&](void*) { return word; }),
              word == 3 ? TxVerdict::kVf : TxVerdict::kVfNotReady);
}

TEST(NeededBitsOf, PlatformThatCannotTellAConditionIsNotAskedForIt) {
  constexpr ConditionBits kQueue[] = {{kTxQueueOpen, 8, 0}};
  EXPECT_EQ(NeededBitsOf(TxPolicy::kFallBack, Span<const ConditionBits>(kQueue)),
            (NeededBits{8, 0}));
  EXPECT_EQ(NeededBitsOf(TxPolicy::kFallBack, {}), (NeededBits{0, 0}));
}

TEST(NeededBitsOf, ConditionNobodyNeedsIsLeftOut) {
  constexpr ConditionBits kOther[] = {{kTxQueueOpen << 1, 16, 16}, {kTxRunning, 1, 1}};
  const Span<const ConditionBits> platform(kOther);
  EXPECT_EQ(NeededBitsOf(TxPolicy::kFallBack, platform), (NeededBits{1, 1}));
  EXPECT_EQ(NeededBitsOf(TxPolicy::kVfOnly, platform), (NeededBits{0, 0}));
}

TEST(TxNames, EndWithTheEnumeration) {
  EXPECT_STREQ(TxPolicyName(TxPolicy::kVfOnly), "vf-only");
  EXPECT_STREQ(TxPolicyName(TxPolicy::kFallBack), "fall-back");
  EXPECT_STREQ(TxPolicyName(static_cast<TxPolicy>(2)), "?");
  const char* outcomes[] = {"sent", "congested", "no-buffers", "down", "error", "?"};
  for (Size i = 0; i < 6; ++i) EXPECT_STREQ(TxOutcomeName(static_cast<TxOutcome>(i)), outcomes[i]);
  const char* counts[] = {"packets", "queue-drops", "errors", "fallbacks", "?"};
  for (Size i = 0; i < 5; ++i) EXPECT_STREQ(TxCountName(static_cast<TxCount>(i)), counts[i]);
}

}  // namespace
}  // namespace vfpair
