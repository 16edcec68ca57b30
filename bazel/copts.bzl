# SPDX-License-Identifier: BSD-2-Clause
"""Compiler flags of every C++ target in this repository."""

VFPAIR_COPTS = [
    "-Wall",
    "-Wextra",
    "-Wpedantic",
    "-Wconversion",
]
