#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Misuse does not compile, and the compiler says so in words one can act upon. Each case compiles as it
# is; with FAIL defined it must not, and must say what its "expect" line matches. Run from the root.
#
#   compile_fail_test.sh <case.cc>...
set -eu
failed=0
compilers=0
for compiler in g++-12 clang++-14; do
    command -v "$compiler" > /dev/null || continue
    compilers=$((compilers + 1))
    for case in "$@"; do
        expect=$(sed -n 's|^// expect: ||p' "$case")
        compile="$compiler -std=c++20 -fsyntax-only -Wall -Wno-builtin-macro-redefined -Wno-pedantic -Werror=unused-result -Iinclude"
        if ! $compile "$case"; then
            echo "FAILED: $compiler: $case does not even compile without FAIL"
            failed=1
        elif said=$($compile -DFAIL "$case" 2>&1); then
            echo "FAILED: $compiler: $case compiles"
            failed=1
        elif ! echo "$said" | grep -q -E "$expect"; then
            echo "FAILED: $compiler: $case: expected /$expect/, but it said:"
            echo "$said"
            failed=1
        else
            echo "ok: $compiler: ${case##*/}"
        fi
    done
done
[ $compilers -gt 0 ] || { echo "FAILED: neither g++-12 nor clang++-14 is here"; exit 1; }
exit $failed
