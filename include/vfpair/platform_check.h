// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What a platform must have, as a table, and the sentence that a compiler shows for each that it
// has not. The concepts of platform.h say the same to a compiler; this says it to people.
#ifndef VFPAIR_PLATFORM_CHECK_H_
#define VFPAIR_PLATFORM_CHECK_H_

#include "vfpair/platform.h"
#include "vfpair/requirement.h"

VFPAIR_NAMESPACE_BEGIN

// Parameters are kept as they are written: their text is printed.
// clang-format off

// X(tag, returned, name, parameters, why)
#define VFPAIR_PLATFORM_REQUIREMENTS(X)                                                             \
  X(ReadFacts, Status, ReadFacts, (InterfaceId id, InterfaceFacts& out),                            \
    "all that is decided rests on it")                                                              \
  X(Overlay, Status, Overlay, (bool on), "S's packets and settings must pass through vfpair")       \
  X(Mark, Status, Mark, (VfId vf, bool on), "bystanders must leave V alone")                        \
  X(Capture, Status, Capture, (VfId vf, bool on), "what V receives must arrive as S's")             \
  X(Link, Status, Link, (VfId vf, bool on), "tools show V below S by it")                           \
  X(WithholdSynthetic, Status, Withhold, (SyntheticId s, Capabilities withheld),                    \
    "S may only offer what both legs can do")                                                       \
  X(WithholdVf, Status, Withhold, (VfId vf, Capabilities withheld),                                 \
    "V may only do what S's user wants")                                                            \
  X(LimitTso, Status, LimitTso, (SyntheticId s, const TsoLimits& limits),                           \
    "a packet for S must fit V as well")                                                            \
  X(SetMtuSynthetic, Status, SetMtu, (SyntheticId s, U32 mtu),                                      \
    "the user's MTU is S's, and S may refuse it")                                                   \
  X(SetMtuVf, Status, SetMtu, (VfId vf, U32 mtu), "V must carry what S carries")                    \
  X(SetUp, Status, SetUp, (VfId vf, bool up), "V works only while it is up")                        \
  X(ReadFilters, Status, ReadFilters, (SyntheticId s, FilterSet& out),                              \
    "V must receive what S would receive")                                                          \
  X(ChangeFilter, Status, ChangeFilter, (VfId vf, const FilterEntry& entry, bool add),              \
    "V must receive what S would receive")                                                          \
  X(SteerHost, Status, SteerHost, (Side side, U32 generation),                                      \
    "the host's late answer is told from a stale one by its generation")                            \
  X(Publish, void, Publish, (const Path* path), "it is all that packets look at")                   \
  X(Grace, void, Grace, (), "V may go only when no packet is inside it")                            \
  X(Wake, void, Wake, (), "packets that were held must go on")                                      \
  X(ReadyMask, unsigned long, ReadyMask, (), "it is compared with V's whole state word")            \
  X(ReadyValue, unsigned long, ReadyValue, (), "it is compared with V's whole state word")          \
  X(DrainTransmit, Status, DrainTransmit, (Side side, VfId vf, U32 budget_us),                      \
    "a cut-over keeps the order of packets by it, for no longer than the budget")                   \
  X(DrainReceive, void, DrainReceive, (Side side, VfId vf, U32 quiet_us, U32 budget_us),            \
    "a cut-over keeps the order of packets by it, for no longer than the budget")                   \
  X(HoldReceive, void, HoldReceive, (Side side, VfId vf, bool on),                                  \
    "the new side must not overtake the old one")                                                   \
  X(Announce, void, Announce, (Side side, VfId vf), "switches must learn where S's address is")     \
  X(NowNs, U64, NowNs, (),                                                                          \
    "time is nanoseconds, unsigned, in vfpair's own 64-bit type (uint64_t may be another)")         \
  X(SetTimer, void, SetTimer, (U64 deadline_ns), "waits and retries end by it")                     \
  X(Schedule, void, Schedule, (), "signals reach the actor by it")                                  \
  X(Trace, void, Trace, (const Transition& transition), "what a pair did must be explicable")

// What a platform may leave out, and which of it only together.
#define VFPAIR_PLATFORM_OPTIONS(X)                                                                  \
  X(SetMacSynthetic, Status, SetMac, (SyntheticId s, const MacAddress& mac),                        \
    "S's user changes the MAC address of both legs")                                                \
  X(SetMacVf, Status, SetMac, (VfId vf, const MacAddress& mac),                                     \
    "S's user changes the MAC address of both legs")                                                \
  X(GrantSynthetic, Status, Grant, (SyntheticId s, Capabilities granted),                           \
    "what only V can do may be lent to S")                                                          \
  X(GrantVf, Status, Grant, (VfId vf, Capabilities granted),                                        \
    "what V's user has off may be turned on for S")                                                 \
  X(SetEnabled, Status, SetEnabled, (SyntheticId s, Capabilities enabled),                          \
    "S's user turns capabilities on and off by it")                                                 \
  X(SetRss, Status, SetRss, (SyntheticId s, const RssSettings& rss), "S must hash as V does")       \
  X(ShowCarrier, Status, ShowCarrier, (SyntheticId s, LinkShown shown), "S may show V's link")      \
  X(ReceiveAs, Status, ReceiveAs, (VfId vf, bool on), "what S receives may be delivered as V's")
#define VFPAIR_PLATFORM_OPTION_GROUPS(X)                                                            \
  X(SetMacSynthetic, SetMacVf) X(GrantSynthetic, GrantVf) X(SetEnabled) X(SetRss) X(ShowCarrier)    \
  X(ReceiveAs)

