// SPDX-License-Identifier: BSD-2-Clause
// One protocol: that it holds in every memory, and that its orders, read-modify-writes, fences and
// waits are needed, by leaving them out one at a time.
#ifndef VFPAIR_TESTS_LITMUS_PROTOCOL_H_
#define VFPAIR_TESTS_LITMUS_PROTOCOL_H_

#include <gtest/gtest.h>

#include <cstdio>
#include <functional>
#include <initializer_list>
#include <map>
#include <string>

#include "tests/litmus/explorer.h"

namespace vfpair::litmus {

struct Protocol {
  std::function<void(Explorer&)> setup;
  std::function<std::string()> check;
};

/// With how it came to that.
inline std::string Told(const Result& result) {
  std::string text = result.violation + "\n";
  for (const std::string& line : result.story) text += "    " + line + "\n";
  return text;
}

/// What was met, and what was shown to be needed, in all protocols so far: "function/access how".
struct Coverage {
  std::map<std::string, std::string> met, needed;

  static Coverage& Instance() {
    static Coverage coverage;
    return coverage;
  }
};

constexpr const char* Words(Weakening weakening) {
  switch (weakening) {
    case Weakening::kRelaxed:
      return "relaxed";
    case Weakening::kTorn:
      return "torn";
    case Weakening::kAbsent:
      return "left out";
    case Weakening::kNone:
      break;
  }
  return "as it is";
}

inline Result ExpectHolds(const Protocol& protocol, Model model, const char* name) {
  Explorer explorer(model);
  const Result result = explorer.Explore(protocol.setup, protocol.check);
  EXPECT_EQ(result.violation, "") << name << ": " << Told(result);
  std::printf("  holds, %s: %llu states in %llu runs\n", name,
              static_cast<unsigned long long>(result.states),
              static_cast<unsigned long long>(result.runs));
  for (const auto& [site, can] : explorer.sites()) {
    auto& met = Coverage::Instance().met;
    if (can.ordered) met[site + " relaxed"] = site;
    if (can.modifies) met[site + " torn"] = site;
    if (can.optional) met[site + " left out"] = site;
  }
  return result;
}

struct Need {
  const char* site;
  Weakening weakening;
};

/// Each of these is found when it is missing; on which processor first is printed.
inline void ExpectNeeds(const Protocol& protocol, std::initializer_list<Need> needs) {
  for (const Need& need : needs) {
    const std::string what = std::string(need.site) + " " + Words(need.weakening);
    const auto explore = [&](Model model) {
      return Explorer(model, need.site, need.weakening).Explore(protocol.setup, protocol.check);
    };
    // Orders are nothing to the first two: an x86 has all of them in its plain instructions.
    std::string found;
    if (need.weakening != Weakening::kRelaxed) {
      if (const Result result = explore(Model::kSequential); !result.violation.empty())
        found = "sequential: " + result.violation;
      else if (const Result x86 = explore(Model::kStoreBuffer); !x86.violation.empty())
        found = "store buffer: " + x86.violation;
    }
    if (found.empty()) {
      if (const Result result = explore(Model::kWeak); !result.violation.empty())
        found = "weak: " + result.violation;
    }
    std::printf("  %-44s %s\n", what.c_str(), found.c_str());
    EXPECT_NE(found, "") << what << " is not found";
    Coverage::Instance().needed[what] = found;
  }
}

inline void ExpectHoldsEverywhere(const Protocol& protocol) {
  ExpectHolds(protocol, Model::kSequential, "sequential");
  ExpectHolds(protocol, Model::kStoreBuffer, "store buffer");
  ExpectHolds(protocol, Model::kWeak, "weak");
}

}  // namespace vfpair::litmus

#endif  // VFPAIR_TESTS_LITMUS_PROTOCOL_H_
