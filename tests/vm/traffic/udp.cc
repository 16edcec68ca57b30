// SPDX-License-Identifier: BSD-2-Clause
//
// A paced, numbered UDP stream and its exact accounting.

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <vector>

#include "tests/vm/traffic/common.h"
#include "tests/vm/traffic/sequence.h"

namespace vfpair::traffic {
namespace {

constexpr std::uint32_t kMagic = 0x76667031;
constexpr std::uint32_t kAfterPause = 1;  // flags of a packet
constexpr std::uint32_t kEnd = 2;         // `sequence` is the total sent

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kMaxLateness = 50'000'000;  // then do not catch up
constexpr int kEndMarkers = 40;
constexpr std::int64_t kEndInterval = 50'000'000;
constexpr std::int64_t kGrace = kSecond;  // for frames still on their way

// Both ends run on one machine: no byte order to mind.
struct Header {
  std::uint32_t magic;
  std::uint32_t flags;
  std::uint64_t sequence;
  std::int64_t sent_ns;
};

}  // namespace

int UdpSend(const Options& options) {
  const int fd = socket(AF_INET, SOCK_DGRAM, 0);
  const sockaddr_in to = Resolve(options);
  if (fd < 0) Die("socket");
  std::vector<char> packet(std::max(options.size, sizeof(Header)));
  const auto send_one = [&](const Header& header) {
    std::memcpy(packet.data(), &header, sizeof header);
    return sendto(fd, packet.data(), packet.size(), 0,
                  reinterpret_cast<const sockaddr*>(&to), sizeof to) >= 0;
  };

  const std::int64_t interval = kSecond / static_cast<std::int64_t>(std::max<std::uint64_t>(options.rate, 1));
  const std::int64_t begin = Now();
  const auto end = begin + static_cast<std::int64_t>(options.seconds * 1e9);
  std::uint64_t sequence = 0;
  // Packets the system would not even take have no number: they are refused,
  // not lost.
  std::uint64_t refused = 0;
  bool was_paused = false;
  for (std::int64_t next = begin; !Stopping(); next += interval) {
    if (Paused()) {
      was_paused = true;
      SleepUntil(next = std::max(next, Now()) + 1'000'000);
      continue;
    }
    SleepUntil(next);
    const std::int64_t now = Now();
    if (options.seconds > 0 && now >= end) break;
    if (now - next > kMaxLateness) next = now;
    if (send_one({kMagic, was_paused ? kAfterPause : 0, sequence, now})) {
      ++sequence;
      was_paused = false;
    } else {
      ++refused;
    }
  }
  // Repeated, so that the total arrives even over a bad path.
  for (int i = 0; i < kEndMarkers; ++i) {
    send_one({kMagic, kEnd, sequence, Now()});
    SleepUntil(Now() + kEndInterval);
  }
  char json[128];
  std::snprintf(json, sizeof json, "{\"sent\":%llu,\"refused\":%llu}",
                static_cast<unsigned long long>(sequence),
                static_cast<unsigned long long>(refused));
  WriteReport(options, json);
  close(fd);
  return 0;
}

int UdpReceive(const Options& options) {
  const int fd = socket(AF_INET, SOCK_DGRAM, 0);
  const sockaddr_in at = Resolve(options);
  if (fd < 0 || bind(fd, reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0) Die("bind");
  const int buffer = 8 << 20;  // nothing may be lost in our own socket
  setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &buffer, sizeof buffer);

  SequenceLog log;
  std::uint64_t total = 0;
  bool has_total = false;
  std::int64_t last_new = Now();
  std::int64_t next_live = Now();
  char packet[65536];
  while (!Stopping()) {
    pollfd wait{fd, POLLIN, 0};
    poll(&wait, 1, options.live_ms > 0 ? std::min(options.live_ms, 50) : 50);
    for (;;) {
      const ssize_t size = recv(fd, packet, sizeof packet, MSG_DONTWAIT);
      if (size < 0) break;
      Header header{};
      if (static_cast<std::size_t>(size) < sizeof header) continue;
      std::memcpy(&header, packet, sizeof header);
      if (header.magic != kMagic) continue;
      if ((header.flags & kEnd) != 0) {
        total = header.sequence;
        has_total = true;
        continue;
      }
      last_new = Now();
      log.Add({header.sequence, header.sent_ns, last_new, (header.flags & kAfterPause) != 0});
    }
    const std::int64_t now = Now();
    if (options.live_ms > 0 && now >= next_live) {
      next_live = now + static_cast<std::int64_t>(options.live_ms) * 1'000'000;
      std::printf("live t=%lld received=%llu duplicated=%llu reordered=%llu\n",
                  static_cast<long long>(now),
                  static_cast<unsigned long long>(log.received()),
                  static_cast<unsigned long long>(log.duplicated()),
                  static_cast<unsigned long long>(log.reordered()));
      std::fflush(stdout);
    }
    if (has_total && (log.distinct() >= total || now - last_new > kGrace)) {
      // A duplicate may still be behind its original.
      static constexpr std::int64_t kStraggler = 200'000'000;
      if (now - last_new > kStraggler) break;
    }
  }
  WriteReport(options, log.Report(total));
  close(fd);
  return 0;
}

}  // namespace vfpair::traffic
