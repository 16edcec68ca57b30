#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# probes_test.sh PROBES...: what kpi.h may be told of a kernel is what the adapter's Makefile looks
# for, nobody else asks, and the fake kernels (one argument each: what is found there) have each of
# them and lack each of them, so that both ways are compiled.
set -eu
adapter=adapters/freebsd
passed=0
failed=0

say() {
    if [ "$1" = 0 ]; then
        passed=$((passed + 1))
    else
        echo "FAILED: $2"
        failed=$((failed + 1))
    fi
}

one_line() { sort -u | tr '\n' ' '; }
asked=$(grep -o 'VFPAIR_HAVE_[A-Z_]*' $adapter/kpi.h | grep -v '_$' | one_line)
found=$({
    grep -o 'VFPAIR_HAVE_[A-Z_]*' $adapter/Makefile | grep -v '_$'
    sed -n 's/^VFPAIR_PROBES+*=[[:space:]]*\([A-Z_]*\).*/VFPAIR_HAVE_\1/p' $adapter/Makefile
} | one_line)
others=$(grep -l VFPAIR_HAVE_ $adapter/*.c $adapter/*.cc $adapter/*.h | grep -v -x $adapter/kpi.h |
    one_line)

[ -n "$asked" ] && [ "$asked" = "$found" ] && status=0 || status=1
say "$status" "kpi.h asks for $asked; the Makefile looks for $found"
[ -z "$others" ] && status=0 || status=1
say "$status" "not only kpi.h asks what a kernel has: $others"

for probe in $asked; do
    with=0
    without=0
    for kernel; do
        case " $kernel " in
            *" $probe "*) with=1 ;;
            *) without=1 ;;
        esac
    done
    [ $with$without = 11 ] && status=0 || status=1
    say "$status" "$probe is not compiled both ways"
done
echo "probes: $passed passed, $failed failed"
[ "$failed" = 0 ]
