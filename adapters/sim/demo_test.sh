#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The demo tells its story to the end, loses nothing where nothing may be lost, and draws.
set -eu
demo=$1
out=${TEST_TMPDIR:-$(mktemp -d)}
for host in learns told; do
    "$demo" --host=$host --svg="$out/demo.svg" | tee "$out/said"
    tail -n 1 "$out/said" | grep -q -x -E \
        'demo: switches=[0-9]+ sent=[0-9]+ lost=[0-9]+ duplicated=0 reordered=0 longest_gap_ms=[0-9.]+'
    # Columns: time "s" event... state path by-S by-V lost gap.
    [ "$host" = learns ] || continue
    for event in 'VF arrives' 'VF hot-unplugged' 'VF arrives again' "VF's link comes up" 'S up' 'unpaired'; do
        grep -E "^ *[0-9.]+ s  $event +[a-z]+ " "$out/said" |
            grep -q -E ' [SV] +[0-9]+ +[0-9]+ +0 +[0-9.]+ ms' || { echo "lost some: $event"; exit 1; }
    done
done
grep -q '</svg>' "$out/demo.svg"
# What cannot be done fails.
for flag in --host=nobody --svg=/nonexistent/directory/x.svg; do
    if "$demo" "$flag" > /dev/null 2>&1; then echo "accepted $flag"; exit 1; fi
done
