// SPDX-License-Identifier: BSD-2-Clause
//
// What all modes of the tool share: the clock, options, sockets, stopping.

#ifndef VFPAIR_TESTS_VM_TRAFFIC_COMMON_H_
#define VFPAIR_TESTS_VM_TRAFFIC_COMMON_H_

#include <netinet/in.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace vfpair::traffic {

struct Options {
  std::string address = "0.0.0.0";
  std::uint16_t port = 5001;
  std::uint64_t rate = 500;  // packets or bytes each second; 0: no limit
  std::uint64_t size = 200;
  double seconds = 0;     // 0: until told to stop
  int live_ms = 0;        // 0: no live lines
  std::string report;     // file for the final JSON; else standard output
};

// CLOCK_MONOTONIC, which both ends share: they are in one guest.
std::int64_t Now();
void SleepUntil(std::int64_t when_ns);

[[noreturn]] void Die(const char* what);
sockaddr_in Resolve(const Options& options);
void WriteReport(const Options& options, const std::string& json);

// SIGTERM and SIGINT ask for an orderly end, SIGUSR1 pauses a sender,
// SIGUSR2 lets it go on.
void InstallSignals();
bool Stopping();
bool Paused();

int UdpSend(const Options& options);
int UdpReceive(const Options& options);
int TcpSend(const Options& options);
int TcpReceive(const Options& options);

}  // namespace vfpair::traffic

#endif  // VFPAIR_TESTS_VM_TRAFFIC_COMMON_H_
