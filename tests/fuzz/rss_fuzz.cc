// SPDX-License-Identifier: BSD-2-Clause
// Receive-side scaling from any facts: what S is told, and which hashes the stack may see, so that
// a flow keeps its hash whichever leg its packets arrive on.
#include "tests/fuzz/fuzz_input.h"
#include "vfpair/rss.h"

namespace vfpair::fuzz {
namespace {

RssKey AnyKey(Input& in) {
  RssKey key;
  const U32 n = in.Pick(8);
  key.length = n < 6 ? U8{40} : n == 6 ? in.Byte() : U8{0};
  for (Size i = 0; i < kRssKeyRoom && n != 0; ++i) key.bytes[i] = n == 1 ? in.Byte() : U8(n / 3);
  return key;
}

RssFacts AnyFacts(Input& in) {
  RssFacts facts;
  const U8 bits = in.Byte();
  facts.has_rss = (bits & 1) == 0;
  facts.function = (bits & 6) != 0 ? RssFunction::kToeplitz : static_cast<RssFunction>(in.Pick(3));
  facts.rings = (bits & 8) == 0 ? 4 : in.Pick(3);
  facts.key = AnyKey(in);
  facts.types = RssTypes((bits & 16) != 0 ? in.Number() : in.Byte() | in.Pick(2) << 8);
  return facts;
}

// The types that fit each kind of packet, the one that wins first; of each two, plain and Ex, which
// of them wins is the NIC's. Empty: there is no such type.
constexpr RssTypes kNone;
constexpr RssTypes kPackets[][4] = {
    {kRssIp4, kNone, kNone, kNone},
    {kRssTcp4, kNone, kRssIp4, kNone},
    {kRssUdp4, kNone, kRssIp4, kNone},
    {kRssIp6, kRssIp6Ex, kNone, kNone},
    {kRssTcp6, kRssTcp6Ex, kRssIp6, kRssIp6Ex},
    {kRssUdp6, kRssUdp6Ex, kRssIp6, kRssIp6Ex},
};

// By which of `types` a NIC hashes a packet; none = not at all.
RssTypes HashedBy(const RssTypes (&packet)[4], RssTypes types, bool ex_first) {
  for (Size i = 0; i < 4; ++i) {
    const RssTypes type = packet[ex_first ? i ^ 1 : i];
    if (!type.IsEmpty() && types.Has(type)) return type;
  }
  return kNone;
}

void CheckAgreement(RssTypes synthetic, RssTypes vf, RssTypes delivered) {
  for (const auto& packet : kPackets)
    for (const bool ex_first : {false, true}) {
      const RssTypes by_synthetic = HashedBy(packet, synthetic, ex_first);
      if (by_synthetic.IsEmpty() || !delivered.Has(by_synthetic)) continue;
      Expect(HashedBy(packet, vf, ex_first) == by_synthetic,
             "a hash that the stack sees is the same on both legs");
    }
}

void Check(Input& in) {
  const RssFacts s = AnyFacts(in), v = AnyFacts(in);
  const RssPlan plan = NegotiateRss(s, v);
  const RssTypes own = s.types & kAllRssTypes;
  Expect(RssSentence(plan.verdict)[0] != '\0', "a verdict has a sentence");
  switch (plan.verdict) {
    case RssVerdict::kSyntheticHasOneRing:
    case RssVerdict::kSyntheticCannotToeplitz:
      Expect(plan.settings == RssSettings{}, "an S that does not hash is left alone");
      return;
    case RssVerdict::kOk:
      break;
    default:
      Expect(plan.settings == kRssUndelivered, "a V that does not fit costs S its hashes only");
      return;
  }
  Expect(v.has_rss && v.key.IsUsable() && v.key.length == s.key.length, "V's key fits S");
  const RssTypes hashed = plan.settings.programmed ? plan.settings.types : own;
  const RssKey& key = plan.settings.programmed ? plan.settings.key : s.key;
  Expect(key == v.key, "both legs hash with V's key");
  Expect(!hashed.IsEmpty() && own.Has(hashed) && v.types.Has(hashed), "by types that both have");
  Expect(hashed.Has(plan.settings.delivered), "only hashes that are made are delivered");
  CheckAgreement(hashed, v.types & kAllRssTypes, plan.settings.delivered);

  RssFacts now = s;  // S as it is once it was programmed
  now.key = key;
  now.types = hashed;
  Expect(!NegotiateRss(now, v).settings.programmed, "what hashes alike is not programmed again");
}

}  // namespace
}  // namespace vfpair::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  vfpair::fuzz::Input in(data, size);
  while (!in.empty()) vfpair::fuzz::Check(in);
  return 0;
}
