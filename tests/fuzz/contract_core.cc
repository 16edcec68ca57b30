// SPDX-License-Identifier: BSD-2-Clause
// The core behind its C contract, as an adapter's one C++ file has it.
#include "os_entry.h"
