// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What vfpair needs of an operating system: small concepts, composed into Platform.
//
// A platform is an object that one pair calls; all its functions are noexcept. "off" calls (Mark(v,
// false), SetUp(v, false), ...) must leave no trace of the "on" and are not retried: what they
// answer is only recorded. In a change of the user's (Pair::ChangeMtu and its like) a refusal
// means, here too, that nothing was changed. Contexts are those of contexts.h; effects are called
// by the actor unless said otherwise.
#ifndef VFPAIR_PLATFORM_H_
#define VFPAIR_PLATFORM_H_

#include "vfpair/contexts.h"
#include "vfpair/facts.h"
#include "vfpair/filters.h"
#include "vfpair/link.h"
#include "vfpair/path.h"
#include "vfpair/trace.h"

VFPAIR_NAMESPACE_BEGIN

using SyntheticId = Synthetic<InterfaceId>;
using VfId = Vf<InterfaceId>;

/// Reads what is known of an interface. Actor, or any sleepable context that keeps it alive.
/// Answers kGone when it is no longer there.
template <class P>
concept ReadsFacts = requires(P& p, InterfaceId id, InterfaceFacts& out) {
  { p.ReadFacts(id, out) }
  noexcept->SameAs<Status>;
};

/// Makes V a member of S's pair. Mark: bystanders (IPv6 autoconfiguration, scripts) leave V alone.
/// Capture: V's input is delivered as S's. Link: V is shown below S. Overlay: S's transmit and
/// control entries pass through vfpair.
template <class P>
concept Hooks = requires(P& p, VfId vf, bool on) {
  { p.Overlay(on) }
  noexcept->SameAs<Status>;
  { p.Mark(vf, on) }
  noexcept->SameAs<Status>;
  { p.Capture(vf, on) }
  noexcept->SameAs<Status>;
  { p.Link(vf, on) }
  noexcept->SameAs<Status>;
};

/// Sets what is negotiated. Withhold and LimitTso are declarative: the whole amount, empty restores
/// what the user had. SetMtu must change nothing when it refuses.
template <class P>
concept ControlsLegs = requires(P& p, SyntheticId s, VfId vf, Capabilities caps,
                                const TsoLimits& tso, U32 mtu, bool up) {
  { p.Withhold(s, caps) }
  noexcept->SameAs<Status>;
  { p.Withhold(vf, caps) }
  noexcept->SameAs<Status>;
  { p.LimitTso(s, tso) }
  noexcept->SameAs<Status>;
  { p.SetMtu(s, mtu) }
  noexcept->SameAs<Status>;
  { p.SetMtu(vf, mtu) }
  noexcept->SameAs<Status>;
  { p.SetUp(vf, up) }
  noexcept->SameAs<Status>;
};

/// Reads S's receive filters, and adds or removes one entry on V. Entries are V's references: the
/// same address added by somebody else stays when ours is removed.
template <class P>
concept ControlsFilters = requires(P& p, SyntheticId s, VfId vf, FilterSet& out,
                                   const FilterEntry& entry, bool add) {
  { p.ReadFilters(s, out) }
  noexcept->SameAs<Status>;
  { p.ChangeFilter(vf, entry, add) }
  noexcept->SameAs<Status>;
};

/// Asks the host to steer S's inbound frames. Actor or closing. May answer kPending;
/// Pair::Complete() with the same generation follows, or the pair gives up after its time limit. A
/// platform whose host learns by itself answers kOk.
template <class P>
concept SteersHost = requires(P& p, Side side, U32 generation) {
  { p.SteerHost(side, generation) }
  noexcept->SameAs<Status>;
};

/// Publishes the path packets read. Actor or closing. Grace returns when no reader still uses an
/// earlier one. Wake restarts S's transmit queues after a hold. ReadyMask/ReadyValue: the bits of
/// V's state word (whatever the platform's data path loads) that must be, and what they must be.
template <class P>
concept PublishesPath = requires(P& p, const Path* path) {
  { p.Publish(path) }
  noexcept;
  { p.Grace() }
  noexcept;
  { p.Wake() }
  noexcept;
  { p.ReadyMask() }
  noexcept->SameAs<unsigned long>;
  { p.ReadyValue() }
  noexcept->SameAs<unsigned long>;
};

