// SPDX-License-Identifier: BSD-2-Clause
// The adapter's one C++ file, but its pairs are watched.
// clang-format off
#include "offers.h"
#include "tests/stubs/freebsd/watched_shim.h"
// clang-format on
#define VFPAIR_OS_PLATFORM WatchedShim
#include "adapters/freebsd/glue.cc"
