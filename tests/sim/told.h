// SPDX-License-Identifier: BSD-2-Clause
// What came of telling a story.
#ifndef VFPAIR_TESTS_SIM_TOLD_H_
#define VFPAIR_TESTS_SIM_TOLD_H_

#include <bitset>
#include <string>

#include "vfpair/testing/hosted.h"
#include "vfpair/trace.h"

VFPAIR_TESTING_BEGIN

/// A set of steps of the transition table: from a state, by an event, to a state.
class StepSet {
 public:
  void Add(const Transition& t) { Add(t.from, t.event, t.to); }
  void Add(State from, Event event, State to) { bits_.set(Index(from, event, to)); }
  void Add(const StepSet& others) { bits_ |= others.bits_; }
  bool Has(State from, Event event, State to) const { return bits_.test(Index(from, event, to)); }
  Size size() const { return bits_.count(); }

 private:
  static Size Index(State from, Event event, State to) {
    return (static_cast<Size>(from) * kEventCount + static_cast<Size>(event)) * kStateCount +
           static_cast<Size>(to);
  }
  std::bitset<kStateCount * kEventCount * kStateCount> bits_;
};

struct Told {
  std::string complaint;  ///< "" or what was wrong, after which deed
  U64 events = 0;         ///< deeds, and what they led to by itself later
  U64 packets = 0;
  U64 switches = 0;  ///< of the data path
  Size effects = 0;  ///< calls into the platform that could have failed
  StepSet steps;

  void Add(const Told& other) {
    events += other.events;
    packets += other.packets;
    switches += other.switches;
    effects += other.effects;
    steps.Add(other.steps);
  }
};

VFPAIR_TESTING_END

#endif  // VFPAIR_TESTS_SIM_TOLD_H_
