# SPDX-License-Identifier: BSD-2-Clause
"""rmmod under traffic in any state loses nothing and leaves both interfaces as they were."""

from lab import snapshot
from lab.module import Module
from lab.streams import Traffic, totals

NEEDS_MODULE = True

# Seconds between the rule and rmmod: while settling, while starting, when active.
MOMENTS = (0, 0.05, 0.11, 0.15, 0.3, 1.5)


def run(vm):
    module = Module(vm)
    s, v = vm.s, vm.plug()
    vm.open_once(v)
    before = {name: snapshot.take(vm, name) for name in (s, v)}
    traffic = Traffic(vm)
    for moment in MOMENTS:
        module.load()
        module.do(f"pair {s} mac")
        vm.run(f"sleep {moment}")
        module.unload()
        for name, old in before.items():
            changed = snapshot.difference(old, snapshot.take(vm, name))
            assert not changed, f"{name} after {moment} s:\n" + "\n".join(changed)
    udp, tcp = traffic.end()
    result = totals(udp)
    print(f"\n      {result}")
    assert tcp["wrong_bytes"] == 0, tcp
    assert (result.lost, result.duplicated, result.reordered) == (0, 0, 0), result
