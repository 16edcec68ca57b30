# SPDX-License-Identifier: BSD-2-Clause
"""What others do to a paired V is refused with a sentence, or put right; the path stays."""

from lab.module import Module
from lab.vm import PEER_ADDRESS, STATION_MAC

NEEDS_MODULE = True
OTHER_MAC = "52:54:00:00:00:77"


def mac(vm, name):
    return vm.run(f"cat /sys/class/net/{name}/address").strip()


def run(vm):
    module = Module(vm)
    module.load()
    s, v = vm.s, vm.plug()
    module.do(f"pair {s} mac")
    module.wait(s, state="active", path="vf")

    for name in (s, v):
        result = vm.try_run(f"ip link set {name} address {OTHER_MAC}")
        assert result.code != 0, f"the address of {name} was changed under the pair"
        assert mac(vm, name) == STATION_MAC
    log = vm.run("dmesg | grep 'MAC address cannot be changed'")
    assert s in log and v in log, log

    vm.run(f"ip link set {v} mtu 1300")
    vm.wait_for(f"grep -qx 1500 /sys/class/net/{v}/mtu")
    module.wait(s, state="active", path="vf")
    vm.run(f"ping -c 2 -W 2 -s 1400 {PEER_ADDRESS}")

    # Without a pair the user does as they like.
    module.do(f"unpair {s}")
    vm.run(f"ip link set {s} address {OTHER_MAC} && ip link set {s} address {STATION_MAC}")
    module.unload()
