// SPDX-License-Identifier: BSD-2-Clause
// The core, compiled for pvn: its one C++ file. What vfpair_os.h says an OS may offer, and pvn
// does.
#define VFPAIR_OFFERS_CARRIER
#define VFPAIR_OFFERS_ENABLED
#define VFPAIR_OFFERS_RSS
#define VFPAIR_OFFERS_RECEIVE_AS
#include "os_entry.h"
