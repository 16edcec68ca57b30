// SPDX-License-Identifier: BSD-2-Clause
// The FreeBSD adapter passes the conformance suite; which of its cases cannot be there, and why.
#include "vfpair/testing/conformance.h"

#include <iterator>
#include <string>

#include "tests/stubs/freebsd/shim_harness.h"

namespace {

using vfpair::testing::ConformanceOptions;
using vfpair::testing::HostMode;

constexpr struct {
  const char* test;
  const char* why;
} kCannotApply[] = {
    {"FullHardwareTableMakesVfListenWider",
     "an interface has one unicast address, and no driver says that its table of groups is full: "
     "it listens wider itself"},
    {"VlanThatVfCannotFilterDegradesAndLeavesNoEntryBehind",
     "a driver hears of VLANs by an event, which it cannot refuse; one without a filter lets "
     "all of them through"},
};
constexpr int kCases = 48;  // these two among them

/// With no host to ask, as the module is: what would do as it is told learns instead. And V is the
/// slow one, which stops when it is taken away.
class ShimThatAsksNobody : public ShimHarness {
 public:
  explicit ShimThatAsksNobody(const ConformanceOptions& options)
      : ShimHarness(Learning(options), {20'000, 400'000, true}) {}
  void SetHost(HostMode mode) override { ShimHarness::SetHost(Learning(mode)); }

 private:
  static HostMode Learning(HostMode mode) {
    return mode == HostMode::kToldAtOnce ? HostMode::kLearns : mode;
  }
  static ConformanceOptions Learning(ConformanceOptions options) {
    options.host = Learning(options.host);
    return options;
  }
};

}  // namespace

const char* ShimHarness::WhyNot(const std::string& test) {
  for (const auto& each : kCannotApply)
    if (test == each.test) return each.why;
  return nullptr;
}

VFPAIR_INSTANTIATE_CONFORMANCE(FreeBsd, ::ShimHarness);
VFPAIR_INSTANTIATE_CONFORMANCE(FreeBsdAsksNobody, ::ShimThatAsksNobody);

// A case that is new in the suite is noticed, and so is one that is excused and not there.
TEST(FreeBsdConformance, EveryCaseIsRunOrExcused) {
  int cases = 0, excused = 0;
  const auto& unit = *::testing::UnitTest::GetInstance();
  for (int i = 0; i < unit.total_test_suite_count(); ++i) {
    const auto& suite = *unit.GetTestSuite(i);
    if (suite.type_param() == nullptr) continue;
    cases += suite.total_test_count();
    for (int j = 0; j < suite.total_test_count(); ++j)
      excused += ShimHarness::WhyNot(suite.GetTestInfo(j)->name()) != nullptr ? 1 : 0;
  }
  EXPECT_EQ(cases, 2 * kCases);
  EXPECT_EQ(excused, 2 * static_cast<int>(std::size(kCannotApply)));
}
