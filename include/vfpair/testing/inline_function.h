// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A callable kept in place: what a simulation does once per packet must not allocate.
#ifndef VFPAIR_TESTING_INLINE_FUNCTION_H_
#define VFPAIR_TESTING_INLINE_FUNCTION_H_

// clang-format off
#include "vfpair/testing/hosted.h"  // first: it says no to kernels
// clang-format on

#include <cstddef>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

#include "vfpair/types.h"

VFPAIR_TESTING_BEGIN

/// Holds at most one callable of any type; those that do not fit are allocated. It stays where it
/// is.
class InlineFunction {
 public:
  InlineFunction() noexcept = default;
  InlineFunction(const InlineFunction&) = delete;
  InlineFunction& operator=(const InlineFunction&) = delete;
  ~InlineFunction() { Reset(); }

  template <class F>
  void Set(F&& callable) {
    using Kept = std::decay_t<F>;
    if constexpr (sizeof(Kept) <= kRoom && alignof(Kept) <= alignof(std::max_align_t)) {
      Reset();
      new (room_) Kept(std::forward<F>(callable));
      call_ = [](void* room) { (*static_cast<Kept*>(room))(); };
      if constexpr (!std::is_trivially_destructible_v<Kept>)
        destroy_ = [](void* room) { static_cast<Kept*>(room)->~Kept(); };
    } else {
      Set([kept = std::make_unique<Kept>(std::forward<F>(callable))] { (*kept)(); });
    }
  }
  void Reset() noexcept {
    if (destroy_ != nullptr) destroy_(room_);
    destroy_ = nullptr;
    call_ = nullptr;
  }
  void operator()() { call_(room_); }

 private:
  static constexpr Size kRoom = 96;

  void (*call_)(void*) = nullptr;
  void (*destroy_)(void*) = nullptr;
  alignas(std::max_align_t) unsigned char room_[kRoom];
};

VFPAIR_TESTING_END

#endif  // VFPAIR_TESTING_INLINE_FUNCTION_H_
