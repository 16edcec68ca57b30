// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The specification of a pair's life: every state x event is a row, or an explicit "ignored
// because".
//
// Read a row as a sentence: in STATE, when EVENT [and GUARD], go to NEXT, because WHY. Rows of one
// state and event are tried in order; the last has no guard. All of this is checked at compile
// time, and the state diagram in the documentation is generated from these rows.
#ifndef VFPAIR_TRANSITION_TABLE_H_
#define VFPAIR_TRANSITION_TABLE_H_

#include "vfpair/machine.h"

VFPAIR_NAMESPACE_BEGIN

namespace table {

using S = State;
using E = Event;
using G = Guard;

constexpr Row Go(S from, E event, S next, const char* why) noexcept {
  return {from, event, G::kAlways, Response::kGo, next, why};
}
constexpr Row GoIf(S from, E event, G guard, S next, const char* why) noexcept {
  return {from, event, guard, Response::kGo, next, why};
}
constexpr Row Reconcile(S state, E event, const char* why) noexcept {
  return {state, event, G::kAlways, Response::kReconcile, state, why};
}
constexpr Row IgnoreIf(S state, E event, G guard, const char* why) noexcept {
  return {state, event, guard, Response::kIgnore, state, why};
}
constexpr Row ReconcileIf(S state, E event, G guard, const char* why) noexcept {
  return {state, event, guard, Response::kReconcile, state, why};
}
constexpr Row Ignore(S state, E event, const char* why) noexcept {
  return {state, event, G::kAlways, Response::kIgnore, state, why};
}

inline constexpr const char* kNoVf = "no VF is held";
inline constexpr const char* kLater = "its level is read when the pair gets there";
inline constexpr const char* kAlready = "the pair is already where this leads";
inline constexpr const char* kNotWaiting = "nothing is awaited in this state";
inline constexpr const char* kSettleFirst = "the settle time decides, not the hooks";
inline constexpr const char* kLinkFirst = "V has no link yet";
inline constexpr const char* kKeptDown = "V is kept down while S is down";
inline constexpr const char* kNotSettling = "no VF is settling";
inline constexpr const char* kNoRetry = "no retry is due";
inline constexpr const char* kRetryLater = "the back-off decides when V is tried again";
inline constexpr const char* kListed = "the newcomer is on the list of candidates";
inline constexpr const char* kOver = "the pair is over";
inline constexpr const char* kGoing = "V is already being released";
inline constexpr const char* kGoingBack = "the pair is already on its way back to S";
inline constexpr const char* kUndone = "V is not negotiated, so there is nothing to adjust";
inline constexpr const char* kNotSteered = "the host does not steer to V";
inline constexpr const char* kWhatever = "the policy is to use V whatever its link";
inline constexpr const char* kUsers = "V is its user's to bring up and down";
inline constexpr const char* kUnasked = "nobody was asked";
inline constexpr const char* kNoName = "a name is not an identity";
inline constexpr const char* kNotYet = "V may not be used yet";

inline constexpr Row kRows[] = {
    // idle: no V
    Go(S::kIdle, E::kSyntheticGone, S::kClosed, "S is gone"),
    Go(S::kIdle, E::kUnpair, S::kClosed, "the rule was deleted"),
    Go(S::kIdle, E::kVfArrived, S::kSettling, "a VF of this pair appeared"),
    Go(S::kIdle, E::kHostPromised, S::kAwaiting, "the host promised a VF"),
    Ignore(S::kIdle, E::kVfDeparted, kNoVf),
    Ignore(S::kIdle, E::kVfUnfit, kNoVf),
    Ignore(S::kIdle, E::kVfRenamed, kNoVf),
    Ignore(S::kIdle, E::kVfClosing, kNoVf),
    Ignore(S::kIdle, E::kVfLinkDown, kNoVf),
    Ignore(S::kIdle, E::kVfLinkUp, kNoVf),
    Ignore(S::kIdle, E::kHostRevoked, kNotSteered),
    Ignore(S::kIdle, E::kStepFailed, kNotWaiting),
    Ignore(S::kIdle, E::kHostAnswered, kUnasked),
    Ignore(S::kIdle, E::kStepsDone, kNotWaiting),
    Ignore(S::kIdle, E::kSyntheticDown, kLater),
    Ignore(S::kIdle, E::kSyntheticUp, kLater),
    Ignore(S::kIdle, E::kSettingsChanged, kUndone),
    Ignore(S::kIdle, E::kSettled, kNotSettling),
    Ignore(S::kIdle, E::kRetry, kNoRetry),
    // awaiting: the host knows of a V that the OS does not see yet
    Go(S::kAwaiting, E::kSyntheticGone, S::kClosed, "S is gone"),
    Go(S::kAwaiting, E::kUnpair, S::kClosed, "the rule was deleted"),
    Go(S::kAwaiting, E::kVfArrived, S::kSettling, "the VF that was promised appeared"),
    Go(S::kAwaiting, E::kHostRevoked, S::kIdle, "the host took its promise back"),
    Go(S::kAwaiting, E::kRetry, S::kMissing, "no device appeared in the time one takes"),
    Ignore(S::kAwaiting, E::kVfDeparted, kNoVf),
    Ignore(S::kAwaiting, E::kVfUnfit, kNoVf),
    Ignore(S::kAwaiting, E::kVfClosing, kNoVf),
    Ignore(S::kAwaiting, E::kVfLinkDown, kNoVf),
    Ignore(S::kAwaiting, E::kVfLinkUp, kNoVf),
    Ignore(S::kAwaiting, E::kVfRenamed, kNoVf),
    Ignore(S::kAwaiting, E::kHostPromised, kAlready),
    Ignore(S::kAwaiting, E::kStepFailed, kNotWaiting),
    Ignore(S::kAwaiting, E::kHostAnswered, kUnasked),
    Ignore(S::kAwaiting, E::kStepsDone, kNotWaiting),
    Ignore(S::kAwaiting, E::kSyntheticDown, kLater),
    Ignore(S::kAwaiting, E::kSyntheticUp, kLater),
    Ignore(S::kAwaiting, E::kSettingsChanged, kUndone),
    Ignore(S::kAwaiting, E::kSettled, kNotSettling),
    // missing: as awaiting, and it should have appeared by now
    Go(S::kMissing, E::kSyntheticGone, S::kClosed, "S is gone"),
    Go(S::kMissing, E::kUnpair, S::kClosed, "the rule was deleted"),
    Go(S::kMissing, E::kVfArrived, S::kSettling, "the VF that was promised appeared"),
    Go(S::kMissing, E::kHostRevoked, S::kIdle, "the host took its promise back"),
    Ignore(S::kMissing, E::kRetry, kNoRetry),
    Ignore(S::kMissing, E::kVfDeparted, kNoVf),
    Ignore(S::kMissing, E::kVfUnfit, kNoVf),
    Ignore(S::kMissing, E::kVfClosing, kNoVf),
    Ignore(S::kMissing, E::kVfLinkDown, kNoVf),
    Ignore(S::kMissing, E::kVfLinkUp, kNoVf),
    Ignore(S::kMissing, E::kVfRenamed, kNoVf),
    Ignore(S::kMissing, E::kHostPromised, kAlready),
    Ignore(S::kMissing, E::kStepFailed, kNotWaiting),
    Ignore(S::kMissing, E::kHostAnswered, kUnasked),
    Ignore(S::kMissing, E::kStepsDone, kNotWaiting),
    Ignore(S::kMissing, E::kSyntheticDown, kLater),
    Ignore(S::kMissing, E::kSyntheticUp, kLater),
    Ignore(S::kMissing, E::kSettingsChanged, kUndone),
    Ignore(S::kMissing, E::kSettled, kNotSettling),
    // settling: V's driver may still be attaching; only its input and its place below S are ours
    Go(S::kSettling, E::kSyntheticGone, S::kLeaving, "S is gone"),
    Go(S::kSettling, E::kVfDeparted, S::kLeaving, "V went away before it was ever used"),
    Go(S::kSettling, E::kUnpair, S::kLeaving, "the rule was deleted"),
    Go(S::kSettling, E::kVfUnfit, S::kLeaving,
       "V is another now: its address or its namespace changed"),
    Go(S::kSettling, E::kStepFailed, S::kDegraded, "V could not be taken"),
    GoIf(S::kSettling, E::kSettled, G::kSyntheticDown, S::kReady, "V settled while S is down"),
    Go(S::kSettling, E::kSettled, S::kStarting, "V settled"),
    Go(S::kSettling, E::kVfRenamed, S::kSettling,
       "V is being set up by others: the settle time starts again"),
    Ignore(S::kSettling, E::kHostAnswered, kUnasked),
    Ignore(S::kSettling, E::kStepsDone, kSettleFirst),
    Ignore(S::kSettling, E::kVfClosing, kLater),
    Ignore(S::kSettling, E::kVfLinkDown, kLater),
    Ignore(S::kSettling, E::kVfLinkUp, kLater),
    Ignore(S::kSettling, E::kSyntheticDown, kLater),
    Ignore(S::kSettling, E::kSyntheticUp, kLater),
    Ignore(S::kSettling, E::kHostRevoked, kNotSteered),
    Ignore(S::kSettling, E::kSettingsChanged, kUndone),
    Ignore(S::kSettling, E::kRetry, kNoRetry),
    Ignore(S::kSettling, E::kHostPromised, kLater),
    Ignore(S::kSettling, E::kVfArrived, kListed),
    // ready: negotiated, S down
    Go(S::kReady, E::kSyntheticGone, S::kLeaving, "S is gone"),
    Go(S::kReady, E::kVfDeparted, S::kLeaving, "V went away"),
    Go(S::kReady, E::kUnpair, S::kLeaving, "the rule was deleted"),
    Go(S::kReady, E::kVfUnfit, S::kLeaving,
       "V is another now: its address or its namespace changed"),
    Go(S::kReady, E::kStepFailed, S::kDegraded, "a setting could not be made"),
    Go(S::kReady, E::kSyntheticUp, S::kStarting, "S came up"),
    Reconcile(S::kReady, E::kSettingsChanged, "the user's wishes for S changed"),
    Ignore(S::kReady, E::kVfClosing, kKeptDown),
    Ignore(S::kReady, E::kVfLinkDown, kKeptDown),
    Ignore(S::kReady, E::kVfLinkUp, kKeptDown),
    Ignore(S::kReady, E::kHostRevoked, kNotSteered),
    Reconcile(S::kReady, E::kHostAnswered, "what waited for the host goes on"),
    Ignore(S::kReady, E::kStepsDone, kNotWaiting),
    Ignore(S::kReady, E::kSyntheticDown, kAlready),
    Ignore(S::kReady, E::kSettled, kNotSettling),
    Ignore(S::kReady, E::kRetry, kNoRetry),
    Ignore(S::kReady, E::kHostPromised, kLater),
    Ignore(S::kReady, E::kVfRenamed, kNoName),
    Ignore(S::kReady, E::kVfArrived, kListed),
    // starting: V up, or coming up; waiting for its link
    Go(S::kStarting, E::kSyntheticGone, S::kLeaving, "S is gone"),
    Go(S::kStarting, E::kVfDeparted, S::kLeaving, "V went away"),
    Go(S::kStarting, E::kUnpair, S::kLeaving, "the rule was deleted"),
    Go(S::kStarting, E::kVfUnfit, S::kLeaving,
       "V is another now: its address or its namespace changed"),
    IgnoreIf(S::kStarting, E::kVfClosing, G::kVfIsUsers, kUsers),
    Go(S::kStarting, E::kVfClosing, S::kDegraded, "someone else brought V down"),
    Go(S::kStarting, E::kStepFailed, S::kDegraded, "V could not be brought up"),
    Reconcile(S::kStarting, E::kHostAnswered, "what waited for the host goes on"),
    GoIf(S::kStarting, E::kStepsDone, G::kHeldOff, S::kHolding,
         "V has link, and a hold-off applies"),
    GoIf(S::kStarting, E::kStepsDone, G::kVfUsable, S::kSwitching, "V is up and has link"),
    Ignore(S::kStarting, E::kStepsDone, kLinkFirst),
    Go(S::kStarting, E::kSyntheticDown, S::kReady, "S went down"),
    GoIf(S::kStarting, E::kVfLinkUp, G::kHeldOff, S::kHolding,
         "V's link came up, and a hold-off applies"),
    GoIf(S::kStarting, E::kVfLinkUp, G::kVfUsable, S::kSwitching, "V's link came up"),
    Ignore(S::kStarting, E::kVfLinkUp, kNotYet),
    GoIf(S::kStarting, E::kHostPromised, G::kHeldOff, S::kHolding,
         "the host allows V, and a hold-off applies"),
    GoIf(S::kStarting, E::kHostPromised, G::kVfUsable, S::kSwitching, "the host allows V"),
    Ignore(S::kStarting, E::kHostPromised, kLinkFirst),
    Reconcile(S::kStarting, E::kSettingsChanged, "the user's wishes for S changed"),
    Ignore(S::kStarting, E::kVfLinkDown, kAlready),
    Ignore(S::kStarting, E::kSyntheticUp, kAlready),
    Ignore(S::kStarting, E::kHostRevoked, kNotSteered),
    Ignore(S::kStarting, E::kSettled, kNotSettling),
    Ignore(S::kStarting, E::kRetry, kNoRetry),
    Ignore(S::kStarting, E::kVfRenamed, kNoName),
    Ignore(S::kStarting, E::kVfArrived, kListed),
    // holding: V could be used, and is not yet
    Go(S::kHolding, E::kSyntheticGone, S::kLeaving, "S is gone"),
    Go(S::kHolding, E::kVfDeparted, S::kLeaving, "V went away"),
    Go(S::kHolding, E::kUnpair, S::kLeaving, "the rule was deleted"),
    Go(S::kHolding, E::kVfUnfit, S::kLeaving,
       "V is another now: its address or its namespace changed"),
    GoIf(S::kHolding, E::kVfClosing, G::kVfIsUsers, S::kStarting, "V's user brought it down"),
    Go(S::kHolding, E::kVfClosing, S::kDegraded, "someone else brought V down"),
    Go(S::kHolding, E::kStepFailed, S::kDegraded, "a setting could not be made"),
    Go(S::kHolding, E::kHostRevoked, S::kStarting, "the host took V back"),
    Go(S::kHolding, E::kSyntheticDown, S::kReady, "S went down"),
    ReconcileIf(S::kHolding, E::kVfLinkDown, G::kVfUsable, kWhatever),
    Go(S::kHolding, E::kVfLinkDown, S::kStarting, "V lost its link"),
    Go(S::kHolding, E::kRetry, S::kStarting, "the hold-off is over"),
    GoIf(S::kHolding, E::kSettingsChanged, G::kVfUnusable, S::kStarting,
         "what S is does not allow V any more"),
    Reconcile(S::kHolding, E::kSettingsChanged, "the user's wishes for S changed"),
    Reconcile(S::kHolding, E::kHostAnswered, "what waited for the host goes on"),
    Ignore(S::kHolding, E::kStepsDone, "the hold-off decides when V is used"),
    Ignore(S::kHolding, E::kVfLinkUp, kAlready),
    Ignore(S::kHolding, E::kSyntheticUp, kAlready),
    Ignore(S::kHolding, E::kSettled, kNotSettling),
    Ignore(S::kHolding, E::kHostPromised, kAlready),
    Ignore(S::kHolding, E::kVfRenamed, kNoName),
    Ignore(S::kHolding, E::kVfArrived, kListed),
    // switching: the host is asked to steer to V
    Go(S::kSwitching, E::kSyntheticGone, S::kLeaving, "S is gone"),
    Go(S::kSwitching, E::kVfDeparted, S::kLeaving, "V went away"),
    Go(S::kSwitching, E::kUnpair, S::kLeaving, "the rule was deleted"),
    Go(S::kSwitching, E::kVfUnfit, S::kLeaving,
       "V is another now: its address or its namespace changed"),
    GoIf(S::kSwitching, E::kVfClosing, G::kVfIsUsers, S::kReturning, "V's user brought it down"),
    Go(S::kSwitching, E::kVfClosing, S::kDegraded, "someone else brought V down"),
    Go(S::kSwitching, E::kHostRevoked, S::kDegraded, "the host took the data path back"),
    Go(S::kSwitching, E::kStepFailed, S::kDegraded, "the host refused, or did not answer in time"),
    Reconcile(S::kSwitching, E::kHostAnswered, "what waited for the host goes on"),
    Go(S::kSwitching, E::kStepsDone, S::kActive, "the host steers to V"),
    Go(S::kSwitching, E::kSyntheticDown, S::kReturning, "S went down"),
    ReconcileIf(S::kSwitching, E::kVfLinkDown, G::kVfUsable, kWhatever),
    Go(S::kSwitching, E::kVfLinkDown, S::kReturning, "V lost its link"),
    GoIf(S::kSwitching, E::kSettingsChanged, G::kVfUnusable, S::kReturning,
         "what S is does not allow V any more"),
    Reconcile(S::kSwitching, E::kSettingsChanged, "the user's wishes for S changed"),
    Ignore(S::kSwitching, E::kVfLinkUp, kAlready),
    Ignore(S::kSwitching, E::kSyntheticUp, kAlready),
    Ignore(S::kSwitching, E::kSettled, kNotSettling),
    Ignore(S::kSwitching, E::kRetry, kNoRetry),
    Ignore(S::kSwitching, E::kHostPromised, kAlready),
    Ignore(S::kSwitching, E::kVfRenamed, kNoName),
    Ignore(S::kSwitching, E::kVfArrived, kListed),
    // active: packets travel over V
    Go(S::kActive, E::kSyntheticGone, S::kLeaving, "S is gone"),
    Go(S::kActive, E::kVfDeparted, S::kLeaving, "V went away"),
    Go(S::kActive, E::kUnpair, S::kLeaving, "the rule was deleted"),
    Go(S::kActive, E::kVfUnfit, S::kLeaving,
       "V is another now: its address or its namespace changed"),
    GoIf(S::kActive, E::kVfClosing, G::kVfIsUsers, S::kReturning, "V's user brought it down"),
    Go(S::kActive, E::kVfClosing, S::kDegraded, "someone else brought V down"),
    Go(S::kActive, E::kHostRevoked, S::kDegraded, "the host took the data path back"),
    Go(S::kActive, E::kStepFailed, S::kDegraded, "a setting could not be made"),
    Go(S::kActive, E::kSyntheticDown, S::kReturning, "S went down"),
    ReconcileIf(S::kActive, E::kVfLinkDown, G::kVfUsable, kWhatever),
    Go(S::kActive, E::kVfLinkDown, S::kReturning, "V lost its link"),
    GoIf(S::kActive, E::kSettingsChanged, G::kVfUnusable, S::kReturning,
         "what S is does not allow V any more"),
    Reconcile(S::kActive, E::kSettingsChanged, "the user's wishes for S changed"),
    Reconcile(S::kActive, E::kHostAnswered, "what waited for the host goes on"),
    Ignore(S::kActive, E::kStepsDone, kNotWaiting),
    Ignore(S::kActive, E::kVfLinkUp, kAlready),
    Ignore(S::kActive, E::kSyntheticUp, kAlready),
    Ignore(S::kActive, E::kSettled, kNotSettling),
    Ignore(S::kActive, E::kRetry, kNoRetry),
    Ignore(S::kActive, E::kHostPromised, kAlready),
    Ignore(S::kActive, E::kVfRenamed, kNoName),
    Ignore(S::kActive, E::kVfArrived, kListed),
    // returning: packets travel over S; V still receives until the host has answered
    Go(S::kReturning, E::kSyntheticGone, S::kLeaving, "S is gone"),
    Go(S::kReturning, E::kVfDeparted, S::kLeaving, "V went away"),
    Go(S::kReturning, E::kUnpair, S::kLeaving, "the rule was deleted"),
    Go(S::kReturning, E::kVfUnfit, S::kLeaving,
       "V is another now: its address or its namespace changed"),
    IgnoreIf(S::kReturning, E::kVfClosing, G::kVfIsUsers, kUsers),
    Go(S::kReturning, E::kVfClosing, S::kDegraded, "someone else brought V down"),
    Go(S::kReturning, E::kStepFailed, S::kDegraded, "a setting could not be made"),
    Reconcile(S::kReturning, E::kHostAnswered, "what waited for the host goes on"),
    GoIf(S::kReturning, E::kStepsDone, G::kSyntheticDown, S::kReady,
         "the host steers to S, and S is down"),
    Go(S::kReturning, E::kStepsDone, S::kStarting, "the host steers to S, and V may come back"),
    Reconcile(S::kReturning, E::kSettingsChanged, "the user's wishes for S changed"),
    Ignore(S::kReturning, E::kHostRevoked, kGoingBack),
    Ignore(S::kReturning, E::kSyntheticDown, kLater),
    Ignore(S::kReturning, E::kSyntheticUp, kLater),
    Ignore(S::kReturning, E::kVfLinkDown, kLater),
    Ignore(S::kReturning, E::kVfLinkUp, kLater),
    Ignore(S::kReturning, E::kSettled, kNotSettling),
    Ignore(S::kReturning, E::kRetry, kNoRetry),
    Ignore(S::kReturning, E::kHostPromised, kLater),
    Ignore(S::kReturning, E::kVfRenamed, kNoName),
    Ignore(S::kReturning, E::kVfArrived, kListed),
    // degraded: V is held, its frames are accepted, but nothing is sent over it
    Go(S::kDegraded, E::kSyntheticGone, S::kLeaving, "S is gone"),
    Go(S::kDegraded, E::kVfDeparted, S::kLeaving, "V went away"),
    Go(S::kDegraded, E::kUnpair, S::kLeaving, "the rule was deleted"),
    Go(S::kDegraded, E::kVfUnfit, S::kLeaving,
       "V is another now: its address or its namespace changed"),
    GoIf(S::kDegraded, E::kRetry, G::kUnsettled, S::kSettling,
         "the back-off elapsed, and V has not settled yet"),
    GoIf(S::kDegraded, E::kRetry, G::kSyntheticDown, S::kReady,
         "the back-off elapsed while S is down"),
    Go(S::kDegraded, E::kRetry, S::kStarting, "the back-off elapsed"),
    Ignore(S::kDegraded, E::kStepFailed, kRetryLater),
    Reconcile(S::kDegraded, E::kHostAnswered, "what waited for the host goes on"),
    Ignore(S::kDegraded, E::kStepsDone, kRetryLater),
    Ignore(S::kDegraded, E::kSyntheticDown, kRetryLater),
    Ignore(S::kDegraded, E::kSyntheticUp, kRetryLater),
    Ignore(S::kDegraded, E::kVfClosing, kRetryLater),
    Ignore(S::kDegraded, E::kVfLinkDown, kRetryLater),
    Ignore(S::kDegraded, E::kVfLinkUp, kRetryLater),
    Ignore(S::kDegraded, E::kHostRevoked, kNotSteered),
    Ignore(S::kDegraded, E::kSettingsChanged, kUndone),
    Ignore(S::kDegraded, E::kSettled, kNotSettling),
    Ignore(S::kDegraded, E::kHostPromised, kLater),
    Ignore(S::kDegraded, E::kVfRenamed, kNoName),
    Ignore(S::kDegraded, E::kVfArrived, kListed),
    // leaving: everything set on V and S is being undone
    Reconcile(S::kLeaving, E::kHostAnswered, "what waited for the host goes on"),
    GoIf(S::kLeaving, E::kStepsDone, G::kClosing, S::kClosed, "V is released and the rule is gone"),
    Go(S::kLeaving, E::kStepsDone, S::kIdle, "V is released"),
    Reconcile(S::kLeaving, E::kSyntheticGone, "nothing is waited for any more"),
    Reconcile(S::kLeaving, E::kVfDeparted, "nothing is waited for any more"),
    Reconcile(S::kLeaving, E::kUnpair, "perhaps it may not wait any longer"),
    Ignore(S::kLeaving, E::kVfClosing, kGoing),
    Ignore(S::kLeaving, E::kHostRevoked, kGoing),
    Ignore(S::kLeaving, E::kStepFailed, kGoing),
    Ignore(S::kLeaving, E::kSyntheticDown, kGoing),
    Ignore(S::kLeaving, E::kSyntheticUp, kGoing),
    Ignore(S::kLeaving, E::kVfLinkDown, kGoing),
    Ignore(S::kLeaving, E::kVfLinkUp, kGoing),
    Ignore(S::kLeaving, E::kSettingsChanged, kGoing),
    Ignore(S::kLeaving, E::kSettled, kGoing),
    Ignore(S::kLeaving, E::kRetry, kGoing),
    Ignore(S::kLeaving, E::kVfUnfit, kGoing),
    Ignore(S::kLeaving, E::kHostPromised, kGoing),
    Ignore(S::kLeaving, E::kVfRenamed, kGoing),
    Ignore(S::kLeaving, E::kVfArrived, kListed),
    // closed
    Ignore(S::kClosed, E::kSyntheticGone, kOver),
    Ignore(S::kClosed, E::kVfDeparted, kOver),
    Ignore(S::kClosed, E::kUnpair, kOver),
    Ignore(S::kClosed, E::kVfClosing, kOver),
    Ignore(S::kClosed, E::kHostRevoked, kOver),
    Ignore(S::kClosed, E::kStepFailed, kOver),
    Ignore(S::kClosed, E::kHostAnswered, kOver),
    Ignore(S::kClosed, E::kStepsDone, kOver),
    Ignore(S::kClosed, E::kSyntheticDown, kOver),
    Ignore(S::kClosed, E::kSyntheticUp, kOver),
    Ignore(S::kClosed, E::kVfLinkDown, kOver),
    Ignore(S::kClosed, E::kVfLinkUp, kOver),
    Ignore(S::kClosed, E::kSettingsChanged, kOver),
    Ignore(S::kClosed, E::kSettled, kOver),
    Ignore(S::kClosed, E::kRetry, kOver),
    Ignore(S::kClosed, E::kVfUnfit, kOver),
    Ignore(S::kClosed, E::kHostPromised, kOver),
    Ignore(S::kClosed, E::kVfRenamed, kOver),
    Ignore(S::kClosed, E::kVfArrived, kOver),
};

inline constexpr Size kRowCount = sizeof(kRows) / sizeof(kRows[0]);

// These are computed wherever the header is read: in one pass over the rows, with a bit for each
// state or event. The rows are a parameter so that compilers do not try it at the definition, too.
static_assert(kStateCount <= 32 && kEventCount <= 32);

constexpr U32 BitOf(S state) noexcept { return 1u << static_cast<U32>(state); }

/// Every state and event has an unguarded row, and none behind it: it is the last resort.
constexpr bool IsComplete(Span<const Row> rows) noexcept {
  U32 closed[kStateCount] = {};
  for (const Row& row : rows) {
    U32& events = closed[static_cast<Size>(row.state)];
    const U32 event = 1u << static_cast<U32>(row.event);
    if ((events & event) != 0) return false;  // unreachable: stands behind an unguarded row
    if (row.guard == G::kAlways) events |= event;
  }
  for (const U32 events : closed)
    if (events != static_cast<U32>((U64{1} << kEventCount) - 1)) return false;
  return true;
}

/// Every state can be reached from idle, and from every state but closed the end can be reached.
constexpr bool IsConnected(Span<const Row> rows) noexcept {
  U32 next[kStateCount] = {};
  for (const Row& row : rows)
    if (row.response == Response::kGo) next[static_cast<Size>(row.state)] |= BitOf(row.next);
  U32 from_idle = BitOf(S::kIdle), to_closed = BitOf(S::kClosed);
  for (Size round = 0; round < kStateCount; ++round)
    for (U32 state = 0; state < kStateCount; ++state) {
      if ((from_idle >> state & 1) != 0) from_idle |= next[state];
      if ((next[state] & to_closed) != 0) to_closed |= 1u << state;
    }
  const auto all = static_cast<U32>((U64{1} << kStateCount) - 1);
  return from_idle == all && to_closed == all;
}

static_assert(IsComplete(kRows),
              "vfpair transition table: a state x event has no unguarded row, or a row behind one. "
              "Add the row, or an Ignore() that says why.");
static_assert(IsConnected(kRows),
              "vfpair transition table: a state cannot be reached, or cannot be left.");

}  // namespace table

/// The row that applies. Pure; callable anywhere.
constexpr const Row& FindRow(State state, Event event, const Situation& situation) noexcept {
  for (const Row& row : table::kRows)
    if (row.state == state && row.event == event && Holds(row.guard, situation)) return row;
  return table::kRows[table::kRowCount - 1];  // not reached: the table is complete
}

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_TRANSITION_TABLE_H_
