#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# bsdmake.sh <if_vfpair.ko> <sources>: runs adapters/freebsd/Makefile on a copy of the
# sources, because bsd.kmod.mk writes next to them. From --action_env: SYSDIR, the sys/
# of the kernel to build for; BSDMAKE, FreeBSD's make where it has another name.
set -eu

out=$PWD/$1
shift
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
for source; do
    mkdir -p "$tree/${source%/*}" # as it is named in the repository
    cp -L "$source" "$tree/$source"
done
mkdir "$tree/objects"
if ! (cd "$tree/adapters/freebsd" && MAKEOBJDIR="$tree/objects" "${BSDMAKE:-make}" \
    ${SYSDIR:+SYSDIR="$SYSDIR"}) >"$tree/log" 2>&1; then
    sed "s|$tree/||g" "$tree/log" >&2
    exit 1
fi
find "$tree" -name if_vfpair.ko -exec cp {} "$out" \;
