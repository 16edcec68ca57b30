#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The program of the README runs, says what it promises, and is as short as the README says.
set -eu
said=$("$1")
echo "$said"
echo "$said" | grep -q '^active .*over the VF  *2[0-9][0-9],'
echo "$said" | grep -q '^idle '
echo "$said" | grep -q -x 'lost 0, duplicated 0, reordered 0; NICs as before: yes'
[ "$(grep -c -v SPDX "$2")" -le 40 ]
# ... and is the one that the README shows.
awk '/^```cpp$/ { on = 1; next } /^```$/ { on = 0 } on' "$3" | diff - "$2" |
    grep '^[<>]' | grep -v SPDX && { echo "the README shows another program" >&2; exit 1; }
exit 0
