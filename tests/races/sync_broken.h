// SPDX-License-Identifier: BSD-2-Clause
// Synchronisations that are not: a suite that does not find these finds nothing.
#ifndef VFPAIR_TESTS_RACES_SYNC_BROKEN_H_
#define VFPAIR_TESTS_RACES_SYNC_BROKEN_H_

#include "tests/races/sync_epoch.h"
#include "tests/races/sync_urcu.h"

namespace vfpair::races {

/// Nobody waits for the readers.
class NoGrace : public ContractOrders {
 public:
  class Thread {
   public:
    explicit Thread(NoGrace&) {}
    void Enter() {}
    void Leave() {}
    void Rest() {}
    void Resume() {}
  };
  void Grace() {}
};

/// Readers do not say that they are inside.
class UnmarkedReaders : public ContractOrders {
 public:
  class Thread {
   public:
    explicit Thread(UnmarkedReaders& sync) : thread_(sync.epoch_) {}
    void Enter() {}
    void Leave() {}
    void Rest() {}
    void Resume() {}

   private:
    Epoch::Thread thread_;
  };
  void Grace() { epoch_.Grace(); }

 private:
  Epoch epoch_;
};

/// A path that may be seen before what is in it.
class RelaxedPublish : public Epoch {
 public:
  using Epoch::Epoch;
  static constexpr std::memory_order kPublish = std::memory_order_relaxed;
};
class RelaxedLoad : public Epoch {
 public:
  using Epoch::Epoch;
  static constexpr std::memory_order kLoad = std::memory_order_relaxed;
};

/// liburcu with the annotations, but without the wait: they must not hide what they stand for.
struct NoWaitFlavour : MembFlavour {
  static void Synchronize() {}
};
using AnnotatedWithoutWait = UserspaceRcu<NoWaitFlavour>;

static_assert(Sync<NoGrace> && Sync<UnmarkedReaders> && Sync<RelaxedPublish> && Sync<RelaxedLoad> &&
              Sync<AnnotatedWithoutWait>);

}  // namespace vfpair::races

#endif  // VFPAIR_TESTS_RACES_SYNC_BROKEN_H_
