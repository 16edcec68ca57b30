// SPDX-License-Identifier: BSD-2-Clause
// A stack that code can be left on and gone back to.
#ifndef VFPAIR_TESTS_LITMUS_FIBER_H_
#define VFPAIR_TESTS_LITMUS_FIBER_H_

#include <ucontext.h>

#include <functional>
#include <memory>
#include <vector>

#if defined(__SANITIZE_ADDRESS__)
#define VFPAIR_LITMUS_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define VFPAIR_LITMUS_ASAN 1
#endif
#endif

#ifdef VFPAIR_LITMUS_ASAN
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif

namespace vfpair::litmus {

/// May be dropped half way: what is on its stack is then forgotten, not destroyed.
class Fiber {
 public:
  explicit Fiber(std::function<void()> body) : body_(std::move(body)), stack_(TakeStack()) {
    getcontext(&inside_);
    inside_.uc_stack.ss_sp = stack_.get();
    inside_.uc_stack.ss_size = kStackSize;
    inside_.uc_link = nullptr;
    const auto self = reinterpret_cast<std::uintptr_t>(this);
    makecontext(&inside_, reinterpret_cast<void (*)()>(&Fiber::Main), 2,
                static_cast<unsigned>(self >> 32), static_cast<unsigned>(self));
  }
  ~Fiber() {
#ifdef VFPAIR_LITMUS_ASAN
    __asan_unpoison_memory_region(stack_.get(), kStackSize);
#endif
    Stacks().push_back(std::move(stack_));
  }
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;

  bool done() const { return done_; }

  /// From outside: goes on with it until it pauses or is done.
  void Resume() {
#ifdef VFPAIR_LITMUS_ASAN
    void* fake = nullptr;
    __sanitizer_start_switch_fiber(&fake, stack_.get(), kStackSize);
#endif
    swapcontext(&outside_, &inside_);
#ifdef VFPAIR_LITMUS_ASAN
    __sanitizer_finish_switch_fiber(fake, nullptr, nullptr);
#endif
  }
  /// From inside.
  void Pause() {
#ifdef VFPAIR_LITMUS_ASAN
    void* fake = nullptr;
    __sanitizer_start_switch_fiber(&fake, outside_stack_, outside_size_);
#endif
    swapcontext(&inside_, &outside_);
#ifdef VFPAIR_LITMUS_ASAN
    __sanitizer_finish_switch_fiber(fake, &outside_stack_, &outside_size_);
#endif
  }

 private:
  static constexpr std::size_t kStackSize = 64 * 1024;
  using Stack = std::unique_ptr<char[]>;

  static std::vector<Stack>& Stacks() {
    static std::vector<Stack> stacks;
    return stacks;
  }
  static Stack TakeStack() {
    if (Stacks().empty()) return Stack(new char[kStackSize]);
    Stack stack = std::move(Stacks().back());
    Stacks().pop_back();
    return stack;
  }
  static void Main(unsigned high, unsigned low) {
    auto* const self = reinterpret_cast<Fiber*>(static_cast<std::uintptr_t>(high) << 32 | low);
#ifdef VFPAIR_LITMUS_ASAN
    __sanitizer_finish_switch_fiber(nullptr, &self->outside_stack_, &self->outside_size_);
#endif
    self->body_();
    self->done_ = true;
    for (;;) self->Pause();
  }

  std::function<void()> body_;
  Stack stack_;
  ucontext_t inside_{};
  ucontext_t outside_{};
  bool done_ = false;
#ifdef VFPAIR_LITMUS_ASAN
  const void* outside_stack_ = nullptr;
  std::size_t outside_size_ = 0;
#endif
};

}  // namespace vfpair::litmus

#endif  // VFPAIR_TESTS_LITMUS_FIBER_H_
