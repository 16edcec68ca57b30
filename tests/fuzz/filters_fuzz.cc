// SPDX-License-Identifier: BSD-2-Clause
// Receive filters: V is told the difference and nothing else, in an order in which it is never
// deaf, and what is recorded is exactly what V has, whatever its driver refuses.
#include <algorithm>
#include <set>
#include <tuple>
#include <vector>

#include "tests/fuzz/fuzz_input.h"
#include "vfpair/filters.h"

namespace vfpair::fuzz {
namespace {

struct Key {
  FilterKind kind;
  U8 mac[6];
  U16 vlan;
  auto operator<=>(const Key&) const = default;
};
using Keys = std::set<Key>;

Key KeyOf(const FilterEntry& entry) {
  Key key{entry.kind, {}, 0};
  if (entry.kind == FilterKind::kVlan) key.vlan = entry.vlan;
  if (entry.kind == FilterKind::kUnicast || entry.kind == FilterKind::kMulticast)
    std::copy(entry.mac.bytes, entry.mac.bytes + 6, key.mac);
  return key;
}

Keys KeysOf(const FilterSet& set) {
  Keys keys;
  for (U32 i = 0; i < set.unicast_count; ++i)
    keys.insert(KeyOf({FilterKind::kUnicast, set.unicast[i], 0}));
  for (U32 i = 0; i < set.multicast_count; ++i)
    keys.insert(KeyOf({FilterKind::kMulticast, set.multicast[i], 0}));
  for (U16 word = 0; word < kVlanWords; ++word)
    for (U16 bit = 0; set.vlans[word] >> bit != 0; ++bit) {
      const auto id = static_cast<U16>(word * 64 + bit);
      if (set.HasVlan(id)) keys.insert(KeyOf({FilterKind::kVlan, {}, id}));
      if (bit == 63) break;
    }
  if (set.promiscuous != 0) keys.insert(KeyOf({FilterKind::kPromiscuous, {}, 0}));
  if (set.all_multicast != 0) keys.insert(KeyOf({FilterKind::kAllMulticast, {}, 0}));
  return keys;
}

MacAddress AnyMac(Input& in, U8 first) {
  MacAddress mac;
  mac.bytes[0] = first;
  mac.bytes[5] = in.Byte();
  return mac;
}

// Lists as an operating system gives them; the same address may be on one twice.
FilterSet AnySet(Input& in) {
  FilterSet set;
  const U8 flags = in.Byte();
  set.promiscuous = flags & 1;
  set.all_multicast = flags >> 1 & 1;
  set.unicast_overflow = flags >> 2 & 1;
  set.multicast_overflow = flags >> 3 & 1;
  const U32 unicast = flags >> 4 == 15 ? U32{kMaxUnicast} : in.Pick(8);
  const U32 multicast = flags >> 4 == 15 ? U32{kMaxMulticast} : in.Pick(8);
  for (U32 i = 0; i < unicast; ++i) set.unicast[set.unicast_count++] = AnyMac(in, 2);
  for (U32 i = 0; i < multicast; ++i) set.multicast[set.multicast_count++] = AnyMac(in, 1);
  for (U32 i = in.Pick(4); i > 0; --i) {
    const U32 id = in.Pick(16) * 256 + in.Byte();
    set.SetVlan(id, true);
  }
  return set;
}

// V's side of it: a driver that refuses what its input says.
class Driver {
 public:
  Driver(Input& in, Keys has) : in_(in), refuses_(in.Pick(4) == 0), has_(std::move(has)) {}

  bool Change(const FilterEntry& entry, bool add) {
    const Key key = KeyOf(entry);
    Expect(has_.count(key) == (add ? 0u : 1u),
           "only what is missing is added, what is there removed");
    calls_.push_back({key, add});
    const bool refused = refuses_ && in_.Pick(3) == 0;
    refused_ += refused ? 1 : 0;
    refused_addition_ |= refused && add;
    if (!add) has_.erase(key);  // a removal that fails is taken as done
    if (add && !refused) has_.insert(key);
    return !refused;
  }

  const Keys& has() const { return has_; }
  Size refused() const { return refused_; }
  bool refused_addition() const { return refused_addition_; }
  const std::vector<std::pair<Key, bool>>& calls() const { return calls_; }

 private:
  Input& in_;
  bool refuses_;
  Keys has_;
  Size refused_ = 0;
  bool refused_addition_ = false;
  std::vector<std::pair<Key, bool>> calls_;
};

bool IsFlag(const Key& key) {
  return key.kind == FilterKind::kPromiscuous || key.kind == FilterKind::kAllMulticast;
}

// Wider filters on first and off last; between them removals of a table before its additions.
void CheckOrder(const std::vector<std::pair<Key, bool>>& calls) {
  int phase = 0;
  bool added[3] = {};
  for (const auto& [key, add] : calls) {
    const int now = IsFlag(key) ? (add ? 0 : 2) : 1;
    Expect(now >= phase, "wider filters come first and go last");
    phase = now;
    if (IsFlag(key)) continue;
    bool& full = added[static_cast<Size>(key.kind)];
    Expect(add || !full, "a table has room made in it before it is filled");
    full |= add;
  }
}

void Follow(Input& in, FilterSet& applied) {
  FilterSet wanted = AnySet(in);
  WidenOverflow(wanted);
  const Keys before = KeysOf(applied), want = KeysOf(wanted);
  Driver driver(in, before);
  const auto change = [&](const FilterEntry& entry, bool add) { return driver.Change(entry, add); };
  const bool ok = ApplyFilters(wanted, applied, change);

  Expect(KeysOf(applied) == driver.has(), "what is recorded is exactly what V has");
  Expect(ok == !driver.refused_addition(), "it succeeds unless an addition was refused");
  Expect(std::includes(want.begin(), want.end(), driver.has().begin(), driver.has().end()),
         "V has nothing that is not wanted");
  CheckOrder(driver.calls());
  if (driver.refused() != 0) return;

  Keys difference;
  std::set_symmetric_difference(before.begin(), before.end(), want.begin(), want.end(),
                                std::inserter(difference, difference.end()));
  Expect(driver.has() == want, "V has what is wanted");
  Expect(driver.calls().size() == difference.size(), "each difference is one call");
  const bool again = ApplyFilters(wanted, applied, [](const FilterEntry&, bool) {
    Expect("told again although nothing changed");
    return false;
  });
  Expect(again, "and then there is nothing left to do");
}

}  // namespace
}  // namespace vfpair::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  vfpair::fuzz::Input in(data, size);
  vfpair::FilterSet applied;
  while (!in.empty()) vfpair::fuzz::Follow(in, applied);
  return 0;
}
