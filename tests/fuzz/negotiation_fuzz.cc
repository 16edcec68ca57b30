// SPDX-License-Identifier: BSD-2-Clause
// The algebra on any input: capabilities, TSO limits, MTUs, and plans made of them. Laws, not
// examples.
#include "tests/fuzz/fuzz_input.h"
#include "vfpair/desired.h"
#include "vfpair/plan.h"

namespace vfpair::fuzz {
namespace {

Capabilities AnyCapabilities(Input& in) {
  // the nine that have a name, or any bits: adapters may get ahead of the core
  const U32 low = in.Byte(), high = in.Byte();
  return Capabilities((high & 0x80) != 0 ? in.Number() : low | (high & 1) << 8);
}
CapabilityFacts AnyCapabilityFacts(Input& in) {
  const Capabilities supported = AnyCapabilities(in);
  return {supported, in.Coin() ? supported : AnyCapabilities(in)};
}
TsoLimits AnyTso(Input& in) {
  const U32 bytes = in.Limit(), segments = in.Limit();
  return {bytes, segments, in.Limit()};
}
MtuRange AnyRange(Input& in) {
  const U32 min = in.Limit();
  return {min, in.Limit()};
}

bool Within(Capabilities a, Capabilities b) { return b.Has(a); }

void CheckCapabilities(Input& in) {
  const CapabilityMode mode = in.Coin() ? CapabilityMode::kOwn : CapabilityMode::kIntersect;
  const CapabilityFacts s = AnyCapabilityFacts(in), v = AnyCapabilityFacts(in);
  const Withheld withheld = NegotiateCapabilities(mode, s, v);
  Expect(Within(withheld.synthetic, s.supported), "only what S can do is withheld from S");
  Expect(Within(withheld.vf, v.supported), "only what V can do is withheld from V");
  const Capabilities off = s.supported.Without(s.enabled) & v.supported;
  Expect(Within(off & kAllCapabilities, withheld.vf), "V gives up what the user turned off on S");
  Expect(Within(withheld.vf, off | kTso4 | kTso6), "and nothing else but what needs it");
  if (mode == CapabilityMode::kOwn)
    Expect(withheld.synthetic.IsEmpty(), "S is left alone");
  else
    Expect(Within(s.supported.Without(withheld.synthetic) & kAllCapabilities, v.supported),
           "S shows nothing that V cannot do");

  const Capabilities shown = s.supported.Without(withheld.synthetic);
  constexpr Capabilities kNeeds[][2] = {
      {kTso4, kTxCsumIp4}, {kTso6, kTxCsumIp6}, {kTso4, kScatterGather}, {kTso6, kScatterGather}};
  for (const auto& [tso, needed] : kNeeds)
    if (shown.Has(tso) && s.supported.Has(needed))
      Expect(shown.Has(needed), "segmentation is shown with what it needs");
  Expect(NegotiateCapabilities(mode, {shown, s.enabled}, v).synthetic.IsEmpty(),
         "negotiated again, nothing more is withheld");

  const CapabilityFacts better{v.supported | AnyCapabilities(in), v.enabled};
  Expect(Within(NegotiateCapabilities(mode, s, better).synthetic, withheld.synthetic),
         "a V that can do more costs S nothing");

  for (Capabilities one(1); Within(one, kAllCapabilities); one = Capabilities(one.bits() << 1)) {
    const CapabilityVerdict verdict = ExplainCapability(one, mode, s, v);
    const bool may = s.supported.Has(one) && s.enabled.Has(one) && !withheld.synthetic.Has(one);
    if (verdict == CapabilityVerdict::kOn)
      Expect(may, "on is what is neither lacking nor withheld");
    else
      Expect(!may || Within(one, kTso4 | kTso6), "and the rest is off, or needs what is off");
    if (verdict == CapabilityVerdict::kVfCannot)
      Expect(!v.supported.Has(one), "V is blamed for what V cannot do");
    if (verdict == CapabilityVerdict::kNeedsWithheldCapability)
      Expect(Within(one, kTso4 | kTso6) && v.supported.Has(one), "only segmentation needs others");
  }
}

bool WithinLimit(U32 a, U32 b) { return b == 0 || (a != 0 && a <= b); }
bool Within(const TsoLimits& a, const TsoLimits& b) {
  return WithinLimit(a.max_bytes, b.max_bytes) && WithinLimit(a.max_segments, b.max_segments) &&
         WithinLimit(a.max_segment_bytes, b.max_segment_bytes);
}

void CheckTso(Input& in) {
  const TsoLimits a = AnyTso(in), b = AnyTso(in), c = AnyTso(in);
  const TsoLimits both = MergeTso(a, b);
  Expect(Within(both, a) && Within(both, b), "both limits are kept");
  Expect(both == MergeTso(b, a) && MergeTso(a, a) == a && MergeTso(a, {}) == a, "a semilattice");
  Expect(MergeTso(both, c) == MergeTso(a, MergeTso(b, c)), "associative");
  if (Within(c, a) && Within(c, b)) Expect(Within(c, both), "the loosest that keeps both");

  const TsoLimits coherent = CoherentTso(a);
  Expect(Within(coherent, a) && CoherentTso(coherent) == coherent, "coherent tightens, once");
  const U32 mss = in.Limit(), smaller = mss / (1 + in.Byte());
  Expect(IsUsableTso(coherent, mss) == IsUsableTso(a, mss), "coherence does not change the use");
  if (IsUsableTso(both, mss))
    Expect(IsUsableTso(a, mss) && IsUsableTso(b, mss), "what is usable tighter is usable");
  if (IsUsableTso(a, mss)) Expect(IsUsableTso(a, smaller), "and with smaller segments");
}

void CheckMtuRanges(Input& in) {
  const MtuRange a = AnyRange(in), b = AnyRange(in), both = IntersectMtu(a, b);
  const U32 mtu = in.Limit();
  const bool fits = a.Contains(mtu) && b.Contains(mtu);
  Expect(both.Contains(mtu) == fits, "the intersection holds what both hold");
  Expect(both == IntersectMtu(b, a) && IntersectMtu(a, a) == a && IntersectMtu(a, {}) == a,
         "a semilattice");
  Expect(CheckMtu(a, b, mtu).ok() == fits, "and is what is checked");
  Expect(MssForMtu(mtu) >= 1, "a segment carries something");
}

Ledger AnyLedger(Input& in) {
  Ledger ledger;
  ledger.vf_mtu = in.Limit();
  ledger.vf_up = in.Coin();
  ledger.mtu = in.Limit();
  ledger.synthetic_capabilities = AnyCapabilityFacts(in);
  ledger.vf_capabilities = AnyCapabilityFacts(in);
  ledger.synthetic_tso = AnyTso(in);
  ledger.vf_tso = AnyTso(in);
  ledger.filters_version = in.Pick(3) + 1;
  return ledger;
}

// From wherever the legs are, the plan leads to what a rung calls for, and stops there.
void CheckPlan(Input& in) {
  const Ledger ledger = AnyLedger(in);
  Profile profile;
  profile.capability_mode = static_cast<CapabilityMode>(in.Pick(4));
  profile.link_policy = static_cast<LinkPolicy>(in.Pick(4));
  if (in.Pick(4) == 0) profile.transparency = Transparency::kNonTransparent;
  const bool closing = in.Coin();
  const auto rung = static_cast<Rung>(in.Pick(6)), from = static_cast<Rung>(in.Pick(6));
  const Settings rest = AtRest(ledger, closing);
  const Settings wanted = Desired(rung, ledger, profile, closing);
  Expect(Desired(Rung::kNothing, ledger, profile, closing) == rest, "no rung is rest");
  if (rung >= Rung::kNegotiated && profile.transparency == Transparency::kTransparent)
    Expect(Within(MergeTso(ledger.synthetic_tso, wanted.synthetic_tso), ledger.vf_tso),
           "what S may send at once V can send at once");

  Settings actual = Desired(from, AnyLedger(in), profile, in.Coin());
  actual.host = static_cast<HostPath>(in.Pick(3));
  Step last;
  Size steps = 0;
  for (Step step = NextStep(actual, wanted, rest, rung); !step.none;
       step = NextStep(actual, wanted, rest, rung), ++steps) {
    Expect(steps < kSettingCount, "a plan has at most one step for each setting");
    const bool undoes = step.setting == Setting::kOverlay
                            ? !wanted.overlaid
                            : MadeAt(step.setting) > rung && Agrees(step.setting, wanted, rest);
    Expect(step.undoes == undoes, "to undo is to lead back to rest from above");
    if (!last.none) {
      Expect(last.undoes || !step.undoes, "what is undone is undone first");
      if (last.undoes == step.undoes)
        Expect((last.setting < step.setting) != step.undoes, "in the opposite order of making");
    }
    last = step;
    Adopt(step.setting, actual, wanted);
  }
  Expect(actual == wanted, "a plan leads to what is wanted");
}

}  // namespace
}  // namespace vfpair::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  vfpair::fuzz::Input in(data, size);
  while (!in.empty()) {
    switch (in.Pick(4)) {
      case 0:
        vfpair::fuzz::CheckCapabilities(in);
        break;
      case 1:
        vfpair::fuzz::CheckTso(in);
        break;
      case 2:
        vfpair::fuzz::CheckMtuRanges(in);
        break;
      case 3:
        vfpair::fuzz::CheckPlan(in);
        break;
    }
  }
  return 0;
}
