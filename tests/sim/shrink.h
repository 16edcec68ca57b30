// SPDX-License-Identifier: BSD-2-Clause
// The shortest story that still fails (delta debugging).
#ifndef VFPAIR_TESTS_SIM_SHRINK_H_
#define VFPAIR_TESTS_SIM_SHRINK_H_

#include <functional>

#include "tests/sim/story.h"

VFPAIR_TESTING_BEGIN

/// @returns the shortest and plainest story found that `fails`: deeds and pairs are left out,
/// numbers made zero or halved, set-ups made usual.
Story Shrink(const Story& story, const std::function<bool(const Story&)>& fails);

VFPAIR_TESTING_END

#endif  // VFPAIR_TESTS_SIM_SHRINK_H_
