# SPDX-License-Identifier: BSD-2-Clause
"""What is measured: one entry for each way to join S and V. A new lane is one more entry.

`setup` and `teardown` are shell, in the words of guest/prelude.sh. S is s0, V is v0; `setup` sets
`upper`, the interface that the stack sends through and receives from. $device and $qdisc are those
of the environment.
"""

from dataclasses import dataclass

TX = ("tx", "tx-more", "tx-burst", "tx-gso")
RX = ("rx", "rx-list")


@dataclass(frozen=True)
class Environment:
    """What the devices are like and what is sent; the words of `environment` in the prelude."""

    name: str
    title: str
    measures: tuple


# A burst needs a queueing discipline. What is received meets neither discipline nor lock.
ENVIRONMENTS = (
    Environment("dummy", "V and S without queueing discipline and transmit lock; plain packets",
                ("tx", "tx-more", "tx-gso", *RX)),
    Environment("nic", "V and S as a NIC's driver registers them, with Debian's default queueing "
                "discipline and a transmit lock; packets whose checksum is left to the device", TX),
)


@dataclass(frozen=True)
class Configuration:
    name: str                 # in the results
    title: str                # for readers
    setup: str
    teardown: str = ""
    tx: tuple = TX
    rx: tuple = RX
    base: str = "bare"        # what "above bare" is above
    tx_end: str = "v0"        # where what was sent arrives
    rx_from: str = "v0"       # where packets are received
    gate: bool = False        # measured with --gate
    settled: str = ""         # a command: switches are measured, too, and end when it succeeds
    aside: bool = False       # not in the picture


BOND = "active-backup miimon 100"

ALL = (
    Configuration(
        "bare", "V alone", "v 1; upper=v0", gate=True),
    Configuration(
        "bare-v16", "V alone, 16 queues", "v 16; upper=v0", aside=True),
    Configuration(
        "vfpair", "vfpair", "v 1; s s 16; insmod_vfpair; pair; upper=s0",
        "rmmod vfpair", gate=True, settled="wait_for vfpair_carries"),
    Configuration(
        "vfpair-queued", "vfpair, a configured qdisc on V",
        "v 1; tc qdisc replace dev v0 root $qdisc; s s 16; insmod_vfpair; pair; upper=s0",
        "rmmod vfpair", gate=True),
    Configuration(
        "vfpair-egress", "vfpair, egress=on",
        "v 1; s s 16; insmod_vfpair; pair egress=on; sleep 1; upper=s0",
        "rmmod vfpair", tx=("tx", "tx-gso")),
    Configuration(
        "vfpair-v16", "vfpair, V with 16 queues",
        "v 16; s s 16; insmod_vfpair; pair; upper=s0",
        "rmmod vfpair", base="bare-v16", aside=True),
    Configuration(
        "vfpair-idle", "vfpair, no VF: S itself",
        "v 1; s s 16; insmod_vfpair; vfpair-do pair s0 mac >/dev/null; sleep 1; ip link set v0 down; "
        "quietly delete v0; sleep 1; upper=s0",
        "rmmod vfpair", base="s-alone", tx_end="s0", rx_from="s0", aside=True),
    Configuration(
        "s-alone", "S alone, 16 queues", "s s 16; upper=s0", tx_end="s0", rx_from="s0", aside=True),
    Configuration(
        "net_failover", "net_failover",
        "v 1; quietly add s0 failover 16 $device; upper=$(master_of v0); ip link set $upper up; sleep 1",
        settled="sleep 1"),
    Configuration(
        "bonding", "bonding active-backup",
        f"v 1; s s 16; ip link set v0 down; ip link set s0 down; ip link add up0 type bond mode {BOND}; "
        "ip link set v0 master up0; ip link set s0 master up0; "
        "ip link set up0 type bond primary v0; ip link set up0 up; sleep 1; upper=up0",
        "ip link del up0", settled="sleep 1"),
    Configuration(
        "team", "team activebackup",
        "v 1; s s 16; ip link set v0 down; ip link set s0 down; ip link add up0 type team; "
        "teamnl up0 setoption mode activebackup; "
        "ip link set v0 master up0; ip link set s0 master up0; "
        "teamnl up0 setoption activeport $(cat /sys/class/net/v0/ifindex); "
        "ip link set up0 up; sleep 1; upper=up0",
        "ip link del up0"),
    Configuration(
        "hv_netvsc-like", "the work of hv_netvsc's VF path",
        "v 1; s netvsc 16; quietly join s0 v0; upper=s0"),
    Configuration(
        "tc-bpf", "tc-bpf redirect",
        "v 1; s s 16; rm -f /sys/fs/bpf/tx /sys/fs/bpf/rx; "
        "bpf_redirect v0 egress /sys/fs/bpf/tx; bpf_redirect s0 ingress /sys/fs/bpf/rx; "
        "tc qdisc add dev s0 clsact; tc qdisc add dev v0 clsact; "
        "tc filter add dev s0 egress bpf da object-pinned /sys/fs/bpf/tx; "
        "tc filter add dev v0 ingress bpf da object-pinned /sys/fs/bpf/rx; upper=s0",
        "tc qdisc del dev s0 clsact; tc qdisc del dev v0 clsact", tx=("tx", "tx-gso")),
    Configuration(
        "tc-mirred", "tc mirred redirect",
        "v 1; s s 16; tc qdisc add dev s0 clsact; tc qdisc add dev v0 clsact; "
        "tc filter add dev s0 egress matchall action mirred egress redirect dev v0; "
        "tc filter add dev v0 ingress matchall action mirred ingress redirect dev s0; upper=s0",
        "tc qdisc del dev s0 clsact; tc qdisc del dev v0 clsact", tx=("tx", "tx-gso")),
)
