// SPDX-License-Identifier: BSD-2-Clause
// The rules of the negotiation once more, one capability at a time and as questions, for tests that
// compare it with the core's sets.
#ifndef VFPAIR_TESTS_UNIT_CAPABILITY_ORACLE_H_
#define VFPAIR_TESTS_UNIT_CAPABILITY_ORACLE_H_

#include <initializer_list>
#include <vector>

#include "vfpair/capabilities.h"

namespace vfpair {

class CapabilityOracle {
 public:
  CapabilityMode mode;
  CapabilityFacts s;
  CapabilityFacts v;
  Capabilities unusable;

  bool OnSynthetic(Capabilities c) const {
    if (!ShownOnSynthetic(c) || SaidNo(c)) return false;
    for (const Capabilities need : Needs(c))
      if (SaidNo(need)) return false;
    return true;
  }

  bool GrantedToSynthetic(Capabilities c) const {
    if (mode != CapabilityMode::kLower || c == kLro || c == kStatefulOffloads) return false;
    if (SyntheticCan(c) || !VfCan(c) || Lost(c)) return false;
    for (const Capabilities need : Needs(c))
      if (!ShownOnSynthetic(need)) return false;
    return true;
  }

  /// Whether V does it, however V's own user has it.
  bool AllowedOnVf(Capabilities c) const {
    if (!VfCan(c)) return false;
    if (ForbiddenOnVf(c)) return false;
    for (const Capabilities need : Needs(c))
      if (mode == CapabilityMode::kPush ? VfCan(need) && ForbiddenOnVf(need) : SaidNo(need))
        return false;
    return true;
  }

  static std::vector<Capabilities> Needs(Capabilities c) {
    if (c == kTso4) return {kTxCsumIp4, kScatterGather};
    if (c == kTso6) return {kTxCsumIp6, kScatterGather};
    return {};
  }

 private:
  static bool IsContract(Capabilities c) { return c.bits() < 1u << 10; }
  bool SyntheticCan(Capabilities c) const { return IsContract(c) && s.supported.Has(c); }
  bool VfCan(Capabilities c) const { return IsContract(c) && v.supported.Has(c); }

  bool Lost(Capabilities c) const {
    const bool follows = mode == CapabilityMode::kIntersect || mode == CapabilityMode::kLower;
    if (unusable.Has(c)) return true;
    if (follows && SyntheticCan(c) && !VfCan(c)) return true;
    for (const Capabilities need : Needs(c))
      if (Lost(need)) return true;
    return false;
  }

  bool ShownOnSynthetic(Capabilities c) const {
    return SyntheticCan(c) ? !Lost(c) : GrantedToSynthetic(c);
  }

  bool SaidNo(Capabilities c) const {
    if (SyntheticCan(c)) return !s.enabled.Has(c);
    return GrantedToSynthetic(c) && s.declined.Has(c);
  }

  bool ForbiddenOnVf(Capabilities c) const {
    return mode == CapabilityMode::kPush ? !OnSynthetic(c) : SaidNo(c);
  }
};

}  // namespace vfpair

#endif  // VFPAIR_TESTS_UNIT_CAPABILITY_ORACLE_H_
