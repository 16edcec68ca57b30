// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Control pass-through as a declared table: every request, in every phase of V, under both
// policies, is exactly one row; that is checked at compile time (hn weakness W-27).
//
// Read a row as a sentence: under POLICIES, in PHASES, CONTROL goes this ROUTE, because WHY. Before
// V is negotiated no request reaches V's driver, which may still be attaching (R-ATT-3).
#ifndef VFPAIR_CONTROL_TABLE_H_
#define VFPAIR_CONTROL_TABLE_H_

#include "vfpair/control.h"
#include "vfpair/desired.h"

VFPAIR_NAMESPACE_BEGIN

/// kHn: what hn(4) does, its gaps included. kStrict: each request reaches the leg that it is about,
/// or is refused with a sentence.
enum class ControlPolicy : U8 { kHn, kStrict };

enum class VfPhase : U8 { kNone, kHeld, kNegotiated };

/// For traces; "?" outside the enumeration.
constexpr const char* VfPhaseName(VfPhase phase) noexcept {
  constexpr const char* kNames[] = {"none", "held", "negotiated"};
  const auto index = static_cast<Size>(phase);
  return index < sizeof(kNames) / sizeof(kNames[0]) ? kNames[index] : "?";
}

constexpr VfPhase PhaseOf(Rung rung) noexcept {
  if (rung == Rung::kNothing) return VfPhase::kNone;
  return rung < Rung::kNegotiated ? VfPhase::kHeld : VfPhase::kNegotiated;
}

struct ControlRow {
  U8 policies;  ///< bit = ControlPolicy
  U8 phases;    ///< bit = VfPhase
  Control control;
  Route route;
  ControlError error;       ///< of kRefuse; else kNone
  const char* requirement;  ///< where the behaviour comes from
  const char* why;          ///< for kRefuse the sentence the user is given
};

