// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The transmit decision: one load of the published path and one well-predicted branch.
//
// A C fast path reads the same Path itself; embedders in C++ use this template and the compiler
// inlines it whole. Nothing here locks, counts references, or writes shared memory.
#ifndef VFPAIR_TX_REDIRECT_H_
#define VFPAIR_TX_REDIRECT_H_

#include "vfpair/path.h"

VFPAIR_NAMESPACE_BEGIN

enum class TxVerdict : U8 {
  kSynthetic,   ///< S's own transmit; V is not the path
  kVf,          ///< hand the packet to V
  kHold,        ///< tell the stack to keep it queued; a wake follows
  kVfNotReady,  ///< S's own transmit, and signal the pair: V is the path but cannot take packets
};

/// The callable answers for a handle of V with V's state word.
template <class StateWord>
concept ReadsStateWord = requires(StateWord& state, void* vf) {
  { state(vf) } -> SameAs<unsigned long>;
};

/// @param path   the published path, loaded once by the caller inside its read section
/// @param state  callable (void* vf) -> unsigned long: V's state word, one plain load
/// Context: softirq / net epoch. Never sleeps.
template <ReadsStateWord StateWord>
constexpr TxVerdict DecideTx(const Path* path, StateWord&& state) noexcept {
  if (path == nullptr) return TxVerdict::kSynthetic;
  if ((state(path->vf) & path->need_mask) == path->need_value) [[likely]]
    return TxVerdict::kVf;
  return path->hold != 0 ? TxVerdict::kHold : TxVerdict::kVfNotReady;
}

/// Says what is wrong with the callable, and nothing else.
template <class StateWord>
constexpr TxVerdict DecideTx(const Path*, StateWord&&) noexcept {
  constexpr bool kCallable = requires(StateWord & state, void* vf) { state(vf); };
  static_assert(
      kCallable,
      "vfpair transmit: what DecideTx() reads V's state word with must be callable with the "
      "void* of the path: it knows V by nothing else. Write: "
      "[](void* vf) -> unsigned long { return static_cast<MyNic*>(vf)->state; }");
  static_assert(
      !kCallable || ReadsStateWord<StateWord>,
      "vfpair transmit: what DecideTx() reads V's state word with must return unsigned long: "
      "a narrower or signed word has other bits than the path asks for. Write: "
      "[](void* vf) -> unsigned long { return static_cast<MyNic*>(vf)->state; }");
  return TxVerdict::kSynthetic;
}

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_TX_REDIRECT_H_
