// SPDX-License-Identifier: BSD-2-Clause

#include "tests/vm/traffic/common.h"

#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <time.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace vfpair::traffic {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

volatile sig_atomic_t g_stopping = 0;
volatile sig_atomic_t g_paused = 0;

void OnSignal(int number) {
  if (number == SIGUSR1) {
    g_paused = 1;
  } else if (number == SIGUSR2) {
    g_paused = 0;
  } else {
    g_stopping = 1;
  }
}

}  // namespace

std::int64_t Now() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * kSecond + now.tv_nsec;
}

void SleepUntil(std::int64_t when_ns) {
  timespec when{};
  when.tv_sec = when_ns / kSecond;
  when.tv_nsec = when_ns % kSecond;
  clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &when, nullptr);
}

void Die(const char* what) {
  std::fprintf(stderr, "traffic: %s: %s\n", what, std::strerror(errno));
  std::exit(1);
}

sockaddr_in Resolve(const Options& options) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(options.port);
  if (inet_pton(AF_INET, options.address.c_str(), &address.sin_addr) != 1) {
    errno = EINVAL;
    Die(options.address.c_str());
  }
  return address;
}

void WriteReport(const Options& options, const std::string& json) {
  std::FILE* file = options.report.empty() ? stdout : std::fopen(options.report.c_str(), "w");
  if (file == nullptr) Die(options.report.c_str());
  std::fprintf(file, "%s\n", json.c_str());
  std::fflush(file);
  if (file != stdout) std::fclose(file);
}

void InstallSignals() {
  struct sigaction action{};
  action.sa_handler = OnSignal;  // no SA_RESTART: blocking calls must return
  for (const int number : {SIGTERM, SIGINT, SIGUSR1, SIGUSR2}) {
    sigaction(number, &action, nullptr);
  }
  signal(SIGPIPE, SIG_IGN);
}

bool Stopping() { return g_stopping != 0; }
bool Paused() { return g_paused != 0; }

}  // namespace vfpair::traffic
