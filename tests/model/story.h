// SPDX-License-Identifier: BSD-2-Clause
// Actions and worlds in words, for people who read how a rule was broken.
#ifndef VFPAIR_TESTS_MODEL_STORY_H_
#define VFPAIR_TESTS_MODEL_STORY_H_

#include <string>

#include "tests/model/configuration.h"
#include "tests/model/model_nic.h"

namespace vfpair::model {

/// "V's link comes or goes".
inline std::string ActionText(Action action) {
  const std::string who = NameOf(static_cast<Who>(action.arg % kNics));
  const std::string place = action.arg == 0 ? "its oldest open question" : "its second question";
  switch (action.act) {
    case Act::kStart:
      return "the pair is started";
    case Act::kRun:
      return "the actor runs";
    case Act::kTimer:
      return "the timer is due";
    case Act::kEarlyTimer:
      return "the timer fires too early";
    case Act::kSpurious:
      return "all signals come, for no reason";
    case Act::kArrive:
      return who + " arrives and is offered";
    case Act::kOffer:
      return who + " is offered again";
    case Act::kDepart:
      return "the OS removes " + who;
    case Act::kPull:
      return who + " is pulled out; the OS has not noticed";
    case Act::kClose:
      return "somebody brings " + who + " down";
    case Act::kOpen:
      return "somebody brings " + who + " up";
    case Act::kCable:
      return who + "'s cable is plugged in or out";
    case Act::kSetVfMtu:
      return "somebody changes " + who + "'s MTU";
    case Act::kTaken:
      return who + " gets or loses an IP address";
    case Act::kVfMac:
      return who + " gets another MAC address, or its own again";
    case Act::kRename:
      return who + " is renamed";
    case Act::kVfReady:
      return who + "'s driver has finished its attach";
    case Act::kStale:
      return "word comes that an earlier interface at " + who + "'s place departed";
    case Act::kSynthetic:
      return "S goes up or down";
    case Act::kChangeMtu:
      return "the user sets S's MTU to " + std::to_string(kMtus[action.arg]);
    case Act::kFilter:
      return std::string("S's user adds or removes ") +
             FilterName(static_cast<FilterKind>(action.arg));
    case Act::kCapability:
      return "S's user turns a capability off or on";
    case Act::kUnpair:
      return "the rule is deleted";
    case Act::kShutdown:
      return "the pair is ended at once";
    case Act::kSyntheticGone:
      return "S is removed";
    case Act::kAnswer:
      return "the host answers " + place + ": done";
    case Act::kRefuse:
      return "the host answers " + place + ": no";
    case Act::kLose:
      return "the host will never answer " + place;
    case Act::kRevoke:
      return "the host takes the data path back";
    case Act::kPromise:
      return "the host promises a VF, or takes the promise back";
    case Act::kForget:
      return "the host loses what it was told";
  }
  return "?";
}

}  // namespace vfpair::model

#endif  // VFPAIR_TESTS_MODEL_STORY_H_
