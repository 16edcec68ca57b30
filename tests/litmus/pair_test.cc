// SPDX-License-Identifier: BSD-2-Clause
// The core's own code between threads: every interleaving, and every value that C++ lets a load
// see.
#include "tests/litmus/protocol.h"
//
#include "tests/litmus/hooks.h"
//
#include "vfpair/pair.h"
#include "vfpair/testing/null_platform.h"
#include "vfpair/tx_redirect.h"

namespace vfpair::litmus {
namespace {

Explorer& X() { return Explorer::Current(); }

/// The least that a pair needs, on the explorer's memory.
struct LitmusPlatform : testing::NullPlatform {
  Status ReadFacts(InterfaceId id, InterfaceFacts& out) noexcept {
    const bool is_vf = id.generation != 1;
    out.id = id;
    out.mac = out.permanent_mac = MacAddress{{2, 0, 0, 0, 0, 1}};
    out.kind = kKindEthernet | kKindPhysical;
    out.parent = id.generation;
    out.mtu = 1500;
    out.mtu_range = {68, 9000};
    out.up = is_vf ? vf_up : X().Load(&synthetic_up, 1, Order::kRelaxed, __func__) != 0;
    if (!is_vf) synthetic_seen_up = out.up;
    out.carrier = !is_vf || X().Load(&vf_carrier, 1, Order::kRelaxed, __func__) != 0;
    return Status::Ok();
  }
  Status SetUp(VfId, bool up) noexcept {
    vf_up = up;
    return Status::Ok();
  }
  Status SteerHost(Side side, U32 generation) noexcept {
    if (!host_answers_later || side == Side::kSynthetic) return Status::Ok();
    asked = generation;
    return Status::Pending();
  }
  Status ReadFilters(SyntheticId, FilterSet&) noexcept {
    vf_hears = X().Load(&filters, 0, Order::kRelaxed, __func__);
    return Status::Ok();
  }
  void Publish(const Path* path) noexcept {
    // A cut-over has just written it; a withdrawal holds packets by the path of the cut-over
    // before.
    if (path != nullptr && path->generation != written[path->hold]) {
      written[path->hold] = path->generation;
      X().WritePlain(path, "the path");
    }
    if (path != nullptr && path->hold == 0 && needs_steered_host)
      X().Require(X().Load(&host_side, 0, Order::kRelaxed, __func__) == 1,
                  "the path is V, and what the host did is not known yet");
    X().Store(&published, 0, reinterpret_cast<std::uintptr_t>(path), Order::kRelease, __func__);
  }
  void Grace() noexcept { X().Grace(__func__); }
  unsigned long ReadyMask() noexcept { return 1; }
  unsigned long ReadyValue() noexcept { return 1; }
  U64 NowNs() noexcept { return now_ns; }
  void Schedule() noexcept {
    X().Exchange(&scheduled, 0, Order::kAcqRel, __func__, [](Value) { return Value{1}; });
  }

  // Locations of the explorer: only their addresses count.
  Value published = 0, scheduled = 0, synthetic_up = 1, vf_carrier = 1, vf_memory = 0,
        vf_driver = 0;
  Value host_side = 0, filters = 0, mutex = 0;
  // The actor's.
  bool vf_up = false;
  bool synthetic_seen_up = true;
  bool host_answers_later = false;
  bool needs_steered_host = false;
  U32 asked = 0;
  U32 written[2] = {};  // generations: of the path to V, of the hold
  Value vf_hears = 0;
  U64 now_ns = 1;
};

/// A pair that waits for its host's answer, or that is active.
struct World {
  explicit World(const Profile& chosen) : profile(chosen), pair(platform, S(), Rule{}, profile) {}

  static SyntheticId S() { return SyntheticId(InterfaceId{&kStorage[0], 1}); }
  static VfId V() { return VfId(InterfaceId{&kStorage[1], 2}); }

  void Begin(bool host_answers_later) {
    platform.host_answers_later = host_answers_later;
    InterfaceFacts facts;
    (void)platform.ReadFacts(V().get(), facts);
    X().Require(pair.Start().ok() && pair.Arrived(facts).ok(), "setup");
    platform.now_ns += profile.settle_ns;
    pair.Signal(kSignalTimer);
    pair.Run();
    (void)X().Exchange(&platform.scheduled, 0, Order::kRelaxed, "", [](Value) { return Value{0}; });
  }

  // ---- bodies of threads ----