// clang-format on

namespace requirement {
#define VFPAIR_DECLARE_(tag, ...) VFPAIR_REQUIREMENT("platform", tag, __VA_ARGS__);
VFPAIR_PLATFORM_REQUIREMENTS(VFPAIR_DECLARE_)
VFPAIR_PLATFORM_OPTIONS(VFPAIR_DECLARE_)
#undef VFPAIR_DECLARE_

/// kMarksCandidates is no function: as a row of the table does, but for a constant.
template <bool value>
struct Flag;
template <class P>
concept HasFlag = SameAs<decltype(P::kMarksCandidates), const bool> && requires {
  typename Flag<P::kMarksCandidates>;
};
struct SecondFlag {
  int kMarksCandidates;
};
template <class P>
struct BothFlags : P, SecondFlag {
 protected:
  ~BothFlags() = default;
};
template <class P>
concept LacksFlag = requires {
  &BothFlags<P>::kMarksCandidates;
};
template <class P>
constexpr bool IsFlagSound() noexcept {
  if constexpr (Inspectable<P>)
    if constexpr (!HasFlag<P> && !__is_final(P)) return LacksFlag<P>;
  return true;
}

// Most platforms declare their functions as the table does, which is found out with one look.
#define VFPAIR_EXACT_(tag, Returned, name, parameters, why) \
  decltype(static_cast<Returned(P::*) parameters noexcept>(nullptr)){&P::name};
template <class P>
concept ExactPlatform = Inspectable<P> && requires {
  VFPAIR_PLATFORM_REQUIREMENTS(VFPAIR_EXACT_)
};
#undef VFPAIR_EXACT_

#define VFPAIR_LIST_(tag, ...) , tag
template <class P>
inline constexpr bool kHasAll = kFaultless<P VFPAIR_PLATFORM_REQUIREMENTS(VFPAIR_LIST_)>;
template <ExactPlatform P>
inline constexpr bool kHasAll<P> = true;
#undef VFPAIR_LIST_

#define VFPAIR_AND_(...) &&kFaultlessOrLeftOut<P, __VA_ARGS__>
template <class P>
inline constexpr bool kFaultlessPlatform =
    kHasAll<P> VFPAIR_PLATFORM_OPTION_GROUPS(VFPAIR_AND_) && IsFlagSound<P>();
#undef VFPAIR_AND_

/// P is a Platform, and nothing is lost on the way to its functions.
template <class P>
concept SoundPlatform = kFaultlessPlatform<P> && Platform<P>;

/// What is to be said of the class as a whole.
template <class P>
struct PlatformClassCheck {
  static_assert(
      __is_class(P) && !kIsConst<P>,
      "vfpair platform: P of Pair<P> must be the class itself: the pair makes its own reference "
      "to an object that can change. Write: Pair<MyPlatform>, with no *, & or const");
  static_assert(
      !__is_class(P) || kIsConst<P> || Inspectable<P>,
      "vfpair platform: P of Pair<P> is incomplete: its functions are looked at where a pair is "
      "used. Write: the pair below the platform's class (inside it may be a Pair<P>*)");
  static_assert(
      IsFlagSound<P>(),
      "vfpair platform: kMarksCandidates must be a constant of the class: it is asked when vfpair "
      "is compiled. Write: static constexpr bool kMarksCandidates = true;");
  static_assert(!kFaultlessPlatform<P> || Platform<P>,
                "vfpair platform: P does not fulfil vfpair::Platform. Write: "
                "static_assert(vfpair::Platform<P>), and the compiler names the part");
};

#define VFPAIR_BASE_(tag, ...) , tag::Check<P>
#define VFPAIR_OPTION_(...) , OptionalSentences<P, __VA_ARGS__>
template <class P>
struct PlatformSentences : PlatformClassCheck<P> VFPAIR_PLATFORM_REQUIREMENTS(VFPAIR_BASE_)
                               VFPAIR_PLATFORM_OPTION_GROUPS(VFPAIR_OPTION_) {};
#undef VFPAIR_OPTION_
#undef VFPAIR_BASE_

/// The platform as the tables declare it.
template <class P>
struct PlatformModel {
#define VFPAIR_DECLARE_(tag, Returned, name, parameters, why) Returned name parameters noexcept;
  VFPAIR_PLATFORM_REQUIREMENTS(VFPAIR_DECLARE_)
  VFPAIR_PLATFORM_OPTIONS(VFPAIR_DECLARE_)
#undef VFPAIR_DECLARE_
};

/// SoundPlatform; what is not has been told why.
template <class P>
concept JudgedPlatform = SoundPlatform<P> || !Checked<PlatformSentences<P>>::kSaid;

}  // namespace requirement

/// For the author of a platform, below it: static_assert(vfpair::kIsPlatform<MyPlatform>). It is
/// true, or compiling ends with a sentence for each function at fault.
template <class P>
inline constexpr bool kIsPlatform =
    requirement::SoundPlatform<P> || requirement::Checked<requirement::PlatformSentences<P>>::kSaid;

struct Rule;
struct Profile;

/// A pair over what is no platform: the reason has been said when this is chosen, and it has the
/// members of a pair, so that nothing else is said. The pair itself is in pair.h.
template <class P>
class Pair : public Pair<requirement::PlatformModel<P>> {
 public:
  Pair(P& platform, SyntheticId synthetic, const Rule& rule) noexcept;
  Pair(P& platform, SyntheticId synthetic, const Rule& rule, const Profile& profile) noexcept;
};

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_PLATFORM_CHECK_H_
