// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A platform on which everything succeeds and nothing happens: the least that a Pair accepts. Derive
// from it and hide what matters. Freestanding, unlike the rest of testing/.
#ifndef VFPAIR_TESTING_NULL_PLATFORM_H_
#define VFPAIR_TESTING_NULL_PLATFORM_H_

#include "vfpair/platform.h"

VFPAIR_NAMESPACE_BEGIN

namespace testing {

struct NullPlatform {
  Status ReadFacts(InterfaceId, InterfaceFacts&) noexcept { return {}; }
  Status Overlay(bool) noexcept { return {}; }
  Status Mark(VfId, bool) noexcept { return {}; }
  Status Capture(VfId, bool) noexcept { return {}; }
  Status Link(VfId, bool) noexcept { return {}; }
  Status Withhold(SyntheticId, Capabilities) noexcept { return {}; }
  Status Withhold(VfId, Capabilities) noexcept { return {}; }
  Status LimitTso(SyntheticId, const TsoLimits&) noexcept { return {}; }
  Status SetMtu(SyntheticId, U32) noexcept { return {}; }
  Status SetMtu(VfId, U32) noexcept { return {}; }
  Status SetUp(VfId, bool) noexcept { return {}; }
  Status ReadFilters(SyntheticId, FilterSet&) noexcept { return {}; }
  Status ChangeFilter(VfId, const FilterEntry&, bool) noexcept { return {}; }
  Status SteerHost(Side, U32) noexcept { return {}; }
  void Publish(const Path*) noexcept {}
  void Grace() noexcept {}
  void Wake() noexcept {}
  unsigned long ReadyMask() noexcept { return 0; }
  unsigned long ReadyValue() noexcept { return 0; }
  Status DrainTransmit(Side, VfId, U32) noexcept { return {}; }
  void DrainReceive(Side, VfId, U32, U32) noexcept {}
  void HoldReceive(Side, VfId, bool) noexcept {}
  void Announce(Side, VfId) noexcept {}
  U64 NowNs() noexcept { return 0; }
  void SetTimer(U64) noexcept {}
  void Schedule() noexcept {}
  void Trace(const Transition&) noexcept {}
};

static_assert(Platform<NullPlatform>);

}  // namespace testing

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_TESTING_NULL_PLATFORM_H_
