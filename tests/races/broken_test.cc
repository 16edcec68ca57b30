// SPDX-License-Identifier: BSD-2-Clause
// The suite can fail: each mistake, made on purpose, is found by ThreadSanitizer (or
// AddressSanitizer) or by the marks of freed memory and the packets' account.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include "tests/races/sync_broken.h"
#include "tests/races/world.h"

#ifdef VFPAIR_RACES_TSAN
extern "C" const char* __tsan_default_options();
extern "C" const char* __tsan_default_options() { return "halt_on_error=1"; }
#endif

namespace vfpair::races {
namespace {

// Everything that the mistakes are about, until one is found or the rounds are over.
template <Sync S>
[[noreturn]] void Storm(Mistake mistake) {
  {
    World<S> world({.mistake = mistake});
    world.StartTraffic();
    for (int round = 0; round < 40; ++round) {
      world.MakePair();
      world.PlugVf();
      world.Reach(State::kActive);
      world.WaitForTraffic(1);
      if (round % 2 != 0) world.CloseVf();
      world.UnplugVf();
      if (round % 4 == 0) world.Unpair();
    }
    world.Finish();
    const std::string complaint = world.ledger().Complaint();
    if (complaint != "") Complain(complaint.c_str());
  }
  std::_Exit(0);
}

// A packet is in the middle of V's transmit while V is removed.
template <Sync S>
[[noreturn]] void RemovalDuringTransmit(Mistake mistake) {
  {
    World<S>* here = nullptr;
    std::atomic<bool> inside{false};
    World<S> world({.mistake = mistake, .inside_vf = [&](Size sender) {
                      if (sender != 0 || inside.exchange(true)) return;
                      while (!here->vf_freed()) std::this_thread::yield();
                    }});
    here = &world;
    world.MakePair();
    world.StartTraffic();
    world.PlugVf();
    world.Reach(State::kActive);
    while (!inside.load()) std::this_thread::yield();
    world.UnplugVf();
  }
  std::_Exit(0);
}

// A packet that V received is on its way up while V is released.
[[noreturn]] void ReleaseDuringReceive(Mistake mistake) {
  {
    std::atomic<bool> inside{false};
    World<Epoch>* here = nullptr;
    World<Epoch> world({
        .host = HostMode::kSilent,
        .mistake = mistake,
        .inside_receive =
            [&] {
              inside.store(true);
              while (here->station().contexts.freed() == 0) std::this_thread::yield();
            },
    });
    here = &world;
    world.MakePair();
    world.PlugVf();
    world.Reach(State::kSwitching);
    world.ReceiveOverVf();
    while (!inside.load()) std::this_thread::yield();
    world.Unpair();
  }
  std::_Exit(0);
}

// S's addresses change while the pair copies them to V.
[[noreturn]] void ChangeFilters(Mistake mistake) {
  {
    World<Epoch> world({.mistake = mistake});
    world.MakePair();
    world.PlugVf();
    world.Reach(State::kActive);
    constexpr int kChanges = 2000;
    std::atomic<int> changes{0};  // relaxed: it must order nothing
    std::thread user([&] {
      for (int i = 0; i <= kChanges; ++i) {
        world.ToggleFilter(static_cast<U8>(i % 7));
        changes.store(i, std::memory_order_relaxed);
      }
    });
    while (changes.load(std::memory_order_relaxed) < kChanges) {
      world.AsActor([](auto& pair) {
        pair.core.Signal(kSignalFilters);
        pair.core.Run();
      });
    }
    user.join();
  }
  std::_Exit(0);
}

bool Failed(int status) { return !WIFEXITED(status) || WEXITSTATUS(status) != 0; }

#define EXPECT_FOUND(statement, what) EXPECT_EXIT(statement, Failed, what)

constexpr char kOnlyByThreadSanitizer[] = "too rare to be seen, or never done by this processor";
constexpr char kUseAfterFree[] =
    "data race|use-after-free|after it was freed|after it was closed|still on its way";

class BrokenTest : public ::testing::Test {
 protected:
  void SetUp() override { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

TEST_F(BrokenTest, NothingIsFoundWhenNothingIsBroken) {
  EXPECT_EXIT(Storm<Epoch>(Mistake::kNone), ::testing::ExitedWithCode(0), "");
  EXPECT_EXIT(Storm<UrcuMemb>(Mistake::kNone), ::testing::ExitedWithCode(0), "");
  EXPECT_EXIT(ChangeFilters(Mistake::kNone), ::testing::ExitedWithCode(0), "");
}

TEST_F(BrokenTest, NoGracePeriodIsFound) {
  EXPECT_FOUND(RemovalDuringTransmit<NoGrace>(Mistake::kNone), kUseAfterFree);
}

TEST_F(BrokenTest, ReadersThatDoNotSayTheyAreInsideAreFound) {
  EXPECT_FOUND(RemovalDuringTransmit<UnmarkedReaders>(Mistake::kNone), kUseAfterFree);
}

TEST_F(BrokenTest, AnnotationsDoNotHideAGracePeriodThatDoesNotWait) {
  EXPECT_FOUND(RemovalDuringTransmit<AnnotatedWithoutWait>(Mistake::kNone), kUseAfterFree);
}

TEST_F(BrokenTest, PathPublishedBeforeItsContentsIsFound) {
  if (!kThreadSanitizer) GTEST_SKIP() << kOnlyByThreadSanitizer;
  EXPECT_FOUND(Storm<RelaxedPublish>(Mistake::kNone), "data race");
}

TEST_F(BrokenTest, PathLoadedBeforeItsContentsIsFound) {
  if (!kThreadSanitizer) GTEST_SKIP() << kOnlyByThreadSanitizer;
  EXPECT_FOUND(Storm<RelaxedLoad>(Mistake::kNone), "data race");
}

TEST_F(BrokenTest, VfFreedBeforeThePairKnowsIsFound) {
  EXPECT_FOUND(RemovalDuringTransmit<Epoch>(Mistake::kFreeVfFirst), kUseAfterFree);
}

TEST_F(BrokenTest, ReceiveContextFreedWithoutGraceIsFound) {
  EXPECT_FOUND(ReleaseDuringReceive(Mistake::kCaptureWithoutGrace), kUseAfterFree);
}

TEST_F(BrokenTest, PairFreedWithoutGraceIsFound) {
  if (!kThreadSanitizer) GTEST_SKIP() << kOnlyByThreadSanitizer;
  EXPECT_FOUND(Storm<Epoch>(Mistake::kUnhookWithoutGrace), kUseAfterFree);
}

TEST_F(BrokenTest, FiltersReadWithoutTheirLockAreFound) {
  if (!kThreadSanitizer) GTEST_SKIP() << kOnlyByThreadSanitizer;
  EXPECT_FOUND(ChangeFilters(Mistake::kFiltersWithoutLock), "data race");
}

TEST_F(BrokenTest, PacketSentTwiceIsFound) {
  EXPECT_FOUND(Storm<Epoch>(Mistake::kDeliverTwice), "packets twice");
}

TEST_F(BrokenTest, PacketForgottenIsFound) {
  EXPECT_FOUND(Storm<Epoch>(Mistake::kForget), "neither delivered nor counted");
}

}  // namespace
}  // namespace vfpair::races
