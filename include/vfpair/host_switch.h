// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The one question a pair may have open with its host: "steer to this side", with a generation and a
// time limit, so that a late or lost answer can neither be mistaken nor waited for (A25, T-N30).
#ifndef VFPAIR_HOST_SWITCH_H_
#define VFPAIR_HOST_SWITCH_H_

#include "vfpair/desired.h"

VFPAIR_NAMESPACE_BEGIN

class HostSwitch {
 public:
  /// Actor. The generation to ask with; makes every earlier answer stale.
  U32 NextGeneration() noexcept { return ++generation_; }

  /// Actor. The question of the last generation is open.
  void Await(HostPath wanted, U64 deadline_ns) noexcept {
    pending_ = true;
    wanted_ = wanted;
    deadline_ns_ = deadline_ns;
  }

  /// Actor. The answer does not matter any more.
  void Close() noexcept { pending_ = false; }

  /// Any. Records an answer for the actor to find.
  void Answer(U32 generation, bool ok) noexcept {
    const U64 mine = U64{generation} << 8 | (ok ? 1u : 0u);
    U64 latest = __atomic_load_n(&answer_, __ATOMIC_RELAXED);
    do {  // a late answer must not hide a newer one that the actor has not seen yet
      if (static_cast<int>(generation - static_cast<U32>(latest >> 8)) < 0) return;
    } while (!__atomic_compare_exchange_n(&answer_, &latest, mine, false, __ATOMIC_RELEASE,
                                          __ATOMIC_RELAXED));
  }

  /// Actor. Whether the open question was answered, and how.
  bool IsAnswered(bool& ok) const noexcept {
    const U64 answer = __atomic_load_n(&answer_, __ATOMIC_ACQUIRE);
    ok = (answer & 1) != 0;
    return pending_ && static_cast<U32>(answer >> 8) == generation_;
  }

  bool IsLate(U64 now_ns) const noexcept { return pending_ && now_ns >= deadline_ns_; }
  bool pending() const noexcept { return pending_; }
  HostPath wanted() const noexcept { return wanted_; }
  U64 deadline_ns() const noexcept { return deadline_ns_; }

 private:
  friend struct PairInspector;  // tests: tests/model stores and restores whole pairs

  bool pending_ = false;
  HostPath wanted_ = HostPath::kSynthetic;
  U32 generation_ = 0;
  U64 deadline_ns_ = 0;
  U64 answer_ = 0;  // atomic: generation << 8 | ok
};

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_HOST_SWITCH_H_
