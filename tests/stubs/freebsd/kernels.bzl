# SPDX-License-Identifier: BSD-2-Clause
"""The kernels that the adapter tells apart by its Makefile's probes."""

# What the fake one is, and what the probes find there: each finds what it looks for in one of them,
# and does not in another (probes_test.sh). Most tests run on the one without a name.
KERNELS = {
    "": (
        [],
        ["IDXGEN", "TRY_REF"],
    ),
    "_oldest": (
        ["FAKE_OLDEST_KERNEL"],
        [],
    ),
    "_newest": (
        ["FAKE_NEWEST_KERNEL"],
        ["IF_PRIVATE", "IDXGEN", "TRY_REF", "IFMSG_MASK", "ATTACHED_EVENT", "RENAME_EVENT"],
    ),
}

def probes_of(kernel):
    return ["VFPAIR_HAVE_" + probe for probe in KERNELS[kernel][1]]
