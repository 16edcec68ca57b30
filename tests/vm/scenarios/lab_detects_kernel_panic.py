# SPDX-License-Identifier: BSD-2-Clause
"""A guest that dies is not a guest that ended: QEMU's exit code alone tells them apart."""

from lab.vm import GOOD_EXIT


def run(vm):
    vm.start("echo c >/proc/sysrq-trigger")
    code = vm.wait_gone()
    assert code != GOOD_EXIT, code
    assert any("panic" in line for line in vm.complaints()), vm.complaints()
    vm.expect_death()
