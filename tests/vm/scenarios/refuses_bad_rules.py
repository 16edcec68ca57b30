# SPDX-License-Identifier: BSD-2-Clause
"""A rule that cannot be is refused with one sentence, and nothing is changed."""

from lab import snapshot
from lab.module import Module
from lab.vm import V2_SLOT

NEEDS_MODULE = True


def refuse(vm, module, interfaces, refusals):
    """Each command is refused with a sentence that contains its part; nothing changes."""
    before = {name: snapshot.take(vm, name) for name in interfaces}
    for command, part in refusals.items():
        sentence = module.refusal(command)
        assert part in sentence, f"{command}: {sentence}"
        assert "\n" not in sentence, sentence
        assert module.status(vm.s) is None, module.status(vm.s)
    for name, old in before.items():
        changed = snapshot.difference(old, snapshot.take(vm, name))
        assert not changed, f"{list(refusals)}:\n" + "\n".join(changed)


def run(vm):
    module = Module(vm)
    module.load()
    s = vm.s
    refuse(vm, module, [s, "lo"], {
        "pair nosuch mac": "nosuch",
        f"pair {s} nosuch": "nosuch",
        "pair lo mac": "loopback",
        f"pair {s} lo": "loopback",
        f"pair {s} {s}": "two different",
        f"pear {s}": "not understood",
        f"pair {s}": "not understood",
        f"pair {s} mac settle_ms=soon": "not understood",
        f"unpair {s}": "no such pair",
    })

    v = vm.plug()
    vm.run(f"ip addr add 10.88.0.1/24 dev {v}")
    refuse(vm, module, [s, v], {f"pair {s} {v}": "IP addresses", f"pair {s} mac": "IP addresses"})
    vm.run(f"ip addr flush dev {v}")

    vm.run(f"ip link add br0 type bridge && ip link set {v} master br0")
    refuse(vm, module, [s, v], {f"pair {s} {v}": "bridge"})
    vm.run(f"ip link set {v} nomaster && ip link set {s} master br0")
    refuse(vm, module, [s, v], {f"pair {s} {v}": "bridge"})
    vm.run(f"ip link set {s} nomaster")
    refuse(vm, module, [v], {f"pair br0 {v}": "bridge"})
    vm.run("ip link del br0")

    vm.run(f"ip link add link {v} name vlan7 type vlan id 7 && ip link add other0 type dummy")
    refuse(vm, module, [s, v], {f"pair {s} {v}": "on top of it", f"pair {s} other0": "MAC"})
    vm.run("ip link del vlan7; ip link del other0")

    v2 = vm.plug("v2", V2_SLOT)
    refuse(vm, module, [s, v, v2], {f"pair {s} mac": "more than one"})
    vm.unplug("v2")

    module.do(f"pair {s} {v}")
    module.wait(s, state="active", path="vf")
    assert "already" in module.refusal(f"pair {s} {v}")
    module.unload()
