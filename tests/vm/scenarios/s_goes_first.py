# SPDX-License-Identifier: BSD-2-Clause
"""S's driver is unbound while V carries its packets: the pair ends, V is as it was, nothing hangs."""

from lab import snapshot
from lab.module import Module

NEEDS_MODULE = True


def run(vm):
    module = Module(vm)
    module.load()
    s, v = vm.s, vm.plug()
    vm.open_once(v)
    before = snapshot.take(vm, v)
    module.do(f"pair {s} {v}")
    module.wait(s, state="active", path="vf")
    vm.run(f"""set -e
        device=$(basename $(readlink -f /sys/class/net/{s}/device))
        driver=$(readlink -f /sys/class/net/{s}/device/driver)
        echo $device >$driver/unbind""")
    assert module.status(s) is None, module.status(s)
    changed = snapshot.difference(before, snapshot.take(vm, v))
    assert not changed, "\n".join(changed)
    module.unload()
