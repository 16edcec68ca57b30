# SPDX-License-Identifier: BSD-2-Clause
"""What joins S and V in the guest: our module, or Linux's net_failover for comparison."""

import time

from .module import Module


class Vfpair:
    """vfpair.ko."""

    name = "vfpair"
    failover = False

    def __init__(self, module):
        self.module = module

    def load(self, vm):
        Module(vm).load()

    def enable(self, vm):
        Module(vm).do(f"pair {vm.s} mac")

    def unload(self, vm):
        Module(vm).unload()

    def history(self, vm):
        return Module(vm).do(f"history {vm.s}").strip().removeprefix("ok\n")

    def wait_path(self, vm, path, timeout=15):
        """Waits until packets go by `path`; the seconds it took."""
        return Module(vm).wait(vm.s, timeout, path=path)

    def look(self, vm):
        """State, path and number of switches, as the module tells them."""
        if vm.try_run("[ -c /dev/vfpair ]").code != 0:
            return "unloaded", "synthetic", 0
        fields = Module(vm).status(vm.s) or {}
        return fields.get("state", "-"), fields.get("path", "-"), int(fields.get("switches", 0))


class NetFailover:
    """Linux's own 3-netdev pairing: nothing to load, nothing to ask."""

    name = "net_failover"
    failover = True
    module = None

    def __init__(self):
        self._switches = 0

    def load(self, vm):
        pass

    def enable(self, vm):
        pass

    def unload(self, vm):
        pass

    def history(self, vm):
        return ""

    def wait_path(self, vm, path, timeout=15):
        """The switch has heard the station from there: the only outward sign."""
        begin = time.monotonic()
        wanted = "v" if path == "vf" else "s"
        while vm.switch.stats()["station_port"] != wanted:
            if time.monotonic() - begin > timeout:
                raise AssertionError(f"no traffic by {path} within {timeout} s")
            time.sleep(0.02)
        self._switches += 1
        return time.monotonic() - begin

    def look(self, vm):
        port = vm.switch.stats()["station_port"]
        return "-", {"v": "vf", "s": "synthetic"}[port], self._switches