  void Packet() {
    X().Enter();
    const auto* const path =
        reinterpret_cast<const Path*>(X().Load(&platform.published, 0, Order::kAcquire, __func__));
    if (path != nullptr) X().ReadPlain(path, "the path");
    const auto state = [this](void*) {
      X().ReadPlain(&platform.vf_memory, "V's memory");
      return 1ul;
    };
    if (DecideTx(path, state) == TxVerdict::kVf) X().ReadPlain(&platform.vf_driver, "V's driver");
    X().Leave();
  }
  /// Runs the actor whenever it was scheduled, until nobody is left who would.
  void Worker() {
    const auto is_set = [](Value value) { return value != 0; };
    while (X().WaitUntil(&platform.scheduled, is_set)) {
      X().Exchange(&platform.scheduled, 0, Order::kAcqRel, __func__,
                   [](Value) { return Value{0}; });
      X().Lock(&platform.mutex);
      pair.Run();
      X().Unlock(&platform.mutex);
    }
  }
  void FreeVf() {
    pair.Departed(V());
    X().WritePlain(&platform.vf_memory, "V's memory");
  }
  void CloseVf() {
    X().Lock(&platform.mutex);
    pair.VfClosing(V());
    X().WritePlain(&platform.vf_driver, "V's driver");  // it stops
    platform.vf_up = false;
    X().Unlock(&platform.mutex);
  }

