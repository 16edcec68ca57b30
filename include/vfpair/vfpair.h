// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// vfpair: a synthetic NIC and its VF as one. Include this; see platform.h for what to provide.
#ifndef VFPAIR_VFPAIR_H_
#define VFPAIR_VFPAIR_H_

#include "vfpair/assist.h"
#include "vfpair/control_table.h"
#include "vfpair/damping.h"
#include "vfpair/link.h"
#include "vfpair/registry.h"
#include "vfpair/rss.h"
#include "vfpair/rx_policy.h"
#include "vfpair/rx_rewrite.h"
#include "vfpair/tap.h"
#include "vfpair/tx_fallback.h"
#include "vfpair/tx_redirect.h"

#endif  // VFPAIR_VFPAIR_H_
