// SPDX-License-Identifier: BSD-2-Clause
// The network epoch.
#include <sys/epoch.h>

#include "tests/stubs/freebsd/kernel/epoch_and_locks.h"
#include "tests/stubs/freebsd/kernel/kernel.h"

extern "C" {

void fake_epoch_enter(epoch_tracker* tracker) { tracker->depth = ++curthread->epochs; }

void fake_epoch_exit(epoch_tracker* tracker) {
  if (tracker->depth != curthread->epochs--) fake::Complain("net epoch sections overlap");
}

// Also a moment at which others run: what was in the epoch before is over after it.
void fake_epoch_wait(const char* file, int line) {
  fake::MaySleep(std::string("epoch wait at ") + file + ":" + std::to_string(line));
  fake::OthersRun();
}

bool fake_in_epoch() { return curthread->epochs != 0; }

}  // extern "C"
