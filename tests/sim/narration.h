// SPDX-License-Identifier: BSD-2-Clause
// Tells in words what a pair did since one looked last: its effects, its transitions, its packets.
#ifndef VFPAIR_TESTS_SIM_NARRATION_H_
#define VFPAIR_TESTS_SIM_NARRATION_H_

#include <ostream>
#include <string>

#include "vfpair/testing/sim_world.h"

VFPAIR_TESTING_BEGIN

inline std::string TimeText(U64 ns) {
  char text[32];
  std::snprintf(text, sizeof(text), "%12.6f s", static_cast<double>(ns) / 1e9);
  return text;
}

class Narration {
 public:
  Narration(Size pair, const SimPlatform&) : pair_(pair) {}

  template <class P>
  void Tell(BasicSimWorld<P>& world, std::ostream& out) {
    TellEffects(world.faults, out);
    for (const auto& history = world.platform().history(); steps_ < history.size(); ++steps_) {
      const Transition& t = history[steps_];
      Head(out) << TimeText(t.time_ns) << "  " << StateName(t.from) << " --" << EventName(t.event)
                << "--> " << StateName(t.to) << "\n";
    }
    TellPackets(world, out);
  }

 private:
  std::ostream& Head(std::ostream& out) const { return out << "      " << pair_ << " "; }

  void TellEffects(FaultInjector& faults, std::ostream& out) {
    if (faults.records().empty()) return;
    Head(out) << "did";
    for (const EffectRecord& record : faults.records()) out << " " << record.Text();
    out << "\n";
    faults.ForgetRecords();
  }

  template <class P>
  void TellPackets(BasicSimWorld<P>& world, std::ostream& out) {
    const PacketLedger& traffic = world.traffic;
    const PathCounters& counters = world.platform().counters();
    const TrafficTotals now = traffic.totals();
    std::string text;
    const auto say = [&text](U64 n, const char* what) {
      if (n != 0) text += (text.empty() ? "" : ", ") + std::to_string(n) + " " + what;
    };
    say(now.sent - totals_.sent, "sent");
    say(now.delivered - totals_.delivered, "delivered");
    const auto since = [&](Counter c) { return counters.Get(c) - counters_.Get(c); };
    say(since(Counter::kTxVfPackets), "left over V");
    say(since(Counter::kTxSyntheticPackets), "left over S");
    say(since(Counter::kRxVfPackets), "came over V");
    say(since(Counter::kTxHeld), "held");
    say(since(Counter::kTxVfNotReady), "found V not ready");
    say(now.reordered - totals_.reordered, "overtaken");
    for (Size i = 0; i < kDropCauses; ++i) {
      const auto cause = static_cast<DropCause>(i);
      say(traffic.drops(cause) - drops_[i],
          (std::string("lost (") + DropCauseName(cause) + ")").c_str());
      drops_[i] = traffic.drops(cause);
    }
    if (!text.empty()) Head(out) << "packets: " << text << "\n";
    totals_ = now;
    counters_ = counters;
  }

  Size pair_;
  Size steps_ = 0;
  TrafficTotals totals_;
  PathCounters counters_;
  U64 drops_[kDropCauses] = {};
};

VFPAIR_TESTING_END

#endif  // VFPAIR_TESTS_SIM_NARRATION_H_