/// Lets a cut-over be orderly. Actor or closing; bounded by the budget given, in microseconds; must
/// not call V's control functions. DrainTransmit answers kRetry when the time ran out. DrainReceive
/// returns when that side has received nothing for `quiet`. HoldReceive keeps what that side
/// receives back, if the platform can, and delivers it, in order, when it is turned off. Announce
/// lets switches learn that S's address is behind that side.
template <class P>
concept CutsOver = requires(P& p, Side side, VfId vf, U32 us, bool on) {
  { p.DrainTransmit(side, vf, us) }
  noexcept->SameAs<Status>;
  { p.DrainReceive(side, vf, us, us) }
  noexcept;
  { p.HoldReceive(side, vf, on) }
  noexcept;
  { p.Announce(side, vf) }
  noexcept;
};

/// Time is monotonic nanoseconds. SetTimer replaces the pair's one timer (0 = none; actor); when it
/// is due the platform signals kSignalTimer and runs the actor. Schedule, in any context, runs the
/// actor soon.
template <class P>
concept KeepsTime = requires(P& p, U64 deadline_ns) {
  { p.NowNs() }
  noexcept->SameAs<U64>;
  { p.SetTimer(deadline_ns) }
  noexcept;
  { p.Schedule() }
  noexcept;
};

/// Receives each transition. Actor.
template <class P>
concept Traces = requires(P& p, const Transition& transition) {
  { p.Trace(transition) }
  noexcept;
};

// ---- What a platform may offer. Without it the behaviour it serves is absent; an operation or a
// mode that needs it is refused with kNotSupported. ----

/// Mark() may be called for Vs that only wait on the list. A static member says so:
/// `static constexpr bool kMarksCandidates = true;`
template <class P>
concept MarksCandidates = P::kMarksCandidates;

/// Changes MAC addresses. SetMac must change nothing when it refuses.
template <class P>
concept ChangesMac = requires(P& p, SyntheticId s, VfId vf, const MacAddress& mac) {
  { p.SetMac(s, mac) }
  noexcept->SameAs<Status>;
  { p.SetMac(vf, mac) }
  noexcept->SameAs<Status>;
};

/// Capability modes kLower and kPush (capabilities.h): on S, shows as on what only V can do, and
/// does in software what S is then asked for; on V, turns on what V's own user has off.
/// Declarative.
template <class P>
concept GrantsCapabilities = requires(P& p, SyntheticId s, VfId vf, Capabilities caps) {
  { p.Grant(s, caps) }
  noexcept->SameAs<Status>;
  { p.Grant(vf, caps) }
  noexcept->SameAs<Status>;
};

/// Turns S's capabilities on and off as its user wishes; what is withheld stays withheld. Must
/// change nothing when it refuses.
template <class P>
concept ChangesCapabilities = requires(P& p, SyntheticId s, Capabilities enabled) {
  { p.SetEnabled(s, enabled) }
  noexcept->SameAs<Status>;
};

/// Sets how S hashes what it receives. Declarative: a default RssSettings gives the user's own
/// back. Must program nothing when it refuses.
template <class P>
concept ProgramsRss = requires(P& p, SyntheticId s, const RssSettings& rss) {
  { p.SetRss(s, rss) }
  noexcept->SameAs<Status>;
};

/// Makes S show another link than its own to its stack. Declarative: kOwn gives S's own back. While
/// up is forced S's queues run, whatever S's driver does to them (T-N41); InterfaceFacts::carrier
/// of S goes on being the driver's word.
template <class P>
concept ShowsCarrier = requires(P& p, SyntheticId s, LinkShown shown) {
  { p.ShowCarrier(s, shown) }
  noexcept->SameAs<Status>;
};

/// Non-transparent mode (hn R-NXP-2/3): while on, S hears everything, and what it receives is
/// delivered as V's.
template <class P>
concept ReceivesAsVf = requires(P& p, VfId vf, bool on) {
  { p.ReceiveAs(vf, on) }
  noexcept->SameAs<Status>;
};

template <class P>
concept Platform = ReadsFacts<P> && Hooks<P> && ControlsLegs<P> && ControlsFilters<P> &&
    SteersHost<P> && PublishesPath<P> && CutsOver<P> && KeepsTime<P> && Traces<P>;

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_PLATFORM_H_
