// SPDX-License-Identifier: BSD-2-Clause
#include "vfpair/command.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace vfpair {
namespace {

using Problem = CommandProblem;

ParsedCommand Parse(std::string_view line) { return ParseCommand({line.data(), line.size()}); }
std::string Text(Word word) { return {word.begin(), word.size()}; }

// The refusal as an adapter writes it.
std::string Refusal(std::string_view line) {
  const ParsedCommand parsed = Parse(line);
  if (parsed.ok()) return "";
  const std::string about = parsed.word.empty() ? "" : Text(parsed.word) + ": ";
  return about + ProblemSentence(parsed.problem) + "; expected " + parsed.expected;
}

TEST(ParseCommand, UnderstandsEachVerb) {
  EXPECT_EQ(Parse("status").command.verb, Verb::kStatus);
  EXPECT_EQ(Parse("history eth0").command.verb, Verb::kHistory);
  EXPECT_EQ(Parse("unpair eth0").command.verb, Verb::kUnpair);
  EXPECT_EQ(Text(Parse("unpair eth0").command.synthetic), "eth0");
  const ParsedCommand pair = Parse("pair eth0 eth1");
  ASSERT_TRUE(pair.ok());
  EXPECT_EQ(pair.command.verb, Verb::kPair);
  EXPECT_EQ(Text(pair.command.synthetic), "eth0");
  EXPECT_EQ(Text(pair.command.vf), "eth1");
  EXPECT_FALSE(pair.command.by_mac);
}

TEST(ParseCommand, MacInThePlaceOfTheVfMeansByMac) {
  const ParsedCommand parsed = Parse("pair mac mac");
  ASSERT_TRUE(parsed.ok());
  EXPECT_TRUE(parsed.command.by_mac);
  EXPECT_TRUE(parsed.command.vf.empty());
  EXPECT_EQ(Text(parsed.command.synthetic), "mac");
  for (const char* other : {"pair S macs", "pair S ma", "pair S MAC"})
    EXPECT_FALSE(Parse(other).command.by_mac) << other;
}

TEST(ParseCommand, BlanksAndTheEndOfTheLineDoNotMatter) {
  for (const char* line : {"pair S V", "pair S V\n", "\tpair  S \t V \r\n", "pair S V\n\n \n"}) {
    const ParsedCommand parsed = Parse(line);
    ASSERT_TRUE(parsed.ok()) << line;
    EXPECT_EQ(Text(parsed.command.vf), "V") << line;
  }
}

TEST(ParseCommand, ReadsOptionsInAnyOrder) {
  EXPECT_EQ(Parse("pair S V").command.options.settle_ms, 0u);
  EXPECT_EQ(Parse("pair S V").command.options.profile, 0u);
  for (const char* line : {"pair S V settle_ms=7 profile=hn", "pair S V profile=hn settle_ms=7"}) {
    EXPECT_EQ(Parse(line).command.options.settle_ms, 7u) << line;
    EXPECT_EQ(Parse(line).command.options.profile, 2u) << line;
  }
  EXPECT_EQ(Parse("pair S mac profile=strict").command.options.profile, 1u);
  EXPECT_EQ(Parse("pair S mac settle_ms=1").command.options.settle_ms, 1u);
  EXPECT_EQ(Parse("pair S mac settle_ms=600000").command.options.settle_ms, 600'000u);
}

TEST(ParseCommand, NamesHaveAsManyCharactersAsTheSystemAllows) {
  const std::string longest(15, 'n');
  EXPECT_EQ(Text(Parse("history " + longest).command.synthetic), longest);
  EXPECT_EQ(Refusal("history " + longest + "n"),
            longest + "n: no interface has a name as long as that; expected at most 15 characters");
  EXPECT_EQ(Parse("pair S " + longest + "n").problem, Problem::kNameTooLong);
  EXPECT_EQ(Text(Parse("unpair \xc3\xa9th0").command.synthetic), "\xc3\xa9th0");
}

TEST(ParseCommand, RefusesWhatIsNoCommand) {
  const std::string verbs = "expected one of: pair unpair status history";
  for (const char* empty : {"", "\n", " \t\r\n\n"})
    EXPECT_EQ(Refusal(empty), "there is no command; " + verbs);
  for (const char* verb : {"pear", "pai", "pairs", "Pair", "settle_ms=1"})
    EXPECT_EQ(Refusal(std::string(verb) + " S V"),
              std::string(verb) + ": there is no such command; " + verbs);
}

TEST(ParseCommand, RefusesAMissingInterface) {
  const std::string usage =
      "pair: an interface is missing; expected pair <synthetic> <VF>|mac "
      "[settle_ms=<1..600000>] [profile=strict|hn|nontransparent] [damping=on|off] [egress=on|off]";
  for (const char* line : {"pair", "pair S", "pair S settle_ms=5", "pair profile=hn V"})
    EXPECT_EQ(Refusal(line), usage) << line;
  EXPECT_EQ(Refusal("unpair"), "unpair: an interface is missing; expected unpair <synthetic>");
  EXPECT_EQ(Refusal("history \n"),
            "history: an interface is missing; expected history <synthetic>");
}

TEST(ParseCommand, RefusesAWordTooMany) {
  EXPECT_EQ(Refusal("status eth0"), "eth0: that is one word too many; expected status");
  EXPECT_EQ(Refusal("unpair S V"), "V: that is one word too many; expected unpair <synthetic>");
  EXPECT_EQ(Parse("history S profile=hn").problem, Problem::kTooManyWords);
}

TEST(ParseCommand, RefusesUnknownOptions) {
  EXPECT_EQ(Refusal("pair S V fast"),
            "fast: there is no such option; expected one of: settle_ms=<1..600000> "
            "profile=strict|hn|nontransparent damping=on|off egress=on|off");
  for (const char* word : {"settle_ms", "settle=1", "settle_ms2=1", "=1", "=", "Profile=hn"})
    EXPECT_EQ(Parse(std::string("pair S V ") + word).problem, Problem::kUnknownOption) << word;
}

TEST(ParseCommand, RefusesAnOptionTwice) {
  EXPECT_EQ(Refusal("pair S V settle_ms=5 profile=hn settle_ms=5"),
            "settle_ms=5: the option was given before; expected each option once");
  EXPECT_EQ(Parse("pair S V profile=hn profile=nothing").problem, Problem::kDuplicateOption);
}

TEST(ParseCommand, RefusesNumbersThatAreNone) {
  EXPECT_EQ(Refusal("pair S V settle_ms=soon"),
            "settle_ms=soon: the value is not a whole number; expected settle_ms=<1..600000>");
  for (const char* value : {"", "-1", "+1", "1.5", "0x10", "1ms", "99999999999999999999999x"})
    EXPECT_EQ(Parse(std::string("pair S V settle_ms=") + value).problem, Problem::kNotANumber)
        << value;
}

TEST(ParseCommand, RefusesNumbersOutOfRange) {
  EXPECT_EQ(Refusal("pair S V settle_ms=600001"),
            "settle_ms=600001: the number is out of range; expected settle_ms=<1..600000>");
  for (const char* value :
       {"0", "00", "4294967297", "18446744073709551617", "340282366920938463463374607431768211457"})
    EXPECT_EQ(Parse(std::string("pair S V settle_ms=") + value).problem, Problem::kOutOfRange)
        << value;
}

TEST(ParseCommand, RefusesValuesThatAreNotOffered) {
  EXPECT_EQ(Refusal("pair S V profile=fast"),
            "profile=fast: the option has no such value; expected profile=strict|hn|nontransparent");
  for (const char* value : {"", "stric", "strictly", "h", "hn|", "strict|hn", "|", "Strict"})
    EXPECT_EQ(Parse(std::string("pair S V profile=") + value).problem, Problem::kUnknownValue)
        << value;
}

TEST(ParseCommand, RefusesControlCharacters) {
  using namespace std::string_view_literals;
  for (const std::string_view line : {"pair S\0 V"sv, "status\0"sv, "status \x1b[2J"sv,
                                      "pair \x7f mac"sv, "status\n\x01"sv, "\v"sv})
    EXPECT_EQ(Parse(line).problem, Problem::kNotText) << line;
  EXPECT_EQ(Refusal("pair e\bth V"),
            "e\bth: there are control characters in it; expected one line of text");
}

TEST(ParseCommand, RefusesASecondLine) {
  EXPECT_EQ(Refusal("unpair S\npair S V\n"),
            "pair: a second line cannot be carried out; expected one command at a time");
  EXPECT_EQ(Parse("\nstatus").problem, Problem::kSecondLine);
}

TEST(ParseCommand, ReadsNoFurtherThanTheLine) {
  const char text[] = "pair eth0 macsettle_ms=5";
  const ParsedCommand parsed = ParseCommand({text, 13});
  ASSERT_TRUE(parsed.ok());
  EXPECT_TRUE(parsed.command.by_mac);
  EXPECT_EQ(parsed.command.options.settle_ms, 0u);
  EXPECT_EQ(ParseCommand({}).problem, Problem::kEmpty);
}

TEST(ProblemSentence, HasOneForEverythingAndSomethingForTheRest) {
  EXPECT_STREQ(ProblemSentence(Problem::kNone), "no problem");
  EXPECT_STREQ(ProblemSentence(Problem::kUnknownValue), "the option has no such value");
  EXPECT_STREQ(ProblemSentence(static_cast<Problem>(200)), "unknown problem");
}

// What a kernel would compile: the parser works at compile time.
constexpr char kLine[] = "pair eth0 mac profile=hn";
static_assert(ParseCommand({kLine, sizeof(kLine) - 1}).command.options.profile == 2);

}  // namespace
}  // namespace vfpair