  static inline char kStorage[2];
  LitmusPlatform platform;
  const Profile profile;
  Pair<LitmusPlatform> pair;
};

// At the same address in every run: addresses name locations.
alignas(World) unsigned char storage[sizeof(World)];
World* world = nullptr;

World& NewWorld(const Profile& profile = kStrictProfile) {
  world = new (storage) World(profile);  // the one before is forgotten
  return *world;
}

std::string Is(State state) {
  if (world->pair.state() == state) return "";
  return std::string("it ended ") + StateName(world->pair.state()) + ", not " + StateName(state);
}

// R-LCK-7, T15: publish, hold, grace, withdraw, free: against two packets.
TEST(PairLitmus, PathIsPublishedAndWithdrawnUnderPackets) {
  const Protocol protocol{[](Explorer& x) {
                            NewWorld().Begin(true);
                            x.Add("actor", [] {
                              world->pair.Complete(world->platform.asked, Status::Ok());
                              world->pair.Run();
                              world->FreeVf();
                            });
                            x.Add("packet 1", [] { world->Packet(); });
                            x.Add("packet 2", [] { world->Packet(); });
                          },
                          [] { return Is(State::kIdle); }};
  ExpectHoldsEverywhere(protocol);
  ExpectNeeds(protocol, {{"Publish/store", Weakening::kRelaxed},
                         {"Packet/load", Weakening::kRelaxed},
                         {"Grace/grace", Weakening::kAbsent}});
}

// The path that is written again for the next cut-over is one that no packet reads any more;
// without a hold, only the grace period of the withdrawal before says so.
TEST(PairLitmus, PathIsWrittenAgainWhenNobodyReadsIt) {
  const Protocol protocol{[](Explorer& x) {
                            Profile profile;
                            profile.ordered_cutover = false;
                            NewWorld(profile).Begin(false);
                            x.Add("actor", [] {
                              for (const Value carrier : {0, 1}) {
                                X().Store(&world->platform.vf_carrier, 1, carrier, Order::kRelaxed,
                                          "");
                                world->pair.Signal(kSignalVf);
                                world->pair.Run();
                              }
                            });
                            x.Add("packet 1", [] { world->Packet(); });
                            x.Add("packet 2", [] { world->Packet(); });
                          },
                          [] { return Is(State::kActive); }};
  ExpectHoldsEverywhere(protocol);
  ExpectNeeds(protocol, {{"Grace/grace", Weakening::kAbsent}});
}

// Changes told by any thread while the actor may be at work: the last state of things is seen.
TEST(PairLitmus, SignalIsNeverLost) {
  const Protocol protocol{[](Explorer& x) {
                            NewWorld().Begin(false);
                            x.Add("link", [] {
                              X().Store(&world->platform.vf_carrier, 1, 0, Order::kRelaxed, "");
                              world->pair.Signal(kSignalVf);
                              world->platform.Schedule();
                            });
                            x.Add("user", [] {
                              X().Store(&world->platform.filters, 0, 1, Order::kRelaxed, "");
                              world->pair.Signal(kSignalFilters);
                              world->platform.Schedule();
                            });
                            x.Add("worker", [] { world->Worker(); });
                          },
                          []() -> std::string {
                            if (world->platform.vf_hears != 1)
                              return "V does not hear what S hears";
                            return Is(State::kStarting);
                          }};
  ExpectHoldsEverywhere(protocol);
  ExpectNeeds(protocol, {{"Signal/exchange", Weakening::kRelaxed},
                         {"Signal/exchange", Weakening::kTorn},
                         {"Run/exchange", Weakening::kRelaxed},
                         {"Run/exchange", Weakening::kTorn}});
}

// A25: a late answer beside the good one. Neither covers the other, and what the host did before it
// answered is known when the answer is.
TEST(PairLitmus, LateAnswerDoesNotHideTheGoodOne) {
  const Protocol protocol{[](Explorer& x) {
                            NewWorld().Begin(true);
                            world->platform.needs_steered_host = true;
                            x.Add("late answer", [] {
                              world->pair.Complete(world->platform.asked - 1, Status::Refused({}));
                            });
                            x.Add("answer", [] {
                              X().Store(&world->platform.host_side, 0, 1, Order::kRelaxed, "");
                              world->pair.Complete(world->platform.asked, Status::Ok());
                            });
                            x.Add("worker", [] { world->Worker(); });
                          },
                          [] { return Is(State::kActive); }};
  ExpectHoldsEverywhere(protocol);
  ExpectNeeds(protocol, {{"Answer/compare-exchange", Weakening::kRelaxed},
                         {"Answer/compare-exchange", Weakening::kTorn},
                         {"IsAnswered/load", Weakening::kRelaxed}});
}

// The thread that closes V, the actor that is scheduled, a host that answers meanwhile, and a
// packet.
TEST(PairLitmus, ClosingThreadAndActorAgree) {
  const Protocol protocol{
      [](Explorer& x) {
        NewWorld().Begin(true);
        x.Add("host", [] { world->pair.Complete(world->platform.asked, Status::Ok()); });
        x.Add("closing", [] { world->CloseVf(); });
        x.Add("worker", [] { world->Worker(); });
        x.Add("packet", [] { world->Packet(); });
      },
      [] { return Is(State::kDegraded); }};
  ExpectHolds(protocol, Model::kSequential, "sequential");
  ExpectHolds(protocol, Model::kWeak, "weak");
  ExpectNeeds(protocol, {{"Grace/grace", Weakening::kAbsent}});
}

// The closing thread takes one signal for itself, and leaves those that others send meanwhile.
TEST(PairLitmus, ClosingThreadLeavesTheSignalsOfOthers) {
  const Protocol protocol{
      [](Explorer& x) {
        NewWorld().Begin(false);
        x.Add("user", [] {
          X().Store(&world->platform.synthetic_up, 1, 0, Order::kRelaxed, "");
          world->pair.Signal(kSignalSynthetic);
          world->platform.Schedule();
        });
        x.Add("closing", [] { world->CloseVf(); });
        x.Add("worker", [] { world->Worker(); });
      },
      []() -> std::string {
        return world->platform.synthetic_seen_up ? "S is down, and nobody looked" : "";
      }};
  ExpectHoldsEverywhere(protocol);
  ExpectNeeds(protocol, {{"VfClosing/exchange", Weakening::kTorn}});
}

// Orders that nothing here depends on, and why they may stay.
TEST(PairLitmus, EveryOrderOfTheCoreIsNeededOrExplained) {
  const std::map<std::string, const char*> kExplained = {
      {"Run/load relaxed", "it only decides whether to look again; the look itself acquires"},
      {"Schedule/exchange relaxed", "the signals carry what happened; this is the test's own"},
      {"Schedule/exchange torn", "all store the same; the test's own"},
      {"Worker/exchange relaxed", "the test's own"},
      {"Worker/exchange torn", "one worker takes what many set: a loss is a second look"},
  };
  const Coverage& coverage = Coverage::Instance();
  if (coverage.met.empty()) GTEST_SKIP() << "the other tests come first";
  for (const auto& [what, site] : coverage.met) {
    const bool needed = coverage.needed.count(what) != 0;
    const bool explained = kExplained.count(what) != 0;
    EXPECT_NE(needed, explained) << what;
  }
  std::printf("litmus: weakenings=%zu found=%zu explained=%zu\n", coverage.met.size(),
              coverage.needed.size(), kExplained.size());
}

}  // namespace
}  // namespace vfpair::litmus
