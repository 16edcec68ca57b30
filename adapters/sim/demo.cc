// SPDX-License-Identifier: BSD-2-Clause
// The story of a VF that comes and goes under a paced stream both ways, in simulated time. All
// numbers are measured in the simulated network.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <functional>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "adapters/sim/picture.h"
#include "vfpair/testing/sim_world.h"

ABSL_FLAG(std::string, svg, "", "write a picture of throughput by path over time to this file");
ABSL_FLAG(std::string, host, "learns",
          "how the host finds S's address: 'learns' (from what is sent) or 'told' (asked, and "
          "answering after 2 ms)");
ABSL_FLAG(uint32_t, interval_us, 250, "one packet each way per so many microseconds");
ABSL_FLAG(uint32_t, actor_delay_us, 200, "from an event to the pair's reaction");

namespace vfpair::demo {
namespace {

using testing::HostMode;
using testing::SimNic;
using testing::SimNicSpec;
using testing::SimOptions;
using testing::SimWorld;
using testing::TrafficTotals;

constexpr U32 kPacketBytes = 1000;
constexpr U64 kSampleNs = 50 * kNsPerMs;

SimOptions Machine() {
  SimOptions options;
  options.host = absl::GetFlag(FLAGS_host) == "told" ? HostMode::kToldLater : HostMode::kLearns;
  options.actor_delay_ns = absl::GetFlag(FLAGS_actor_delay_us) * U64{1000};
  return options;
}

SimNicSpec Vf() {
  SimNicSpec spec = testing::DefaultVfSpec();
  spec.link_ns = 60 * kNsPerMs;
  return spec;
}

class Demo {
 public:
  Demo() : world_(Machine()) { world_.host().answer_ns = 2 * kNsPerMs; }

  // @returns whether all that must hold held.
  bool Run() {
    absl::PrintF("%9s  %-24s %-9s %-5s %9s %9s %5s %8s  %s\n", "time", "event", "state", "path",
                 "pkts by S", "pkts by V", "lost", "gap", "on the way");
    StartStreams();
    SimNic* vf = nullptr;
    const auto arrive = [&] {
      vf = &world_.AddVf(Vf());
      Check(world_.Arrive(*vf));
    };
    Phase("pair created, no VF yet", 1000, [&] { Check(world_.StartPair()); });
    Phase("VF arrives", 2000, arrive);
    Phase("VF hot-unplugged", 1000, [&] { world_.Depart(*vf); });
    Phase("VF arrives again", 2000, arrive);
    Phase("VF's link goes down", 1000, [&] { world_.SetCable(*vf, false); });
    Phase("VF's link comes up", 1000, [&] { world_.SetCable(*vf, true); });
    Phase("S down, streams paused", 500, [&] {
      paused_ = true;
      world_.Advance(kNsPerMs);  // nothing is under way any more
      world_.SetSyntheticUp(false);
    });
    Phase("S up", 1500, [&] {
      world_.SetSyntheticUp(true);
      world_.traffic.PauseGaps();
      paused_ = false;
    });
    Phase("unpaired", 1000, [&] { world_.Unpair(); });
    stopped_ = true;
    world_.Advance(10 * kNsPerMs);
    return Report();
  }

  bool Draw(const std::string& path) {
    std::ofstream file(path);
    file << DrawSvg("vfpair in the simulator: a VF comes and goes under traffic", samples_,
                    markers_);
    file.close();
    if (!file) absl::FPrintF(stderr, "cannot write %s\n", path);
    return static_cast<bool>(file);
  }

 private:
  void Check(const Status& status) {
    if (status.ok()) return;
    absl::PrintF("refused: %s\n", status.sentence());
    good_ = false;
  }

  U64 BySynthetic() {
    return world_.platform().counters().Get(Counter::kTxSyntheticPackets) +
           world_.host().FramesTo(world_.synthetic());
  }
  U64 ByVf() {
    const PathCounters& counters = world_.platform().counters();
    return counters.Get(Counter::kTxVfPackets) + counters.Get(Counter::kRxVfPackets);
  }

