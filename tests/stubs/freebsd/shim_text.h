// SPDX-License-Identifier: BSD-2-Clause
// What the core calls its things, and what FreeBSD and /dev/vfpair do.
#ifndef TESTS_STUBS_FREEBSD_SHIM_TEXT_H_
#define TESTS_STUBS_FREEBSD_SHIM_TEXT_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>

#include "tests/stubs/freebsd/kernel/network.h"
#include "vfpair/capabilities.h"
#include "vfpair/status.h"

namespace shim {

using vfpair::Capabilities;
using vfpair::MacAddress;
using vfpair::Reason;

inline constexpr int kRxCsums = IFCAP_RXCSUM | IFCAP_RXCSUM_IPV6;
inline constexpr int kVlans = IFCAP_VLAN_HWTAGGING | IFCAP_VLAN_HWCSUM;
inline constexpr std::pair<Capabilities, int> kCapabilities[] = {
    {vfpair::kTxCsumIp4, IFCAP_TXCSUM}, {vfpair::kTxCsumIp6, IFCAP_TXCSUM_IPV6},
    {vfpair::kRxCsum, kRxCsums},        {vfpair::kTso4, IFCAP_TSO4},
    {vfpair::kTso6, IFCAP_TSO6},        {vfpair::kVlanInsert | vfpair::kVlanStrip, kVlans},
};

inline Capabilities CapabilitiesOf(int ifcaps) {
  Capabilities capabilities = vfpair::kScatterGather;
  for (const auto& [capability, bits] : kCapabilities)
    if ((ifcaps & bits) != 0) capabilities = capabilities | capability;
  return capabilities;
}

inline int IfcapsOf(Capabilities capabilities) {
  int ifcaps = 0;
  for (const auto& [capability, bits] : kCapabilities)
    if (capabilities.HasAny(capability)) ifcaps |= bits;
  return ifcaps;
}

inline MacAddress MacOf(const uint8_t* bytes) {
  MacAddress mac;
  std::copy(bytes, bytes + 6, mac.bytes);
  return mac;
}

inline fake::Mac MacOf(const MacAddress& mac) {
  fake::Mac bytes;
  std::copy(mac.bytes, mac.bytes + 6, bytes.begin());
  return bytes;
}

template <class Enumerator>
Enumerator ByText(const char* (*text)(Enumerator), const std::string& wanted) {
  for (unsigned i = 0; i < 256; ++i)
    if (text(static_cast<Enumerator>(i)) == wanted) return static_cast<Enumerator>(i);
  ADD_FAILURE() << "nothing is called \"" << wanted << "\"";
  return {};
}

inline Reason ReasonOf(const std::string& sentence) {
  return ByText<Reason>([](Reason reason) { return vfpair::ReasonSentence(reason); }, sentence);
}

// " key=value" or " key="some words"" of a line of /dev/vfpair.
inline std::string Field(const std::string& line, const std::string& key) {
  const size_t at = line.find(" " + key + "=");
  if (at == std::string::npos) return "";
  const size_t begin = at + key.size() + 2;
  if (line[begin] == '"') return line.substr(begin + 1, line.find('"', begin + 1) - begin - 1);
  return line.substr(begin, line.find_first_of(" \n", begin) - begin);
}

}  // namespace shim

#endif  // TESTS_STUBS_FREEBSD_SHIM_TEXT_H_
