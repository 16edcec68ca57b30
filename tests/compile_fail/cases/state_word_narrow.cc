// SPDX-License-Identifier: BSD-2-Clause
// expect: vfpair transmit: what DecideTx\(\) reads .* with must return unsigned long:
#include "vfpair/tx_redirect.h"

vfpair::TxVerdict Test(const vfpair::Path* path) {
#ifdef FAIL
  return vfpair::DecideTx(path, [](void*) { return 1u; });
#else
  return vfpair::DecideTx(path, [](void*) { return 1ul; });
#endif
}
