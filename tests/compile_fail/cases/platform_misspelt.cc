// SPDX-License-Identifier: BSD-2-Clause
// expect: vfpair platform: Wake\(\) is missing: packets that .* Write: void Wake\(\) noexcept;
// expect-errors: 1
// A platform written out, used as a driver would: of its use nothing is said.
#include "vfpair/vfpair.h"

using namespace vfpair;

#ifdef FAIL
#define WAKE WakeUp
#else
#define WAKE Wake
#endif

struct MyPlatform {
  Status ReadFacts(InterfaceId id, InterfaceFacts& out) noexcept;
  Status Overlay(bool on) noexcept;
  Status Mark(VfId vf, bool on) noexcept;
  Status Capture(VfId vf, bool on) noexcept;
  Status Link(VfId vf, bool on) noexcept;
  Status Withhold(SyntheticId s, Capabilities withheld) noexcept;
  Status Withhold(VfId vf, Capabilities withheld) noexcept;
  Status LimitTso(SyntheticId s, const TsoLimits& limits) noexcept;
  Status SetMtu(SyntheticId s, U32 mtu) noexcept;
  Status SetMtu(VfId vf, U32 mtu) noexcept;
  Status SetUp(VfId vf, bool up) noexcept;
  Status ReadFilters(SyntheticId s, FilterSet& out) noexcept;
  Status ChangeFilter(VfId vf, const FilterEntry& entry, bool add) noexcept;
  Status SteerHost(Side side, U32 generation) noexcept;
  void Publish(const Path* path) noexcept;
  void Grace() noexcept;
  void WAKE() noexcept;
  unsigned long ReadyMask() noexcept;
  unsigned long ReadyValue() noexcept;
  Status DrainTransmit(Side side, VfId vf, U32 budget_us) noexcept;
  void DrainReceive(Side side, VfId vf, U32 quiet_us, U32 budget_us) noexcept;
  void HoldReceive(Side side, VfId vf, bool on) noexcept;
  void Announce(Side side, VfId vf) noexcept;
  U64 NowNs() noexcept;
  void SetTimer(U64 deadline_ns) noexcept;
  void Schedule() noexcept;
  void Trace(const Transition& transition) noexcept;
};

template class vfpair::Pair<MyPlatform>;

Status Test(MyPlatform& platform, const InterfaceFacts& arrived) {
  Pair<MyPlatform> pair(platform, SyntheticId(), Rule{});
  Registry<MyPlatform> registry;
  if (const Status status = registry.Add(pair); !status.ok()) return status;
  pair.Signal(kSignalVf);
  pair.Run();
  return registry.Arrived(arrived);
}
