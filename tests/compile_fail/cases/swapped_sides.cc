// SPDX-License-Identifier: BSD-2-Clause
// expect: (no matching function for call to .UseVf|could not convert)
// expect-soon: (no known conversion|could not convert) .*Synthetic<.* to .*Vf<
#include "vfpair/platform.h"

inline bool UseVf(vfpair::VfId vf) { return vf.get().IsNone(); }

bool Test(vfpair::SyntheticId synthetic, vfpair::VfId vf) {
#ifdef FAIL
  (void)vf;
  return UseVf(synthetic);
#else
  (void)synthetic;
  return UseVf(vf);
#endif
}
