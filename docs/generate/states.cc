// SPDX-License-Identifier: BSD-2-Clause
// Prints docs/states.md from the transition table.
#include <iostream>
#include <map>
#include <string>
#include <utility>

#include "vfpair/transition_table.h"

namespace {

using vfpair::EventName;
using vfpair::Guard;
using vfpair::Response;
using vfpair::Row;
using vfpair::State;
using vfpair::StateName;

std::string GuardText(Guard guard) {
  switch (guard) {
    case Guard::kAlways: return "";
    case Guard::kSyntheticDown: return " [S down]";
    case Guard::kHeldOff: return " [hold-off]";
    case Guard::kVfUsable: return " [V may be used]";
    case Guard::kVfUnusable: return " [V may not be used]";
    case Guard::kClosing: return " [rule gone]";
    case Guard::kVfIsUsers: return " [V is its user's]";
    case Guard::kUnsettled: return " [V unsettled]";
  }
  return "";
}

void PrintDiagram() {
  std::map<std::pair<State, State>, std::string> arrows;
  for (const Row& row : vfpair::table::kRows) {
    if (row.response != Response::kGo) continue;
    // Every held state is left the same way when V, S or the rule goes; drawn once, below.
    if (row.next == State::kLeaving) continue;
    std::string& label = arrows[{row.state, row.next}];
    label += (label.empty() ? "" : ", ") + std::string(EventName(row.event)) + GuardText(row.guard);
  }
  std::cout << "```mermaid\nstateDiagram-v2\n  [*] --> idle\n";
  for (const auto& [ends, label] : arrows)
    std::cout << "  " << StateName(ends.first) << " --> " << StateName(ends.second) << ": " << label
              << "\n";
  std::cout << "  closed --> [*]\n"
               "  note right of leaving: from every state that holds a V, when V departs,\\n"
               "the rule is deleted or S goes\n```\n";
}

void PrintTable() {
  std::cout << "| state | event | then | because |\n|---|---|---|---|\n";
  for (const Row& row : vfpair::table::kRows) {
    std::cout << "| " << StateName(row.state) << " | " << EventName(row.event) << GuardText(row.guard)
              << " | ";
    switch (row.response) {
      case Response::kGo: std::cout << "**" << StateName(row.next) << "**"; break;
      case Response::kReconcile: std::cout << "adjust"; break;
      case Response::kIgnore: std::cout << "-"; break;
    }
    std::cout << " | " << row.why << " |\n";
  }
}

}  // namespace

int main() {
  std::cout << "<!-- SPDX-License-Identifier: BSD-2-Clause -->\n"
               "# States of a pair\n\n"
               "Generated from `include/vfpair/transition_table.h` by `bazel run "
               "//docs/generate:states`; a test compares. S is the synthetic interface, V the VF.\n\n";
  PrintDiagram();
  std::cout << "\nEvery state and event, in the order in which events that are due together are "
               "handled. `adjust` stays and brings the settings in line; `-` is ignored.\n\n";
  PrintTable();
}
