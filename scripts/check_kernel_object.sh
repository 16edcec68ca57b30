#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# What a C++ object must and must not contain to be part of a Linux module.
#
#   scripts/check_kernel_object.sh <C++ object> [<module.ko>]
#
# Each of these goes wrong silently otherwise: constructors that are never run,
# symbols that fail at insmod, code without unwind data or patched returns.
set -eu

[ $# -ge 1 ] || { echo "usage: $0 <C++ object> [<module.ko>]" >&2; exit 2; }

object=
module=
for file; do
    [ -r "$file" ] || { echo "$0: cannot read $file" >&2; exit 2; }
    case $file in
        *.ko) module=$file ;;
        *) object=$file ;;
    esac
done

failed=0
passed=0
check() { # <description> <offending words, empty = good>
    if [ -z "$2" ]; then
        passed=$((passed + 1))
        echo "ok: $1"
    else
        failed=$((failed + 1))
        echo "FAILED: $1: $(echo "$2" | tr '\n' ' ')"
    fi
}

sections() { readelf -SW "$1" | sed -n 's/^ *\[ *[0-9]*\] *\([^ ]*\) .*/\1/p'; }

if [ -n "$object" ]; then
    undefined=$(nm -u "$object" | awk '{ print $NF }' | grep -v -x -E \
        -e 'vfpair_os_[a-z0-9_]+' \
        -e 'mem(cpy|set|move|cmp)' \
        -e '__fentry__|__x86_return_thunk|__stack_chk_fail' \
        -e '__x86_indirect_thunk_[a-z0-9]+' || true)
    check "undefined symbols are the contract's or the compiler's" "$undefined"

    forbidden=$(sections "$object" | grep -E \
        -e '^(\.rela)?\.(init_array|fini_array|ctors|dtors|eh_frame|gcc_except_table)' \
        -e '^(\.rela)?\.(tdata|tbss)' || true)
    check "no constructors, exception tables or thread-local data" "$forbidden"

    rtti=$(nm "$object" | awk '{ print $NF }' | grep -E '^_ZT[IS]|^__cxa_|^__gxx_' || true)
    check "no type information or C++ runtime" "$rtti"
fi

if [ -n "$module" ]; then
    for section in .orc_unwind .return_sites; do
        missing=$section
        if sections "$module" | grep -q -x -F -e "$section"; then missing=; fi
        check "$section is in ${module##*/}" "$missing"
    done
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
