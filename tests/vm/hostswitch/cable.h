// SPDX-License-Identifier: BSD-2-Clause
//
// What may happen to a frame on the cable of one port, in either direction.

#ifndef VFPAIR_TESTS_VM_HOSTSWITCH_CABLE_H_
#define VFPAIR_TESTS_VM_HOSTSWITCH_CABLE_H_

#include <chrono>
#include <cstdint>
#include <random>

namespace vfpair::hostswitch {

class Cable {
 public:
  enum class Fate : std::uint8_t { kPasses, kLost, kCut };

  explicit Cable(std::uint32_t seed) : random_(seed) {}

  void set_loss_percent(double percent) { loss_percent_ = percent; }
  void set_delay(std::chrono::microseconds delay) { delay_ = delay; }
  void set_cut(bool cut) { cut_ = cut; }

  std::chrono::microseconds delay() const { return delay_; }

  // Decides for the next frame. The same seed gives the same losses.
  Fate Next() {
    if (cut_) return Fate::kCut;
    if (loss_percent_ > 0 && Percent() < loss_percent_) return Fate::kLost;
    return Fate::kPasses;
  }

 private:
  // The standard's distributions differ between libraries; this does not.
  double Percent() { return static_cast<double>(random_()) * 100.0 / 4294967296.0; }

  std::mt19937 random_;
  double loss_percent_ = 0;
  std::chrono::microseconds delay_{0};
  bool cut_ = false;
};

}  // namespace vfpair::hostswitch

#endif  // VFPAIR_TESTS_VM_HOSTSWITCH_CABLE_H_
