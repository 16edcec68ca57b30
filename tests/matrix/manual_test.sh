#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# manual_test.sh PROGRAM MANUAL: every command, option and exit status that the program's --help tells
# of is in its manual.
set -eu
help=$("$1" --help)
manual=$2
passed=0
failed=0

need() {
    if grep -q -E "$2" "$manual"; then
        passed=$((passed + 1))
    else
        echo "FAILED: $manual: nothing about $1"
        failed=$((failed + 1))
    fi
}

commands=$(echo "$help" | sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p' | sort -u)
options=$(echo "$help" | grep -o -E '\b[a-z_]+=' | sort -u)
statuses=$(echo "$help" | sed -n 's/^exit status: //p' | tr ',' '\n' | sed -n 's/^ *\([0-9]\) .*/\1/p')
for found in "$commands" "$options" "$statuses"; do
    [ -n "$found" ] || { echo "FAILED: --help was not understood"; failed=$((failed + 1)); }
done
for command in $commands; do need "the command $command" "^\.It Cm $command( |\$)"; done
for option in $options; do need "the option $option" "Cm ${option%=}"; done
for status in $statuses; do need "exit status $status" "^\.It $status\$"; done
echo "manual: $passed passed, $failed failed"
[ "$failed" = 0 ]
