#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Checks pair.pml exhaustively: that nothing bad can happen and that something good does, and that mistakes
# seeded on purpose are found. Run from the root. Needs spin and a C compiler.
#
#   spin_test.sh <pair.pml>
set -eu
command -v spin > /dev/null || { echo "skipped: spin is not installed"; exit 0; }
model=$(readlink -f "$1")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
states=0
errors=0
seeded=0
found=0

# Runs one check: words, what it is about, definitions of the model, flags of the C compiler, of pan.
# Leaves the number of errors in $result, 0 or 1: pan stops at the first.
check() {
    # shellcheck disable=SC2086 # lists of words
    spin -a $2 "$model" > spin.log || { cat spin.log; exit 1; }
    # shellcheck disable=SC2086
    cc -O2 -w $3 -o pan pan.c
    # shellcheck disable=SC2086
    ./pan -m100000 $4 > pan.log
    result=$(sed -n 's/.*errors: \([0-9]*\)$/\1/p' pan.log)
    if [ -z "$result" ] || grep -q -E 'max search depth too small|out of memory' pan.log; then
        cat pan.log
        exit 1
    fi
    visited=$(sed -n 's/^ *\([0-9.e+]*\) states, stored.*/\1/p' pan.log)
    echo "$1: states=$visited errors=$result"
}

must_hold() {
    check "$@"
    states=$((states + $(printf '%.0f' "$visited")))
    if [ "$result" -ne 0 ]; then
        errors=$((errors + 1))
        spin -t -p -g "$model" | tail -n 60
    fi
}

must_fail() {
    check "$@"
    seeded=$((seeded + 1))
    [ "$result" -eq 0 ] || found=$((found + 1))
}

safety='-DSAFETY -DNOCLAIM'
fair='-DNFAIR=3'
must_hold "nothing uses what is gone, nothing waits for ever, with two packets" \
    "-DREADERS=2 -DARRIVALS=2" "$safety" ""
must_hold "in the end packets go over V" "-DREADERS=1 -DARRIVALS=2" "$fair" "-a -f -N gets_used"
must_hold "no queue stays stopped, no question open" "-DREADERS=1 -DARRIVALS=2" "$fair" "-a -f -N goes_on"

one="-DREADERS=1 -DARRIVALS=2"
must_fail "seeded: packets never go over V" "$one" "" "-a -N never_used"
must_fail "seeded: no grace period" "$one -DBUG_NO_GRACE" "$safety" ""
must_fail "seeded: V is freed first" "$one -DBUG_FREED_FIRST" "$safety" ""
must_fail "seeded: a stopped queue is not looked at again" "$one -DBUG_NO_SECOND_LOOK" "$safety" ""
must_fail "seeded: late answers count" "$one -DBUG_STALE_ANSWERS" "$safety" ""
must_fail "seeded: other news before V's closing" "$one -DBUG_CLOSING_NOT_FIRST" "$safety" ""
must_fail "seeded: the host has no time limit" "$one -DBUG_NO_TIME_LIMIT" "$fair" "-a -f -N goes_on"

echo "spin: states=$states errors=$errors seeded=$seeded found=$found"
[ "$errors" -eq 0 ] && [ "$found" -eq "$seeded" ]
