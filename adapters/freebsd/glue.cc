// SPDX-License-Identifier: BSD-2-Clause
// The core, compiled for FreeBSD. The module's one C++ file: two would each need their own copy of
// every inline function and template, which a kernel module cannot merge.
#define VFPAIR_OFFERS_CARRIER
#define VFPAIR_OFFERS_ENABLED
#define VFPAIR_OFFERS_RECEIVE_AS
#include "os_entry.h"
