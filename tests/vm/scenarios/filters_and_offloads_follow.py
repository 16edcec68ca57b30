# SPDX-License-Identifier: BSD-2-Clause
"""VLANs, multicast and the user's offload settings of S hold on V too, and leave with the pair."""

import json

from lab import snapshot
from lab.module import Module

NEEDS_MODULE = True


def multicast(vm, name):
    entries = json.loads(vm.run(f"ip -j maddr show dev {name}"))[0]["maddr"]
    return {entry["link"] for entry in entries if "link" in entry}


def promiscuity(vm, name):
    return json.loads(vm.run(f"ip -d -j link show dev {name}"))[0]["promiscuity"]


def run(vm):
    module = Module(vm)
    module.load()
    s, v = vm.s, vm.plug()
    vm.open_once(v)
    before = {name: snapshot.take(vm, name) for name in (s, v)}
    vm.run(f"""set -e
        ip link add link {s} name vlan7 type vlan id 7
        ip addr add 10.78.0.1/24 dev vlan7
        ip link set vlan7 up
        ip -n peer link add link {vm.peer} name vlan7 type vlan id 7
        ip -n peer addr add 10.78.0.2/24 dev vlan7
        ip -n peer link set vlan7 up""")
    module.do(f"pair {s} mac")
    module.wait(s, state="active", path="vf")
    vm.wait_for("ping -c 1 -W 1 10.78.0.2", timeout=10)

    vm.run(f"ip maddr add 01:00:5e:01:02:03 dev {s}")
    vm.wait_for(f"ip maddr show dev {v} | grep -q 01:00:5e:01:02:03")
    vm.run(f"ip maddr del 01:00:5e:01:02:03 dev {s}")
    vm.wait_for(f"! ip maddr show dev {v} | grep -q 01:00:5e:01:02:03")
    assert multicast(vm, s) <= multicast(vm, v), (multicast(vm, s), multicast(vm, v))

    vm.run(f"ip link set {s} promisc on")
    vm.wait_for(f"[ $(ip -d -j link show dev {v} | sed 's/.*\"promiscuity\":\\([0-9]*\\).*/\\1/') = 1 ]")
    vm.run(f"ip link set {s} promisc off")
    vm.wait_for(f"[ $(ip -d -j link show dev {v} | sed 's/.*\"promiscuity\":\\([0-9]*\\).*/\\1/') = 0 ]")

    # A VLAN made while V is the path.
    vm.run("""set -e
        ip link add link %s name vlan8 type vlan id 8 && ip addr add 10.79.0.1/24 dev vlan8
        ip link set vlan8 up
        ip -n peer link add link %s name vlan8 type vlan id 8
        ip -n peer addr add 10.79.0.2/24 dev vlan8
        ip -n peer link set vlan8 up""" % (s, vm.peer))
    vm.wait_for("ping -c 1 -W 1 10.79.0.2", timeout=10)

    vm.run("ip link del vlan7; ip link del vlan8; ip -n peer link del vlan7; ip -n peer link del vlan8")
    module.do(f"unpair {s}")
    for name, old in before.items():
        changed = snapshot.difference(old, snapshot.take(vm, name))
        assert not changed, f"{name}:\n" + "\n".join(changed)
    assert promiscuity(vm, v) == 0
    module.unload()
