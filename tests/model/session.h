// SPDX-License-Identifier: BSD-2-Clause
// What surrounds the one world of a process and is not part of it: the configuration, the course of
// the action that runs, and in which context it runs.
#ifndef VFPAIR_TESTS_MODEL_SESSION_H_
#define VFPAIR_TESTS_MODEL_SESSION_H_

#include <functional>

#include "tests/model/configuration.h"
#include "tests/model/course.h"

namespace vfpair::model {

enum class Context : U8 { kNone, kActor, kClosing };

struct Session {
  const Configuration* configuration = nullptr;
  Course course;

  // The call into the pair that runs now.
  struct Call {
    Context context = Context::kNone;
    Who untouchable = kS;  ///< kS: none
    bool departing = false;
  };
  Call call;
  bool in_effect = false;
  bool changing_mtu = false;
  bool at_once = false;   ///< the pair must end now
  bool degraded = false;  ///< the transition that is traced leads out of degraded
  bool moved = false;     ///< something happened between two effects
  U32 moves_left = 0;
  U32 states_of_pair = 1;         ///< a bit for each State that was entered
  U32 effects = 0;                ///< and other calls of the platform, since the action began
  std::function<void()> endless;  ///< called, and does not return, when there are too many
};

inline Session& TheSession() {
  static Session session;
  return session;
}
inline Course& TheCourse() { return TheSession().course; }
inline bool Has(Flaw flaw) { return TheSession().configuration->flaw == flaw; }

/// For the length of a call into the pair. `untouchable` is a VF whose driver must not be called
/// meanwhile; if it is departing, nothing of it can be read either.
class InContext {
 public:
  explicit InContext(Context context, Who untouchable = kS, bool departing = false)
      : before_(TheSession().call) {
    TheSession().call = {context, untouchable, departing};
  }
  ~InContext() { TheSession().call = before_; }
  InContext(const InContext&) = delete;
  InContext& operator=(const InContext&) = delete;

 private:
  Session::Call before_;
};

}  // namespace vfpair::model

#endif  // VFPAIR_TESTS_MODEL_SESSION_H_
