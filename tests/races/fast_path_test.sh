#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# No lock, no reference count and no barrier in the packet path (W-31): the machine code of DecideTx() and
# RewriteRx() calls nothing, locks nothing, and loads the published path once. Run from the root.
#
#   fast_path_test.sh <fast_path.cc>
set -eu
[ "$(uname -m)" = x86_64 ] || { echo "skipped: the instructions looked for are those of x86-64"; exit 0; }
command -v objdump > /dev/null || { echo "FAILED: objdump is not installed"; exit 1; }
passed=0
failed=0

check() { # machine code, a pattern, how many of its lines must match, words
    if [ -n "$1" ] && [ "$3" -eq "$(echo "$1" | grep -c -E "$2" || true)" ]; then
        passed=$((passed + 1))
        echo "ok: $4"
    else
        failed=$((failed + 1))
        echo "FAILED: $4:"
        echo "$1"
    fi
}

object=$(mktemp)
trap 'rm -f "$object"' EXIT
for compiler in g++-12 clang++-14; do
    command -v "$compiler" > /dev/null || continue
    "$compiler" -std=c++20 -O2 -fcf-protection=none -Iinclude -c "$1" -o "$object"
    for function in vfpair_fast_tx vfpair_fast_rx; do
        text=$(objdump -d --no-show-raw-insn --disassemble="$function" "$object" | grep -E '^ +[0-9a-f]+:')
        check "$text" '[[:space:]](lock|xchg|cmpxchg|xadd|mfence|lfence|sfence)' 0 \
            "$compiler: $function locks nothing ($(echo "$text" | wc -l) instructions)"
        check "$text" '[[:space:]](call|syscall|int)' 0 "$compiler: $function calls nothing"
    done
    text=$(objdump -d --no-show-raw-insn --disassemble=vfpair_fast_tx "$object")
    check "$text" 'mov +\(%rdi\),%r' 1 "$compiler: vfpair_fast_tx loads the path once"
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
