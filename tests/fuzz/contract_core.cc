// SPDX-License-Identifier: BSD-2-Clause
// The core behind its C contract, as an adapter's one C++ file has it: of an OS that offers all.
#define VFPAIR_OFFERS_CARRIER
#define VFPAIR_OFFERS_ENABLED
#define VFPAIR_OFFERS_MAC
#define VFPAIR_OFFERS_RSS
#define VFPAIR_OFFERS_RECEIVE_AS
#include "os_entry.h"
