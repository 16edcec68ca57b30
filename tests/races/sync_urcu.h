// SPDX-License-Identifier: BSD-2-Clause
// Userspace RCU (liburcu), the model of a kernel's RCU. Debian's library is not compiled with
// ThreadSanitizer, which therefore sees none of its barriers; the annotations state the law of RCU
// instead: a section is over before a grace period ends, or begins after the grace period began.
//
// liburcu's own rcu_assign_pointer() and rcu_dereference() are volatile accesses, which look like
// races; the path is published with C++ atomics, as the contract asks.
//
// The signal flavour is left out: ThreadSanitizer delivers signals late, and liburcu has dropped
// it.
#ifndef VFPAIR_TESTS_RACES_SYNC_URCU_H_
#define VFPAIR_TESTS_RACES_SYNC_URCU_H_

#include <urcu/urcu-bp.h>
#include <urcu/urcu-mb.h>
#include <urcu/urcu-memb.h>
#include <urcu/urcu-qsbr.h>

#include "tests/races/sync.h"

namespace vfpair::races {

template <class Flavour>
class UserspaceRcu : public ContractOrders {
 public:
  class Thread {
   public:
    explicit Thread(UserspaceRcu& sync) : sync_(sync) { Flavour::Register(); }
    ~Thread() { Flavour::Unregister(); }
    Thread(const Thread&) = delete;
    Thread& operator=(const Thread&) = delete;

    void Enter() {
      Flavour::Lock();
      sync_.begun_.Acquire();
    }
    void Leave() {
      sync_.ended_.Release();
      Flavour::Unlock();
    }
    void Rest() { Flavour::Rest(); }
    void Resume() { Flavour::Resume(); }

   private:
    UserspaceRcu& sync_;
  };

  void Grace() {
    begun_.Release();
    Flavour::Synchronize();
    ended_.Acquire();
  }

 private:
  Annotation begun_;
  Annotation ended_;
};

/// Readers pay nothing; the writer interrupts every CPU (sys_membarrier).
struct MembFlavour {
  static void Register() { urcu_memb_register_thread(); }
  static void Unregister() { urcu_memb_unregister_thread(); }
  static void Lock() { urcu_memb_read_lock(); }
  static void Unlock() { urcu_memb_read_unlock(); }
  static void Rest() {}
  static void Resume() {}
  static void Synchronize() { urcu_memb_synchronize_rcu(); }
};

/// Readers pay a full barrier.
struct MbFlavour {
  static void Register() { urcu_mb_register_thread(); }
  static void Unregister() { urcu_mb_unregister_thread(); }
  static void Lock() { urcu_mb_read_lock(); }
  static void Unlock() { urcu_mb_read_unlock(); }
  static void Rest() {}
  static void Resume() {}
  static void Synchronize() { urcu_mb_synchronize_rcu(); }
};

/// Threads need not register.
struct BpFlavour {
  static void Register() {}
  static void Unregister() {}
  static void Lock() { urcu_bp_read_lock(); }
  static void Unlock() { urcu_bp_read_unlock(); }
  static void Rest() {}
  static void Resume() {}
  static void Synchronize() { urcu_bp_synchronize_rcu(); }
};

/// Threads say when they hold nothing; the nearest to a kernel's own RCU.
struct QsbrFlavour {
  static void Register() { urcu_qsbr_register_thread(); }
  static void Unregister() { urcu_qsbr_unregister_thread(); }
  static void Lock() { urcu_qsbr_read_lock(); }
  static void Unlock() {
    urcu_qsbr_read_unlock();
    urcu_qsbr_quiescent_state();
  }
  static void Rest() { urcu_qsbr_thread_offline(); }
  static void Resume() { urcu_qsbr_thread_online(); }
  static void Synchronize() { urcu_qsbr_synchronize_rcu(); }
};

using UrcuMemb = UserspaceRcu<MembFlavour>;
using UrcuMb = UserspaceRcu<MbFlavour>;
using UrcuBp = UserspaceRcu<BpFlavour>;
using UrcuQsbr = UserspaceRcu<QsbrFlavour>;

static_assert(Sync<UrcuMemb> && Sync<UrcuMb> && Sync<UrcuBp> && Sync<UrcuQsbr>);

}  // namespace vfpair::races

#endif  // VFPAIR_TESTS_RACES_SYNC_URCU_H_
