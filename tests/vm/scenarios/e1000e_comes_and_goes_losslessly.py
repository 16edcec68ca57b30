# SPDX-License-Identifier: BSD-2-Clause
"""The same with a VF whose driver goes deaf before it says that it goes down."""

from lab import lossless

NEEDS_MODULE = True
CONFIG = {"vf": "e1000e"}


def run(vm):
    lossless.check(vm, 3)
