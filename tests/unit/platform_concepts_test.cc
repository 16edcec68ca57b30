// SPDX-License-Identifier: BSD-2-Clause
// A platform that lacks anything, or has it in another form, is not one.
#include <gtest/gtest.h>

#include "vfpair/testing/null_platform.h"

namespace vfpair {
namespace {

using Good = testing::NullPlatform;
static_assert(Platform<Good>);

// Each hides one requirement behind something else of the same name.
struct NoFacts : Good {
  void ReadFacts() noexcept {}
};
struct FactsMayThrow : Good {
  Status ReadFacts(InterfaceId, InterfaceFacts&) { return {}; }
};
struct FactsAnswerBool : Good {
  bool ReadFacts(InterfaceId, InterfaceFacts&) noexcept { return true; }
};
static_assert(!ReadsFacts<NoFacts> && !ReadsFacts<FactsMayThrow> && !ReadsFacts<FactsAnswerBool>);

struct NoOverlay : Good {
  void Overlay() noexcept {}
};
struct MarksAnyInterface : Good {
  Status Mark(SyntheticId, bool) noexcept { return {}; }
};
struct CaptureMayThrow : Good {
  Status Capture(VfId, bool) { return {}; }
};
struct NoLink : Good {
  void Link() noexcept {}
};
static_assert(!Hooks<NoOverlay> && !Hooks<MarksAnyInterface> && !Hooks<CaptureMayThrow> &&
              !Hooks<NoLink>);

struct WithholdsOnlyOnVf : Good {
  Status Withhold(VfId, Capabilities) noexcept { return {}; }
};
struct NoTso : Good {
  void LimitTso() noexcept {}
};
struct SetsMtuOnlyOnSynthetic : Good {
  Status SetMtu(SyntheticId, U32) noexcept { return {}; }
};
struct SetUpAnswersNothing : Good {
  void SetUp(VfId, bool) noexcept {}
};
static_assert(!ControlsLegs<WithholdsOnlyOnVf> && !ControlsLegs<NoTso> &&
              !ControlsLegs<SetsMtuOnlyOnSynthetic> && !ControlsLegs<SetUpAnswersNothing>);

struct ReadsVfsFilters : Good {
  Status ReadFilters(VfId, FilterSet&) noexcept { return {}; }
};
struct FiltersMayThrow : Good {
  Status ChangeFilter(VfId, const FilterEntry&, bool) { return {}; }
};
static_assert(!ControlsFilters<ReadsVfsFilters> && !ControlsFilters<FiltersMayThrow>);

struct SteersWithoutGeneration : Good {
  Status SteerHost(Side) noexcept { return {}; }
};
static_assert(!SteersHost<SteersWithoutGeneration>);

struct PublishMayThrow : Good {
  void Publish(const Path*) {}
};
struct NoGrace : Good {
  void Grace(int) noexcept {}
};
struct NoWake : Good {
  void Wake(int) noexcept {}
};
struct NarrowReadyMask : Good {
  U32 ReadyMask() noexcept { return 0; }
};
static_assert(!PublishesPath<PublishMayThrow> && !PublishesPath<NoGrace> &&
              !PublishesPath<NoWake> && !PublishesPath<NarrowReadyMask>);

struct UnboundedDrain : Good {
  Status DrainTransmit(Side, VfId) noexcept { return {}; }
};
struct UnboundedReceiveDrain : Good {
  void DrainReceive(VfId) noexcept {}
};
struct NoAnnounce : Good {
  void Announce() noexcept {}
};
static_assert(!CutsOver<UnboundedDrain> && !CutsOver<UnboundedReceiveDrain> &&
              !CutsOver<NoAnnounce>);

struct TimeInSeconds : Good {
  double NowNs() noexcept { return 0; }
};
struct NoTimer : Good {
  void SetTimer() noexcept {}
};
struct ScheduleMayThrow : Good {
  void Schedule() {}
};
static_assert(!KeepsTime<TimeInSeconds> && !KeepsTime<NoTimer> && !KeepsTime<ScheduleMayThrow>);

struct NoTrace : Good {
  void Trace() noexcept {}
};
static_assert(!Traces<NoTrace>);

static_assert(!Platform<NoFacts> && !Platform<NoOverlay> && !Platform<NoTso> &&
              !Platform<ReadsVfsFilters> && !Platform<SteersWithoutGeneration> &&
              !Platform<NoGrace> && !Platform<UnboundedDrain> && !Platform<NoTimer> &&
              !Platform<NoTrace> && !Platform<int>);

TEST(PlatformConcepts, AreCheckedAtCompileTime) { SUCCEED(); }

}  // namespace
}  // namespace vfpair
