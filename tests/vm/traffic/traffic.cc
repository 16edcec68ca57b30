// SPDX-License-Identifier: BSD-2-Clause
//
// traffic: makes streams whose every packet and byte is accounted for.

#include <sys/mman.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "tests/vm/traffic/common.h"

namespace vfpair::traffic {
namespace {

constexpr std::string_view kHelp =
    R"(usage: traffic MODE [options]

  udp-send   --to IP [--port N] [--rate PACKETS] [--size BYTES] [--seconds S]
  udp-recv   [--bind IP] [--port N] [--live MS]
  tcp-send   --to IP [--port N] [--rate BYTES] [--seconds S]
  tcp-recv   [--bind IP] [--port N] [--live MS]
  clock      print CLOCK_MONOTONIC in nanoseconds

All take --report FILE for the final JSON. Rates are by the second, 0 (TCP)
is unlimited. SIGTERM ends a stream in order, SIGUSR1 pauses a sender and
SIGUSR2 lets it go on; the receiver does not count a pause as a gap.
)";

int Main(int argc, char** argv) {
  const std::string_view mode = argc > 1 ? argv[1] : "--help";
  if (mode == "--help") {
    std::fwrite(kHelp.data(), 1, kHelp.size(), stdout);
    return 0;
  }
  if (mode == "clock") {
    std::printf("%lld\n", static_cast<long long>(Now()));
    return 0;
  }
  Options options;
  if (mode == "tcp-send") options.rate = 0;
  for (int i = 2; i < argc; i += 2) {
    const std::string_view name = argv[i];
    if (i + 1 == argc) {
      std::fprintf(stderr, "traffic: %s needs a value\n", argv[i]);
      return 2;
    }
    const char* value = argv[i + 1];
    if (name == "--to" || name == "--bind") {
      options.address = value;
    } else if (name == "--port") {
      options.port = static_cast<std::uint16_t>(std::atoi(value));
    } else if (name == "--rate") {
      options.rate = std::strtoull(value, nullptr, 10);
    } else if (name == "--size") {
      options.size = std::strtoull(value, nullptr, 10);
    } else if (name == "--seconds") {
      options.seconds = std::atof(value);
    } else if (name == "--live") {
      options.live_ms = std::atoi(value);
    } else if (name == "--report") {
      options.report = value;
    } else {
      std::fprintf(stderr, "traffic: unknown option %s\n", argv[i]);
      return 2;
    }
  }
  InstallSignals();
  // A page fault in the middle of a measurement would look like a gap.
  mlockall(MCL_CURRENT | MCL_FUTURE);
  if (mode == "udp-send") return UdpSend(options);
  if (mode == "udp-recv") return UdpReceive(options);
  if (mode == "tcp-send") return TcpSend(options);
  if (mode == "tcp-recv") return TcpReceive(options);
  std::fprintf(stderr, "traffic: unknown mode %s\n", argv[1]);
  return 2;
}

}  // namespace
}  // namespace vfpair::traffic

int main(int argc, char** argv) { return vfpair::traffic::Main(argc, argv); }
