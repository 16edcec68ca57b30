// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What a pair tells about itself: one record per transition.
#ifndef VFPAIR_TRACE_H_
#define VFPAIR_TRACE_H_

#include "vfpair/machine.h"
#include "vfpair/status.h"

VFPAIR_NAMESPACE_BEGIN

/// One line of a pair's history.
struct Transition {
  U64 time_ns = 0;
  State from = State::kIdle;
  State to = State::kIdle;
  Event event = Event::kVfArrived;
  Reason reason = Reason::kNone;
};

VFPAIR_NAMESPACE_END

#endif  // VFPAIR_TRACE_H_
