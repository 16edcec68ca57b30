// SPDX-License-Identifier: BSD-2-Clause
// The one world of a process: a platform and the pair that runs on it, at an address that never
// changes, so that an image of its bytes is all there is to store and to restore.
#ifndef VFPAIR_TESTS_MODEL_WORLD_H_
#define VFPAIR_TESTS_MODEL_WORLD_H_

#include <cstring>
#include <new>

#include "tests/model/inspector.h"

#ifndef __has_builtin
#define __has_builtin(name) 0
#endif

namespace vfpair::model {

struct alignas(64) World {
  World() : pair(os, SyntheticId(os.IdOf(kS)), RuleOf(os), TheSession().configuration->profile) {
    ModelNic& s = os.nics[kS];
    s.known = s.present = s.up = s.users_up = true;
    s.mtu = s.users_mtu = kMtus[0];
    os.faults_left = TheSession().configuration->faults;
  }

  ModelPlatform os;
  Pair<ModelPlatform> pair;

 private:
  static Rule RuleOf(ModelPlatform& os) {
    return TheSession().configuration->named_rule ? Rule{false, VfId({&os.nics[kV], 2})} : Rule{};
  }
};

inline constexpr Size kImageSize = sizeof(World);
using Image = U8[kImageSize];

namespace internal {
// Storage that is a variable of the type itself: only of such can padding be cleared.
union Storage {
  Storage() {}
  ~Storage() {}
  World world;
};
alignas(64) inline Storage storage;
}  // namespace internal

inline World& TheWorld() { return internal::storage.world; }
inline const U8* WorldBytes() { return reinterpret_cast<const U8*>(&TheWorld()); }

/// A world in which nothing has happened. The configuration must outlive it.
inline void BeginWorld(const Configuration& configuration) {
  Session& session = TheSession();
  session = Session{};
  session.configuration = &configuration;
  std::memset(static_cast<void*>(&TheWorld()), 0, kImageSize);
  new (&TheWorld()) World;
}

inline void RestoreWorld(const U8* image) {
  std::memcpy(static_cast<void*>(&TheWorld()), image, kImageSize);
}

/// Takes out what makes no difference for what comes, down to the bytes between members.
inline void NormaliseWorld() {
  PairInspector::Normalise(TheWorld().pair, TheWorld().os);
#if __has_builtin(__builtin_clear_padding)
  __builtin_clear_padding(&internal::storage);
#endif
}

}  // namespace vfpair::model

#endif  // VFPAIR_TESTS_MODEL_WORLD_H_
