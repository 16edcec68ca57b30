// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The vocabulary every other header uses: integers, spans, addresses, interface identities, and the
// two sides of a pair as different types.
#ifndef VFPAIR_TYPES_H_
#define VFPAIR_TYPES_H_

#include "vfpair/version.h"

VFPAIR_NAMESPACE_BEGIN

// Neither kernel has <stdint.h> on the path of a module, so the compiler itself is asked.
using U8 = __UINT8_TYPE__;
using U16 = __UINT16_TYPE__;
using U32 = __UINT32_TYPE__;
using U64 = unsigned long long;
using UPtr = __UINTPTR_TYPE__;
using Size = decltype(sizeof(0));

static_assert(sizeof(U64) == 8, "vfpair needs a 64-bit unsigned long long");

template <class A, class B>
concept SameAs = __is_same(A, B);

inline constexpr U64 kNsPerMs = 1'000'000;
inline constexpr U64 kNsPerSecond = 1'000 * kNsPerMs;

/// A view of `size()` elements that somebody else owns.
template <class T>
class Span {
 public:
  constexpr Span() noexcept = default;
  constexpr Span(T* data, Size size) noexcept : data_(data), size_(size) {}
  template <Size N>
  constexpr Span(T (&array)[N]) noexcept : data_(array), size_(N) {}

  constexpr T* begin() const noexcept { return data_; }
  constexpr T* end() const noexcept { return data_ + size_; }
  constexpr T& operator[](Size i) const noexcept { return data_[i]; }
  constexpr Size size() const noexcept { return size_; }
  constexpr bool empty() const noexcept { return size_ == 0; }

 private:
  T* data_ = nullptr;
  Size size_ = 0;
};

/// An Ethernet address, in the order in which it is transmitted.
struct MacAddress {
  U8 bytes[6] = {};

  constexpr bool IsZero() const noexcept {
    for (U8 b : bytes)
      if (b != 0) return false;
    return true;
  }
  constexpr bool IsMulticast() const noexcept { return (bytes[0] & 1) != 0; }

  /// Negative, zero or positive, as memcmp would answer.
  constexpr int Compare(const MacAddress& o) const noexcept {
    for (int i = 0; i < 6; ++i)
      if (bytes[i] != o.bytes[i]) return bytes[i] < o.bytes[i] ? -1 : 1;
    return 0;
  }
  constexpr bool operator==(const MacAddress& o) const noexcept { return Compare(o) == 0; }
};

/// An interface: the platform's pointer, and a number that is not reused while the pointer could be.
/// Departures are recognised by this identity, never by address (hn weakness W-01).
struct InterfaceId {
  void* handle = nullptr;
  U32 generation = 0;

  constexpr bool IsNone() const noexcept { return handle == nullptr; }
  constexpr bool operator==(const InterfaceId& o) const noexcept {
    return handle == o.handle && generation == o.generation;
  }
};

/// Values that belong to one side carry it in their type: passing a VF's where the synthetic's is
/// meant does not compile (hn weakness W-14).
template <class T>
class Synthetic {
 public:
  constexpr Synthetic() noexcept = default;
  constexpr explicit Synthetic(const T& value) noexcept : value_(value) {}
  constexpr const T& get() const noexcept { return value_; }

 private:
  T value_{};
};

template <class T>
class Vf {
 public:
  constexpr Vf() noexcept = default;
  constexpr explicit Vf(const T& value) noexcept : value_(value) {}
  constexpr const T& get() const noexcept { return value_; }

 private:
  T value_{};
};

enum class Side : U8 { kSynthetic, kVf };

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_TYPES_H_
