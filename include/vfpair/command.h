// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// One line of a control device, understood: the command in it, or which word is wrong, why, and
// what was expected in its place. The one parser of every adapter.
#ifndef VFPAIR_COMMAND_H_
#define VFPAIR_COMMAND_H_

#include "vfpair/command_list.h"
#include "vfpair/types.h"

VFPAIR_NAMESPACE_BEGIN

/// A word of the caller's line; not NUL-terminated, and no longer there than the line is.
using Word = Span<const char>;

#define VFPAIR_ENUMERATOR_(name, word, interfaces, usage) k##name,
enum class Verb : U8 { VFPAIR_VERBS(VFPAIR_ENUMERATOR_) };
#undef VFPAIR_ENUMERATOR_

/// What was said of a pair. 0 = not said; choices count from 1.
struct PairOptions {
#define VFPAIR_FIELD_(name, ...) U32 name = 0;
  VFPAIR_OPTIONS(VFPAIR_FIELD_, VFPAIR_FIELD_)
#undef VFPAIR_FIELD_
};

struct Command {
  Verb verb = Verb::kStatus;
  Word synthetic;
  Word vf;              ///< empty: by_mac, or the verb names no VF
  bool by_mac = false;  ///< any VF with the synthetic's MAC address
  PairOptions options;
};

// Why a line is refused. One sentence each, for a person to read behind the word it is about.
#define VFPAIR_COMMAND_PROBLEMS(X)                          \
  X(None, "no problem")                                     \
  X(Empty, "there is no command")                           \
  X(NotText, "there are control characters in it")          \
  X(SecondLine, "a second line cannot be carried out")      \
  X(UnknownVerb, "there is no such command")                \
  X(MissingInterface, "an interface is missing")            \
  X(NameTooLong, "no interface has a name as long as that") \
  X(TooManyWords, "that is one word too many")              \
  X(UnknownOption, "there is no such option")               \
  X(DuplicateOption, "the option was given before")         \
  X(NotANumber, "the value is not a whole number")          \
  X(OutOfRange, "the number is out of range")               \
  X(UnknownValue, "the option has no such value")

#define VFPAIR_ENUMERATOR_(name, text) k##name,
enum class CommandProblem : U8 { VFPAIR_COMMAND_PROBLEMS(VFPAIR_ENUMERATOR_) };
#undef VFPAIR_ENUMERATOR_

/// The sentence for a problem; never null.
constexpr const char* ProblemSentence(CommandProblem problem) noexcept {
#define VFPAIR_TEXT_(name, text) text,
  constexpr const char* kTexts[] = {VFPAIR_COMMAND_PROBLEMS(VFPAIR_TEXT_)};
#undef VFPAIR_TEXT_
  const auto index = static_cast<Size>(problem);
  return index < sizeof(kTexts) / sizeof(kTexts[0]) ? kTexts[index] : "unknown problem";
}

struct ParsedCommand {
  Command command;  ///< only of a line without a problem
  CommandProblem problem = CommandProblem::kNone;
  Word word;                  ///< with a problem: what it is about; empty when there is no word
  const char* expected = "";  ///< with a problem: what should have been there

  constexpr bool ok() const noexcept { return problem == CommandProblem::kNone; }
};

