// SPDX-License-Identifier: BSD-2-Clause
// The shim as the platform of a pair that is watched, and that has a host to ask. For
// watched_glue.cc only: what the platform is depends on what the adapter offers.
#ifndef TESTS_STUBS_FREEBSD_WATCHED_SHIM_H_
#define TESTS_STUBS_FREEBSD_WATCHED_SHIM_H_

#include "os_platform.h"
#include "tests/stubs/freebsd/watcher.h"
#include "vfpair/testing/watched_platform.h"

/// With a host: the shim does its part of a switch, then the host is asked. steer.c says where a
/// driver does so.
class HostedShim : public vfpair_os::OsPlatform {
 public:
  using OsPlatform::OsPlatform;

  vfpair::Status Capture(vfpair::VfId vf, bool on) noexcept {
    if (on) vf_ = vf;
    return OsPlatform::Capture(vf, on);
  }
  vfpair::Status SteerHost(vfpair::Side side, vfpair::U32 generation) noexcept {
    const vfpair::Status status = OsPlatform::SteerHost(side, generation);
    return status.ok() ? Watcher::Current()->AskHost(side, vf_, generation) : status;
  }

 private:
  vfpair::VfId vf_;
};

class WatchedShim : public vfpair::testing::WatchedPlatform<HostedShim> {
 public:
  explicit WatchedShim(void* cookie) : WatchedPlatform(Watcher::Current()->faults(), cookie) {}
};

#endif  // TESTS_STUBS_FREEBSD_WATCHED_SHIM_H_
