// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A function that vfpair asks of a caller's class, said once: its declaration and why it matters.
// From that come the check and the one sentence that a compiler shows where it is not fulfilled.
//
// Nothing of this exists at run time. What is inspected is how vfpair would call the function, so
// an inherited, virtual, static or const one, a template, or a member that can be called will do.
#ifndef VFPAIR_REQUIREMENT_H_
#define VFPAIR_REQUIREMENT_H_

#include "vfpair/signature.h"

VFPAIR_NAMESPACE_BEGIN

namespace requirement {

/// How a class fails to have a function. VFPAIR_REQUIREMENT() has a sentence for each.
enum class Fault : U8 {
  kNone,
  kMissing,
  kUnusable,    ///< there, but deleted, not public, ambiguous, or overloaded with other parameters
  kParameters,  ///< there, with other parameters
  kOtherSide,   ///< there, for the id of the other side
  kPlainId,     ///< takes an id that has no side
  kNotConst,    ///< wants to change what it is shown
  kRvalueOnly,
  kThrows,
  kReturns,
  kNarrows,  ///< takes a number that does not hold all the values it is given
  kLoses,    ///< takes a copy of what it should fill in
};

/// A call that compiles may still lose something on its way.
template <class... Wanted, class... Taken>
constexpr Fault CompareParameters(Types<Wanted...>*, Types<Taken...>*) noexcept {
  if constexpr (sizeof...(Wanted) == sizeof...(Taken)) {
    if (((kIsOut<Wanted> && !TakesWhole<Wanted, Taken>()) || ...)) return Fault::kLoses;
    if (!(TakesWhole<Wanted, Taken>() && ...)) return Fault::kNarrows;
  }
  return Fault::kNone;
}
constexpr Fault CompareParameters(void*, void*) noexcept { return Fault::kNone; }

/// Row::Call() is declared where an A of the types given can be passed.
template <class Row, class P, class... A>
concept Callable = requires { Row::Call(Make<P>(), Make<A>()...); };
template <class Row, class P, class R, class... A>
concept Fits = requires {
  { Row::Call(Make<P&>(), Make<A>()...) } noexcept -> Returnable<R, P>;
};
/// P has one function of that name, and it can be named.
template <class Row, class P>
concept HasOne = requires { Row::template Address<P>(); };

/// A second member makes a name ambiguous, whatever the first is and whoever may use it. None can be
/// added to a final class: there, only what can be named is found.
template <class P, class Second>
struct Both : P, Second {
 protected:
  ~Both() = default;
};
template <class Row, class P>
constexpr bool IsNamed() noexcept {
  if constexpr (__is_final(P))
    return HasOne<Row, P>;
  else
    return !HasOne<Row, Both<P, typename Row::Second>>;
}

/// What is wrong with a call that does not compile, does not end or does not answer as it should.
template <class Row, class P, class... A>
constexpr Fault FindFaultOfCall() noexcept {
  if constexpr (Callable<Row, P&, Passed<Identity, A>...>)
    return noexcept(Row::Call(Make<P&>(), Make<Passed<Identity, A>>()...)) ? Fault::kReturns
                                                                           : Fault::kThrows;
  else if constexpr (!IsNamed<Row, P>())
    return Fault::kMissing;
  else if constexpr (Callable<Row, P&, Passed<AsOtherSide, A>...>)
    return Fault::kOtherSide;
  else if constexpr (Callable<Row, P&, Passed<AsPlain, A>...>)
    return Fault::kPlainId;
  else if constexpr (Callable<Row, P&, Passed<AsMutable, A>...>)
    return Fault::kNotConst;
  else if constexpr (Callable<Row, P, Passed<Identity, A>...>)
    return Fault::kRvalueOnly;
  else
    return HasOne<Row, P> ? Fault::kParameters : Fault::kUnusable;
}

/// How P's function differs from the one that Row declares.
template <class Row, class P, class R, class C, class... A>
constexpr Fault FindFault(R (C::*)(A...) noexcept) noexcept {
  if constexpr (!Fits<Row, P, R, Passed<Identity, A>...>) {
    return FindFaultOfCall<Row, P, A...>();
  } else if constexpr ((kMayLose<A> || ...) && HasOne<Row, P>) {
    using Taken = typename ParametersOf<decltype(Row::template Address<P>())>::Type;
    return CompareParameters(static_cast<Types<A...>*>(nullptr), static_cast<Taken*>(nullptr));
  } else {
    return Fault::kNone;
  }
}

/// P is a class that can be looked into, as it is now.
template <class P>
concept Inspectable = __is_class(P) && !kIsConst<P> && requires {
  sizeof(P);
};

/// kNone, too, where P cannot be inspected: that is then the one thing to say.
template <class Row, class P>
inline constexpr Fault kFault = Fault::kNone;
template <class Row, Inspectable P>
inline constexpr Fault kFault<Row, P> = FindFault<Row, P>(Row::kShape);

template <Fault fault, class Row, class P>
inline constexpr bool kNot = kFault<Row, P> != fault;

/// Whether P has all of these, as they are declared.
template <class P, class... Rows>
inline constexpr bool kFaultless = Inspectable<P> && ((kFault<Rows, P> == Fault::kNone) && ...);

/// What says the sentences: one class for each requirement, of which it is composed.
template <class P, class... Rows>
struct Sentences : Rows::template Check<P>... {};

/// Has them said. It is valid itself even then, so that nothing more is said of its use.
template <class AllSentences>
struct Checked {
  AllSentences sentences;
  static constexpr bool kSaid = true;
};

/// Functions that P may leave out, but only together. What it has, in whatever form, was meant to
/// be there: a concept that asks for it would pass over a slip in silence.
template <class P, class... Rows>
inline constexpr bool kLeavesOut = ((kFault<Rows, P> == Fault::kMissing) && ...);
template <class P, class... Rows>
inline constexpr bool kFaultlessOrLeftOut = kFaultless<P, Rows...> || kLeavesOut<P, Rows...>;
template <class P, class... Rows>
struct OptionalSentences : Sentences<P, Rows...> {};
template <class P, class... Rows>
requires kLeavesOut<P, Rows...>
struct OptionalSentences<P, Rows...> {
};

}  // namespace requirement

