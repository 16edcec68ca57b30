// SPDX-License-Identifier: BSD-2-Clause
// How a story is drawn: a mood decides how often what is done, tables with how much of it.
#include "tests/sim/story.h"

#include "tests/sim/dice.h"
#include "tests/sim/models.h"
#include "vfpair/testing/fault_injector.h"
#include "vfpair/testing/sim_switch.h"

VFPAIR_TESTING_BEGIN
namespace {

constexpr U32 kMs = 1'000, kSecond = 1'000'000;  // in the stories' microseconds

struct Weights {
  Act act;
  U8 in[kMoods];  // by mood
};

constexpr Weights kWeights[] = {
    //                          any plan migr flap user driv crowd
    {Act::kWait, {20, 30, 20, 20, 20, 24, 20}},    {Act::kFreeze, {1, 1, 2, 1, 0, 1, 0}},
    {Act::kVfArrives, {5, 4, 2, 3, 2, 5, 6}},      {Act::kVfDeparts, {2, 3, 1, 1, 1, 2, 5}},
    {Act::kVfPulled, {2, 0, 1, 1, 0, 2, 4}},       {Act::kVfMigrates, {2, 1, 8, 1, 1, 1, 1}},
    {Act::kVfClosed, {1, 0, 1, 0, 2, 1, 1}},       {Act::kVfOpened, {1, 0, 1, 0, 2, 1, 1}},
    {Act::kVfCable, {2, 0, 1, 8, 1, 1, 1}},        {Act::kVfFlaps, {1, 0, 0, 4, 0, 0, 0}},
    {Act::kVfFeatures, {1, 1, 1, 0, 1, 1, 0}},     {Act::kVfFilter, {1, 1, 1, 0, 1, 1, 1}},
    {Act::kVfMtu, {1, 0, 0, 0, 1, 1, 0}},          {Act::kAllArrive, {1, 0, 1, 0, 0, 0, 4}},
    {Act::kSyntheticUp, {2, 0, 1, 1, 6, 1, 1}},    {Act::kSyntheticUpDowns, {1, 0, 0, 0, 3, 0, 0}},
    {Act::kSyntheticCable, {1, 0, 0, 2, 1, 0, 0}}, {Act::kSyntheticFeatures, {1, 2, 1, 0, 4, 1, 0}},
    {Act::kSyntheticTso, {1, 1, 1, 0, 1, 1, 0}},   {Act::kSyntheticMtu, {1, 2, 1, 0, 5, 2, 0}},
    {Act::kFilterAdded, {2, 3, 2, 0, 8, 3, 1}},    {Act::kFilterRemoved, {2, 2, 2, 0, 6, 2, 1}},
    {Act::kRuleRenewed, {1, 1, 1, 1, 2, 1, 1}},    {Act::kHostRevokes, {1, 0, 1, 1, 0, 1, 0}},
    {Act::kHostMode, {1, 0, 2, 1, 0, 2, 0}},       {Act::kHostPromises, {1, 0, 1, 0, 0, 1, 1}},
    {Act::kHostForgets, {1, 0, 1, 0, 0, 1, 0}},    {Act::kVfRenamed, {1, 1, 1, 0, 1, 1, 1}},
    {Act::kVfMac, {1, 0, 0, 0, 1, 0, 1}},          {Act::kVfMoves, {1, 0, 0, 0, 1, 0, 1}},
    {Act::kVfReady, {1, 1, 1, 1, 1, 1, 1}},        {Act::kVfHashes, {1, 1, 1, 0, 0, 1, 0}},
    {Act::kSyntheticMac, {1, 0, 0, 0, 1, 0, 0}},   {Act::kSyntheticSwitches, {1, 2, 0, 0, 3, 1, 0}},
    {Act::kSyntheticXdp, {1, 1, 0, 0, 1, 0, 0}},   {Act::kFaultsAnywhere, {1, 0, 0, 0, 0, 6, 1}},
    {Act::kFaultsOf, {1, 0, 0, 0, 0, 6, 0}},       {Act::kFaultsEnd, {2, 0, 0, 0, 0, 6, 1}},
    {Act::kSurprise, {2, 0, 1, 1, 1, 4, 1}},       {Act::kBurst, {5, 6, 5, 5, 5, 5, 5}},
    {Act::kStream, {6, 8, 6, 6, 5, 5, 5}},
};
static_assert(sizeof(kWeights) / sizeof(kWeights[0]) == kActs);

Act DrawAct(Dice& dice, Mood mood) {
  const auto column = static_cast<Size>(mood);
  U32 sum = 0;
  for (const Weights& w : kWeights) sum += w.in[column];
  U32 left = dice.Below(sum);
  for (const Weights& w : kWeights) {
    if (left < w.in[column]) return w.act;
    left -= w.in[column];
  }
  return Act::kWait;
}

U32 WaitUs(Dice& dice) {
  constexpr U32 kUsual[] = {1, 40, kMs, 6 * kMs, 60 * kMs, 100 * kMs, 100 * kMs, 250 * kMs};
  constexpr U32 kLong[] = {kSecond, kSecond, 3 * kSecond, 70 * kSecond};
  return dice.OneIn(4) ? dice.OneOf(kLong) : dice.OneOf(kUsual);
}

U32 SoonUs(Dice& dice) { return dice.OneIn(3) ? dice.Below(7 * kMs) : 0; }

// From a tenth of a second to ten minutes, mostly short; what slow drivers and hosts take.
U32 LatencyUs(Dice& dice) {
  constexpr U32 kLatencies[] = {100 * kMs, kSecond, 12 * kSecond, 110 * kSecond, 600 * kSecond};
  if (dice.OneIn(3)) return dice.Below(50 * kMs);
  return dice.OneIn(2) ? 0 : dice.OneOf(kLatencies);
}

// The numbers of one deed; the meaning of each is in VFPAIR_STORY_ACTS.
void DrawNumbers(Dice& dice, Mood mood, Deed& deed) {
  const bool planned = mood == Mood::kPlanned;
  const auto set = [&deed](U32 a, U32 b = 0, U32 c = 0, U32 d = 0, U32 e = 0) {
    const U32 all[] = {a, b, c, d, e};
    for (Size i = 0; i < kMostNumbers; ++i) deed.n[i] = all[i];
  };
  const auto draw = [&dice](U32 n) { return dice.Below(n); };
  const U32 vf = draw(4);
  switch (deed.act) {
    case Act::kWait:
      return set(WaitUs(dice));
    case Act::kFreeze: {
      constexpr U32 kFrozen[] = {100 * kMs, kSecond, 30 * kSecond, 30 * kSecond};
      return set(dice.OneOf(kFrozen));
    }
    case Act::kVfArrives: {
      constexpr U32 kLink[] = {0, 0, 20 * kMs, 3 * kSecond};
      const U32 model = draw(kVfModelCount), after = dice.OneIn(2) ? 0 : LatencyUs(dice);
      const U32 up = dice.OneIn(4) ? 1 : 0;
      return set(model, after, up, dice.OneIn(20) ? LatencyUs(dice) : dice.OneOf(kLink));
    }
    case Act::kVfDeparts:
    case Act::kVfClosed:
    case Act::kVfOpened:
    case Act::kVfRenamed:
      return set(vf);
    case Act::kVfMac:
    case Act::kVfMoves:
      return set(vf, draw(2));
    case Act::kVfHashes: {
      const U32 types = draw(512);
      return set(vf, types, draw(5));
    }
    case Act::kSyntheticMac:
      return set(dice.OneIn(3) ? 0 : 1);
    case Act::kSyntheticSwitches:
      return set(draw(512));
    case Act::kSyntheticXdp:
      return set(dice.OneIn(3) ? 1 : 0);
    case Act::kHostPromises:
      return set(dice.OneIn(3) ? 0 : 1);
    case Act::kVfPulled:
      return set(vf, dice.OneIn(10) ? LatencyUs(dice) : SoonUs(dice));
    case Act::kVfMigrates: {
      const U32 pulled = !planned && dice.OneIn(3) ? 1 : 0, absent = kSecond + draw(119 * kSecond);
      return set(vf, pulled, absent, dice.OneIn(2) ? draw(3 * kSecond) : 0, draw(kVfModelCount));
    }
    case Act::kVfCable: {
      const U32 plugged = dice.OneIn(3) ? 0 : 1;
      return set(vf, plugged, SoonUs(dice));
    }
    case Act::kVfFlaps:
    case Act::kSyntheticUpDowns: {
      constexpr U32 kEvery[] = {500, 3 * kMs, 20 * kMs, 150 * kMs, kSecond, 4 * kSecond};
      const U32 times = 2 + 2 * draw(10), every = dice.OneOf(kEvery);
      return deed.act == Act::kVfFlaps ? set(vf, times, every) : set(times, every);
    }
    case Act::kVfFeatures:
      return set(vf, draw(512));
    case Act::kVfFilter:
      return set(vf, draw(30));
    case Act::kVfMtu:
      return set(vf, 1000 + draw(600));
    case Act::kAllArrive: {
      const U32 each = 1 + draw(4);
      return set(each, draw(kVfModelCount));
    }
    case Act::kSyntheticUp: {
      const U32 up = dice.OneIn(3) ? 0 : 1;
      return set(up, SoonUs(dice));
    }
    case Act::kSyntheticCable:
      return set(dice.OneIn(4) ? 0 : 1);
    case Act::kSyntheticFeatures:
      return set(draw(512));
    case Act::kSyntheticTso: {
      const U32 bytes = draw(4) * 20'000;
      return set(bytes, draw(3) * 9);
    }
    case Act::kSyntheticMtu:
      return set(dice.OneIn(8) ? draw(10'000) : 1200 + draw(400));
    case Act::kFilterAdded:
      return set(draw(30));
    case Act::kFilterRemoved:
      return set(draw(20));
    case Act::kRuleRenewed: {
      const U32 after = dice.OneIn(2) ? 0 : draw(2 * kSecond);
      return set(after, draw(2));
    }
    case Act::kHostMode:
      return set(draw(6));
    case Act::kFaultsAnywhere: {
      constexpr U32 kOneIn[] = {3, 10, 40};
      return set(dice.OneOf(kOneIn));
    }
    case Act::kFaultsOf: {
      const U32 effect = draw(static_cast<U32>(Effect::kDrainTransmit) + 1);
      return set(effect, draw(3));
    }
    case Act::kSurprise: {
      const U32 effects = draw(40), what = draw(kSurprises);
      return set(effects, what, vf);
    }
    case Act::kBurst: {
      const U32 way = draw(2), flow = draw(3), packets = dice.OneIn(20) ? 400 : 1 + draw(20);
      return set(way, flow, packets, 60 + draw(1400));
    }
    case Act::kStream: {
      constexpr U32 kEvery[] = {10, 50, 100, 500, 3 * kMs, 11 * kMs};
      const U32 way = draw(2), flow = draw(3), every = dice.OneOf(kEvery);
      return set(way, flow, 10 + draw(every < 100 ? 500 : 150), every);
    }
    case Act::kHostRevokes:
    case Act::kHostForgets:
    case Act::kVfReady:
    case Act::kFaultsEnd:
      return;
  }
}

PairSetup DrawSetup(Dice& dice, Mood mood) {
  constexpr U32 kHonest[] = {0, 0, 1, 2};
  constexpr U32 kActorUs[] = {0, 0, 50, 300, 2 * kMs};
  constexpr U32 kTransmitNs[] = {500, 2'000, 2'000, 20'000};
  constexpr U32 kWireUs[] = {5, 20, 20, 100, 900};
  constexpr U32 kAnswerUs[] = {20, kMs, 5 * kMs, 5 * kMs, 300 * kMs};
  PairSetup setup;
  setup.host = mood == Mood::kPlanned || dice.OneIn(2) ? dice.OneOf(kHonest) : dice.Below(6);
  setup.profile = dice.OneIn(2) ? 0 : dice.Below(6);
  setup.synthetic_up = mood == Mood::kPlanned || !dice.OneIn(4) ? 1 : 0;
  setup.synthetic_goes = dice.OneIn(4) ? 1 : 0;
  setup.in_order = dice.Below(2);
  setup.actor_us = dice.OneOf(kActorUs);
  setup.transmit_ns = dice.OneOf(kTransmitNs);
  setup.synthetic_wire_us = dice.OneOf(kWireUs);
  setup.vf_wire_us = dice.OneOf(kWireUs);
  setup.answer_us = dice.OneOf(kAnswerUs);
  setup.busy_to_peer = dice.OneIn(3) ? 0 : 1 + dice.Below(60);
  setup.busy_from_peer = dice.OneIn(3) ? 0 : 1 + dice.Below(60);
  return setup;
}

}  // namespace

Story MakeStory(U64 seed, Size length, Mood mood) {
  Dice dice(seed);
  Story story;
  story.seed = seed;
  const auto drawn = static_cast<Mood>(dice.Below(kMoods));
  if (mood == Mood::kAnyMood) mood = drawn;
  const U32 pairs = mood == Mood::kCrowd ? 2 + dice.Below(2) : dice.OneIn(4) ? 2 : 1;
  story.recovers = dice.OneIn(2);
  for (U32 i = 0; i < pairs; ++i) story.pairs.push_back(DrawSetup(dice, mood));
  const Size deeds = length + dice.Below(static_cast<U32>(length / 2 + 1));
  for (Size i = 0; i < deeds; ++i) {
    Deed deed;
    deed.act = DrawAct(dice, mood);
    deed.pair = dice.Below(pairs);
    DrawNumbers(dice, mood, deed);
    story.deeds.push_back(deed);
  }
  return story;
}

VFPAIR_TESTING_END
