// SPDX-License-Identifier: BSD-2-Clause
// expect: nodiscard
#include "vfpair/mtu.h"

void Test() {
#ifdef FAIL
  vfpair::CheckMtu({}, {}, 1500);
#else
  (void)vfpair::CheckMtu({}, {}, 1500);
#endif
}
