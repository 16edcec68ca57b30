#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Prints the compilers that the core is held to, and those given as arguments, for tests that call them
# themselves; fails when one of them is missing. Whoever has others:
#
#   VFPAIR_COMPILERS="g++-13 clang++-17" bazel test //tests/compile_fail/... //tests/freestanding/...
set -eu
compilers=${VFPAIR_COMPILERS:-g++-12 clang++-14 clang++-19 $*}
for compiler in $compilers; do
    command -v "$compiler" > /dev/null && continue
    echo "FAILED: $compiler is missing: scripts/install-deps, or VFPAIR_COMPILERS=\"those you have\"" >&2
    exit 1
done
echo "$compilers"
