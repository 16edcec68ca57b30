// SPDX-License-Identifier: BSD-2-Clause
// expect: vfpair transmit: what DecideTx\(\) reads .* with must be callable with the void\*
#include "vfpair/tx_redirect.h"

struct MyNic {
  unsigned long state;
};

vfpair::TxVerdict Test(const vfpair::Path* path) {
#ifdef FAIL
  return vfpair::DecideTx(path, [](MyNic* vf) { return vf->state; });
#else
  return vfpair::DecideTx(path, [](void* vf) { return static_cast<MyNic*>(vf)->state; });
#endif
}
