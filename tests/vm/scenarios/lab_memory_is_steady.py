# SPDX-License-Identifier: BSD-2-Clause
"""Without any pairing, plugging and unplugging leaves kernel memory as it was: the control."""

from lab import snapshot

CYCLES = 20


def plug_and_unplug(vm, times):
    for _ in range(times):
        v = vm.plug()
        vm.run(f"ip link set {v} up")
        vm.wait_for(f"grep -q 1 /sys/class/net/{v}/carrier")
        vm.unplug()


def run(vm):
    plug_and_unplug(vm, 3)  # first uses fill caches for good
    before = snapshot.memory(vm)
    plug_and_unplug(vm, CYCLES)
    after = snapshot.memory(vm)
    leaks = snapshot.grown(before, after, CYCLES)
    # kmalloc comes by whole pages: 128 objects of 32 bytes.
    assert after["SUnreclaim"] - before["SUnreclaim"] < 512, (before, after)
    assert not leaks, "\n".join(leaks)
