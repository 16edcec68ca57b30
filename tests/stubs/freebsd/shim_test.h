// SPDX-License-Identifier: BSD-2-Clause
// A machine with the module in it, a synthetic NIC and a VF that is not there yet. What a test
// leaves behind (packets, memory, references, handlers, timers) or the kernel complains of fails
// it.
#ifndef TESTS_STUBS_FREEBSD_SHIM_TEST_H_
#define TESTS_STUBS_FREEBSD_SHIM_TEST_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "tests/stubs/freebsd/left_behind.h"
#include "tests/stubs/freebsd/nic.h"

/// All that an interface has of its user or its driver; equal = nothing of ours is left.
struct Snapshot {
  explicit Snapshot(ifnet* ifp);
  bool operator==(const Snapshot&) const = default;

  int flags, drv_flags, capabilities, enabled;
  uint64_t assist;
  unsigned tso_bytes, tso_segments, tso_segment_bytes, mtu;
  if_transmit_fn_t transmit;
  if_qflush_fn_t qflush;
  if_ioctl_fn_t ioctl;
  if_start_fn_t start;
  void (*input)(ifnet*, mbuf*);
  int link, promiscuous, all_multicast, references;
  std::vector<std::pair<std::string, int>> groups;
};
std::ostream& operator<<(std::ostream& out, const Snapshot& s);

class ShimTest : public ::testing::Test {
 protected:
  ShimTest() = default;
  ShimTest(NicSpec s_spec, NicSpec v_spec) : s("S", s_spec), v("V", v_spec) {}
  void SetUp() override;
  void TearDown() override;

  /// One line to hw.vfpair.command and its reply, or "errno <n>".
  static std::string Command(const std::string& line);
  /// "pair vtnet0 mac ..." was answered "ok".
  void Pair(const std::string& options = "");
  /// V arrives, and is the path in the end.
  void Activate(const std::string& options = "");
  /// Of the pair's sysctl tree: "state", "path", "vf_tx_packets".
  std::string Of(const std::string& node) const;
  uint64_t Count(const std::string& node) const { return std::stoull(Of(node)); }

  static int Send(Nic& nic, uint64_t number, bool multicast = false) {
    return fake::Transmit(nic.ifp(), fake::MakePacket(number, multicast));
  }
  /// What the drivers were told since the last call, announcements apart.
  static std::vector<std::string> TakeJournal();
  static const std::vector<uint64_t>& Received(Nic& nic) { return fake::Received(nic.ifp()); }

  Nic s{"S", {}};
  Nic v{"V", {.driver = "mce"}};
  bool unload_at_end = true;

 private:
  std::optional<LeftBehind> left_behind_;
};

#endif  // TESTS_STUBS_FREEBSD_SHIM_TEST_H_
