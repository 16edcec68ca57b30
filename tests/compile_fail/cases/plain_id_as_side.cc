// SPDX-License-Identifier: BSD-2-Clause
// expect: (no matching function for call to .UseVf|could not convert)
// expect-soon: (no known conversion|could not convert) .*InterfaceId.* to .*Vf<
#include "vfpair/platform.h"

inline bool UseVf(vfpair::VfId vf) { return vf.get().IsNone(); }

bool Test(vfpair::InterfaceId id) {
#ifdef FAIL
  return UseVf(id);
#else
  return UseVf(vfpair::VfId(id));
#endif
}
