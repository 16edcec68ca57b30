// SPDX-License-Identifier: BSD-2-Clause
// Explores every configuration of a size, each in a process of its own, and says what was found.
// Exit code: 0 nothing was broken, 1 something was, 2 wrong use.
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "tests/model/configurations.h"
#include "tests/model/explorer.h"

namespace vfpair::model {
namespace {

constexpr char kUsage[] =
    "usage: model [--small | --quick] [--only NAME] [--jobs N] [--max-states N] [--no-progress]\n"
    "             [--stop]\n"
    "  explores what can happen to a pair; the default is everything, which takes minutes\n";

struct Options {
  Extent extent = Extent::kFull;
  std::string only;
  int jobs = 1;
  U32 max_states = 0;
  bool progress = true;
  bool stop = false;  // after the first configuration in which a rule is broken
};

// What a process tells the one that started it.
struct Result {
  U64 states, edges, fault_points;
  U32 depth, longest_way;
  bool exhausted, violated;
  double seconds;
  Size bytes;
  char rule[16];
  Size steps;
};

struct Job {
  Configuration configuration;
  Result result{};
  pid_t process = 0;
  int pipe = -1;
  bool ended = false;
};

unsigned long long Wide(U64 n) { return n; }

void PrintProgress(const Configuration& configuration, const Outcomes& o) {
  std::printf("%-16s depth %3u, %9llu states, %10llu edges, %7.0f states/s\n",
              configuration.name.c_str(), o.depth, Wide(o.states), Wide(o.edges),
              static_cast<double>(o.states) / o.seconds);
  std::fflush(stdout);
}

void PrintStory(const Configuration& configuration, const Outcomes& o) {
  std::string text = configuration.name + ": " + o.rule + " is broken: " + o.what + "\n";
  int number = 0;
  for (const std::string& step : o.story) {
    const bool is_step = step.compare(0, 2, "=>") != 0 && step.compare(0, 3, "and") != 0;
    text += (is_step ? std::to_string(++number) + ". " : "") + step + "\n";
  }
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

Result ToResult(const Configuration& configuration, const Outcomes& o) {
  Result r{o.states,
           o.edges,
           o.fault_points,
           o.depth,
           o.longest_way_to_content,
           o.exhausted,
           !o.rule.empty(),
           o.seconds,
           o.bytes,
           {},
           0};
  std::strncpy(r.rule, o.rule.c_str(), sizeof r.rule - 1);
  r.steps = o.story.empty() ? 0 : o.story.size() - 1;
  if (r.violated) PrintStory(configuration, o);
  return r;
}

bool Send(int pipe, const Result& result) {
  std::fflush(stdout);
  return write(pipe, &result, sizeof result) == sizeof result;
}

bool Explore(const Configuration& configuration, bool progress, int pipe) {
  Explorer explorer(
      configuration,
      [&](const Outcomes& o) {
        if (progress) PrintProgress(configuration, o);
      },
      [&](const Outcomes& o) { _exit(Send(pipe, ToResult(configuration, o)) ? 0 : 1); });
  return Send(pipe, ToResult(configuration, explorer.Run()));
}

bool Begin(Job& job, bool progress) {
  int ends[2];
  if (pipe(ends) != 0) return false;
  std::fflush(stdout);
  job.process = fork();
  if (job.process == 0) {
    _exit(Explore(job.configuration, progress, ends[1]) ? 0 : 1);
  }
  close(ends[1]);
  job.pipe = ends[0];
  return job.process > 0;
}

// Waits for one process. @returns false when it did not end as it should.
bool End(std::vector<Job>& jobs) {
  int status = 0;
  const pid_t process = wait(&status);
  for (Job& job : jobs) {
    if (job.process != process) continue;
    job.ended = true;
    const bool complete = read(job.pipe, &job.result, sizeof job.result) == sizeof job.result;
    close(job.pipe);
    return complete;
  }
  return false;
}

bool IsViolated(const std::vector<Job>& jobs) {
  for (const Job& job : jobs)
    if (job.result.violated) return true;
  return false;
}

bool RunAll(std::vector<Job>& jobs, const Options& options) {
  int running = 0;
  bool ok = true;
  for (Job& job : jobs) {
    if (running == options.jobs) {
      ok = End(jobs) && ok;
      --running;
    }
    if (options.stop && IsViolated(jobs)) break;
    ok = Begin(job, options.progress) && ok;
    ++running;
  }
  for (; running > 0; --running) ok = End(jobs) && ok;
  return ok;
}

int Report(const std::vector<Job>& jobs) {
  Result sum{};
  std::printf("\n%-16s %10s %11s %5s %9s %4s %6s %5s  %s\n", "configuration", "states", "edges",
              "depth", "faults", "live", "MB", "s", "");
  for (const Job& job : jobs) {
    if (!job.ended) continue;
    const Result& r = job.result;
    std::printf("%-16s %10llu %11llu %5u %9llu %4u %6zu %5.1f  %s: %s\n",
                job.configuration.name.c_str(), Wide(r.states), Wide(r.edges), r.depth,
                Wide(r.fault_points), r.longest_way, r.bytes >> 20, r.seconds,
                r.violated    ? r.rule
                : r.exhausted ? "all"
                              : "cut short",
                job.configuration.summary.c_str());
    sum.states += r.states;
    sum.edges += r.edges;
    sum.fault_points += r.fault_points;
    if (r.depth > sum.depth) sum.depth = r.depth;
    sum.violated = sum.violated || r.violated;
    if (r.violated && (sum.steps == 0 || r.steps < sum.steps)) {
      sum.steps = r.steps;
      std::memcpy(sum.rule, r.rule, sizeof sum.rule);
    }
  }
  if (sum.violated) std::printf("broken: %s, in %zu steps\n", sum.rule, sum.steps);
  int violations = 0;
  for (const Job& job : jobs) violations += job.result.violated ? 1 : 0;
  std::printf(
      "model: states=%llu edges=%llu depth=%u fault_points=%llu violations=%d mutants=0 killed=0\n",
      Wide(sum.states), Wide(sum.edges), sum.depth, Wide(sum.fault_points), violations);
  return sum.violated ? 1 : 0;
}

bool Parse(int argc, char** argv, Options& options) {
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const bool more = i + 1 < argc;
    if (word == "--small")
      options.extent = Extent::kSmall;
    else if (word == "--quick")
      options.extent = Extent::kQuick;
    else if (word == "--no-progress")
      options.progress = false;
    else if (word == "--stop")
      options.stop = true;
    else if (word == "--only" && more)
      options.only = argv[++i];
    else if (word == "--jobs" && more)
      options.jobs = std::atoi(argv[++i]);
    else if (word == "--max-states" && more)
      options.max_states = static_cast<U32>(std::strtoul(argv[++i], nullptr, 10));
    else
      return false;
  }
  return options.jobs > 0;
}

int Main(int argc, char** argv) {
  Options options;
  if (!Parse(argc, argv, options)) {
    std::fputs(kUsage, stderr);
    return 2;
  }
  std::vector<Job> jobs;
  for (Configuration& configuration : Configurations(options.extent)) {
    if (!options.only.empty() && configuration.name != options.only) continue;
    if (options.max_states != 0) configuration.max_states = options.max_states;
    jobs.emplace_back().configuration = std::move(configuration);
  }
  if (jobs.empty()) {
    std::fprintf(stderr, "model: there is no configuration %s\n", options.only.c_str());
    return 2;
  }
  if (!RunAll(jobs, options)) {
    std::fputs("model: an exploration did not end as it should\n", stderr);
    return 2;
  }
  return Report(jobs);
}

}  // namespace
}  // namespace vfpair::model

int main(int argc, char** argv) { return vfpair::model::Main(argc, argv); }
