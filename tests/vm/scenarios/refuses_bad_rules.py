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
        f"unpair {s}": "no such pair",
        f"history {s}": "no such pair",
    })
    refuse(vm, module, [s], {
        "": "there is no command; expected one of: pair unpair",
        f"pear {s}": "pear: there is no such command; expected one of: pair unpair",
        f"pair {s}": "pair: an interface is missing; expected pair <synthetic> <VF>|mac [",
        f"pair {s} settle_ms=1": "an interface is missing",
        f"status {s}": f"{s}: that is one word too many; expected status",
        f"unpair {s} mac": "mac: that is one word too many; expected unpair <synthetic>",
        f"pair {s} averylongname1234": "averylongname1234: no interface has a name as long",
        f"pair {s} mac fast": "fast: there is no such option; expected one of: settle_ms=",
        f"pair {s} mac settle_ms=soon": "settle_ms=soon: the value is not a whole number",
        f"pair {s} mac settle_ms=0": "out of range; expected settle_ms=<1..600000>",
        f"pair {s} mac settle_ms=600001": "out of range; expected settle_ms=<1..600000>",
        f"pair {s} mac profile=fast": "profile=fast: the option has no such value; expected "
                                      "profile=strict|hn|nontransparent",
        f"pair {s} mac damping=no": "damping=no: the option has no such value; expected damping=on|off",
        f"pair {s} mac profile=hn profile=hn": "profile=hn: the option was given before",
        f"pair {s} ma$(printf '\\177')c": "ma\\177c: there are control characters in it",
        f"\"$(printf 'status\\nunpair {s}')\"": "unpair: a second line cannot be carried out",
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

    module.do(f"pair {s} {v} profile=strict settle_ms=50")
    module.wait(s, state="active", path="vf")
    assert "already" in module.refusal(f"pair {s} {v}")
    module.unload()
