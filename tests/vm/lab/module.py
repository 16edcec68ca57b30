# SPDX-License-Identifier: BSD-2-Clause
"""The module under test: loading it, telling it what to do, and what it says of itself."""

import re

from .agent import GuestError


class Module:
    """vfpair.ko in the guest, through /dev/vfpair."""

    def __init__(self, vm):
        self._vm = vm

    def load(self):
        self._vm.run("insmod /lab/files/vfpair.ko")

    def unload(self):
        self._vm.run("rmmod vfpair")

    def do(self, command):
        """A command that must be accepted; its answer."""
        result = self._vm.try_run(f"vfpair-do {command}")
        assert result.code == 0, f"{command}: {result.output.strip()}"
        return result.output

    def refusal(self, command):
        """A command that must be refused; the sentence."""
        result = self._vm.try_run(f"vfpair-do {command}")
        first = result.output.strip()
        assert result.code == 1 and first.startswith("refused:"), f"{command}: {result}"
        return first.removeprefix("refused:").strip()

    def status(self, synthetic):
        """The fields of one pair's status line, or None while there is no such pair."""
        for line in self.do("status").splitlines():
            fields = {key: quoted or plain for key, quoted, plain in
                      re.findall(r'(\w+)=(?:"([^"]*)"|(\S*))', line)}
            if line.startswith("pair ") and fields.get("synthetic") == synthetic:
                return fields
        return None

    def wait(self, synthetic, timeout=15, **wanted):
        """Waits until the pair's status has these values; the seconds it took."""
        pattern = " && ".join(
            f"echo \"$line\" | grep -q ' {key}={value}\\b'" for key, value in wanted.items())
        try:
            return self._vm.wait_for(
                f"line=$(vfpair-do status | grep 'synthetic={synthetic} '); {pattern}", timeout)
        except GuestError as error:
            raise AssertionError(
                f"{synthetic} did not get to {wanted}: {self.status(synthetic)}\n"
                f"{self._vm.try_run(f'vfpair-do history {synthetic}').output}") from error
