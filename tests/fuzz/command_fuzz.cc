// SPDX-License-Identifier: BSD-2-Clause
// Any bytes as a line for the control device. A line that is refused is refused with a complaint
// that a person can use; one that is a command says the same when it is written anew.
#include <cstring>
#include <memory>
#include <string>

#include "tests/fuzz/fuzz_input.h"
#include "vfpair/command.h"

namespace vfpair::fuzz {
namespace {

std::string Text(Word word) { return {word.begin(), word.size()}; }

bool LiesWithin(Word word, Word line) {
  return word.begin() >= line.begin() && word.end() <= line.end();
}

std::string NumberText(const char* name, U32 value) {
  return value == 0 ? "" : std::string(" ") + name + "=" + std::to_string(value);
}
std::string ChoiceText(const char* name, U32 value, std::string values) {
  if (value == 0) return "";
  for (; value > 1; --value) values.erase(0, values.find('|') + 1);
  return std::string(" ") + name + "=" + values.substr(0, values.find('|'));
}

// The command as a person would write it.
std::string Write(const Command& command) {
#define VFPAIR_WORD_(name, word, interfaces, usage) word,
  constexpr const char* kWords[] = {VFPAIR_VERBS(VFPAIR_WORD_)};
#undef VFPAIR_WORD_
  std::string line = kWords[static_cast<Size>(command.verb)];
  if (!command.synthetic.empty()) line += " " + Text(command.synthetic);
  if (command.by_mac) line += " mac";
  if (!command.vf.empty()) line += " " + Text(command.vf);
#define VFPAIR_NUMBER_(name, least, most) line += NumberText(#name, command.options.name);
#define VFPAIR_CHOICE_(name, values) line += ChoiceText(#name, command.options.name, values);
  VFPAIR_OPTIONS(VFPAIR_NUMBER_, VFPAIR_CHOICE_)
#undef VFPAIR_NUMBER_
#undef VFPAIR_CHOICE_
  return line;
}

bool SameOptions(const PairOptions& a, const PairOptions& b) {
#define VFPAIR_SAME_(name, ...) \
  if (a.name != b.name) return false;
  VFPAIR_OPTIONS(VFPAIR_SAME_, VFPAIR_SAME_)
#undef VFPAIR_SAME_
  return true;
}

bool Same(const Command& a, const Command& b) {
  return a.verb == b.verb && Text(a.synthetic) == Text(b.synthetic) && Text(a.vf) == Text(b.vf) &&
         a.by_mac == b.by_mac && SameOptions(a.options, b.options);
}

bool InRange(const PairOptions& options) {
#define VFPAIR_NUMBER_(name, least, most) \
  if (options.name != 0 && (options.name < least || options.name > most)) return false;
#define VFPAIR_CHOICE_(name, values)
  VFPAIR_OPTIONS(VFPAIR_NUMBER_, VFPAIR_CHOICE_)
#undef VFPAIR_NUMBER_
#undef VFPAIR_CHOICE_
  return true;
}

void CheckName(Word name, Word line) {
  if (name.empty()) return;
  Expect(LiesWithin(name, line), "a name is part of the line");
  Expect(name.size() < VFPAIR_NAME_SIZE, "a name fits");
  for (const char c : name)
    Expect(static_cast<U8>(c) > ' ' && c != 0x7f, "a name is one word of text");
}

// How many words of a line begin with this.
int Count(Word line, const std::string& begin) {
  const std::string text = " " + Text(line);
  int count = 0;
  for (size_t at = 0; (at = text.find(begin, at)) != std::string::npos; ++at)
    count += std::strchr(" \t\r\n", text[at - 1]) != nullptr ? 1 : 0;
  return count;
}

bool NamesOptionsOnce(Word line) {
#define VFPAIR_ONCE_(name, ...) \
  if (Count(line, #name "=") > 1) return false;
  VFPAIR_OPTIONS(VFPAIR_ONCE_, VFPAIR_ONCE_)
#undef VFPAIR_ONCE_
  return true;
}

void CheckCommand(const Command& command, Word line) {
  const bool pairs = command.verb == Verb::kPair;
  CheckName(command.synthetic, line);
  CheckName(command.vf, line);
  Expect(command.synthetic.empty() == (command.verb == Verb::kStatus), "all but status name S");
  Expect((command.by_mac || !command.vf.empty()) == pairs, "pair, and only pair, has a V");
  Expect(!command.by_mac || command.vf.empty(), "a V is named or is not");
  Expect(pairs || SameOptions(command.options, {}), "only pair takes options");
  Expect(InRange(command.options), "numbers are in range");
  Expect(NamesOptionsOnce(line), "no option is given twice");

  const std::string text = Write(command);
  for (const std::string& again : {text, text + "\n", " " + text + " \r\n\n"}) {
    const ParsedCommand parsed = ParseCommand({again.data(), again.size()});
    Expect(parsed.ok(), "what was understood is understood again");
    Expect(Same(parsed.command, command), "and means the same");
  }
}

void CheckComplaint(const ParsedCommand& parsed, Word line) {
  Expect(std::strlen(ProblemSentence(parsed.problem)) > 10, "a refusal has a sentence");
  Expect(std::strlen(parsed.expected) > 3, "and says what was expected");
  Expect(parsed.word.empty() == (parsed.problem == CommandProblem::kEmpty),
         "it is about a word, if there is one");
  if (parsed.word.empty()) return;
  Expect(LiesWithin(parsed.word, line), "a word of the line");
  for (const char c : parsed.word)
    Expect(c != ' ' && c != '\t' && c != '\n' && c != '\r', "one word of it");
}

}  // namespace
}  // namespace vfpair::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  // an allocation of exactly its size: reading past its end is seen
  const std::unique_ptr<char[]> bytes(new char[size]);
  if (size != 0) std::memcpy(bytes.get(), data, size);
  const vfpair::Word line(bytes.get(), size);
  const vfpair::ParsedCommand parsed = vfpair::ParseCommand(line);
  if (parsed.ok())
    vfpair::fuzz::CheckCommand(parsed.command, line);
  else
    vfpair::fuzz::CheckComplaint(parsed, line);
  return 0;
}
