#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Misuse does not compile, and what the compiler says first can be acted upon. Each case compiles as it
# is; with FAIL defined it must not, and its head says what is to be read then:
#
#   // expect: <regex>       in the first line that is an error
#   // expect-soon: <regex>  in the first three errors or notes, with the source that they show
#   // expect-errors: <n>    there are so many errors, and no more
#
#   compile_fail_test.sh <case.cc>...     from the root of the tree
set -eu
export LC_ALL=C

complain() {
    printf 'FAILED: %s: %s: %s\n' "$compiler" "$case" "$1"
    [ -z "${2:-}" ] || printf '%s\n' "$2"
    exit 0
}

wanted() {
    sed -n "s|^// $1: ||p" "$case"
}

# One case with one compiler: a line that says ok, or what is wrong.
if [ "$1" = --one ]; then
    compiler=$2
    case=$3
    flags="-std=c++20 -fsyntax-only -Wall -Werror=unused-result -Wno-builtin-macro-redefined -Iinclude"
    case $compiler in clang*) flags="$flags -ferror-limit=0" ;; esac
    # shellcheck disable=SC2086  # flags are words
    said=$($compiler $flags -Werror "$case" 2>&1) || complain "does not even compile without FAIL" "$said"
    # shellcheck disable=SC2086
    said=$($compiler $flags -DFAIL "$case" 2>&1) && complain "compiles"
    errors=$(printf '%s\n' "$said" | grep -E ': (fatal )?error: ') || complain "failed otherwise" "$said"
    expect=$(wanted expect)
    [ -n "$expect" ] || complain "has no expect line"
    printf '%s\n' "$errors" | head -n 1 | grep -q -E -e "$expect" ||
        complain "expected /$expect/ first, but it said:" "$said"
    soon=$(wanted expect-soon)
    [ -z "$soon" ] ||
        printf '%s\n' "$said" |
        awk '/: (fatal )?(error|note): / { n += n > 0 || /error: / } n > 3 { exit } n' |
            grep -q -E -e "$soon" || complain "expected /$soon/ soon, but it said:" "$said"
    count=$(wanted expect-errors)
    [ -z "$count" ] || [ "$count" = "$(printf '%s\n' "$errors" | wc -l)" ] ||
        complain "expected $count errors, but it said:" "$said"
    echo "ok: $compiler: ${case##*/}"
    exit 0
fi

compilers=$("$(dirname -- "$0")/../freestanding/compilers.sh")
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
for compiler in $compilers; do
    for case in "$@"; do
        echo "$compiler $case $out/$compiler-${case##*/}"
    done
done > "$out/all"
# shellcheck disable=SC2016  # the inner shell's parameters
xargs -n 3 -P 2 sh -c 'sh "$0" --one "$1" "$2" > "$3" 2>&1' "$0" < "$out/all"

while read -r compiler case result; do
    cat "$result"
done < "$out/all" > "$out/report"
grep -v '^ok: ' "$out/report" || true
passed=$(grep -c '^ok: ' "$out/report" || true)
total=$(wc -l < "$out/all")
echo "$passed passed, $((total - passed)) failed"
[ "$passed" = "$total" ]
