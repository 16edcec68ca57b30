// SPDX-License-Identifier: BSD-2-Clause
// The core, compiled for FreeBSD. The module's one C++ file: two would each need their own copy of
// every inline function and template, which a kernel module cannot merge.
// clang-format off
#include "offers.h"
#include "os_entry.h"
// clang-format on
