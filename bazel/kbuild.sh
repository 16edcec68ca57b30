#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Runs a module's Makefile on a copy of its sources, because Kbuild writes next to
# them. For linux_kmod.bzl; the one argument is a file of lines:
#
#   package <folder of the Makefile>
#   src <path> <path in the tree>
#   out <path>
#
# KDIR, if any, comes from --action_env=KDIR=<kernel headers>.
set -eu

parameters=$1
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT

package=
while read -r what path place; do
    case $what in
        package) package=$path ;;
        src)
            mkdir -p "$tree/${place%/*}"
            cp -L "$path" "$tree/$place"
            ;;
    esac
done <"$parameters"

if ! make -C "$tree/$package" B="$tree/build" >"$tree/log" 2>&1; then
    sed "s|$tree/build/||g; s|$tree/||g" "$tree/log" >&2
    exit 1
fi
grep -i warning "$tree/log" | sed "s|$tree/build/||g; s|$tree/||g" >&2 || true

while read -r what path _; do
    if [ "$what" = out ]; then cp "$tree/build/$package/${path##*/}" "$path"; fi
done <"$parameters"
