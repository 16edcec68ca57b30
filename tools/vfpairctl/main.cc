// SPDX-License-Identifier: BSD-2-Clause
// vfpairctl: tells the vfpair kernel module what to pair, and shows what it does.
#include <unistd.h>

#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "tools/vfpairctl/control.h"
#include "tools/vfpairctl/status_table.h"

namespace {

constexpr int kRefused = 1;
constexpr int kUsage = 2;
constexpr int kNoModule = 3;

constexpr char kHelp[] =
    R"(usage: vfpairctl COMMAND

  status                     a table of all pairs
  pair SYNTHETIC VF          pair these two interfaces
  pair SYNTHETIC mac         pair SYNTHETIC with any VF that has its MAC address, now or later
  unpair SYNTHETIC           end a pair; both interfaces are as they were before
  history SYNTHETIC          what the pair did, oldest first
  watch [SECONDS]            status again and again (default: every second) until interrupted

options of pair:

  settle_ms=N                how long a new VF is left alone, in milliseconds
  profile=strict             switch in order and without loss (the default)
  profile=hn                 as hn(4) does: wait two seconds, then switch without waiting
  profile=nontransparent     the VF stays its user's, and hears what SYNTHETIC receives (FreeBSD)
  damping=on|off             leave a VF that comes and goes too often alone for a while
  egress=on                  skip SYNTHETIC's queueing discipline and tc filters as well (Linux)

exit status: 0 done, 1 refused (the reason is printed), 2 usage, 3 the module is not loaded
)";

// One line to the module, its whole answer back. Returns the exit status.
int Tell(absl::string_view command, std::string& answer) {
  absl::StatusOr<std::string> reply = vfpairctl::Ask(command);
  if (!reply.ok()) {
    std::cerr << "vfpairctl: " << reply.status().message() << "\n";
    return absl::IsUnavailable(reply.status()) ? kNoModule : kRefused;
  }
  answer = *std::move(reply);
  if (!absl::StartsWith(answer, "refused")) return 0;
  std::cerr << "vfpairctl: " << answer;
  return kRefused;
}

int Change(const std::vector<absl::string_view>& words) {
  std::string answer;
  return Tell(absl::StrJoin(words, " "), answer);
}

// `before` precedes the answer, if there is one.
int Show(absl::string_view command, absl::string_view before = "") {
  std::string answer;
  if (const int result = Tell(command, answer); result != 0) return result;
  if (absl::StartsWith(answer, "ok\n")) answer.erase(0, 3);
  std::cout << before << (command == "status" ? vfpairctl::StatusTable(answer) : answer) << std::flush;
  return 0;
}

int Watch(unsigned seconds) {
  const absl::string_view clear = isatty(STDOUT_FILENO) != 0 ? "\033[H\033[J" : "";
  for (;;) {
    if (const int result = Show("status", clear); result != 0) return result;
    sleep(seconds);
  }
}

int Usage(absl::string_view problem) {
  std::cerr << "vfpairctl: " << problem << "; see vfpairctl --help\n";
  return kUsage;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<absl::string_view> words(argv + 1, argv + argc);
  if (words.empty()) return Usage("no command given");
  const absl::string_view command = words[0];
  if (command == "--help" || command == "help" || command == "-h") {
    std::cout << kHelp;
    return 0;
  }
  if (command == "status" && words.size() == 1) return Show("status");
  if (command == "history" && words.size() == 2) return Show(absl::StrCat("history ", words[1]));
  if (command == "pair" && words.size() >= 3) return Change(words);
  if (command == "unpair" && words.size() == 2) return Change(words);
  if (command == "watch" && words.size() <= 2) {
    unsigned seconds = 1;
    if (words.size() == 2 && (!absl::SimpleAtoi(words[1], &seconds) || seconds == 0))
      return Usage("watch takes a number of seconds");
    return Watch(seconds);
  }
  for (const absl::string_view known : {"status", "history", "pair", "unpair", "watch"})
    if (command == known)
      return Usage(absl::StrCat("\"", absl::StrJoin(words, " "), "\" is not how ", known,
                                " is used"));
  return Usage(absl::StrCat("\"", command, "\" is not a command"));
}
