// SPDX-License-Identifier: BSD-2-Clause
// What the packet path needs of a synchronisation, and what ThreadSanitizer is told about one that
// it cannot see into.
#ifndef VFPAIR_TESTS_RACES_SYNC_H_
#define VFPAIR_TESTS_RACES_SYNC_H_

#include <atomic>
#include <concepts>

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define VFPAIR_RACES_TSAN 1
#endif
#if __has_feature(address_sanitizer)
#define VFPAIR_RACES_ASAN 1
#endif
#endif
#if defined(__SANITIZE_THREAD__)
#define VFPAIR_RACES_TSAN 1
#endif
#if defined(__SANITIZE_ADDRESS__)
#define VFPAIR_RACES_ASAN 1
#endif

#ifdef VFPAIR_RACES_TSAN
#include <sanitizer/tsan_interface.h>
#endif

namespace vfpair::races {

#ifdef VFPAIR_RACES_TSAN
inline constexpr bool kThreadSanitizer = true;
#else
inline constexpr bool kThreadSanitizer = false;
#endif
#ifdef VFPAIR_RACES_ASAN
inline constexpr bool kAddressSanitizer = true;
#else
inline constexpr bool kAddressSanitizer = false;
#endif

/// A synchronisation between packets and a pair. Thread is what one packet thread holds of it:
/// Enter() and Leave() around whatever uses what was published; Rest() and Resume() around a wait
/// outside of that. Grace() returns when every section that began before it has ended; with what
/// those did visible. Sections do not nest.
template <class S>
concept Sync = std::constructible_from<typename S::Thread, S&> &&
    requires(S& sync, typename S::Thread& thread) {
  thread.Enter();
  thread.Leave();
  thread.Rest();
  thread.Resume();
  sync.Grace();
  { S::kPublish } -> std::convertible_to<std::memory_order>;
  { S::kLoad } -> std::convertible_to<std::memory_order>;
};

/// The orders the contract asks for.
struct ContractOrders {
  static constexpr std::memory_order kPublish = std::memory_order_release;
  static constexpr std::memory_order kLoad = std::memory_order_acquire;
};

template <class Thread>
class Section {
 public:
  explicit Section(Thread& thread) : thread_(thread) { thread_.Enter(); }
  ~Section() { thread_.Leave(); }
  Section(const Section&) = delete;
  Section& operator=(const Section&) = delete;

 private:
  Thread& thread_;
};

template <class Thread>
class Resting {
 public:
  explicit Resting(Thread& thread) : thread_(thread) { thread_.Rest(); }
  ~Resting() { thread_.Resume(); }
  Resting(const Resting&) = delete;
  Resting& operator=(const Resting&) = delete;

 private:
  Thread& thread_;
};

/// Says to ThreadSanitizer what a library that was not compiled with it guarantees: what is before
/// Release() is visible after a later Acquire(). It says no more than that: a section that is still
/// open has not released, so a grace period that does not wait is found in spite of it.
class Annotation {
 public:
#ifdef VFPAIR_RACES_TSAN
  void Release() { __tsan_release(&address_); }
  void Acquire() { __tsan_acquire(&address_); }

 private:
  char address_ = 0;
#else
  void Release() {}
  void Acquire() {}
#endif
};

}  // namespace vfpair::races

#endif  // VFPAIR_TESTS_RACES_SYNC_H_
