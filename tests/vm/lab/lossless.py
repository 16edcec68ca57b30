# SPDX-License-Identifier: BSD-2-Clause
"""The promise itself: arrivals and orderly removals under traffic cost nothing and leave no trace."""

from . import snapshot
from .module import Module
from .streams import Traffic, totals


def _cycle(vm, module):
    vm.plug()
    module.wait(vm.s, state="active", path="vf")
    carried = vm.switch.stats()["ports"]["v"]["rx_frames"]
    vm.run("sleep 0.4")
    assert vm.switch.stats()["ports"]["v"]["rx_frames"] > carried + 50, "V carries nothing"
    vm.unplug()
    module.wait(vm.s, state="idle", path="synthetic")
    vm.run("sleep 0.3")


def _measure(vm, module, cycles):
    traffic = Traffic(vm)
    vm.run("sleep 0.5")
    for _ in range(cycles):
        _cycle(vm, module)
    return traffic.end()


def check(vm, cycles):
    """So many unplugs and replugs; fails on any loss, leak, complaint or lasting change."""
    module = Module(vm)
    v = vm.plug()
    vm.open_once(v)
    s_before, v_before = snapshot.take(vm, vm.s), snapshot.take(vm, v)
    vm.unplug()
    module.load()
    module.do(f"pair {vm.s} mac damping=off")
    _measure(vm, module, 1)  # fills caches
    memory_before = snapshot.memory(vm)
    udp, tcp = _measure(vm, module, cycles)
    result = totals(udp)
    switches = int(module.status(vm.s)["switches"])
    memory_after = snapshot.memory(vm)

    vm.plug()
    module.wait(vm.s, state="active", path="vf")
    module.do(f"unpair {vm.s}")
    v = vm.v_name()
    changed = snapshot.difference(s_before, snapshot.take(vm, vm.s))
    changed += snapshot.difference(v_before, snapshot.take(vm, v), ignore=snapshot.NEW_DEVICE)
    module.unload()

    print(f"\n      cycles={cycles} switches={switches} {result} "
          f"tcp_stall_ms={tcp['longest_stall_ms']:.0f}")
    assert switches == 2 * (cycles + 1), switches
    assert tcp["wrong_bytes"] == 0 and tcp["bytes"] == tcp["sender_bytes"], tcp
    assert (result.lost, result.duplicated, result.reordered) == (0, 0, 0), result
    assert not changed, "\n".join(changed)
    grown = snapshot.grown(memory_before, memory_after, cycles)
    assert not grown, "\n".join(grown)
