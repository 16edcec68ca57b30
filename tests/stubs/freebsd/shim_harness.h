// SPDX-License-Identifier: BSD-2-Clause
// The conformance harness of the FreeBSD adapter: the module as it is, in the kernel that this
// directory stands for, with NICs that have rings, a host and a peer.
//
// What a test does are a kernel's events, ifconfig and /dev/vfpair; what it sees are the fields of
// interfaces, /dev/vfpair and hw.vfpair. Drivers fail where a test wants an effect to fail. Two
// things are not the module's own: its platform is watched, and the host is asked, because the
// module asks none (watched_shim.h, shim_words.h).
#ifndef TESTS_STUBS_FREEBSD_SHIM_HARNESS_H_
#define TESTS_STUBS_FREEBSD_SHIM_HARNESS_H_

#include <deque>
#include <map>
#include <optional>
#include <string>

#include "tests/stubs/freebsd/kernel_clock.h"
#include "tests/stubs/freebsd/left_behind.h"
#include "tests/stubs/freebsd/nic.h"
#include "tests/stubs/freebsd/shim_test.h"
#include "tests/stubs/freebsd/watched_shim.h"
#include "vfpair/testing/conformance_fixture.h"

class ShimHarness : private Watcher {
 public:
  /// An interface, as host and stack see it.
  struct Port {
    Port(std::string role, NicSpec spec) : nic(std::move(role), std::move(spec)) {}
    bool present() const { return nic.attached() && !nic.dead(); }
    bool HasLink() const { return nic.HasLink(); }

    Nic nic;
    vfpair::U64 frames_to = 0, frames_from = 0;
    std::optional<Snapshot> own;                       // as its driver made it
    std::map<uint16_t, int> vlans;                     // that its driver filters
    size_t delivered = 0;                              // of what its stack has received
    std::optional<vfpair::testing::NicSnapshot> left;  // when it went away
  };
  using Vf = Port*;

  static constexpr vfpair::testing::OsLimits kLimits{
      .always = vfpair::kScatterGather, .one_unicast_address = true, .mtu_unknown = true};
  /// The cases that cannot be there on FreeBSD, and why: conformance_test.cc.
  static const char* WhyNot(const std::string& test);

  struct Hardware {
    int64_t synthetic_ns, vf_ns;  // from the ring to the wire, and by the wire from the host
    bool vf_stops_first;          // NicSpec::stops_first
  };

  explicit ShimHarness(const vfpair::testing::ConformanceOptions& options,
                       const Hardware& hardware = {400'000, 20'000, false});
  virtual ~ShimHarness();
  ShimHarness(const ShimHarness&) = delete;
  ShimHarness& operator=(const ShimHarness&) = delete;

  vfpair::Status StartPair();
  void Unpair();
  void RemoveSynthetic();

  Vf AddVf();
  vfpair::Status Arrive(Vf vf);
  void Depart(Vf vf);
  void PullOut(Vf vf);
  void CloseVf(Vf vf);
  void MoveVf(Vf vf);
  void SetVfCable(Vf vf, bool plugged);

  void SetSyntheticUp(bool up);
  void SetSyntheticWanted(vfpair::Capabilities wanted);
  vfpair::Status SetMtu(vfpair::U32 mtu);
  bool AddSyntheticFilter(const vfpair::FilterEntry& entry) { return AddFilter(s_, entry); }
  void RemoveSyntheticFilter(const vfpair::FilterEntry& entry);
  bool AddVfFilter(Vf vf, const vfpair::FilterEntry& entry) { return AddFilter(*vf, entry); }

  void RevokeHost();
  virtual void SetHost(vfpair::testing::HostMode mode) { host_.SetMode(mode); }
  void Advance(vfpair::U64 ns) { clock_.Advance(ns); }
  void Send();
  void Stream(int packets, vfpair::U64 every_ns);

  vfpair::State state();
  vfpair::Reason reason();
  vfpair::PathMode path();
  vfpair::Size candidates();
  bool Holds(Vf vf);
  bool HostSteersToVf(Vf vf) { return host_.SteersTo(*vf); }
  vfpair::testing::NicSnapshot SeenSynthetic() { return Seen(s_); }
  vfpair::testing::NicSnapshot SeenVf(Vf vf) { return Seen(*vf); }
  vfpair::testing::TrafficTotals Traffic();
  vfpair::U64 PacketsOverVf();
  std::string Complaint();
  vfpair::testing::FaultInjector& faults() override { return faults_; }

 private:
  using Host = vfpair::testing::BasicSimSwitch<KernelClock, Port>;

  static NicSpec SyntheticSpec();
  NicSpec VfSpec() const;
  Port* PortOf(const ifnet* ifp);
  void Connect(Port& port, vfpair::testing::DropCause lost, int64_t transmit_ns);

  // the pair, as /dev/vfpair and hw.vfpair show it
  static std::string Command(const std::string& line);
  std::string Shown(const std::string& key) const;
  bool IsPaired() const { return !Shown("state").empty(); }

  // interfaces
  bool AddFilter(Port& port, const vfpair::FilterEntry& entry);
  vfpair::testing::NicSnapshot Seen(Port& port);
  vfpair::testing::NicSnapshot Look(Port& port);
  static void LookAtFilters(const Port& port, vfpair::testing::NicSnapshot& seen);
  void ExpectOwn(Port& port);

  // events of the kernel, before and after everybody else has heard of them
  void Listen();
  void StopListening();
  void ClosingBegins(const ifnet* ifp);
  void ClosingEnds(const ifnet* ifp);
  void Vlan(const ifnet* ifp, uint16_t id, int change);
  void Departed(const ifnet* ifp);
  /// What V's driver was told since Journal() had that size is a complaint.
  void NothingTold(const Port& port, size_t since, const char* when);

  // the host, packets and faults
  vfpair::Status AskHost(vfpair::Side side, vfpair::VfId vf, vfpair::U32 generation) override;
  void PeerSend();
  void OnWire(Port& port, uint64_t number);
  void Receive(Port& port, const vfpair::testing::SimPacket& packet);
  void TakeReceived(Port& port);
  bool FailDriver(vfpair::testing::Effect effect, vfpair::Outcome outcome);

  vfpair::testing::ConformanceOptions options_;
  Hardware hardware_;
  LeftBehind left_behind_;
  KernelClock clock_;
  vfpair::testing::FaultInjector faults_;
  vfpair::testing::PacketLedger traffic_;
  vfpair::U64 on_wires_ = 0;
  Host host_;
  Port s_;
  std::deque<Port> vfs_;
  Nic* failing_ = nullptr;
  u_long failing_request_ = 0;
  size_t told_before_ = 0;
  std::deque<eventhandler_tag> tags_;
  bool over_ = false;
  std::string complaint_;
};

#endif  // TESTS_STUBS_FREEBSD_SHIM_HARNESS_H_
