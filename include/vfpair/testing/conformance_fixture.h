// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What the conformance suites need of a platform's author: a harness.
//
// A harness builds one machine with S, a host and a peer; lets the test drive it; and shows what
// can be seen from outside. sim_harness.h is the example to copy. There is one machine at a time.
// Time is the harness's: Advance() may move a clock or wait. A FaultInjector sits between the pair
// and the platform: WatchedPlatform puts it there, for a platform in C++ or behind the C contract.
// For a host that does as the modes say, and a peer behind it, there is BasicSimSwitch.
//
// Operating systems differ in what their interfaces have. A harness may say in what its own does,
// and the suites expect the rest; and for a test which asks for what cannot be there at all, why
// not: it is reported as skipped.
//
//   static constexpr OsLimits kLimits{.one_unicast_address = true};
//   static const char* WhyNot(const std::string& test);  // nullptr: the test applies
#ifndef VFPAIR_TESTING_CONFORMANCE_FIXTURE_H_
#define VFPAIR_TESTING_CONFORMANCE_FIXTURE_H_

// clang-format off
#include "vfpair/testing/hosted.h"  // first: it says no to kernels
// clang-format on

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "vfpair/candidates.h"
#include "vfpair/machine.h"
#include "vfpair/path.h"
#include "vfpair/profile.h"
#include "vfpair/testing/fault_injector.h"
#include "vfpair/testing/sim_nic.h"
#include "vfpair/testing/sim_switch.h"
#include "vfpair/testing/text.h"

VFPAIR_TESTING_BEGIN

/// The machine a test asks for. S: MTU 1500, range 68..9000. V: MTU 1400, lacks TSO4 and
/// scatter-gather, limits TSO to 32000 bytes in 8 segments, no VLAN of ours on it.
struct ConformanceOptions {
  HostMode host = HostMode::kToldAtOnce;
  bool synthetic_up = true;
  bool vf_up = false;  ///< as it arrives
  U32 vf_mtu_max = 9000;
  Size vf_unicast_room = 16;
  bool vf_has_vlan_filter = true;
  U64 vf_link_ns = 0;  ///< from being brought up to carrier
  Profile profile = kStrictProfile;
};

/// What an operating system's interfaces have always, or never.
struct OsLimits {
  Capabilities always{};             ///< nothing can be without these: V has them, too
  bool one_unicast_address = false;  ///< there is no list of further ones
  bool mtu_unknown = false;  ///< what MTU V can have is known only when V has been asked for it
};

template <class H>
concept ConformanceHarness = requires(H& h, const ConformanceOptions& options, typename H::Vf vf,
                                      const FilterEntry& entry) {
  H(options);
  // The rule.
  { h.StartPair() } -> SameAs<Status>;
  h.Unpair();
  h.RemoveSynthetic();
  // VFs: AddVf() makes one the OS does not know yet. PullOut() is a removal without warning;
  // CloseVf() is somebody else bringing V down; MoveVf() is its user taking it to another network
  // namespace.
  { h.AddVf() } -> SameAs<typename H::Vf>;
  { h.Arrive(vf) } -> SameAs<Status>;
  h.Depart(vf);
  h.PullOut(vf);
  h.CloseVf(vf);
  h.MoveVf(vf);
  h.SetVfCable(vf, true);
  // The user of S.
  h.SetSyntheticUp(true);
  h.SetSyntheticWanted(Capabilities());
  { h.SetMtu(U32{}) } -> SameAs<Status>;
  { h.AddSyntheticFilter(entry) } -> SameAs<bool>;
  h.RemoveSyntheticFilter(entry);
  { h.AddVfFilter(vf, entry) } -> SameAs<bool>;
  // The host, time, and packets: Send() from the stack through S; Stream() that and from the peer
  // to S, so many, one each per so many ns, from now on and while the pair is at work.
  h.RevokeHost();
  h.SetHost(HostMode::kLearns);
  h.Advance(U64{});
  h.Send();
  h.Stream(int{}, U64{});
  // What can be seen.
  { h.state() } -> SameAs<State>;
  { h.reason() } -> SameAs<Reason>;
  { h.path() } -> SameAs<PathMode>;
  { h.candidates() } -> SameAs<Size>;
  { h.Holds(vf) } -> SameAs<bool>;
  { h.HostSteersToVf(vf) } -> SameAs<bool>;
  { h.SeenSynthetic() } -> SameAs<NicSnapshot>;
  { h.SeenVf(vf) } -> SameAs<NicSnapshot>;
  { h.Traffic() } -> SameAs<TrafficTotals>;
  { h.PacketsOverVf() } -> SameAs<U64>;
  { h.Complaint() } -> SameAs<std::string>;  ///< "" while the contracts hold
  { h.faults() } -> SameAs<FaultInjector&>;
};

