# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=sh
#
# What the script of a measurement begins with: cost/script.py puts it together. Everything that is
# printed has a first word: "begin" a configuration, "skip" one with the reason, "cost" and "switch"
# a result, "fact" of the machine.
set -eu

bench_file=/sys/kernel/debug/vfpair_bench

# A command of the module, and what it answers.
bench() {
  echo "$*" >$bench_file || { echo "fail $*"; return 1; }
  cat $bench_file
}

quietly() { bench "$@" >/dev/null; }

# v QUEUES, s KIND QUEUES: V and S, up.
v() {
  quietly add v0 v "$1"
  ip link set v0 up
}

s() {
  quietly add s0 "$1" "$2"
  ip link set s0 up
}

master_of() { basename "$(readlink "/sys/class/net/$1/master")"; }

# Until a command succeeds: time costs nothing here, it is the guest's own.
wait_for() {
  for _ in $(seq 200); do
    if "$@" >/dev/null 2>&1; then return 0; fi
    sleep 0.05
  done
  echo "fail not true within 10 s: $*"
  return 1
}

vfpair_carries() { vfpair-do status | grep -q "synthetic=s0 .*path=vf "; }

# pair [OPTION...]: vfpair has V as S's path.
pair() {
  vfpair-do pair s0 v0 damping=off "$@" >/dev/null
  wait_for vfpair_carries
}

insmod_vfpair() { insmod /lab/files/vfpair.ko "$@"; }

# cost NAME WHAT FROM END: measures, and prints the result under the configuration's name.
cost() {
  name=$1
  shift
  echo "cost $name $(bench measure "$@")"
}

# What is done to V, three times over, with time to recover.
switches() {
  for _ in 1 2 3; do
    for what in loss ready; do
      echo "switch $1 $(bench switch $what "$2" s0 v0)"
      sleep 3
    done
  done
  for _ in 1 2 3; do
    echo "switch $1 $(bench switch closing "$2" s0 v0)"
    ip link set v0 up
    sleep 5
  done
}

# Both interfaces, if they are there.
forget() {
  for interface in s0 v0; do
    if [ -e /sys/class/net/$interface ]; then quietly delete $interface; fi
  done
}

modprobe net_failover
modprobe bonding max_bonds=0
insmod /lab/files/vfpair_bench.ko
mount -t bpf bpf /sys/fs/bpf
echo "fact kernel $(uname -r) $(uname -v)"
echo "fact qdisc $(cat /proc/sys/net/core/default_qdisc)"
