# SPDX-License-Identifier: BSD-2-Clause
"""An unpaired VF leaves no trace on S, and a replugged one is as the first was."""

from lab import snapshot


def run(vm):
    s_before = snapshot.take(vm, vm.s)
    v_before = snapshot.take(vm, vm.plug())
    vm.unplug()
    v_after = snapshot.take(vm, vm.plug())
    vm.unplug()
    changed = snapshot.difference(s_before, snapshot.take(vm, vm.s))
    changed += snapshot.difference(v_before, v_after, ignore=snapshot.NEW_DEVICE)
    assert not changed, "\n".join(changed)

    vm.run(f"ip link set {vm.s} mtu 1400")
    changed = snapshot.difference(s_before, snapshot.take(vm, vm.s))
    assert any(line == "link.mtu: was 1500, is 1400" for line in changed), changed
