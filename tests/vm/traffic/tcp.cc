// SPDX-License-Identifier: BSD-2-Clause
//
// A TCP bulk stream whose every byte is checked.

#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <vector>

#include "tests/vm/traffic/common.h"

namespace vfpair::traffic {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::size_t kChunk = 16 * 1024;
constexpr std::int64_t kTick = 10'000'000;  // pacing step of a limited sender

// The byte at `offset` of the stream: no short period, so that a repeated or
// missing segment cannot go unseen.
unsigned char PatternByte(std::uint64_t offset) {
  const std::uint64_t word = (offset >> 3) * 0x9e3779b97f4a7c15u;
  return static_cast<unsigned char>(word >> (8 * (offset & 7)));
}

}  // namespace

int TcpSend(const Options& options) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  const sockaddr_in to = Resolve(options);
  if (fd < 0 || connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) Die("connect");

  const std::int64_t begin = Now();
  const auto end = begin + static_cast<std::int64_t>(options.seconds * 1e9);
  std::vector<unsigned char> chunk(kChunk);
  std::uint64_t sent = 0;
  double credit = 0;
  std::int64_t credited = begin;
  bool is_open = true;
  while (!Stopping() && is_open) {
    const std::int64_t now = Now();
    if (options.seconds > 0 && now >= end) break;
    if (Paused()) {
      SleepUntil(now + kTick);
      continue;
    }
    std::size_t size = kChunk;
    if (options.rate > 0) {
      // Credit grows with time up to a tenth of a second's worth: after a stall
      // the stream goes on at its rate and does not make up for it in a burst.
      const auto rate = static_cast<double>(options.rate);
      credit = std::min(credit + static_cast<double>(now - credited) / 1e9 * rate, rate / 10);
      credited = now;
      if (credit < 1) {
        SleepUntil(now + kTick);
        continue;
      }
      size = static_cast<std::size_t>(std::min(credit, static_cast<double>(kChunk)));
      credit -= static_cast<double>(size);
    }
    for (std::size_t i = 0; i < size; ++i) chunk[i] = PatternByte(sent + i);
    std::size_t done = 0;
    while (done < size && is_open && !Stopping()) {
      const ssize_t count = send(fd, chunk.data() + done, size - done, 0);
      if (count > 0) {
        done += static_cast<std::size_t>(count);
      } else if (errno != EINTR) {
        is_open = false;
      }
    }
    sent += done;
  }
  shutdown(fd, SHUT_WR);
  char byte = 0;
  // The receiver closes once it has everything.
  pollfd wait{fd, POLLIN, 0};
  if (poll(&wait, 1, 30'000) > 0) (void)!read(fd, &byte, 1);
  char json[128];
  std::snprintf(json, sizeof json, "{\"bytes\":%llu,\"aborted\":%s}",
                static_cast<unsigned long long>(sent), is_open ? "false" : "true");
  WriteReport(options, json);
  close(fd);
  return is_open ? 0 : 1;
}

int TcpReceive(const Options& options) {
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  const sockaddr_in at = Resolve(options);
  const int on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (listener < 0 || bind(listener, reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0 ||
      listen(listener, 1) != 0) {
    Die("bind");
  }
  const int fd = accept(listener, nullptr, nullptr);
  if (fd < 0) Die("accept");

  const std::int64_t begin = Now();
  std::int64_t last = begin;
  std::int64_t stall = 0;
  std::int64_t stall_at = begin;
  std::int64_t next_live = begin;
  std::uint64_t bytes = 0;
  std::uint64_t wrong = 0;
  bool is_clean_end = false;
  std::vector<unsigned char> chunk(4 * kChunk);
  while (!Stopping()) {
    pollfd wait{fd, POLLIN, 0};
    poll(&wait, 1, options.live_ms > 0 ? options.live_ms : 1000);
    const ssize_t count = recv(fd, chunk.data(), chunk.size(), MSG_DONTWAIT);
    const std::int64_t now = Now();
    if (count == 0) {
      is_clean_end = true;
      break;
    }
    if (count < 0 && errno != EAGAIN && errno != EINTR) break;
    if (count > 0) {
      for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
        if (chunk[i] != PatternByte(bytes + i)) ++wrong;
      }
      bytes += static_cast<std::uint64_t>(count);
      if (now - last > stall) {
        stall = now - last;
        stall_at = last;
      }
      last = now;
    }
    if (options.live_ms > 0 && now >= next_live) {
      next_live = now + static_cast<std::int64_t>(options.live_ms) * 1'000'000;
      std::printf("live t=%lld bytes=%llu\n", static_cast<long long>(now),
                  static_cast<unsigned long long>(bytes));
      std::fflush(stdout);
    }
  }
  const double seconds = static_cast<double>(std::max<std::int64_t>(last - begin, 1)) / kSecond;
  char json[256];
  std::snprintf(json, sizeof json,
                "{\"bytes\":%llu,\"wrong_bytes\":%llu,\"clean_end\":%s,\"mbit_per_s\":%.3f,"
                "\"longest_stall_ms\":%.3f,\"longest_stall_at_ns\":%lld}",
                static_cast<unsigned long long>(bytes), static_cast<unsigned long long>(wrong),
                is_clean_end ? "true" : "false", static_cast<double>(bytes) * 8 / 1e6 / seconds,
                static_cast<double>(stall) / 1e6, static_cast<long long>(stall_at));
  WriteReport(options, json);
  close(fd);
  close(listener);
  return 0;
}

}  // namespace vfpair::traffic
