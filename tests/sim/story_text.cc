// SPDX-License-Identifier: BSD-2-Clause
#include "tests/sim/story_text.h"

#include <sstream>
#include <string_view>
#include <utility>
#include <vector>

#include "vfpair/testing/fault_injector.h"

VFPAIR_TESTING_BEGIN
namespace {

struct ActNames {
  const char* name;
  const char* numbers[kMostNumbers] = {};
};

#define VFPAIR_STORY_NAMES_(enumerator, name, ...) {name, {__VA_ARGS__}},
constexpr ActNames kActNames[kActs] = {VFPAIR_STORY_ACTS(VFPAIR_STORY_NAMES_)};
#undef VFPAIR_STORY_NAMES_

// Numbers that have names of their own.
std::vector<std::string> WordsOf(std::string_view number) {
  if (number == "host") return {"learns", "told-at-once", "told-later", "refuses", "never", "late"};
  if (number == "profile")
    return {"strict", "hn", "tracking", "own-link", "damped", "tracking-damped"};
  if (number == "way") return {"to-peer", "from-peer"};
  if (number == "outcome") return {"refused", "gone", "retry"};
  if (number == "what")
    return {"vf-vanishes",  "cable-out",    "cable-in", "s-down",       "s-up",
            "host-revokes", "host-refuses", "freeze",   "filter-added", "packets"};
  if (number != "effect") return {};
  std::vector<std::string> words;
  for (Size i = 0; i < kEffects; ++i) words.emplace_back(EffectName(static_cast<Effect>(i)));
  return words;
}

std::string NumberText(const char* name, U32 value) {
  const std::vector<std::string> words = WordsOf(name);
  return " " + std::string(name) + "=" +
         (value < words.size() ? words[value] : std::to_string(value));
}

std::string SetupText(const PairSetup& setup) {
  std::string text = "pair";
#define VFPAIR_STORY_TEXT_(member, name) text += NumberText(name, setup.member);
  VFPAIR_STORY_SETUP(VFPAIR_STORY_TEXT_)
#undef VFPAIR_STORY_TEXT_
  return text;
}

// The words of one line, and what is wrong with them.
class Line {
 public:
  explicit Line(const std::string& text) {
    std::istringstream stream(text.substr(0, text.find('#')));
    for (std::string word; stream >> word;) words_.push_back(std::move(word));
  }
  bool empty() const { return words_.empty(); }
  const std::string& first() const { return words_.front(); }
  const std::string& second() const { return words_.size() > 1 ? words_[1] : words_.front(); }
  bool bad() const { return bad_; }
  bool AllUsed() const { return used_ == words_.size(); }
  void Use(Size words) { used_ += words; }

  U64 Number(const char* name) {
    const std::string head = std::string(name) + "=";
    for (const std::string& word : words_) {
      if (word.rfind(head, 0) != 0) continue;
      ++used_;
      const std::string value = word.substr(head.size());
      const std::vector<std::string> known = WordsOf(name);
      for (Size i = 0; i < known.size(); ++i)
        if (known[i] == value) return i;
      return ToNumber(value);
    }
    bad_ = true;
    return 0;
  }
  U32 SmallNumber(const char* name) {
    const U64 value = Number(name);
    bad_ = bad_ || value > ~U32{0};
    return static_cast<U32>(value);
  }
  U64 ToNumber(const std::string& text) {
    U64 value = 0;
    bad_ = bad_ || text.empty() || text.size() > 19;
    for (const char c : text) {
      bad_ = bad_ || c < '0' || c > '9';
      value = value * 10 + static_cast<U64>(c - '0');
    }
    return value;
  }

 private:
  std::vector<std::string> words_;
  Size used_ = 0;
  bool bad_ = false;
};

bool ParseDeed(Line& line, Size pairs, Deed& deed) {
  const U64 pair = line.ToNumber(line.first());
  if (line.bad() || pair >= pairs) return false;
  deed.pair = static_cast<U32>(pair);
  line.Use(2);
  for (Size act = 0; act < kActs; ++act) {
    if (line.second() != kActNames[act].name) continue;
    deed.act = static_cast<Act>(act);
    for (Size i = 0; i < kMostNumbers && kActNames[act].numbers[i] != nullptr; ++i)
      deed.n[i] = line.SmallNumber(kActNames[act].numbers[i]);
    return true;
  }
  return false;
}

bool ParseLine(Line& line, Story& story) {
  if (line.first() == "pair") {
    line.Use(1);
    PairSetup setup;
#define VFPAIR_STORY_PARSE_(member, name) setup.member = line.SmallNumber(name);
    VFPAIR_STORY_SETUP(VFPAIR_STORY_PARSE_)
#undef VFPAIR_STORY_PARSE_
    story.pairs.push_back(setup);
    return story.pairs.size() <= 3;
  }
  if (line.first() == "kills") {
    line.Use(2);
    story.kills = line.second();
    return true;
  }
  if (line.first().rfind("seed=", 0) == 0) {
    story.seed = line.Number("seed");
    story.recovers = line.Number("recovers") != 0;
    return true;
  }
  return ParseDeed(line, story.pairs.size(), story.deeds.emplace_back());
}

}  // namespace

std::string DeedText(const Deed& deed) {
  const ActNames& names = kActNames[static_cast<Size>(deed.act)];
  std::string text = std::to_string(deed.pair) + " " + names.name;
  for (Size i = 0; i < kMostNumbers && names.numbers[i] != nullptr; ++i)
    text += NumberText(names.numbers[i], deed.n[i]);
  return text;
}

std::string StoryText(const Story& story, const std::string& comment) {
  std::string text = "vfpair story 1\n";
  std::istringstream lines(comment);
  for (std::string line; std::getline(lines, line);)
    text += line.empty() ? "#\n" : "# " + line + "\n";
  text +=
      "seed=" + std::to_string(story.seed) + (story.recovers ? " recovers=1\n" : " recovers=0\n");
  if (!story.kills.empty()) text += "kills " + story.kills + "\n";
  for (const PairSetup& setup : story.pairs) text += SetupText(setup) + "\n";
  for (const Deed& deed : story.deeds) text += DeedText(deed) + "\n";
  return text;
}

std::optional<Story> ParseStory(const std::string& text, std::string& error) {
  Story story;
  std::istringstream lines(text);
  std::string head;
  if (!std::getline(lines, head) || head != "vfpair story 1") {
    error = "the first line is not \"vfpair story 1\"";
    return std::nullopt;
  }
  Size number = 1;
  for (std::string text_line; std::getline(lines, text_line);) {
    ++number;
    Line line(text_line);
    if (line.empty()) continue;
    if (ParseLine(line, story) && !line.bad() && line.AllUsed()) continue;
    error = "line " + std::to_string(number) + " is not understood: " + text_line;
    return std::nullopt;
  }
  if (!story.pairs.empty()) return story;
  error = "a story needs a pair";
  return std::nullopt;
}

VFPAIR_TESTING_END
