// SPDX-License-Identifier: BSD-2-Clause
#include "vfpair/filters.h"

#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "vfpair/testing/text.h"

namespace vfpair {
namespace {

using testing::FilterText;
using testing::MulticastMac;
using testing::UnicastMac;

// A VF's filter table: what it was told, and what it refuses.
struct Hardware {
  std::set<std::string> has;
  std::vector<std::string> calls;
  std::set<std::string> refuses;

  bool operator()(const FilterEntry& entry, bool add) {
    const std::string text = FilterText(entry);
    calls.push_back((add ? "+" : "-") + text);
    if (refuses.count(text) != 0) return false;
    return add ? has.insert(text).second : has.erase(text) == 1;
  }
};

std::set<std::string> Entries(const FilterSet& set) {
  std::set<std::string> all;
  for (U32 i = 0; i < set.unicast_count; ++i)
    all.insert(FilterText({FilterKind::kUnicast, set.unicast[i], 0}));
  for (U32 i = 0; i < set.multicast_count; ++i)
    all.insert(FilterText({FilterKind::kMulticast, set.multicast[i], 0}));
  for (U16 id = 0; id < 4096; ++id)
    if (set.HasVlan(id)) all.insert(FilterText({FilterKind::kVlan, {}, id}));
  if (set.promiscuous != 0) all.insert("promisc");
  if (set.all_multicast != 0) all.insert("allmulti");
  return all;
}

FilterSet RandomSet(std::mt19937& rng) {
  FilterSet set;
  for (U8 i = 0; i < 8; ++i)
    if (rng() % 2 == 0) set.unicast[set.unicast_count++] = UnicastMac(i);
  for (U8 i = 0; i < 8; ++i)
    if (rng() % 2 == 0) set.multicast[set.multicast_count++] = MulticastMac(i);
  for (const U32 id : {0u, 1u, 63u, 64u, 4095u}) set.SetVlan(id, rng() % 2 == 0);
  set.promiscuous = rng() % 2;
  set.all_multicast = rng() % 2;
  return set;
}

TEST(ApplyFilters, MakesAnySetFromAnyOtherWithNoNeedlessCall) {
  std::mt19937 rng(1);
  Hardware hardware;
  FilterSet applied;
  for (int round = 0; round < 2000; ++round) {
    const FilterSet wanted = RandomSet(rng);
    const std::set<std::string> before = hardware.has;
    hardware.calls.clear();
    EXPECT_TRUE(ApplyFilters(wanted, applied, hardware));
    ASSERT_EQ(hardware.has, Entries(wanted));
    ASSERT_EQ(Entries(applied), Entries(wanted));
    Size different = 0;
    for (const auto& entry : hardware.has) different += before.count(entry) == 0 ? 1 : 0;
    for (const auto& entry : before) different += hardware.has.count(entry) == 0 ? 1 : 0;
    EXPECT_EQ(hardware.calls.size(), different);
  }
}

TEST(ApplyFilters, RecordsExactlyWhatVfTookWhenSomeIsRefused) {
  std::mt19937 rng(2);
  for (int round = 0; round < 2000; ++round) {
    Hardware hardware;
    FilterSet applied;
    const FilterSet wanted = RandomSet(rng);
    bool all = true;
    for (const auto& entry : Entries(wanted))
      if (rng() % 5 == 0) {
        hardware.refuses.insert(entry);
        all = false;
      }
    EXPECT_EQ(ApplyFilters(wanted, applied, hardware), all);
    ASSERT_EQ(Entries(applied), hardware.has);
    hardware.refuses.clear();
    EXPECT_TRUE(ApplyFilters(FilterSet{}, applied, hardware));
    EXPECT_TRUE(hardware.has.empty());
  }
}

TEST(ApplyFilters, RemovesAddressesBeforeItAddsOthers) {
  Hardware hardware;
  FilterSet applied, first, second;
  first.unicast[first.unicast_count++] = UnicastMac(1);
  second.unicast[second.unicast_count++] = UnicastMac(2);
  ASSERT_TRUE(ApplyFilters(first, applied, hardware));
  hardware.calls.clear();
  ASSERT_TRUE(ApplyFilters(second, applied, hardware));
  EXPECT_EQ(hardware.calls,
            (std::vector<std::string>{"-uc/02:00:00:00:00:01", "+uc/02:00:00:00:00:02"}));
}

TEST(ApplyFilters, RemovalThatFailsIsTakenAsDone) {
  Hardware hardware;
  FilterSet applied, wanted;
  wanted.promiscuous = 1;
  wanted.SetVlan(5, true);
  wanted.multicast[wanted.multicast_count++] = MulticastMac(1);
  ASSERT_TRUE(ApplyFilters(wanted, applied, hardware));
  hardware.refuses = hardware.has;
  EXPECT_TRUE(ApplyFilters(FilterSet{}, applied, hardware));
  EXPECT_TRUE(Entries(applied).empty());
}

TEST(ApplyFilters, FullListsAreHandled) {
  Hardware hardware;
  FilterSet applied, wanted;
  for (Size i = 0; i < kMaxUnicast; ++i)
    wanted.unicast[wanted.unicast_count++] = UnicastMac(static_cast<U8>(i));
  for (Size i = 0; i < kMaxMulticast; ++i)
    wanted.multicast[wanted.multicast_count++] = MulticastMac(static_cast<U8>(i));
  EXPECT_TRUE(ApplyFilters(wanted, applied, hardware));
  EXPECT_EQ(hardware.has.size(), kMaxUnicast + kMaxMulticast);
  FilterSet others;
  for (Size i = 0; i < kMaxUnicast; ++i)
    others.unicast[others.unicast_count++] = UnicastMac(static_cast<U8>(i + 100));
  EXPECT_TRUE(ApplyFilters(others, applied, hardware));
  EXPECT_EQ(hardware.has.size(), kMaxUnicast);
}

TEST(ApplyFilters, NeverDeafInBetweenAndWithRoomForWhatComes) {
  FilterSet narrow, wide;
  narrow.unicast[narrow.unicast_count++] = UnicastMac(1);
  narrow.multicast[narrow.multicast_count++] = MulticastMac(1);
  narrow.SetVlan(7, true);
  wide.promiscuous = wide.all_multicast = 1;
  wide.unicast[wide.unicast_count++] = UnicastMac(2);
  wide.multicast[wide.multicast_count++] = MulticastMac(2);
  wide.SetVlan(8, true);
  Hardware hardware;
  FilterSet applied;
  ASSERT_TRUE(ApplyFilters(narrow, applied, hardware));
  hardware.calls.clear();
  ASSERT_TRUE(ApplyFilters(wide, applied, hardware));
  EXPECT_EQ(hardware.calls,
            (std::vector<std::string>{"+promisc", "+allmulti", "-uc/02:00:00:00:00:01",
                                      "-mc/01:00:5e:00:00:01", "-vlan/7", "+vlan/8",
                                      "+uc/02:00:00:00:00:02", "+mc/01:00:5e:00:00:02"}));
  hardware.calls.clear();
  ASSERT_TRUE(ApplyFilters(narrow, applied, hardware));
  EXPECT_EQ(hardware.calls,
            (std::vector<std::string>{"-uc/02:00:00:00:00:02", "-mc/01:00:5e:00:00:02", "-vlan/8",
                                      "+vlan/7", "+uc/02:00:00:00:00:01", "+mc/01:00:5e:00:00:01",
                                      "-promisc", "-allmulti"}));
}

TEST(ApplyFilters, EntryCarriesOnlyWhatItsKindHas) {
  FilterSet all, applied;
  all.promiscuous = all.all_multicast = 1;
  all.unicast[all.unicast_count++] = UnicastMac(1);
  all.multicast[all.multicast_count++] = MulticastMac(1);
  all.SetVlan(7, true);
  int calls = 0;
  const auto look = [&calls](const FilterEntry& entry, bool) {
    ++calls;
    EXPECT_EQ(entry.vlan, entry.kind == FilterKind::kVlan ? 7 : 0);
    EXPECT_EQ(entry.mac.IsZero(),
              entry.kind != FilterKind::kUnicast && entry.kind != FilterKind::kMulticast);
    return true;
  };
  EXPECT_TRUE(ApplyFilters(all, applied, look));
  EXPECT_TRUE(ApplyFilters(FilterSet{}, applied, look));
  EXPECT_EQ(calls, 10);
}

TEST(ApplyFilters, EveryVlanIdIsItself) {
  for (U32 id = 0; id < 64 * kVlanWords; ++id) {
    FilterSet wanted, applied;
    wanted.SetVlan(id, true);
    std::vector<U32> told;
    EXPECT_TRUE(ApplyFilters(wanted, applied, [&told](const FilterEntry& entry, bool) {
      told.push_back(entry.vlan);
      return true;
    }));
    ASSERT_EQ(told, std::vector<U32>{id});
    ASSERT_TRUE(applied.HasVlan(id));
    ASSERT_FALSE(applied.HasVlan(id ^ 1));
    applied.SetVlan(id, false);
    ASSERT_FALSE(applied.HasVlan(id));
  }
  static_assert(64 * kVlanWords == 4096);
}

TEST(ApplyFilters, OneThatIsRefusedIsSaidWhateverElseSucceeds) {
  FilterSet wanted;
  wanted.promiscuous = wanted.all_multicast = 1;
  wanted.unicast[wanted.unicast_count++] = UnicastMac(1);
  wanted.multicast[wanted.multicast_count++] = MulticastMac(1);
  wanted.SetVlan(7, true);
  for (const std::string& refused : Entries(wanted)) {
    Hardware hardware;
    FilterSet applied;
    hardware.refuses = {refused};
    EXPECT_FALSE(ApplyFilters(wanted, applied, hardware)) << refused;
    EXPECT_EQ(hardware.calls.size(), 5u);
    EXPECT_EQ(hardware.has.size(), 4u);
  }
}

constexpr bool FullSetIsAppliedAtCompileTime() {
  FilterSet wanted, applied;
  for (Size i = 0; i < kMaxUnicast; ++i)
    wanted.unicast[wanted.unicast_count++] = UnicastMac(static_cast<U8>(i));
  wanted.SetVlan(4095, true);
  const auto take = [](const FilterEntry&, bool) { return true; };
  return ApplyFilters(wanted, applied, take) && applied.HasVlan(4095) &&
         applied.unicast_count == kMaxUnicast && ApplyFilters({}, applied, take) &&
         applied.unicast_count == 0;
}
static_assert(FullSetIsAppliedAtCompileTime());  // the compiler minds where it reads and writes

TEST(FilterSet, AsConstructedListensToNothingMore) {
  EXPECT_TRUE(Entries(FilterSet{}).empty());
  EXPECT_EQ((FilterEntry{FilterKind::kPromiscuous, {}}.vlan), 0);
  FilterSet set;
  WidenOverflow(set);
  EXPECT_TRUE(Entries(set).empty());
}

TEST(WidenOverflow, TurnsWhatDoesNotFitIntoTheNextWiderFilter) {
  FilterSet set;
  set.unicast_count = kMaxUnicast;
  set.multicast_count = 3;
  set.unicast_overflow = 1;
  WidenOverflow(set);
  EXPECT_EQ(set.promiscuous, 1);
  EXPECT_EQ(set.unicast_count, 0u);
  EXPECT_EQ(set.all_multicast, 0);
  EXPECT_EQ(set.multicast_count, 3u);
  set.multicast_overflow = 1;
  WidenOverflow(set);
  EXPECT_EQ(set.all_multicast, 1);
  EXPECT_EQ(set.multicast_count, 0u);
}

}  // namespace
}  // namespace vfpair
