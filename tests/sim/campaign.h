// SPDX-License-Identifier: BSD-2-Clause
// Many seeds on a few threads, with a word about how far it is every few seconds.
#ifndef VFPAIR_TESTS_SIM_CAMPAIGN_H_
#define VFPAIR_TESTS_SIM_CAMPAIGN_H_

#include <functional>
#include <string>
#include <vector>

#include "tests/sim/told.h"

VFPAIR_TESTING_BEGIN

struct Failure {
  U64 seed = 0;
  std::string complaint;
};

struct Outcomes {
  Told sum;
  std::vector<Failure> failures;  ///< by seed
};

struct Campaign {
  U64 first = 1;
  U64 count = 0;
  U32 jobs = 1;
  std::function<Told(U64 seed)> tell;  ///< called from several threads

  /// A seed that crashes, or is still being told after a minute, ends the program with its number.
  Outcomes Run() const;
};

/// Makes the folder and the file. @returns whether it is there now.
bool SaveText(const std::string& folder, const std::string& path, const std::string& text);

VFPAIR_TESTING_END

#endif  // VFPAIR_TESTS_SIM_CAMPAIGN_H_
