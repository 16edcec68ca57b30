# SPDX-License-Identifier: BSD-2-Clause
"""What joins S and V in the guest: our module, or Linux's net_failover for comparison."""

import re
import time


class Vfpair:
    """vfpair.ko through /dev/vfpair."""

    name = "vfpair"
    failover = False

    def __init__(self, module):
        self.module = module

    def load(self, vm):
        vm.run(f"insmod /lab/files/{self.module.name}")
        vm.wait_for("[ -c /dev/vfpair ]")

    def enable(self, vm):
        self.command(vm, f"pair {vm.s} mac")

    def unload(self, vm):
        vm.run("rmmod vfpair")

    @staticmethod
    def command(vm, line):
        """A reply that begins with `ok`; anything else fails."""
        return vm.run(f"vfpair-do {line}")

    @staticmethod
    def try_command(vm, line):
        """The reply, `ok ...` or `refused: ...`."""
        return vm.try_run(f"vfpair-do {line}").output.strip()

    def status(self, vm):
        """The pair's line as a dictionary; empty if there is no pair."""
        result = vm.try_run("vfpair-do status")
        for line in result.output.splitlines():
            fields = dict(re.findall(r"(\w+)=(\S*)", line))
            if fields.get("synthetic") == vm.s:
                return fields
        return {}

    def history(self, vm):
        return vm.try_run(f"vfpair-do history {vm.s}").output

    def wait_path(self, vm, path, timeout=15):
        """Waits until packets go by `path`; the seconds it took."""
        return vm.wait_for(f"vfpair-do status | grep -q 'synthetic={vm.s} .*path={path} '", timeout)

    def look(self, vm):
        fields = self.status(vm)
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
