// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Receive filters: what S wants to hear, and the exact difference to what V was told.
#ifndef VFPAIR_FILTERS_H_
#define VFPAIR_FILTERS_H_

#include "vfpair/types.h"

VFPAIR_NAMESPACE_BEGIN

inline constexpr Size kMaxUnicast = 32;
inline constexpr Size kMaxMulticast = 64;
inline constexpr Size kVlanWords = 64;  // 4096 VLAN ids

enum class FilterKind : U8 { kUnicast, kMulticast, kVlan, kPromiscuous, kAllMulticast };

/// Everything an interface listens to beyond its own address. Lists need no order. Standard layout:
/// adapters fill it through the C contract.
struct FilterSet {
  U8 promiscuous = 0;
  U8 all_multicast = 0;
  U8 unicast_overflow = 0;    ///< more addresses were wanted than `unicast` holds
  U8 multicast_overflow = 0;  ///< more addresses were wanted than `multicast` holds
  U32 unicast_count = 0;
  U32 multicast_count = 0;
  MacAddress unicast[kMaxUnicast];
  MacAddress multicast[kMaxMulticast];
  U64 vlans[kVlanWords] = {};

  constexpr bool HasVlan(U32 id) const noexcept { return (vlans[id / 64] >> (id % 64) & 1) != 0; }
  constexpr void SetVlan(U32 id, bool on) noexcept {
    const U64 bit = U64{1} << (id % 64);
    vlans[id / 64] = on ? vlans[id / 64] | bit : vlans[id / 64] & ~bit;
  }
};

/// One entry of a filter set: `mac` for the address kinds, `vlan` for kVlan, neither for the flags.
struct FilterEntry {
  FilterKind kind;
  MacAddress mac;
  U16 vlan = 0;
};

/// What did not fit becomes the next wider filter: unicast -> promiscuous, multicast -> all-multicast.
constexpr void WidenOverflow(FilterSet& set) noexcept {
  if (set.unicast_overflow != 0) {
    set.promiscuous = 1;
    set.unicast_count = 0;
  }
  if (set.multicast_overflow != 0) {
    set.all_multicast = 1;
    set.multicast_count = 0;
  }
}

namespace filters_internal {

constexpr bool Contains(const MacAddress* list, U32 count, const MacAddress& mac) noexcept {
  for (U32 i = 0; i < count; ++i)
    if (list[i] == mac) return true;
  return false;
}

constexpr bool Append(MacAddress* list, U32& count, Size room, const MacAddress& mac) noexcept {
  if (count == room) return false;
  list[count++] = mac;
  return true;
}

constexpr void RemoveAt(MacAddress* list, U32& count, U32 i) noexcept { list[i] = list[--count]; }

}  // namespace filters_internal

/// Makes `applied` (what V was told) equal to `wanted`, calling `change(entry, add)` for each
/// difference and nothing else. Wider filters come first, so that V is never deaf in between; then
/// removals, so that a full hardware table has room; then the rest. `change` returns whether it succeeded; `applied` always records exactly what V has.
/// @returns false when an addition was refused (removals that fail are taken as done).
template <class Change>
constexpr bool ApplyFilters(const FilterSet& wanted, FilterSet& applied, Change&& change) noexcept {
  using filters_internal::Append;
  using filters_internal::Contains;
  using filters_internal::RemoveAt;

  const auto flag = [&](FilterKind kind, U8 want, U8& have) {
    if (want == have) return true;
    const bool ok = change(FilterEntry{kind, {}, 0}, want != 0);
    if (ok || want == 0) have = want;
    return ok || want == 0;
  };
  const auto remove = [&](FilterKind kind, const MacAddress* want, U32 want_count, MacAddress* have,
                          U32& have_count) {
    for (U32 i = have_count; i-- > 0;) {
      if (Contains(want, want_count, have[i])) continue;
      (void)change(FilterEntry{kind, have[i], 0}, false);
      RemoveAt(have, have_count, i);
    }
  };
  const auto add = [&](FilterKind kind, const MacAddress* want, U32 want_count, MacAddress* have,
                       U32& have_count, Size room) {
    bool ok = true;
    for (U32 i = 0; i < want_count; ++i) {
      if (Contains(have, have_count, want[i])) continue;
      if (change(FilterEntry{kind, want[i], 0}, true))
        ok = Append(have, have_count, room, want[i]) && ok;
      else
        ok = false;
    }
    return ok;
  };
  const auto vlans = [&](bool adding) {
    bool ok = true;
    for (U32 word = 0; word < kVlanWords; ++word) {
      U64 diff = wanted.vlans[word] ^ applied.vlans[word];
      diff &= adding ? wanted.vlans[word] : applied.vlans[word];
      for (U32 bit = 0; diff != 0; ++bit, diff >>= 1) {
        if ((diff & 1) == 0) continue;
        const U32 id = word * 64 + bit;
        const bool done = change(FilterEntry{FilterKind::kVlan, {}, static_cast<U16>(id)}, adding);
        if (done || !adding)
          applied.SetVlan(id, adding);
        else
          ok = false;
      }
    }
    return ok;
  };

  const auto flags = [&](bool raising) {
    bool ok = true;
    if ((wanted.promiscuous != 0) == raising)
      ok = flag(FilterKind::kPromiscuous, wanted.promiscuous, applied.promiscuous);
    if ((wanted.all_multicast != 0) == raising)
      ok = flag(FilterKind::kAllMulticast, wanted.all_multicast, applied.all_multicast) && ok;
    return ok;
  };

  const bool wider = flags(true);
  remove(FilterKind::kUnicast, wanted.unicast, wanted.unicast_count, applied.unicast,
         applied.unicast_count);
  remove(FilterKind::kMulticast, wanted.multicast, wanted.multicast_count, applied.multicast,
         applied.multicast_count);
  (void)vlans(false);
  bool ok = vlans(true);
  ok = add(FilterKind::kUnicast, wanted.unicast, wanted.unicast_count, applied.unicast,
           applied.unicast_count, kMaxUnicast) &&
       ok;
  ok = add(FilterKind::kMulticast, wanted.multicast, wanted.multicast_count, applied.multicast,
           applied.multicast_count, kMaxMulticast) &&
       ok;
  return flags(false) && wider && ok;
}

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_FILTERS_H_
