# SPDX-License-Identifier: BSD-2-Clause
"""Compiler flags of the C++ targets in this repository."""

VFPAIR_COPTS = [
    "-Wall",
    "-Wextra",
    "-Wpedantic",
    "-Wconversion",
]

# What is measured is always optimised, whatever the mode of the build.
VFPAIR_BENCH_COPTS = VFPAIR_COPTS + [
    "-O2",
    "-DNDEBUG",
    "-fomit-frame-pointer",
]
