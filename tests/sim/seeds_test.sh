#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The stories of 10,000 seeds hold and take every step of the transition table; and on a platform that
# is wrong they fail, the shortest story is kept, and the one that was kept fails alike.
set -eu
seeds=$1
out=${TEST_TMPDIR:-$(mktemp -d)}

begin=$(date +%s)
"$seeds" --count=10000 --every_step --save="${TEST_UNDECLARED_OUTPUTS_DIR:-$out}" | tee "$out/said"
tail -n 1 "$out/said" | grep -q -x -E 'seeds: run=10000 failed=0 events=[0-9]{7,}'
echo "took $(($(date +%s) - begin)) s"

if "$seeds" --count=50 --sabotage=forgets-wake --shorten=1 --save="$out" > "$out/said"; then
    echo "a platform that is wrong was not noticed"
    exit 1
fi
tail -n 1 "$out/said" | grep -q -x -E 'seeds: run=50 failed=[1-9][0-9]* events=[0-9]+'
seed=$(sed -n 's/^seed \([0-9]*\): .*/\1/p' "$out/said" | head -n 1)
kept="$out/seed-$seed.story"
grep -q -x 'kills forgets-wake' "$kept"
[ "$(wc -l < "$kept")" -lt 30 ] || { echo "not short:"; cat "$kept"; exit 1; }

# What was kept, and the seed itself, fail each time in the same words, and hold where nothing is wrong.
for what in "--replay_file=$kept" "--replay=$seed"; do
    for turn in 1 2; do
        if "$seeds" "$what" --sabotage=forgets-wake > "$out/turn$turn"; then
            echo "$what does not fail again"
            exit 1
        fi
    done
    cmp "$out/turn1" "$out/turn2"
    grep -q '^wrong: ' "$out/turn1"
    "$seeds" "$what" | grep -q -x 'all that must hold held'
done

# What cannot be done fails.
echo 'vfpair story 1' > "$out/bad.story"
for flag in --sabotage=nobody --jobs=0 --replay_file=/nonexistent "--replay_file=$out/bad.story"; do
    if "$seeds" "$flag" > /dev/null 2>&1; then
        echo "accepted $flag"
        exit 1
    fi
done