/// Base of all conformance suites.
template <ConformanceHarness H>
class ConformanceFixture : public ::testing::Test {
 protected:
  using Vf = typename H::Vf;

  void SetUp() override {
    if constexpr (requires(std::string test) { H::WhyNot(test); }) {
      const char* why = H::WhyNot(::testing::UnitTest::GetInstance()->current_test_info()->name());
      if (why != nullptr) GTEST_SKIP() << why;
    }
  }
  static constexpr OsLimits Limits() {
    if constexpr (requires { H::kLimits; }) return H::kLimits;
    return {};
  }

  void Begin(const ConformanceOptions& options = {}) {
    options_ = options;
    h_.reset();  // one machine at a time
    h_ = std::make_unique<H>(options);
    synthetic_before_ = h().SeenSynthetic();
    ASSERT_TRUE(h().StartPair().ok());
  }
  /// One V arrives and its settle time elapses.
  void BeginWithVf(const ConformanceOptions& options = {}) {
    ASSERT_NO_FATAL_FAILURE(Begin(options));
    vf_ = h().AddVf();
    vf_before_ = h().SeenVf(vf_);
    ASSERT_TRUE(h().Arrive(vf_).ok());
    h().Advance(options.profile.settle_ns);
  }
  void BeginActive(const ConformanceOptions& options = {}) {
    ASSERT_NO_FATAL_FAILURE(BeginWithVf(options));
    h().Advance(options.vf_link_ns + 100 * kNsPerMs);
    ASSERT_EQ(Name(h().state()), "active");
  }
  void TearDown() override {
    if (h_ != nullptr) {
      EXPECT_EQ(h().Complaint(), "");
    }
  }

  H& h() { return *h_; }
  Vf vf() { return vf_; }
  std::string StateNow() { return Name(h().state()); }
  static std::string Name(State state) { return StateName(state); }
  std::string ReasonNow() { return ReasonSentence(h().reason()); }

  /// Traffic both ways, a packet each `every_ns`.
  void Exchange(int packets, U64 every_ns = 100'000) {
    h().Stream(packets, every_ns);
    h().Advance(static_cast<U64>(packets) * every_ns);
  }
  void ExpectNothingLost() {
    h().Advance(kNsPerMs);
    const TrafficTotals t = h().Traffic();
    EXPECT_EQ(t.delivered, t.sent);
    EXPECT_EQ(t.dropped, 0u);
    EXPECT_EQ(t.duplicated, 0u);
    EXPECT_EQ(t.reordered, 0u);
  }
  /// Both legs are as they were before the pair.
  void ExpectAsBefore() {
    EXPECT_EQ(h().SeenSynthetic().Text(), synthetic_before_.Text());
    EXPECT_EQ(h().SeenVf(vf_).Text(), vf_before_.Text());
  }
  /// Nothing of vfpair's is on V.
  void ExpectNothingHeld(Vf vf) {
    const NicSnapshot seen = h().SeenVf(vf);
    EXPECT_FALSE(seen.marked || seen.captured || seen.linked) << seen.Text();
    EXPECT_EQ(seen.filters, vf_before_.filters);
  }
  /// The order in which the given effects happened, e.g. "+v-up +host".
  std::string Order(const std::vector<Effect>& of) {
    std::string order;
    for (const EffectRecord& record : h().faults().records())
      for (const Effect effect : of)
        if (record.effect == effect) order += (order.empty() ? "" : " ") + record.Text();
    return order;
  }
  static const std::vector<Effect>& Settings() {
    static const std::vector<Effect> kSettings = {Effect::kOverlay,
                                                  Effect::kMark,
                                                  Effect::kCapture,
                                                  Effect::kLink,
                                                  Effect::kSyntheticCapabilities,
                                                  Effect::kSyntheticTso,
                                                  Effect::kVfCapabilities,
                                                  Effect::kVfMtu,
                                                  Effect::kVfFilter,
                                                  Effect::kVfUp,
                                                  Effect::kHost,
                                                  Effect::kPublishHold,
                                                  Effect::kPublishVf,
                                                  Effect::kPublishSynthetic};
    return kSettings;
  }

  ConformanceOptions options_;
  NicSnapshot synthetic_before_;
  NicSnapshot vf_before_;

 private:
  std::unique_ptr<H> h_;
  Vf vf_{};
};

VFPAIR_TESTING_END

#endif  // VFPAIR_TESTING_CONFORMANCE_FIXTURE_H_
