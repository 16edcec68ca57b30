// SPDX-License-Identifier: BSD-2-Clause
// The shim as the platform of a pair that is watched, and that has a host to ask.
#ifndef TESTS_STUBS_FREEBSD_WATCHED_SHIM_H_
#define TESTS_STUBS_FREEBSD_WATCHED_SHIM_H_

#include "os_platform.h"
#include "vfpair/testing/watched_platform.h"

/// Who watches: pairs are made deep inside the shim, and find it here.
class Watcher {
 public:
  virtual vfpair::testing::FaultInjector& faults() = 0;
  /// `vf` is the one that S's frames go to, or come back from.
  virtual vfpair::Status AskHost(vfpair::Side side, vfpair::VfId vf, vfpair::U32 generation) = 0;

  static Watcher*& Current() {
    static Watcher* current = nullptr;
    return current;
  }

 protected:
  ~Watcher() = default;
};

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
