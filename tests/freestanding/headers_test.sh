#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Every header of the core compiles alone, without a warning, with every compiler it is held to. Run
# from the root of the tree.
set -eu
failed=0
compilers=$("$(dirname -- "$0")/compilers.sh" clang++-16)
for compiler in $compilers; do
    headers=0
    for header in include/vfpair/*.h; do
        headers=$((headers + 1))
        echo "#include \"${header#include/}\"" |
            "$compiler" -std=c++20 -fsyntax-only -Wall -Wextra -Wpedantic -Wconversion -Wshadow \
                -Werror -Iinclude -x c++ - || { echo "FAILED: $compiler $header"; failed=1; }
    done
    echo "$compiler: $headers headers"
done
# The lists are for C, too.
if command -v gcc > /dev/null; then
    echo '#include "vfpair/lists.h"' |
        gcc -std=gnu11 -fsyntax-only -Wall -Wextra -Werror -Iinclude -x c - || failed=1
fi
exit $failed
