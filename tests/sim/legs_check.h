// SPDX-License-Identifier: BSD-2-Clause
// What must hold of both legs when nothing happened for a while.
#ifndef VFPAIR_TESTS_SIM_LEGS_CHECK_H_
#define VFPAIR_TESTS_SIM_LEGS_CHECK_H_

#include <string>

#include "vfpair/testing/sim_world.h"

VFPAIR_TESTING_BEGIN

/// "" when V hears all that S listens to.
inline std::string FiltersComplaint(const SimNic& s, const SimNic& v) {
  const FilterSet wanted = s.ReadFilters(), has = v.ReadFilters();
  if (has.promiscuous == 0) {
    if (wanted.promiscuous != 0) return "V is not promiscuous, and S is";
    for (U32 i = 0; i < wanted.unicast_count; ++i)
      if (!filters_internal::Contains(has.unicast, has.unicast_count, wanted.unicast[i]))
        return "V does not hear " + MacText(wanted.unicast[i]);
  }
  if (has.promiscuous == 0 && has.all_multicast == 0) {
    if (wanted.all_multicast != 0) return "V does not hear all multicasts, and S does";
    for (U32 i = 0; i < wanted.multicast_count; ++i)
      if (!filters_internal::Contains(has.multicast, has.multicast_count, wanted.multicast[i]))
        return "V does not hear " + MacText(wanted.multicast[i]);
  }
  for (U32 word = 0; v.spec().has_vlan_filter && word < kVlanWords; ++word)
    if ((wanted.vlans[word] & ~has.vlans[word]) != 0) return "V does not hear a VLAN of S's";
  return "";
}

/// "" when V, which is negotiated, fits to S.
inline std::string LegsComplaint(const SimNic& s, const SimNic& v) {
  if (s.mtu() != v.mtu()) return "the MTUs differ";
  const Capabilities both = s.spec().supported & v.spec().supported;
  if (!v.spec().supported.Has(s.Effective())) return "S offers what V cannot do";
  const Capabilities off = both.Without(s.Facts().capabilities.enabled);
  if (!(v.Effective() & off).IsEmpty()) return "V does what S's user turned off";
  const TsoLimits own = v.Facts().tso;
  if (!(MergeTso(s.EffectiveTso(), own) == s.EffectiveTso()))
    return "S sends larger segments than V takes";
  return FiltersComplaint(s, v);
}

/// "" when the state of the pair fits to what S is, and the legs to the state. `host_obeys`: it has
/// been told and does it. `follows_link`: V is not used without. `unnoticed`: a V is gone, and
/// nobody has said so yet.
template <class P>
std::string QuietComplaint(BasicSimWorld<P>& world, bool host_obeys, bool unnoticed,
                           bool follows_link) {
  const State state = world.pair().state();
  const SimNic& s = world.synthetic();
  const bool uses_vf = state == State::kStarting || state == State::kHolding ||
                       state == State::kSwitching || state == State::kActive;
  if (!s.up() && uses_vf) return std::string(StateName(state)) + " although S is down";
  if (s.up() && state == State::kReady) return "ready although S is up";
  if (state == State::kLeaving) return "it goes on leaving";
  const bool has_none =
      state == State::kIdle || state == State::kAwaiting || state == State::kMissing;
  if (world.pair().vf().get().IsNone()) return has_none ? "" : "it holds no V";
  const SimNic& v = *static_cast<SimNic*>(world.pair().vf().get().handle);
  if (!v.present()) return unnoticed ? "" : "it holds a V that is gone";
  if (RungOf(state) < Rung::kNegotiated) return "";
  if (v.up() != (state != State::kReady)) return v.up() ? "V is up, and S is not" : "V is down";
  if (follows_link && state == State::kActive && !v.HasLink()) return "active, but V has no link";
  if (state == State::kActive && host_obeys && !world.host().SteersTo(v))
    return "active, but the host does not steer to V";
  return LegsComplaint(s, v);
}

VFPAIR_TESTING_END

#endif  // VFPAIR_TESTS_SIM_LEGS_CHECK_H_
