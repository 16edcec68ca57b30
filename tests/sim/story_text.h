// SPDX-License-Identifier: BSD-2-Clause
// Stories as text: a line for each deed, for people to read and for the simulator to tell again.
//
//   vfpair story 1
//   # comments
//   seed=7 recovers=1
//   pair host=learns profile=strict s_up=1 ...
//   0 vf-arrives model=2 after_us=0 up=0 link_us=20000
//   0 wait us=200000
#ifndef VFPAIR_TESTS_SIM_STORY_TEXT_H_
#define VFPAIR_TESTS_SIM_STORY_TEXT_H_

#include <optional>
#include <string>

#include "tests/sim/story.h"

VFPAIR_TESTING_BEGIN

/// "0 vf-arrives model=2 after_us=0 up=0 link_us=20000": the pair, what, and with what.
std::string DeedText(const Deed& deed);

/// The whole story. Lines of `comment` are put in front, as such.
std::string StoryText(const Story& story, const std::string& comment = "");

/// @returns the story, or none and what was wrong with which line.
std::optional<Story> ParseStory(const std::string& text, std::string& error);

VFPAIR_TESTING_END

#endif  // VFPAIR_TESTS_SIM_STORY_TEXT_H_
