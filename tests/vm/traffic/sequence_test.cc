// SPDX-License-Identifier: BSD-2-Clause

#include "tests/vm/traffic/sequence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vfpair::traffic {
namespace {

using testing::HasSubstr;

constexpr std::int64_t kMs = 1'000'000;

// A packet sent every 2 ms that takes 1 ms.
Arrival OnTime(std::uint64_t sequence) {
  const auto sent = static_cast<std::int64_t>(1000 + 2 * sequence) * kMs;
  return {sequence, sent, sent + kMs, false};
}

TEST(SequenceLog, CountsACleanStream) {
  SequenceLog log;
  for (std::uint64_t i = 0; i < 10; ++i) log.Add(OnTime(i));
  EXPECT_THAT(log.Report(10),
              HasSubstr("\"sent\":10,\"received\":10,\"lost\":0,"
                        "\"duplicated\":0,\"reordered\":0,"
                        "\"longest_gap_ms\":2.000"));
}

TEST(SequenceLog, NamesTheMissingRunAndItsNeighbours) {
  SequenceLog log;
  for (const std::uint64_t i : {0u, 1u, 4u}) log.Add(OnTime(i));
  const std::string report = log.Report(6);
  EXPECT_THAT(report, HasSubstr("\"lost\":3"));
  EXPECT_THAT(report, HasSubstr("{\"first\":2,\"count\":2,\"after_ns\":1002000000,"
                                "\"before_ns\":1008000000}"));
  EXPECT_THAT(report, HasSubstr("{\"first\":5,\"count\":1,\"after_ns\":1008000000,"
                                "\"before_ns\":0}"));
}

TEST(SequenceLog, TellsDuplicatesFromLatePackets) {
  SequenceLog log;
  for (const std::uint64_t i : {0u, 2u, 1u, 1u, 3u}) log.Add(OnTime(i));
  EXPECT_EQ(log.received(), 5u);
  EXPECT_EQ(log.duplicated(), 1u);
  EXPECT_EQ(log.reordered(), 1u);
  EXPECT_THAT(log.Report(4), HasSubstr("\"lost\":0"));
}

TEST(SequenceLog, APauseOfTheSenderIsNoGap) {
  SequenceLog log;
  log.Add({0, 1000 * kMs, 1001 * kMs, false});
  log.Add({1, 5000 * kMs, 5001 * kMs, true});
  log.Add({2, 5002 * kMs, 5033 * kMs, false});
  const std::string report = log.Report(3);
  EXPECT_THAT(report, HasSubstr("\"longest_gap_ms\":32.000"));
  EXPECT_THAT(report, HasSubstr("\"longest_gap_sender_ms\":2.000"));
}

TEST(SequenceLog, TimelineIsCoarse) {
  SequenceLog log;
  for (std::uint64_t i = 0; i < 12; ++i) log.Add(OnTime(i));
  EXPECT_THAT(log.Report(12), HasSubstr("\"timeline\":[[0,1000000000],[10,1020000000]]"));
}

}  // namespace
}  // namespace vfpair::traffic
