# SPDX-License-Identifier: BSD-2-Clause
"""A rule that cannot be is refused with one sentence, and nothing is changed."""

from lab import snapshot
from lab.module import Module
from lab.vm import V2_SLOT

NEEDS_MODULE = True


def refuse(vm, module, command, part, interfaces):
    """`command` is refused with a sentence that contains `part`; nothing changes on `interfaces`."""
    before = [snapshot.take(vm, name) for name in interfaces]
    sentence = module.refusal(command)
    assert part in sentence, f"{command}: {sentence}"
    assert "\n" not in sentence, sentence
    for name, old in zip(interfaces, before):
        changed = snapshot.difference(old, snapshot.take(vm, name))
        assert not changed, f"{command}:\n" + "\n".join(changed)
    assert module.status(vm.s) is None, module.status(vm.s)


def run(vm):
    module = Module(vm)
    module.load()
    s = vm.s
    refuse(vm, module, "pair nosuch mac", "nosuch", [s])
    refuse(vm, module, f"pair {s} nosuch", "nosuch", [s])
    refuse(vm, module, "pair lo mac", "loopback", [s, "lo"])
    refuse(vm, module, f"pair {s} lo", "loopback", [s, "lo"])
    refuse(vm, module, f"pair {s} {s}", "two different", [s])
    refuse(vm, module, f"pear {s}", "not understood", [s])
    refuse(vm, module, f"pair {s}", "not understood", [s])
    refuse(vm, module, f"pair {s} mac settle_ms=soon", "not understood", [s])
    refuse(vm, module, f"unpair {s}", "no such pair", [s])

    v = vm.plug()
    vm.run(f"ip addr add 10.88.0.1/24 dev {v}")
    refuse(vm, module, f"pair {s} {v}", "IP addresses", [s, v])
    refuse(vm, module, f"pair {s} mac", "IP addresses", [s, v])
    vm.run(f"ip addr flush dev {v}")

    vm.run(f"ip link add br0 type bridge && ip link set {v} master br0")
    refuse(vm, module, f"pair {s} {v}", "bridge", [s, v])
    vm.run(f"ip link set {v} nomaster && ip link set {s} master br0")
    refuse(vm, module, f"pair {s} {v}", "bridge", [s, v])
    vm.run(f"ip link set {s} nomaster")
    refuse(vm, module, f"pair br0 {v}", "bridge", [s, v])
    vm.run("ip link del br0")

    vm.run(f"ip link add link {v} name vlan7 type vlan id 7")
    refuse(vm, module, f"pair {s} {v}", "on top of it", [s, v])
    vm.run("ip link del vlan7")

    vm.run("ip link add other0 type dummy")
    refuse(vm, module, f"pair {s} other0", "MAC", [s, "other0"])
    vm.run("ip link del other0")

    v2 = vm.plug("v2", V2_SLOT)
    refuse(vm, module, f"pair {s} mac", "more than one", [s, v, v2])
    vm.unplug("v2")

    module.do(f"pair {s} {v}")
    module.wait(s, state="active", path="vf")
    assert "already" in module.refusal(f"pair {s} {v}")
    module.unload()