  void StartStreams() {
    const U64 interval_ns = absl::GetFlag(FLAGS_interval_us) * U64{1000};
    Every(interval_ns, [this] {
      if (!paused_) world_.Send(1, kPacketBytes);
    });
    world_.clock.Advance(interval_ns / 2);
    Every(interval_ns, [this] {
      if (!paused_) world_.PeerSend(2, kPacketBytes);
    });
    Every(kSampleNs, [this] { TakeSample(); });
  }
  void Every(U64 interval_ns, std::function<void()> action) {
    world_.clock.After(interval_ns, [this, interval_ns, action = std::move(action)] {
      if (stopped_) return;
      action();
      Every(interval_ns, action);
    });
  }
  void TakeSample() {
    const U64 s = BySynthetic(), v = ByVf();
    const double mbits = kPacketBytes * 8.0 / 1e6 / (static_cast<double>(kSampleNs) / 1e9);
    samples_.push_back({Seconds(), static_cast<double>(s - sampled_s_) * mbits,
                        static_cast<double>(v - sampled_v_) * mbits});
    sampled_s_ = s;
    sampled_v_ = v;
  }
  double Seconds() const { return static_cast<double>(world_.clock.NowNs()) / 1e9; }

  template <class Action>
  void Phase(const std::string& name, U64 ms, Action&& action) {
    const double begin = Seconds();
    const U64 end = world_.clock.NowNs() + ms * kNsPerMs;
    const U64 s = BySynthetic(), v = ByVf(), lost = world_.traffic.totals().dropped;
    const Size history = world_.platform().history().size();
    markers_.push_back({begin, absl::StrCat(markers_.size() + 1, "  ", name)});
    action();
    world_.clock.AdvanceTo(end);
    std::string way;
    for (Size i = history; i < world_.platform().history().size(); ++i)
      absl::StrAppend(&way, way.empty() ? "" : " > ", StateName(world_.platform().history()[i].to));
    const U64 gap = world_.traffic.TakeLongestGap();
    longest_gap_ns_ = std::max(longest_gap_ns_, gap);
    constexpr const char* kPaths[] = {"S", "V", "hold"};
    absl::PrintF("%7.3f s  %-24s %-9s %-5s %9u %9u %5u %5.1f ms  %s\n", begin, name,
                 StateName(world_.pair().state()), kPaths[static_cast<int>(world_.pair().path())],
                 BySynthetic() - s, ByVf() - v, world_.traffic.totals().dropped - lost,
                 static_cast<double>(gap) / 1e6, way);
    if (const std::string complaint = world_.Complaint(); !complaint.empty()) {
      absl::PrintF("wrong: %s\n", complaint);
      good_ = false;
    }
  }

  bool Report() {
    const TrafficTotals& t = world_.traffic.totals();
    for (Size i = 0; i < testing::kDropCauses; ++i) {
      const auto cause = static_cast<testing::DropCause>(i);
      if (world_.traffic.drops(cause) != 0)
        absl::PrintF("lost for \"%s\": %u\n", testing::DropCauseName(cause),
                     world_.traffic.drops(cause));
    }
    const std::string difference = world_.IdentityComplaint();
    absl::PrintF("S and V after: %s\n",
                 difference.empty() ? "as ones that saw only what their users did" : difference);
    const U64 lost = t.sent - t.delivered;
    absl::PrintF(
        "demo: switches=%u sent=%u lost=%u duplicated=%u reordered=%u longest_gap_ms=%.1f\n",
        world_.pair().legs().switches(), t.sent, lost, t.duplicated, t.reordered,
        static_cast<double>(longest_gap_ns_) / 1e6);
    return good_ && difference.empty();
  }

  SimWorld world_;
  bool paused_ = false;
  bool stopped_ = false;
  bool good_ = true;
  U64 sampled_s_ = 0, sampled_v_ = 0;
  U64 longest_gap_ns_ = 0;
  std::vector<Sample> samples_;
  std::vector<Marker> markers_;
};

}  // namespace
}  // namespace vfpair::demo

int main(int argc, char** argv) {
  absl::SetProgramUsageMessage(
      "shows a VF that comes and goes under traffic, in the simulator\n"
      "  demo [--svg=path] [--host=learns|told] [--interval_us=N] [--actor_delay_us=N]");
  if (absl::ParseCommandLine(argc, argv).size() > 1) {
    std::cerr << "demo takes no arguments, only flags; see --help\n";
    return 2;
  }
  const std::string host = absl::GetFlag(FLAGS_host);
  if ((host != "learns" && host != "told") || absl::GetFlag(FLAGS_interval_us) == 0) {
    std::cerr << "--host is 'learns' or 'told', and --interval_us at least 1; see --help\n";
    return 2;
  }
  vfpair::demo::Demo demo;
  bool good = demo.Run();
  if (const std::string path = absl::GetFlag(FLAGS_svg); !path.empty())
    good = demo.Draw(path) && good;
  return good ? 0 : 1;
}
