# SPDX-License-Identifier: BSD-2-Clause
"""Arrivals and orderly hot-unplugs under traffic lose, double and reorder nothing, and leave no trace."""

import os

from lab import lossless

NEEDS_MODULE = True


def run(vm):
    lossless.check(vm, int(os.environ.get("CYCLES", "8")))
