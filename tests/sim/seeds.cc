// SPDX-License-Identifier: BSD-2-Clause
// Simulation by seed: tells the stories of so many seeds, and of each that fails the shortest story
// that fails alike. The last line is "seeds: run=N failed=N events=N".
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tests/sim/campaign.h"
#include "tests/sim/story_text.h"
#include "tests/sim/tell.h"
#include "vfpair/transition_table.h"

ABSL_FLAG(uint64_t, count, 10'000, "how many seeds");
ABSL_FLAG(uint64_t, first, 1, "the first seed");
ABSL_FLAG(uint32_t, jobs, 2, "threads");
ABSL_FLAG(uint32_t, length, 200, "deeds in a story, at least; at most half as many again");
ABSL_FLAG(std::string, save, "build/seeds", "directory for the shortest stories of what failed");
ABSL_FLAG(uint32_t, shorten, 3, "of so many failing seeds the shortest story is looked for");
ABSL_FLAG(bool, every_step, false, "fail when a step of the transition table is in no story");
ABSL_FLAG(std::string, sabotage, "nothing", "a wrong platform, see sabotage_list.h");
ABSL_FLAG(uint64_t, replay, 0, "tell the story of this one seed, in words");
ABSL_FLAG(std::string, replay_file, "", "tell a story that was saved, in words");

VFPAIR_TESTING_BEGIN
namespace {

Told TellWith(const Story& story, Sabotage sabotage, std::ostream* narrate = nullptr) {
  return sabotage == Sabotage::kNothing ? Tell(story, narrate)
                                        : TellSabotaged(story, sabotage, narrate);
}

// Bazel runs programs elsewhere than where they were called.
std::string PathFromCaller(const std::string& path) {
  const char* called_in = std::getenv("BUILD_WORKING_DIRECTORY");
  return called_in == nullptr || path.empty() || path[0] == '/'
             ? path
             : absl::StrCat(called_in, "/", path);
}

// @returns the exit status.
int Replay(const Story& story, Sabotage sabotage) {
  std::cout << StoryText(story) << "\n";
  const Told told = TellWith(story, sabotage, &std::cout);
  absl::PrintF("%s\n%u events, %u packets\n",
               told.complaint.empty() ? "all that must hold held" : "wrong: " + told.complaint,
               told.events, told.packets);
  return told.complaint.empty() ? 0 : 1;
}

int ReplayFile(const std::string& path, Sabotage sabotage) {
  std::ifstream file(PathFromCaller(path));
  std::stringstream text;
  text << file.rdbuf();
  std::string error = file ? "" : "cannot be read";
  const auto story = error.empty() ? ParseStory(text.str(), error) : std::nullopt;
  if (story) return Replay(*story, sabotage);
  absl::FPrintF(stderr, "%s: %s\n", path, error);
  return 2;
}

// Of what failed first: what was wrong, the shortest story, and where it is kept.
void Report(const Failure& failure, Sabotage sabotage) {
  Story story = Shortest(MakeStory(failure.seed, absl::GetFlag(FLAGS_length)), sabotage);
  if (sabotage != Sabotage::kNothing) story.kills = SabotageName(sabotage);
  const std::string complaint = TellWith(story, sabotage).complaint;
  const std::string text = StoryText(story, "SPDX-License-Identifier: BSD-2-Clause\n" + complaint);
  const std::string folder = PathFromCaller(absl::GetFlag(FLAGS_save));
  const std::string path = absl::StrCat(folder, "/seed-", failure.seed, ".story");
  absl::PrintF("\nthe shortest story like that of seed %u\n%s", failure.seed, text);
  if (SaveText(folder, path, text))
    absl::PrintF("kept in %s\n", path);
  else
    absl::PrintF("%s cannot be written\n", path);
}

// @returns how many steps of the table no story took.
int MissingSteps(const StepSet& seen) {
  int missing = 0;
  for (const Row& row : table::kRows) {
    if (row.response != Response::kGo || seen.Has(row.state, row.event, row.next)) continue;
    absl::PrintF("no story went from %s by %s to %s\n", StateName(row.state), EventName(row.event),
                 StateName(row.next));
    ++missing;
  }
  return missing;
}

int Run(Sabotage sabotage) {
  Campaign campaign;
  campaign.first = absl::GetFlag(FLAGS_first);
  campaign.count = absl::GetFlag(FLAGS_count);
  campaign.jobs = absl::GetFlag(FLAGS_jobs);
  const Size length = absl::GetFlag(FLAGS_length);
  campaign.tell = [=](U64 seed) { return TellWith(MakeStory(seed, length), sabotage); };
  const Outcomes outcomes = campaign.Run();

  for (Size i = 0; i < outcomes.failures.size() && i < 20; ++i)
    absl::PrintF("seed %u: %s\n", outcomes.failures[i].seed, outcomes.failures[i].complaint);
  for (Size i = 0; i < outcomes.failures.size() && i < absl::GetFlag(FLAGS_shorten); ++i)
    Report(outcomes.failures[i], sabotage);
  const int missing = absl::GetFlag(FLAGS_every_step) ? MissingSteps(outcomes.sum.steps) : 0;
  absl::PrintF("seeds: run=%u failed=%u events=%u\n", campaign.count, outcomes.failures.size(),
               outcomes.sum.events);
  return outcomes.failures.empty() && missing == 0 ? 0 : 1;
}

}  // namespace
VFPAIR_TESTING_END

int main(int argc, char** argv) {
  using namespace vfpair::testing;
  absl::SetProgramUsageMessage(
      "tells simulated stories, one per seed, and checks them\n"
      "  seeds [--count=N] [--first=N] [--jobs=N] [--length=N] [--save=DIRECTORY]\n"
      "  seeds --replay=SEED | --replay_file=FILE");
  const bool extra = absl::ParseCommandLine(argc, argv).size() > 1;
  const auto sabotage = SabotageNamed(absl::GetFlag(FLAGS_sabotage));
  if (extra || !sabotage || absl::GetFlag(FLAGS_jobs) == 0 || absl::GetFlag(FLAGS_length) == 0) {
    std::cerr << "not understood; see --help\n";
    return 2;
  }
  if (const auto seed = absl::GetFlag(FLAGS_replay); seed != 0)
    return Replay(MakeStory(seed, absl::GetFlag(FLAGS_length)), *sabotage);
  if (const std::string path = absl::GetFlag(FLAGS_replay_file); !path.empty())
    return ReplayFile(path, *sabotage);
  return Run(*sabotage);
}
