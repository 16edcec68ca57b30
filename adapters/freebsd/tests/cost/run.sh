#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# run.sh [DIRECTORY OF if_vfpair.ko [DIRECTORY OF vfpair_cost.ko]]: measures, as root.
set -e
here=$(dirname "$0")
vfpair=${1:-$(make -C "$here/../.." -V .OBJDIR)}/if_vfpair.ko
cost=${2:-$(make -C "$here" -V .OBJDIR)}/vfpair_cost.ko

kldload "$vfpair"
kldload "$cost"
trap 'kldunload vfpair_cost; kldunload if_vfpair' EXIT
ifconfig vfcs0 up
sysctl hw.vfpair.command="pair vfcs0 vfcv0"
for _ in 1 2 3 4 5 6 7 8 9 10; do
	[ "$(sysctl -n hw.vfpair.vfcs0.path)" = vf ] && break
	sleep 1
done
sysctl -n hw.vfpair.status debug.vfpair_cost.run
