// SPDX-License-Identifier: BSD-2-Clause
#include "tests/sim/tell.h"

#include <string>

#include "tests/sim/sabotage.h"
#include "tests/sim/shrink.h"
#include "tests/sim/teller.h"

VFPAIR_TESTING_BEGIN
namespace {

// What was wrong, without after which deed, for which pair and how often.
std::string Kind(const std::string& complaint) {
  std::string kind;
  const Size said = complaint.find("\": ");
  for (const char c : complaint.substr(said == std::string::npos ? 0 : said + 3))
    if (c < '0' || c > '9') kind += c;
  if (kind.rfind("pair : ", 0) == 0) kind.erase(0, 7);
  return kind.substr(0, kind.find(" is:"));  // what differed differs
}

}  // namespace

Told Tell(const Story& story, std::ostream* narrate, const std::vector<Fault>& faults) {
  Teller<SimPlatform> teller(story, narrate);
  for (const Fault& fault : faults) teller.FailAt(fault.effect, fault.outcome);
  return teller.Tell();
}

Told TellSabotaged(const Story& story, Sabotage sabotage, std::ostream* narrate) {
  Teller<SabotagedPlatform> teller(story, narrate,
                                   [=](SabotagedPlatform& p) { p.sabotage = sabotage; });
  return teller.Tell();
}

Story Shortest(const Story& story, Sabotage sabotage) {
  const auto complaint = [sabotage](const Story& s) {
    return Kind((sabotage == Sabotage::kNothing ? Tell(s) : TellSabotaged(s, sabotage)).complaint);
  };
  const std::string kind = complaint(story);
  return Shrink(story, [&](const Story& s) { return complaint(s) == kind; });
}

VFPAIR_TESTING_END
