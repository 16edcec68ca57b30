// SPDX-License-Identifier: BSD-2-Clause
// A platform that records nothing by itself passes the conformance suite when it is watched.
#include "vfpair/testing/conformance.h"
#include "vfpair/testing/sim_harness.h"
#include "vfpair/testing/watched_platform.h"

namespace {

using namespace vfpair::testing;

/// The simulated platform, whose own injector is asked for nothing.
struct OwnFaults {
  FaultInjector own;
};
class Unwatched : private OwnFaults, public SimPlatform {
 public:
  Unwatched(ManualClock& clock, SimSwitch& host, SimNic& synthetic)
      : SimPlatform(clock, host, own, synthetic) {}
};

class Watched : public WatchedPlatform<Unwatched> {
 public:
  Watched(ManualClock& clock, SimSwitch& host, FaultInjector& faults, SimNic& synthetic)
      : WatchedPlatform(faults, clock, host, synthetic) {}
};

using WatchedHarness = BasicSimHarness<Watched>;

}  // namespace

VFPAIR_INSTANTIATE_CONFORMANCE(Watched, ::WatchedHarness);
