#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The core compiles with a kernel's flags, and its object needs nothing from outside but what is on
# the list. Run from the root of the tree.
#
#   freestanding_test.sh <probe.cc> <allowed symbols>
set -eu
probe=$1
allowed=$2
out=${TEST_TMPDIR:-$(mktemp -d)}
failed=0
compilers=$("$(dirname -- "$0")/compilers.sh" clang++-16)

# Of the flags of Linux's Makefiles for x86-64, those that change what the front end accepts or what
# the back end may emit.
flags="-std=c++20 -O2 -ffreestanding -nostdinc -fno-exceptions -fno-rtti -fno-threadsafe-statics
-fno-asynchronous-unwind-tables -fno-unwind-tables -fno-strict-aliasing -fno-common -fno-pie
-fno-stack-protector -fno-delete-null-pointer-checks -fcf-protection=none -mcmodel=kernel
-mno-red-zone -mno-mmx -mno-sse -mno-sse2 -mno-3dnow -mno-avx -msoft-float -m64 -Wall -Wextra
-Wpedantic -Wconversion -Werror"
case $(uname -m) in
    x86_64) ;;
    *) flags=$(echo "$flags" | sed 's/-fcf-protection=none//; s/-m[a-z0-9=-]*//g') ;;
esac

complain() {
    echo "FAILED: $1"
    failed=1
}

for compiler in $compilers; do
    object=$out/probe-$compiler.o
    # shellcheck disable=SC2086  # flags are words
    "$compiler" $flags -Iinclude -c "$probe" -o "$object" || { complain "$compiler refuses it"; continue; }
    foreign=$(nm -u "$object" | awk '{ print $NF }' | grep -v -x -F -f "$allowed" || true)
    [ -z "$foreign" ] || complain "$compiler: needs $foreign"
    sections=$(readelf -SW "$object" | grep -o -E \
        '\.(init_array|fini_array|ctors|dtors|eh_frame|gcc_except_table|tdata|tbss)' | sort -u || true)
    [ -z "$sections" ] || complain "$compiler: has sections $sections"
    vague=$(nm "$object" | awk '{ print $NF }' | grep -E '^_ZT[IVS]|^_ZGV|^__cxa' || true)
    [ -z "$vague" ] || complain "$compiler: has type information or guards: $vague"
    floats=$(objdump -d --no-show-raw-insn "$object" | grep -c -E '%(xmm|ymm|st|mm)[0-9(]' || true)
    [ "$floats" = 0 ] || complain "$compiler: uses floating point or vector registers"
    echo "$compiler: $(size "$object" | awk 'END { print $1 }') bytes of code and constants"
done
exit $failed
