# SPDX-License-Identifier: BSD-2-Clause
"""S's MTU changes on both legs or on neither, and V's own comes back at the end."""

from lab.module import Module
from lab.vm import PEER_ADDRESS

NEEDS_MODULE = True


def mtu(vm, name):
    return int(vm.run(f"cat /sys/class/net/{name}/mtu"))


def run(vm):
    module = Module(vm)
    module.load()
    s, v = vm.s, vm.plug()
    vm.run(f"ip -n peer link set {vm.peer} mtu 9000")
    module.do(f"pair {s} {v}")
    module.wait(s, state="active", path="vf")

    vm.run(f"ip link set {s} mtu 4000")
    assert (mtu(vm, s), mtu(vm, v)) == (4000, 4000)
    module.wait(s, state="active", path="vf")
    vm.run(f"ping -c 3 -W 2 -s 3900 -M do {PEER_ADDRESS} || ping -c 3 -W 2 -s 3900 {PEER_ADDRESS}")

    # Virtio takes 65535; no VF of the lab does.
    result = vm.try_run(f"ip link set {s} mtu 20000")
    assert result.code != 0, "an MTU that V refuses was accepted"
    assert (mtu(vm, s), mtu(vm, v)) == (4000, 4000)
    log = vm.run("dmesg | grep -i mtu")
    assert s in log and "MTU" in log, log

    module.unload()
    assert (mtu(vm, s), mtu(vm, v)) == (4000, 1500)

    # A pair whose V cannot have S's MTU stays on S and says why.
    vm.run(f"ip link set {s} mtu 20000")
    module.load()
    module.do(f"pair {s} {v}")
    module.wait(s, state="degraded", path="synthetic")
    assert "MTU" in module.status(s)["reason"], module.status(s)
    assert (mtu(vm, s), mtu(vm, v)) == (20000, 1500)
    vm.run(f"ip link set {s} mtu 1500")
    module.wait(s, state="active", path="vf")
    module.unload()
