// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Parameters and results of functions, as types: what requirement.h compares.
#ifndef VFPAIR_SIGNATURE_H_
#define VFPAIR_SIGNATURE_H_

#include "vfpair/types.h"

VFPAIR_NAMESPACE_BEGIN

namespace requirement {

template <class T>
inline constexpr bool kIsConst = false;
template <class T>
inline constexpr bool kIsConst<const T> = true;

/// T is where a result goes.
template <class T>
inline constexpr bool kIsOut = false;
template <class T>
inline constexpr bool kIsOut<T&> = !kIsConst<T>;

template <class T>
struct Identity {
  using Type = T;
};

/// The type of the object.
template <class T>
struct AsValue : Identity<T> {};
template <class T>
struct AsValue<T&> : AsValue<T> {};
template <class T>
struct AsValue<const T> : AsValue<T> {};

/// What vfpair passes: its values are constant.
template <class T>
struct AsPassed : Identity<const T&> {};
template <class T>
struct AsPassed<T&> : Identity<T&> {};

template <class T>
struct AsOtherSide : Identity<T> {};
template <class T>
struct AsOtherSide<Synthetic<T>> : Identity<Vf<T>> {};
template <class T>
struct AsOtherSide<Vf<T>> : Identity<Synthetic<T>> {};

template <class T>
struct AsPlain : Identity<T> {};
template <class T>
struct AsPlain<Synthetic<T>> : Identity<T> {};
template <class T>
struct AsPlain<Vf<T>> : Identity<T> {};

template <class T>
struct AsMutable : Identity<T> {};
template <class T>
struct AsMutable<const T&> : Identity<T&> {};
template <class T>
struct AsMutable<const T*> : Identity<T*> {};

template <template <class> class As, class T>
using Passed = typename AsPassed<typename As<T>::Type>::Type;

/// Never defined: an expression of type T.
template <class T>
T&& Make() noexcept;

/// Declared as what a function returns where any integer will do.
struct AnyInteger;

/// Whether `Got` is what a function of P declared as `Wanted` may return.
template <class Wanted, class Got, class P>
inline constexpr bool kMayReturn = SameAs<Wanted, Got>;
template <class Got, class P>
inline constexpr bool kMayReturn<AnyInteger, Got, P> = requires {
  Make<Got>() % Make<Got>();
};

template <class Got, class Wanted, class P>
concept Returnable = kMayReturn<Wanted, Got, P>;

/// Whether `T` holds every number that `Number` does.
template <class T, class Number>
concept HoldsAll = requires {
  T{Make<Number>()};
};

/// Whether a parameter `Taken` receives all of what is passed for one declared as `Wanted`.
template <class Wanted, class Taken>
constexpr bool TakesWhole() noexcept {
  if constexpr (SameAs<Wanted, U32> || SameAs<Wanted, U64>)
    return HoldsAll<typename AsValue<Taken>::Type, Wanted>;
  else
    return kIsOut<Taken> || !kIsOut<Wanted>;
}

template <class... T>
struct Types {};

/// Whether something may be lost although the call compiles.
template <class Wanted>
inline constexpr bool kMayLose = SameAs<Wanted, U32> || SameAs<Wanted, U64> || kIsOut<Wanted>;

/// The parameters of a function that does not throw, from a pointer to it. None where there is no
/// one list of them: a function template, an object that can be called.
template <class Function>
struct ParametersOf {
  using Type = void;
};
template <class R, class... A>
struct ParametersOf<R(A...) noexcept> {
  using Type = Types<A...>;
};
template <class R, class... A>
struct ParametersOf<R(A...) const noexcept> : ParametersOf<R(A...) noexcept> {};
template <class R, class... A>
struct ParametersOf<R(A...)& noexcept> : ParametersOf<R(A...) noexcept> {};
template <class R, class... A>
struct ParametersOf<R(A...) const& noexcept> : ParametersOf<R(A...) noexcept> {};
template <class R, class... A>
struct ParametersOf<R (*)(A...) noexcept> : ParametersOf<R(A...) noexcept> {};  // static
template <class Function, class C>
struct ParametersOf<Function C::*> : ParametersOf<Function> {};

}  // namespace requirement

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_SIGNATURE_H_
