// SPDX-License-Identifier: BSD-2-Clause
//
// Where a frame goes: the decisions of a NIC's embedded switch, without any I/O.
//
// Ports 0 and 1 (`s`, `v`) belong to one station: the synthetic NIC and the
// virtual function of one guest, which share a MAC. All further ports lie
// outside. A frame for the station is delivered to exactly one of `s` and `v`,
// and nothing ever passes between those two.

#ifndef VFPAIR_TESTS_VM_HOSTSWITCH_SWITCH_CORE_H_
#define VFPAIR_TESTS_VM_HOSTSWITCH_SWITCH_CORE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace vfpair::hostswitch {

using Mac = std::array<std::uint8_t, 6>;
using PortId = std::size_t;

inline constexpr PortId kSynthetic = 0;
inline constexpr PortId kVf = 1;
inline constexpr PortId kFirstOutside = 2;

// Who says where the station is: what it last sent (learn), or the operator.
enum class Steering : std::uint8_t { kLearn, kSynthetic, kVf };

std::string_view Name(Steering steering);
std::optional<Mac> ParseMac(std::string_view text);

struct Decision {
  // Ports that get a copy. Empty means dropped, for the reason below.
  std::vector<PortId> to;
  enum class Drop : std::uint8_t { kNone, kRunt, kHairpin } drop = Drop::kNone;
};

class SwitchCore {
 public:
  // `station` is the shared MAC. Without it the first address seen on `s` or
  // `v` is taken.
  explicit SwitchCore(std::size_t ports, std::optional<Mac> station = {});

  // Learns from `frame`, which came in at `from`, and says where it goes.
  Decision Forward(PortId from, std::span<const std::uint8_t> frame);

  void set_steering(Steering steering) { steering_ = steering; }
  Steering steering() const { return steering_; }

  // The port that frames for the station go to now.
  PortId StationPort() const;
  // How often the station's address was seen on the other of `s` and `v`.
  std::uint64_t moves() const { return moves_; }

 private:
  static bool IsStationSide(PortId port) { return port < kFirstOutside; }
  void Learn(PortId from, const Mac& source);
  PortId SteeredPort(PortId learned) const;
  void FloodOutside(PortId from, Decision& decision) const;

  std::size_t ports_;
  std::optional<Mac> station_;
  Steering steering_ = Steering::kLearn;
  std::map<Mac, PortId> addresses_;
  std::uint64_t moves_ = 0;
};

}  // namespace vfpair::hostswitch

#endif  // VFPAIR_TESTS_VM_HOSTSWITCH_SWITCH_CORE_H_
