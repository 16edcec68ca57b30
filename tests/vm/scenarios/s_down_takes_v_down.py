# SPDX-License-Identifier: BSD-2-Clause
"""V follows S's administrative state, in every state of the pair."""

from lab.module import Module
from lab.vm import PEER_ADDRESS

NEEDS_MODULE = True


def is_up(vm, name):
    return int(vm.run(f"cat /sys/class/net/{name}/flags"), 16) & 1 == 1


def run(vm):
    module = Module(vm)
    module.load()
    s = vm.s
    module.do(f"pair {s} mac")
    vm.run(f"ip link set {s} down")
    v = vm.plug()
    module.wait(s, state="ready", path="synthetic")
    assert not is_up(vm, v)
    for _ in range(5):
        vm.run(f"ip link set {s} up")
        module.wait(s, state="active", path="vf")
        assert is_up(vm, v)
        vm.wait_for(f"ping -c 1 -W 1 {PEER_ADDRESS}", timeout=10)
        vm.run(f"ip link set {s} down")
        module.wait(s, state="ready", path="synthetic")
        assert not is_up(vm, v)
    # In quick succession: the last word counts.
    vm.run(f"for i in $(seq 10); do ip link set {s} up; ip link set {s} down; done; "
           f"ip link set {s} up")
    module.wait(s, state="active", path="vf")

    # V brought down by hand: packets go over S, and V is tried again.
    vm.run(f"ip link set {v} down")
    module.wait(s, state="degraded", path="synthetic")
    assert "brought down" in module.status(s)["reason"], module.status(s)
    vm.run(f"ping -c 2 -W 1 {PEER_ADDRESS}")
    module.wait(s, state="active", path="vf")
    module.unload()
    assert not is_up(vm, v)
