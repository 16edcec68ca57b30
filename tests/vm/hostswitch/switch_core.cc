// SPDX-License-Identifier: BSD-2-Clause

#include "tests/vm/hostswitch/switch_core.h"

#include <algorithm>
#include <charconv>

namespace vfpair::hostswitch {
namespace {

constexpr std::size_t kHeader = 14;  // destination, source, type

Mac ReadMac(std::span<const std::uint8_t> bytes) {
  Mac mac;
  std::copy_n(bytes.begin(), mac.size(), mac.begin());
  return mac;
}

bool IsGroup(const Mac& mac) { return (mac[0] & 1) != 0; }

}  // namespace

std::string_view Name(Steering steering) {
  switch (steering) {
    case Steering::kLearn:
      return "learn";
    case Steering::kSynthetic:
      return "s";
    case Steering::kVf:
      return "v";
  }
  return "?";
}

std::optional<Mac> ParseMac(std::string_view text) {
  constexpr std::size_t kText = 17;  // 6 pairs of digits, 5 colons
  if (text.size() != kText) return std::nullopt;
  Mac mac{};
  for (std::size_t i = 0; i < mac.size(); ++i) {
    const char* digits = text.data() + 3 * i;
    if (i > 0 && digits[-1] != ':') return std::nullopt;
    const auto [end, error] = std::from_chars(digits, digits + 2, mac[i], 16);
    if (error != std::errc() || end != digits + 2) return std::nullopt;
  }
  return mac;
}

SwitchCore::SwitchCore(std::size_t ports, std::optional<Mac> station)
    : ports_(ports), station_(station) {}

PortId SwitchCore::SteeredPort(PortId learned) const {
  switch (steering_) {
    case Steering::kSynthetic:
      return kSynthetic;
    case Steering::kVf:
      return kVf;
    case Steering::kLearn:
      break;
  }
  return learned;
}

PortId SwitchCore::StationPort() const {
  PortId learned = kSynthetic;
  if (station_) {
    const auto found = addresses_.find(*station_);
    if (found != addresses_.end() && IsStationSide(found->second)) {
      learned = found->second;
    }
  }
  return SteeredPort(learned);
}

void SwitchCore::Learn(PortId from, const Mac& source) {
  if (IsGroup(source)) return;
  if (!station_ && IsStationSide(from)) station_ = source;
  const auto [entry, is_new] = addresses_.try_emplace(source, from);
  if (is_new || entry->second == from) return;
  if (source == station_ && IsStationSide(from) &&
      IsStationSide(entry->second)) {
    ++moves_;
  }
  entry->second = from;
}

void SwitchCore::FloodOutside(PortId from, Decision& decision) const {
  for (PortId port = kFirstOutside; port < ports_; ++port) {
    if (port != from) decision.to.push_back(port);
  }
}

Decision SwitchCore::Forward(PortId from,
                             std::span<const std::uint8_t> frame) {
  Decision decision;
  if (frame.size() < kHeader) {
    decision.drop = Decision::Drop::kRunt;
    return decision;
  }
  const Mac destination = ReadMac(frame);
  Learn(from, ReadMac(frame.subspan(6)));

  const auto known = IsGroup(destination) ? addresses_.end()
                                          : addresses_.find(destination);
  if (known != addresses_.end()) {
    const PortId port = known->second;
    const bool same_side = IsStationSide(port) && IsStationSide(from);
    if (same_side || port == from) {
      decision.drop = Decision::Drop::kHairpin;
    } else {
      decision.to.push_back(IsStationSide(port) ? SteeredPort(port) : port);
    }
    return decision;
  }

  FloodOutside(from, decision);
  if (!IsStationSide(from)) decision.to.push_back(StationPort());
  return decision;
}

}  // namespace vfpair::hostswitch