namespace command_internal {

struct VerbRow {
  const char* word;
  Size interfaces;
  const char* usage;
};

struct OptionRow {
  const char* key;
  U32 PairOptions::*field;
  U32 least, most;     // of a number
  const char* values;  // of a choice, else empty
  const char* form;
};

#define VFPAIR_ROW_(name, word, interfaces, usage) {word, interfaces, usage},
inline constexpr VerbRow kVerbs[] = {VFPAIR_VERBS(VFPAIR_ROW_)};
#undef VFPAIR_ROW_

#define VFPAIR_NUMBER_ROW_(name, least, most) \
  {#name, &PairOptions::name, least, most, "", VFPAIR_NUMBER_FORM(name, least, most)},
#define VFPAIR_CHOICE_ROW_(name, values) \
  {#name, &PairOptions::name, 0, 0, values, VFPAIR_CHOICE_FORM(name, values)},
inline constexpr OptionRow kOptions[] = {VFPAIR_OPTIONS(VFPAIR_NUMBER_ROW_, VFPAIR_CHOICE_ROW_)};
#undef VFPAIR_NUMBER_ROW_
#undef VFPAIR_CHOICE_ROW_

inline constexpr Size kVerbCount = sizeof(kVerbs) / sizeof(kVerbs[0]);
inline constexpr Size kOptionCount = sizeof(kOptions) / sizeof(kOptions[0]);

#define VFPAIR_WORD_(name, word, interfaces, usage) " " word
inline constexpr char kAllVerbs[] = "one of:" VFPAIR_VERBS(VFPAIR_WORD_);
#undef VFPAIR_WORD_

#define VFPAIR_NUMBER_WORD_(...) " " VFPAIR_NUMBER_FORM(__VA_ARGS__)
#define VFPAIR_CHOICE_WORD_(...) " " VFPAIR_CHOICE_FORM(__VA_ARGS__)
inline constexpr char kAllOptions[] =
    "one of:" VFPAIR_OPTIONS(VFPAIR_NUMBER_WORD_, VFPAIR_CHOICE_WORD_);
#undef VFPAIR_NUMBER_WORD_
#undef VFPAIR_CHOICE_WORD_

inline constexpr Size kMaxName = VFPAIR_NAME_SIZE - 1;
inline constexpr char kNameForm[] = "at most 15 characters";
static_assert(kMaxName == 15, "kNameForm says so");

constexpr bool IsBlank(char c) noexcept { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// Bytes above 0x7f are letters of some alphabet: Linux allows them in names.
constexpr bool IsControl(char c) noexcept {
  const auto byte = static_cast<U8>(c);
  return byte < 0x20 || byte == 0x7f;
}

/// Whether `word` is `text` up to `end`, which is a character of it or its NUL.
constexpr bool Is(Word word, const char* text, char end = '\0') noexcept {
  Size i = 0;
  for (; i < word.size() && text[i] != end && text[i] != '\0'; ++i)
    if (word[i] != text[i]) return false;
  return i == word.size() && (text[i] == end || text[i] == '\0');
}

/// Cuts words off the front of a text.
class Words {
 public:
  constexpr explicit Words(Word text) noexcept : at_(text.begin()), end_(text.end()) {}

  /// The next word; empty when there is none.
  constexpr Word Next() noexcept {
    while (at_ != end_ && IsBlank(*at_)) ++at_;
    const char* begin = at_;
    while (at_ != end_ && !IsBlank(*at_)) ++at_;
    return {begin, static_cast<Size>(at_ - begin)};
  }

 private:
  const char* at_;
  const char* end_;
};

constexpr Word WordWithControls(Word line) noexcept {
  Words words(line);
  for (Word word = words.Next(); !word.empty(); word = words.Next())
    for (const char c : word)
      if (IsControl(c)) return word;
  return {};
}

// What is before the first line feed, and what is behind it.
constexpr Word FirstLine(Word text) noexcept {
  Size i = 0;
  while (i < text.size() && text[i] != '\n') ++i;
  return {text.begin(), i};
}
constexpr Word OtherLines(Word text) noexcept {
  const Size first = FirstLine(text).size();
  return {text.begin() + first, text.size() - first};
}

constexpr Size KeyLength(Word word) noexcept {
  Size i = 0;
  while (i < word.size() && word[i] != '=') ++i;
  return i;
}

/// The index of the option whose "key=" begins the word; kOptionCount when there is none. (No
/// pointers: with a kernel's flags g++ does not compare them with null at compile time.)
constexpr Size FindOption(Word word) noexcept {
  const Size length = KeyLength(word);
  if (length == word.size()) return kOptionCount;
  Size i = 0;
  while (i < kOptionCount && !Is({word.begin(), length}, kOptions[i].key)) ++i;
  return i;
}

constexpr CommandProblem ReadNumber(Word digits, const OptionRow& row, U32& value) noexcept {
  if (digits.empty()) return CommandProblem::kNotANumber;
  for (const char c : digits)
    if (c < '0' || c > '9') return CommandProblem::kNotANumber;
  U64 number = 0;
  for (const char c : digits) {
    number = number * 10 + static_cast<U64>(c - '0');
    if (number > row.most) return CommandProblem::kOutOfRange;
  }
  if (number < row.least) return CommandProblem::kOutOfRange;
  value = static_cast<U32>(number);
  return CommandProblem::kNone;
}

constexpr CommandProblem ReadChoice(Word word, const OptionRow& row, U32& value) noexcept {
  U32 n = 1;
  for (const char* text = row.values;; ++n) {
    if (Is(word, text, '|')) {
      value = n;
      return CommandProblem::kNone;
    }
    while (*text != '|' && *text != '\0') ++text;
    if (*text++ == '\0') return CommandProblem::kUnknownValue;
  }
}

constexpr CommandProblem ReadOption(Word word, const OptionRow& row,
                                    PairOptions& options) noexcept {
  U32& value = options.*row.field;
  if (value != 0) return CommandProblem::kDuplicateOption;
  const Size skip = KeyLength(word) + 1;
  const Word text{word.begin() + skip, word.size() - skip};
  return row.values[0] == '\0' ? ReadNumber(text, row, value) : ReadChoice(text, row, value);
}

constexpr ParsedCommand Refuse(CommandProblem problem, Word word, const char* expected) noexcept {
  return {{}, problem, word, expected};
}

constexpr ParsedCommand Accept(const Command& command) noexcept {
  return {command, CommandProblem::kNone, {}, ""};
}

constexpr ParsedCommand ReadInterfaces(Word verb, const VerbRow& row, Words& words,
                                       Command command) noexcept {
  Word* const places[] = {&command.synthetic, &command.vf};
  for (Size i = 0; i < row.interfaces; ++i) {
    const Word word = words.Next();
    // an option where an interface should be is no interface of that name
    if (word.empty() || FindOption(word) != kOptionCount)
      return Refuse(CommandProblem::kMissingInterface, verb, row.usage);
    if (word.size() > kMaxName) return Refuse(CommandProblem::kNameTooLong, word, kNameForm);
    *places[i] = word;
  }
  if (Is(command.vf, "mac")) {
    command.by_mac = true;
    command.vf = {};
  }
  return Accept(command);
}

constexpr ParsedCommand ReadOptions(const VerbRow& row, Words& words, Command command) noexcept {
  for (Word word = words.Next(); !word.empty(); word = words.Next()) {
    if (command.verb != Verb::kPair) return Refuse(CommandProblem::kTooManyWords, word, row.usage);
    const Size option = FindOption(word);
    if (option == kOptionCount) return Refuse(CommandProblem::kUnknownOption, word, kAllOptions);
    const CommandProblem problem = ReadOption(word, kOptions[option], command.options);
    if (problem == CommandProblem::kDuplicateOption)
      return Refuse(problem, word, "each option once");
    if (problem != CommandProblem::kNone) return Refuse(problem, word, kOptions[option].form);
  }
  return Accept(command);
}

}  // namespace command_internal

/// Understands one line, with or without its line feed; its length counts, not a NUL. Nothing is
/// looked up: whether the interfaces exist is the adapter's to say. Pure; callable anywhere.
constexpr ParsedCommand ParseCommand(Word line) noexcept {
  namespace internal = command_internal;

  if (const Word word = internal::WordWithControls(line); !word.empty())
    return internal::Refuse(CommandProblem::kNotText, word, "one line of text");
  if (const Word word = internal::Words(internal::OtherLines(line)).Next(); !word.empty())
    return internal::Refuse(CommandProblem::kSecondLine, word, "one command at a time");
  internal::Words words(internal::FirstLine(line));
  const Word name = words.Next();
  if (name.empty()) return internal::Refuse(CommandProblem::kEmpty, name, internal::kAllVerbs);

  Size verb = 0;
  while (verb < internal::kVerbCount && !internal::Is(name, internal::kVerbs[verb].word)) ++verb;
  if (verb == internal::kVerbCount)
    return internal::Refuse(CommandProblem::kUnknownVerb, name, internal::kAllVerbs);
  const internal::VerbRow& row = internal::kVerbs[verb];

  Command command;
  command.verb = static_cast<Verb>(verb);
  const ParsedCommand named = internal::ReadInterfaces(name, row, words, command);
  return named.ok() ? internal::ReadOptions(row, words, named.command) : named;
}

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_COMMAND_H_
