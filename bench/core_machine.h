// SPDX-License-Identifier: BSD-2-Clause
// A machine with as many pairs as one likes, on a platform where everything succeeds at once and
// costs nothing: what is left is the core.
#ifndef VFPAIR_BENCH_CORE_MACHINE_H_
#define VFPAIR_BENCH_CORE_MACHINE_H_

#include <map>
#include <memory>
#include <vector>

#include "vfpair/registry.h"
#include "vfpair/testing/null_platform.h"

namespace vfpair::bench {

inline constexpr Size kMostPairs = 65'536;

inline MacAddress MacOf(Size number) {
  return {{2, 0, 0, static_cast<U8>(number >> 16), static_cast<U8>(number >> 8),
           static_cast<U8>(number)}};
}

/// S and V of one pair. Facts are those of a good NIC, and what is negotiated differs.
struct QuietPlatform : testing::NullPlatform {
  explicit QuietPlatform(Size number = 1) {
    s.id = {&s, 1};
    v.id = {&v, 2};
    for (InterfaceFacts* facts : {&s, &v}) {
      facts->mac = facts->permanent_mac = MacOf(number);
      facts->kind = kKindEthernet;
      facts->mtu = 1500;
      facts->mtu_range = {68, 9000};
      facts->up = facts->carrier = true;
    }
    s.capabilities = {kAllCapabilities, kAllCapabilities};
    s.tso = {65'536, 40, 65'535};
    v.kind |= kKindPhysical;
    v.parent = 7;
    v.capabilities = {kTxCsumIp4 | kRxCsum | kTso4, kTxCsumIp4 | kRxCsum | kTso4};
    v.tso = {32'768, 32, 16'384};
  }

  Status ReadFacts(InterfaceId id, InterfaceFacts& out) noexcept {
    out = id == s.id ? s : v;
    return {};
  }
  Status SetUp(VfId, bool up) noexcept {
    v.up = up;
    return {};
  }
  unsigned long ReadyMask() noexcept { return 3; }
  unsigned long ReadyValue() noexcept { return 3; }
  U64 NowNs() noexcept { return now; }
  // What is told is believed to be used, so that telling it cannot be left out.
  void Publish(const Path* path) noexcept { asm volatile("" : : "r"(path) : "memory"); }
  void SetTimer(U64 deadline) noexcept { asm volatile("" : : "r"(deadline)); }

  InterfaceFacts s, v;
  U64 now = 0;
};

using QuietPair = Pair<QuietPlatform>;

/// No damping: the benchmarks flap without end.
inline constexpr Profile kUndamped{.damping = {.leaves = 0}};

/// One pair and its platform.
struct Seat {
  explicit Seat(Size number)
      : platform(number), pair(platform, SyntheticId(platform.s.id), Rule{}, kUndamped) {}

  /// The pair is offered V, or V is taken away.
  Status Arrive() noexcept { return pair.Arrived(platform.v); }
  void Depart() noexcept { pair.Departed(vf()); }
  /// V has settled: on return it is the path.
  void Settle() noexcept {
    platform.now += kNsPerSecond;
    pair.Signal(kSignalTimer);
    pair.Run();
  }
  VfId vf() const noexcept { return VfId(platform.v.id); }

  QuietPlatform platform;
  QuietPair pair;
};

/// So many pairs, all active, all known to the registry.
class Machine {
 public:
  using Pairs = Registry<QuietPlatform, kMostPairs>;

  explicit Machine(Size count) : registry_(std::make_unique<Pairs>()) {
    for (Size i = 0; i < count; ++i) {
      seats_.push_back(std::make_unique<Seat>(i + 1));
      works_ = registry_->Add(seats_[i]->pair).ok() && works_;
      works_ = registry_->Arrived(seats_[i]->platform.v).ok() && works_;
      seats_[i]->Settle();
      works_ = works_ && seats_[i]->pair.state() == State::kActive;
    }
  }

  /// Made when it is asked for, and kept.
  static Machine& Of(Size count) {
    static std::map<Size, Machine> machines;
    return machines.try_emplace(count, count).first->second;
  }

  bool works() const { return works_; }
  Size size() const { return seats_.size(); }
  Pairs& registry() { return *registry_; }
  Seat& seat(Size i) { return *seats_[i]; }
  /// A pair in the middle, and all of them in an order that no prefetcher guesses.
  Seat& middle() { return seat(size() / 2); }
  Seat& Another() { return seat(last_ = (last_ + 40'503) % size()); }

 private:
  std::unique_ptr<Pairs> registry_;
  std::vector<std::unique_ptr<Seat>> seats_;
  bool works_ = true;
  Size last_ = 0;
};

}  // namespace vfpair::bench

#endif  // VFPAIR_BENCH_CORE_MACHINE_H_
