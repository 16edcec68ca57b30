// SPDX-License-Identifier: BSD-2-Clause
// Tells stories in the simulator: each is a whole life of a machine, checked after every deed.
#ifndef VFPAIR_TESTS_SIM_TELL_H_
#define VFPAIR_TESTS_SIM_TELL_H_

#include <iosfwd>
#include <vector>

#include "tests/sim/sabotage_list.h"
#include "tests/sim/story.h"
#include "tests/sim/told.h"
#include "vfpair/status.h"

VFPAIR_TESTING_BEGIN

/// The `effect`-th effect of the first pair that can fail ends with `outcome`.
struct Fault {
  Size effect = 0;
  Outcome outcome = Outcome::kRefused;
};

/// Tells it. `narrate`: where to say in words what happens; may be null.
Told Tell(const Story& story, std::ostream* narrate = nullptr,
          const std::vector<Fault>& faults = {});

/// Tells it on a platform that is wrong in one way.
Told TellSabotaged(const Story& story, Sabotage sabotage, std::ostream* narrate = nullptr);

/// The plainest story found that fails in the same way as `story` does.
Story Shortest(const Story& story, Sabotage sabotage = Sabotage::kNothing);

VFPAIR_TESTING_END

#endif  // VFPAIR_TESTS_SIM_TELL_H_
