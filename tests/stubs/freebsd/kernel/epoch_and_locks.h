// SPDX-License-Identifier: BSD-2-Clause
// Between the parts of the fake kernel.
#ifndef TESTS_STUBS_FREEBSD_KERNEL_EPOCH_AND_LOCKS_H_
#define TESTS_STUBS_FREEBSD_KERNEL_EPOCH_AND_LOCKS_H_

#include <string>

namespace fake {

// Of the calling thread; empty when there is none.
std::string HeldMutex();
std::string HeldLock();
void ForgetLocks();

// The rest of the machine, while the calling thread waits.
void OthersRun();

}  // namespace fake

#endif  // TESTS_STUBS_FREEBSD_KERNEL_EPOCH_AND_LOCKS_H_
