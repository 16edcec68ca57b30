// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The core, compiled for Linux. The module's one C++ file: two would each need their own copy of
// every inline function and template, which a kernel module cannot merge.
#define VFPAIR_OFFERS_EGRESS
#include "os_entry.h"
