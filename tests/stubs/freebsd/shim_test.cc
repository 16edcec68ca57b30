// SPDX-License-Identifier: BSD-2-Clause
#include "tests/stubs/freebsd/shim_test.h"

#include <algorithm>
#include <cstring>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

namespace {

// The device's own state follows from its settings; what a driver forgets is not ours.
std::string Hex(const uint8_t* mac) {
  char out[16];
  std::snprintf(out, sizeof(out), "%02x%02x%02x%02x%02x%02x", mac[0], mac[1], mac[2], mac[3],
                mac[4], mac[5]);
  return out;
}

}  // namespace

Snapshot::Snapshot(ifnet* ifp)
    : flags(ifp->if_flags),
      drv_flags(ifp->if_drv_flags),
      capabilities(ifp->if_capabilities),
      enabled(ifp->if_capenable),
      assist(ifp->if_hwassist),
      tso_bytes(ifp->if_hw_tsomax),
      tso_segments(ifp->if_hw_tsomaxsegcount),
      tso_segment_bytes(ifp->if_hw_tsomaxsegsize),
      mtu(ifp->if_mtu),
      transmit(ifp->if_transmit),
      qflush(ifp->if_qflush),
      ioctl(ifp->if_ioctl),
      start(ifp->if_start),
      input(ifp->if_input),
      link(ifp->if_link_state),
      promiscuous(ifp->if_pcount),
      all_multicast(ifp->if_amcount),
      references(ifp->references) {
  for (int i = 0; i < ifp->group_count; ++i)
    groups.emplace_back(Hex(ifp->groups[i].mac), ifp->groups[i].references);
  std::sort(groups.begin(), groups.end());
}

std::ostream& operator<<(std::ostream& out, const Snapshot& s) {
  out << std::hex << "flags " << s.flags << " drv " << s.drv_flags << " caps " << s.capabilities
      << " enabled " << s.enabled << " assist " << s.assist << std::dec << " tso " << s.tso_bytes
      << "/" << s.tso_segments << "/" << s.tso_segment_bytes << " mtu " << s.mtu << " methods "
      << reinterpret_cast<void*>(s.transmit) << " " << reinterpret_cast<void*>(s.qflush) << " "
      << reinterpret_cast<void*>(s.ioctl) << " " << reinterpret_cast<void*>(s.start) << " "
      << reinterpret_cast<void*>(s.input) << " link " << s.link << " promisc " << s.promiscuous << " allmulti "
      << s.all_multicast << " refs " << s.references << " groups";
  for (const auto& [mac, references] : s.groups) out << " " << mac << "x" << references;
  return out;
}

void ShimTest::SetUp() {
  Journal().clear();
  fake::Log().clear();
  fake::Devctl().clear();
  fake::Received(s.ifp()).clear();
  fake::Received(v.ifp()).clear();
  fake::InputCalls(s.ifp()) = 0;
  left_behind_.emplace();
  ASSERT_EQ(fake::Load(), 0);
  fake::RunTasks();
  s.Attach();
  fake::SetUp(s.ifp(), true);
  fake::RunTasks();
  Journal().clear();
}

void ShimTest::TearDown() {
  fake::OnSleep(nullptr);
  if (unload_at_end) left_behind_->ExpectUnloaded();
  for (Nic* nic : {&v, &s})
    if (nic->attached()) nic->Detach();
  LeftBehind::ExpectNothing();
}

std::string ShimTest::Command(const std::string& line) {
  std::string reply;
  const int error = fake::SysctlAsk("hw.vfpair.command", line, &reply);
  return error != 0 ? "errno " + std::to_string(error) : reply;
}

void ShimTest::Pair(const std::string& options) {
  ASSERT_THAT(Command("pair " + s.name() + " mac " + options), ::testing::StartsWith("ok"));
  fake::RunTasks();
}

void ShimTest::Activate(const std::string& options) {
  if (Of("state").empty()) Pair(options);
  if (!v.attached()) v.Attach();
  fake::AdvanceMs(2500);
  ASSERT_EQ(Of("state"), "active") << Of("reason");
  Journal().clear();
}

std::string ShimTest::Of(const std::string& node) const {
  std::string out;
  return fake::SysctlRead("hw.vfpair." + s.name() + "." + node, &out) == 0 ? out : "";
}

std::vector<std::string> ShimTest::TakeJournal() {
  std::vector<std::string> told = std::exchange(Journal(), {});
  std::erase_if(told, [](const std::string& line) { return line.ends_with(" announce"); });
  return told;
}
