// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Readable texts for failure messages and timelines, and short ways to write down addresses.
#ifndef VFPAIR_TESTING_TEXT_H_
#define VFPAIR_TESTING_TEXT_H_

// clang-format off
#include "vfpair/testing/hosted.h"  // first: it says no to kernels
// clang-format on

#include <cstdio>
#include <string>

#include "vfpair/filters.h"

VFPAIR_TESTING_BEGIN

inline std::string Hex(U32 value) {
  char text[16];
  std::snprintf(text, sizeof(text), "%#x", value);
  return text;
}

inline std::string MacText(const MacAddress& mac) {
  char text[24];
  std::snprintf(text, sizeof(text), "%02x:%02x:%02x:%02x:%02x:%02x", mac.bytes[0], mac.bytes[1],
                mac.bytes[2], mac.bytes[3], mac.bytes[4], mac.bytes[5]);
  return text;
}

/// 02:00:00:00:00:n
constexpr MacAddress UnicastMac(U8 n) noexcept { return MacAddress{{0x02, 0, 0, 0, 0, n}}; }
/// 01:00:5e:00:00:n
constexpr MacAddress MulticastMac(U8 n) noexcept { return MacAddress{{0x01, 0, 0x5e, 0, 0, n}}; }

constexpr FilterEntry UnicastFilter(U8 n) noexcept {
  return {FilterKind::kUnicast, UnicastMac(n), 0};
}
constexpr FilterEntry MulticastFilter(U8 n) noexcept {
  return {FilterKind::kMulticast, MulticastMac(n), 0};
}
constexpr FilterEntry VlanFilter(U16 id) noexcept { return {FilterKind::kVlan, {}, id}; }
inline constexpr FilterEntry kPromiscuousFilter{FilterKind::kPromiscuous, {}, 0};
inline constexpr FilterEntry kAllMulticastFilter{FilterKind::kAllMulticast, {}, 0};

inline std::string FilterText(const FilterEntry& entry) {
  switch (entry.kind) {
    case FilterKind::kUnicast:
      return "uc/" + MacText(entry.mac);
    case FilterKind::kMulticast:
      return "mc/" + MacText(entry.mac);
    case FilterKind::kVlan:
      return "vlan/" + std::to_string(entry.vlan);
    case FilterKind::kPromiscuous:
      return "promisc";
    case FilterKind::kAllMulticast:
      return "allmulti";
  }
  return "?";
}

VFPAIR_TESTING_END

#endif  // VFPAIR_TESTING_TEXT_H_