// The text of parameters is printed as it is written.
// clang-format off

/// In namespace vfpair::requirement, declares as a type `tag` the requirement that a class, of a `kind`,
/// has `Returned name parameters noexcept`. `why` is a clause that says what it is for.
#define VFPAIR_REQUIREMENT(kind, tag, Returned, name, parameters, why)                              \
  struct tag {                                                                                      \
    struct Shape {                                                                                  \
      Returned name parameters noexcept;                                                            \
    };                                                                                              \
    static constexpr auto kShape = &Shape::name;                                                    \
    template <class P, class... A>                                                                  \
    static auto Call(P&& p, A&&... a) noexcept(noexcept(static_cast<P&&>(p).name(a...)))            \
        -> decltype(static_cast<P&&>(p).name(a...));                                                \
    template <class P>                                                                              \
    static auto Address() noexcept -> decltype(&P::name);                                           \
    struct Second {                                                                                 \
      int name;                                                                                     \
    };                                                                                              \
    template <class P>                                                                              \
    struct Check {                                                                                  \
      using Row = tag;                                                                              \
      VFPAIR_SENTENCES_("vfpair " kind ": " #name #parameters, #Returned, why,                      \
                        ". Write: " #Returned " " #name #parameters " noexcept;");                  \
    };                                                                                              \
  }

// One assertion for each fault, so that the compiler prints one text.
#define VFPAIR_SENTENCES_(subject, returned, why, write)                                            \
  static_assert(kNot<Fault::kMissing, Row, P>, subject " is missing: " why write);                  \
  static_assert(kNot<Fault::kUnusable, Row, P>,                                                     \
                subject " cannot be called (deleted, not public, ambiguous, or overloaded with "    \
                        "other parameters): " why write);                                           \
  static_assert(kNot<Fault::kParameters, Row, P>, subject " has other parameters: " why write);     \
  static_assert(kNot<Fault::kOtherSide, Row, P>,                                                    \
                subject " is missing, there is only the other side's: what is for one side must "   \
                        "not reach the other" write);                                               \
  static_assert(kNot<Fault::kPlainId, Row, P>,                                                      \
                subject " takes a plain InterfaceId: the side is part of the type so that a swap "  \
                        "does not compile" write);                                                  \
  static_assert(kNot<Fault::kNotConst, Row, P>,                                                     \
                subject " must take it as const: what vfpair shows is not to be changed" write);    \
  static_assert(kNot<Fault::kRvalueOnly, Row, P>,                                                   \
                subject " must be callable on an lvalue: vfpair calls it more than once" write);    \
  static_assert(kNot<Fault::kThrows, Row, P>,                                                       \
                subject " must be noexcept: nothing above it could unwind" write);                  \
  static_assert(kNot<Fault::kReturns, Row, P>, subject " must return " returned ": " why write);    \
  static_assert(kNot<Fault::kNarrows, Row, P>,                                                      \
                subject " takes a narrower or signed number: the value would change on its way"     \
                write);                                                                             \
  static_assert(kNot<Fault::kLoses, Row, P>,                                                        \
                subject " must take what it fills in by reference: a copy is lost" write)

// clang-format on

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_REQUIREMENT_H_
