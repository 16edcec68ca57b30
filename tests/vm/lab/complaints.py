# SPDX-License-Identifier: BSD-2-Clause
"""What a kernel log must not contain."""

import re

_PATTERNS = [
    r"\bWARNING: ", r"\bBUG: ", r"kernel BUG at", r"\bOops\b", r"Kernel panic",
    r"general protection fault", r"Unable to handle", r"detected stalls?\b", r"self-detected stall",
    r"INFO: task .* blocked for more than", r"transmit queue \d+ timed out", r"NETDEV WATCHDOG",
    r"possible (circular|recursive|irq lock) ", r"suspicious RCU usage", r"inconsistent lock state",
    r"DEBUG_LOCKS_WARN", r"scheduling while atomic", r"sleeping function called from invalid context",
    r"\bK[AC]SAN\b", r"\bUBSAN\b", r"kmemleak: \d+ new", r"refcount_t: ", r"list_(add|del) corruption",
    r"unregister_netdevice: waiting for", r"soft lockup", r"hard LOCKUP", r"double free",
    r"ODEBUG", r"missing return thunk",
]
_COMPLAINT = re.compile("|".join(_PATTERNS))


def find(text):
    """The lines of a kernel log that count as a failure."""
    return [line for line in text.splitlines() if _COMPLAINT.search(line)]
