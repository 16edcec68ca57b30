// SPDX-License-Identifier: BSD-2-Clause
#include "vfpair/matcher.h"

#include <gtest/gtest.h>

namespace vfpair {
namespace {

int g_s, g_v;

InterfaceFacts S() {
  InterfaceFacts s;
  s.id = {&g_s, 1};
  s.mac = s.permanent_mac = MacAddress{{2, 0, 0, 0, 0, 1}};
  s.netns = 1;
  s.parent = 10;
  s.kind = kKindEthernet;
  return s;
}
InterfaceFacts V() {
  InterfaceFacts v = S();
  v.id = {&g_v, 2};
  v.parent = 20;
  v.kind = kKindEthernet | kKindPhysical;
  return v;
}
constexpr Rule kByMac{};
Rule Named() { return {false, Vf<InterfaceId>(V().id)}; }

TEST(CheckSynthetic, AcceptsAPlainEthernetInterface) {
  EXPECT_EQ(CheckSynthetic(S()), Reason::kNone);
}

TEST(CheckSynthetic, RefusesEachUnfitKindForItsReason) {
  const struct {
    U32 kind;
    Reason reason;
  } kMatrix[] = {
      {0, Reason::kNotEthernet},
      {kKindLoopback, Reason::kLoopback},
      {kKindEthernet | kKindLoopback, Reason::kLoopback},
      {kKindEthernet | kKindStacked, Reason::kSyntheticIsStacked},
      {kKindEthernet | kKindMember, Reason::kSyntheticIsMember},
      {kKindEthernet | kKindDenied, Reason::kSyntheticDenied},
      {kKindEthernet | kKindUppers | kKindAddresses | kKindXdp, Reason::kNone},
  };
  for (const auto& row : kMatrix) {
    InterfaceFacts s = S();
    s.kind = row.kind;
    EXPECT_EQ(CheckSynthetic(s), row.reason) << row.kind;
  }
}

TEST(CheckVf, AcceptsAPhysicalVfWithTheSameAddress) {
  EXPECT_EQ(CheckVf(S(), V(), kByMac), Reason::kNone);
  EXPECT_EQ(CheckVf(S(), V(), Named()), Reason::kNone);
}

TEST(CheckVf, RefusesEachUnfitVfForItsReason) {
  const struct {
    const char* what;
    void (*spoil)(InterfaceFacts& s, InterfaceFacts& v);
    Reason by_mac;
    Reason named;
  } kMatrix[] = {
      {"same interface", [](auto& s, auto& v) { s.id = v.id; }, Reason::kSameInterface,
       Reason::kSameInterface},
      {"loopback", [](auto&, auto& v) { v.kind |= kKindLoopback; }, Reason::kLoopback,
       Reason::kLoopback},
      {"tunnel", [](auto&, auto& v) { v.kind = kKindPhysical; }, Reason::kNotEthernet,
       Reason::kNotEthernet},
      {"VLAN", [](auto&, auto& v) { v.kind |= kKindStacked; }, Reason::kVfIsStacked,
       Reason::kVfIsStacked},
      {"netns", [](auto&, auto& v) { v.netns = 2; }, Reason::kOtherNamespace,
       Reason::kOtherNamespace},
      {"other MAC", [](auto&, auto& v) { v.mac.bytes[5] = v.permanent_mac.bytes[5] = 9; },
       Reason::kMacMismatch, Reason::kMacMismatch},
      {"copied MAC", [](auto&, auto& v) { v.permanent_mac.bytes[5] = 9; }, Reason::kMacMismatch,
       Reason::kMacMismatch},
      {"changed MAC", [](auto&, auto& v) { v.mac.bytes[5] = 9; }, Reason::kMacMismatch,
       Reason::kMacMismatch},
      {"no permanent MAC", [](auto&, auto& v) { v.permanent_mac = {}; }, Reason::kNone,
       Reason::kNone},
      {"zero MAC", [](auto& s, auto& v) { s.mac = v.mac = v.permanent_mac = {}; },
       Reason::kMacUnusable, Reason::kMacUnusable},
      {"multicast MAC", [](auto& s, auto&) { s.mac.bytes[0] = 1; }, Reason::kMacUnusable,
       Reason::kMacUnusable},
      {"virtual", [](auto&, auto& v) { v.kind = kKindEthernet; }, Reason::kNotPhysical,
       Reason::kNone},
      {"same parent", [](auto& s, auto& v) { v.parent = s.parent; }, Reason::kSameParent,
       Reason::kNone},
      {"no parents", [](auto& s, auto& v) { s.parent = v.parent = 0; }, Reason::kNone,
       Reason::kNone},
      {"member", [](auto&, auto& v) { v.kind |= kKindMember; }, Reason::kVfIsMember,
       Reason::kVfIsMember},
      {"uppers", [](auto&, auto& v) { v.kind |= kKindUppers; }, Reason::kVfHasUppers,
       Reason::kVfHasUppers},
      {"input taken", [](auto&, auto& v) { v.kind |= kKindInputTaken; }, Reason::kVfInputTaken,
       Reason::kVfInputTaken},
      {"addresses", [](auto&, auto& v) { v.kind |= kKindAddresses; }, Reason::kVfHasAddresses,
       Reason::kVfHasAddresses},
      {"XDP", [](auto&, auto& v) { v.kind |= kKindXdp; }, Reason::kVfHasXdp, Reason::kVfHasXdp},
  };
  for (const auto& row : kMatrix) {
    InterfaceFacts s = S(), v = V();
    row.spoil(s, v);
    EXPECT_STREQ(ReasonSentence(CheckVf(s, v, kByMac)), ReasonSentence(row.by_mac)) << row.what;
    const Rule named{false, Vf<InterfaceId>(v.id)};
    EXPECT_STREQ(ReasonSentence(CheckVf(s, v, named)), ReasonSentence(row.named)) << row.what;
  }
}

TEST(CheckVf, AnotherThanTheNamedOneIsHeldToTheRulesOfPairingByMac) {
  InterfaceFacts other = V();
  other.id.generation = 3;  // the same pointer, reused
  EXPECT_EQ(CheckVf(S(), other, Named()), Reason::kNone);
  other.kind = kKindEthernet;
  EXPECT_EQ(CheckVf(S(), other, Named()), Reason::kNotPhysical);
}

TEST(MeansAnother, IsWhatSaysThatVfIsSomebodyElsesAndNotWhatIsTheMatterWithIt) {
  for (const Reason reason : {Reason::kSameInterface, Reason::kOtherNamespace, Reason::kMacMismatch,
                              Reason::kSerialMismatch, Reason::kSameParent})
    EXPECT_TRUE(MeansAnother(reason)) << ReasonSentence(reason);
  for (const Reason reason : {Reason::kNone, Reason::kNotPhysical, Reason::kVfHasAddresses})
    EXPECT_FALSE(MeansAnother(reason)) << ReasonSentence(reason);
}

TEST(ReasonSentence, EveryReasonHasOne) {
  for (int i = 0; i < 256; ++i) {
    const char* text = ReasonSentence(static_cast<Reason>(i));
    ASSERT_NE(text, nullptr);
    EXPECT_GT(std::string(text).size(), 5u);
  }
}

// The host's number, where both tell one, must be the same; a missing one says nothing (T-N10).
TEST(CheckVf, SerialsThatDifferDoNotBelongTogether) {
  InterfaceFacts s, v;
  int things[2];
  s.id = {&things[0], 1};
  v.id = {&things[1], 2};
  s.kind = kKindEthernet;
  v.kind = kKindEthernet | kKindPhysical;
  s.mac = s.permanent_mac = v.mac = v.permanent_mac = MacAddress{{2, 0, 0, 0, 0, 1}};
  for (const U64 of_s : {U64{0}, U64{3}, U64{4}})
    for (const U64 of_v : {U64{0}, U64{3}, U64{4}}) {
      s.serial = of_s;
      v.serial = of_v;
      const bool differ = of_s != 0 && of_v != 0 && of_s != of_v;
      EXPECT_EQ(CheckVf(s, v, Rule{}), differ ? Reason::kSerialMismatch : Reason::kNone);
    }
}

}  // namespace
}  // namespace vfpair
