// SPDX-License-Identifier: BSD-2-Clause
// FreeBSD's <sys/sysctl.h>, as far as vfpairctl uses it; control_freebsd_test.cc has the tree.
#ifndef TOOLS_VFPAIRCTL_TESTING_SYS_SYSCTL_H_
#define TOOLS_VFPAIRCTL_TESTING_SYS_SYSCTL_H_

#include <cstddef>

extern "C" int sysctlbyname(const char* name, void* old, size_t* old_size, const void* value,
                            size_t value_size);

#endif  // TOOLS_VFPAIRCTL_TESTING_SYS_SYSCTL_H_