namespace control_rows {

using C = Control;
using R = Route;
using X = ControlError;

enum : U8 { kHn = 1, kStrict = 2, kBoth = 3 };                                        // policies
enum : U8 { kNoVf = 1, kHeld = 2, kUnready = 3, kReady = 4, kWithVf = 6, kAny = 7 };  // phases

constexpr ControlRow Via(U8 policies, U8 phases, C control, R route, const char* requirement,
                         const char* why) noexcept {
  return {policies, phases, control, route, X::kNone, requirement, why};
}
constexpr ControlRow Refuse(U8 policies, U8 phases, C control, X error, const char* requirement,
                            const char* why) noexcept {
  return {policies, phases, control, R::kRefuse, error, requirement, why};
}

inline constexpr const char* kLater = "V follows S from its negotiation on";
inline constexpr const char* kOwn = "S answers for itself until V is negotiated";
inline constexpr const char* kOnlyS = "it is about S's place in the system, where V has none";
inline constexpr const char* kFilters = "V's filters follow S's";
inline constexpr const char* kMedia = "the packets are V's, and so are the media";
inline constexpr const char* kHnGap = "hn has no answer to this request, with or without a VF";

inline constexpr ControlRow kRows[] = {
    Via(kBoth, kUnready, C::kBringUp, R::kSynthetic, "R-ATT-3", kLater),
    Via(kBoth, kReady, C::kBringUp, R::kSyntheticForBoth, "T-F03",
        "a V that fails to come up is no failure of S"),
    Via(kBoth, kUnready, C::kBringDown, R::kSynthetic, "R-ATT-3", kLater),
    Via(kBoth, kReady, C::kBringDown, R::kSyntheticForBoth, "R-DIS-1",
        "the path leaves V first; what V answers does not matter"),
    Via(kBoth, kUnready, C::kSetReceiveFlags, R::kSynthetic, "R-ATT-3", kLater),
    Via(kHn, kReady, C::kSetReceiveFlags, R::kVfThenSynthetic, "R-FLG-1",
        "V is given S's flags, and its error is the answer"),
    Via(kStrict, kReady, C::kSetReceiveFlags, R::kSyntheticForBoth, "R-FLG-5", kFilters),
    Via(kBoth, kUnready, C::kSetMtu, R::kSynthetic, "R-ATT-3", kLater),
    Via(kBoth, kReady, C::kSetMtu, R::kVfThenSynthetic, "R-IOC-1",
        "V may refuse, and then S stays as it is (A9, A10)"),
    Via(kHn, kAny, C::kSetMac, R::kSynthetic, "R-EVT-6",
        "S's own address record is all that changes"),
    Via(kStrict, kNoVf, C::kSetMac, R::kSynthetic, "R-EVT-6", kOwn),
    Refuse(
        kStrict, kHeld, C::kSetMac, X::kBusy, "T-F01",
        "the VF has S's address and cannot be given another one yet; try again when it is in use"),
    Via(kStrict, kReady, C::kSetMac, R::kVfThenSynthetic, "W-01",
        "a V with another address than S's would be deaf"),
    Via(kBoth, kUnready, C::kSetCapabilities, R::kSynthetic, "R-CAP-7", kLater),
    Via(kHn, kReady, C::kSetCapabilities, R::kVfThenSynthetic, "R-CAP-5",
        "S shows what V made of the wish"),
    Via(kStrict, kReady, C::kSetCapabilities, R::kSyntheticForBoth, "R-CAP-10",
        "the wish is S's, and both are negotiated anew from it"),
    Refuse(kHn, kAny, C::kSetCapabilityNv, X::kInvalid, "W-27", kHnGap),
    Refuse(kStrict, kAny, C::kSetCapabilityNv, X::kNotSupported, "W-27",
           "what can only be set by name is not negotiated, and a VF might be handed what it "
           "cannot do"),
    Via(kBoth, kUnready, C::kAddMulticast, R::kSynthetic, "R-ATT-3", kLater),
    Via(kBoth, kReady, C::kAddMulticast, R::kSyntheticForBoth, "A30", kFilters),
    Via(kBoth, kUnready, C::kDeleteMulticast, R::kSynthetic, "R-ATT-3", kLater),
    Via(kBoth, kReady, C::kDeleteMulticast, R::kSyntheticForBoth, "A30", kFilters),
    Via(kHn, kAny, C::kAddVlan, R::kSynthetic, "R-FLG-6", "hn turns V's VLAN filter off instead"),
    Via(kStrict, kUnready, C::kAddVlan, R::kSynthetic, "R-ATT-3", kLater),
    Via(kStrict, kReady, C::kAddVlan, R::kSyntheticForBoth, "T-N35", kFilters),
    Via(kHn, kAny, C::kDeleteVlan, R::kSynthetic, "R-FLG-6",
        "hn turns V's VLAN filter off instead"),
    Via(kStrict, kUnready, C::kDeleteVlan, R::kSynthetic, "R-ATT-3", kLater),
    Via(kStrict, kReady, C::kDeleteVlan, R::kSyntheticForBoth, "T-N35", kFilters),
    Via(kBoth, kUnready, C::kGetMedia, R::kSynthetic, "R-LNK-4", kOwn),
    Via(kBoth, kReady, C::kGetMedia, R::kVf, "R-LNK-4", kMedia),
    Via(kBoth, kUnready, C::kSetMedia, R::kSynthetic, "R-LNK-4", kOwn),
    Via(kBoth, kReady, C::kSetMedia, R::kVf, "R-LNK-4", kMedia),
    Refuse(kHn, kAny, C::kGetExtendedMedia, X::kInvalid, "W-27", kHnGap),
    Via(kStrict, kUnready, C::kGetExtendedMedia, R::kSynthetic, "W-27", kOwn),
    Via(kStrict, kReady, C::kGetExtendedMedia, R::kVf, "W-27", kMedia),
    Refuse(kHn, kAny, C::kGetI2c, X::kInvalid, "W-27", kHnGap),
    Via(kStrict, kUnready, C::kGetI2c, R::kSynthetic, "W-27", kOwn),
    Via(kStrict, kReady, C::kGetI2c, R::kVf, "W-27", kMedia),
    Via(kBoth, kUnready, C::kGetRssKey, R::kSynthetic, "R-RSS-6", kOwn),
    Via(kBoth, kReady, C::kGetRssKey, R::kSyntheticForBoth, "R-RSS-3", "S's key is V's"),
    Via(kBoth, kUnready, C::kGetRssHash, R::kSynthetic, "R-RSS-6", kOwn),
    Via(kBoth, kReady, C::kGetRssHash, R::kSyntheticForBoth, "R-RSS-3",
        "S's hash types are those of both"),
    Via(kBoth, kNoVf, C::kSetRssKey, R::kSynthetic, "R-CFG-3", kOwn),
    Refuse(kHn, kWithVf, C::kSetRssKey, X::kBusy, "A27",
           "the RSS key cannot be set while a VF is attached"),
    Via(kStrict, kHeld, C::kSetRssKey, R::kSynthetic, "R-RSS-1", "V's key is not S's yet"),
    Refuse(
        kStrict, kReady, C::kSetRssKey, X::kBusy, "A27",
        "the RSS key is the VF's while there is one, so that a flow keeps its hash on both paths"),
    Via(kBoth, kAny, C::kSetRssTable, R::kSynthetic, "R-RSS-5",
        "the legs' indirection tables are independent"),
    Via(kBoth, kAny, C::kSetQueues, R::kSynthetic, "hn section 12",
        "each leg has its own queues; V's are set under V's name"),
    Via(kBoth, kUnready, C::kGetStatistics, R::kSynthetic, "R-STA-1", kOwn),
    Via(kBoth, kReady, C::kGetStatistics, R::kSyntheticForBoth, "R-STA-1",
        "S's totals hold what went over V"),
    Via(kHn, kAny, C::kGetTimestamping, R::kSynthetic, "hn section 12",
        "hn passes nothing on that it does not list"),
    Via(kStrict, kUnready, C::kGetTimestamping, R::kSynthetic, "T-S04", kOwn),
    Via(kStrict, kReady, C::kGetTimestamping, R::kVf, "T-S04",
        "the clock that stamps the packets is V's"),
    Via(kHn, kAny, C::kSetTimestamping, R::kSynthetic, "hn section 12",
        "hn passes nothing on that it does not list"),
    Via(kStrict, kUnready, C::kSetTimestamping, R::kSynthetic, "T-S04", kOwn),
    Via(kStrict, kReady, C::kSetTimestamping, R::kVf, "T-S04",
        "the clock that stamps the packets is V's"),
    Via(kHn, kAny, C::kAttachXdp, R::kSynthetic, "hn section 12",
        "hn passes nothing on that it does not list"),
    Via(kStrict, kAny, C::kAttachXdp, R::kSynthetic, "T-N38",
        "V is not the path while it does not run S's program"),
    Via(kBoth, kAny, C::kDetachXdp, R::kSynthetic, "T-N38",
        "a program on S is S's, and may always leave"),
    Via(kHn, kAny, C::kAttachNetmap, R::kSynthetic, "R-MISC-2",
        "S's emulated mode sees what passes S, over either path"),
    Via(kStrict, kNoVf, C::kAttachNetmap, R::kSynthetic, "W-28", kOwn),
    Refuse(kStrict, kWithVf, C::kAttachNetmap, X::kBusy, "W-28",
           "netmap would take the hooks that the pair needs; delete its rule first"),
    Via(kHn, kAny, C::kAttachQueueing, R::kSynthetic, "R-MISC-3",
        "it shapes what goes over S, and nothing of what goes over V"),
    Via(kStrict, kNoVf, C::kAttachQueueing, R::kSynthetic, "W-28", kOwn),
    Refuse(kStrict, kWithVf, C::kAttachQueueing, X::kNotSupported, "W-28",
           "packets that go over the VF do not pass the synthetic's queue, so they would not be "
           "shaped"),
    Refuse(kBoth, kAny, C::kAllocateSendTag, X::kNotSupported, "R-TX-12",
           "a send tag of one leg means nothing to the other, and a VF may come or go at any time"),
    Via(kBoth, kAny, C::kSetAddress, R::kSynthetic, "hn section 12", kOnlyS),
    Via(kBoth, kAny, C::kSetLabel, R::kSynthetic, "hn section 12", kOnlyS),
    Via(kBoth, kAny, C::kRename, R::kSynthetic, "hn section 12", kOnlyS),
    Via(kBoth, kAny, C::kMoveNamespace, R::kSynthetic, "hn section 12", kOnlyS),
    Refuse(kHn, kAny, C::kGetDriverSpecific, X::kInvalid, "W-27", kHnGap),
    Via(kStrict, kAny, C::kGetDriverSpecific, R::kSynthetic, "W-27",
        "the format is that of S's driver; V is asked under V's name"),
    Refuse(kHn, kAny, C::kSetDriverSpecific, X::kInvalid, "W-27", kHnGap),
    Via(kStrict, kUnready, C::kSetDriverSpecific, R::kSynthetic, "W-27", kOwn),
    Refuse(kStrict, kReady, C::kSetDriverSpecific, X::kNotSupported, "W-27",
           "it would be set on S's driver, while the packets go over the VF's"),
    Refuse(kHn, kAny, C::kUnknown, X::kInvalid, "W-27", kHnGap),
    Via(kStrict, kAny, C::kUnknown, R::kSynthetic, "W-27", "S is the interface that was named"),
};

constexpr bool Applies(const ControlRow& row, ControlPolicy policy, VfPhase phase,
                       C control) noexcept {
  return row.control == control && (row.policies >> static_cast<U8>(policy) & 1) != 0 &&
         (row.phases >> static_cast<U8>(phase) & 1) != 0;
}

/// Each request has exactly one row in each phase under each policy.
constexpr bool IsComplete(Span<const ControlRow> rows) noexcept {
  U8 covered[kControlCount][2] = {};
  for (const ControlRow& row : rows)
    for (U8 policy = 0; policy < 2; ++policy) {
      if ((row.policies >> policy & 1) == 0) continue;
      U8& phases = covered[static_cast<Size>(row.control)][policy];
      if ((phases & row.phases) != 0) return false;  // two rows for one case
      phases = static_cast<U8>(phases | row.phases);
    }
  for (const auto& policies : covered)
    for (const U8 phases : policies)
      if (phases != kAny) return false;
  return true;
}

/// Only a refusal has an error, and V's driver is only called when V is negotiated.
constexpr bool IsConsistent(Span<const ControlRow> rows) noexcept {
  for (const ControlRow& row : rows) {
    if ((row.route == R::kRefuse) != (row.error != X::kNone)) return false;
    const bool calls_vf = FirstStep(row.route) == ControlStep::kCallVf;
    if ((calls_vf || row.route == R::kSyntheticForBoth) && row.phases != kReady) return false;
  }
  return true;
}

static_assert(IsComplete(kRows),
              "vfpair control table: a request has no row, or two, in some phase.");
static_assert(IsConsistent(kRows),
              "vfpair control table: an error that is no refusal, or V called early.");

}  // namespace control_rows

/// The row that applies; an unknown number is kUnknown. Pure; callable anywhere.
constexpr const ControlRow& FindControl(ControlPolicy policy, VfPhase phase,
                                        Control control) noexcept {
  if (static_cast<Size>(control) >= kControlCount) control = Control::kUnknown;
  for (const ControlRow& row : control_rows::kRows)
    if (control_rows::Applies(row, policy, phase, control)) return row;
  return control_rows::kRows[0];  // not reached: the table is complete
}

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_CONTROL_TABLE_H_
