// SPDX-License-Identifier: BSD-2-Clause
#include "tests/sim/campaign.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <mutex>
#include <system_error>
#include <thread>

#include "absl/strings/str_format.h"

VFPAIR_TESTING_BEGIN
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kWordEvery = std::chrono::seconds(5);
constexpr auto kLongest = std::chrono::minutes(1);
constexpr U64 kBlock = 32;  // seeds a thread takes at a time

thread_local volatile U64 telling_seed = 0;

// Says which seed it was, by what may be called in a signal handler.
void OnCrash(int signal) {
  char text[] = "crashed while telling seed 00000000000000000000\n";
  char* digit = text + sizeof(text) - 3;
  for (U64 seed = telling_seed; seed != 0; seed /= 10)
    *digit-- = static_cast<char>('0' + seed % 10);
  (void)!write(STDERR_FILENO, text, sizeof(text) - 1);
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

double SecondsSince(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

class Runner {
 public:
  explicit Runner(const Campaign& campaign) : campaign_(campaign), workers_(campaign.jobs) {}

  Outcomes Run() {
    for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT})
      std::signal(signal, OnCrash);
    std::vector<std::thread> threads;
    threads.reserve(workers_.size());
    for (Worker& worker : workers_) threads.emplace_back([this, &worker] { Work(worker); });
    Watch();
    for (std::thread& thread : threads) thread.join();
    std::sort(all_.failures.begin(), all_.failures.end(),
              [](const Failure& a, const Failure& b) { return a.seed < b.seed; });
    Say();
    return std::move(all_);
  }

 private:
  struct Worker {
    std::atomic<U64> seed{0};  // what it tells now; 0 = none
    U64 watched_seed = 0;
    Clock::time_point watched_since;
  };

  void Work(Worker& worker) {
    for (;;) {
      const U64 begin = next_.fetch_add(kBlock), end = std::min(begin + kBlock, campaign_.count);
      if (begin >= end) break;
      Outcomes block;
      for (U64 i = begin; i < end; ++i) {
        const U64 seed = campaign_.first + i;
        telling_seed = seed;
        worker.seed = seed;
        Told told = campaign_.tell(seed);
        block.sum.Add(told);
        if (!told.complaint.empty()) block.failures.push_back({seed, std::move(told.complaint)});
      }
      const std::lock_guard lock(mutex_);
      done_ += end - begin;
      all_.sum.Add(block.sum);
      all_.failures.insert(all_.failures.end(), block.failures.begin(), block.failures.end());
    }
    worker.seed = 0;
    const std::lock_guard lock(mutex_);
    ++finished_;
    changed_.notify_all();
  }

  void Watch() {
    std::unique_lock lock(mutex_);
    while (!changed_.wait_for(lock, kWordEvery, [this] { return finished_ == workers_.size(); })) {
      lock.unlock();
      Say();
      for (Worker& worker : workers_) {
        if (const U64 seed = worker.seed; seed != worker.watched_seed) {
          worker.watched_seed = seed;
          worker.watched_since = Clock::now();
        } else if (seed != 0 && Clock::now() - worker.watched_since > kLongest) {
          std::cerr << "seed " << seed << " does not come to an end\n";
          std::_Exit(1);
        }
      }
      lock.lock();
    }
  }

  void Say() {
    const std::lock_guard lock(mutex_);
    const double seconds = std::max(SecondsSince(begin_), 1e-9);
    const double per_second = static_cast<double>(done_) / seconds;
    absl::PrintF("%u of %u seeds in %.1f s, %.0f/s, %u events, %u packets, %u switches, %u failed",
                 done_, campaign_.count, seconds, per_second, all_.sum.events, all_.sum.packets,
                 all_.sum.switches, all_.failures.size());
    if (done_ != 0 && done_ != campaign_.count)
      absl::PrintF(", %.0f s to go", static_cast<double>(campaign_.count - done_) / per_second);
    absl::PrintF("\n");
    std::cout.flush();
    std::fflush(stdout);
  }

  const Campaign& campaign_;
  const Clock::time_point begin_ = Clock::now();
  std::vector<Worker> workers_;
  std::atomic<U64> next_{0};
  std::mutex mutex_;
  std::condition_variable changed_;
  U64 done_ = 0;
  Size finished_ = 0;
  Outcomes all_;
};

}  // namespace

Outcomes Campaign::Run() const { return Runner(*this).Run(); }

bool SaveText(const std::string& folder, const std::string& path, const std::string& text) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  std::ofstream file(path);
  file << text;
  file.close();
  return static_cast<bool>(file);
}

VFPAIR_TESTING_END
