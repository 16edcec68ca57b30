# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=sh
#
# What the script of a measurement begins with: cost/script.py puts it together. Everything that is
# printed has a first word: "begin" a configuration, "cost" and "switch" a result, "fact" of the machine,
# "fail" a command, and then it ends.
set -eu

bench_file=/sys/kernel/debug/vfpair_bench

# A command of the module, and what it answers.
bench() {
  echo "$*" >$bench_file || { echo "fail $*"; return 1; }
  cat $bench_file
}

quietly() { bench "$@" >/dev/null; }

# environment dummy|nic: what V and S are like from now on, and what is sent. $qdisc is what
# a configuration gives V when it wants it to have one that somebody chose.
# shellcheck disable=SC2034 # the script goes on where this file ends
environment() {
  device=$1
  case $device in
    dummy) quietly packets plain; qdisc=noqueue ;;
    nic) quietly packets udp; qdisc=fq_codel ;;
  esac
}

# v QUEUES, s KIND QUEUES: V and S, up.
v() {
  quietly add v0 v "$1" "$device"
  ip link set v0 up
}

s() {
  quietly add s0 "$1" "$2" "$device"
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

# cost ENVIRONMENT NAME WHAT FROM END: measures, and prints the result under both names.
cost() {
  where="$1 $2"
  shift 2
  echo "cost $where $(bench measure "$@")"
}

# switch_often WHAT NAME UPPER WAIT...: three times, and each time until the command WAIT succeeds.
switch_often() {
  what=$1 name=$2 interface=$3
  shift 3
  for _ in 1 2 3; do
    echo "switch $name $(bench switch "$what" "$interface" s0 v0)"
    if [ "$what" = closing ]; then ip link set v0 up; fi
    if [ "$what" = loss ]; then
      sleep 1
      echo "switch $name $(bench switch ready "$interface" s0 v0)"
    fi
    "$@"
    sleep 1
  done
}

# switches NAME UPPER WAIT...: what is done to V.
switches() {
  chrt -i 0 cat ${bench_file}_spin &
  spinner=$!
  switch_often loss "$@"
  switch_often closing "$@"
  kill $spinner
  wait $spinner || true
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
echo "fact jit $(cat /proc/sys/net/core/bpf_jit_enable)"
