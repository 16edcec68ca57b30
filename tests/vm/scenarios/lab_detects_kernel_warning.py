# SPDX-License-Identifier: BSD-2-Clause
"""A kernel that complains does not pass: shown with a complaint made on purpose."""


def run(vm):
    assert vm.complaints() == [], "a fresh guest has nothing to complain of"
    vm.run("echo '<4>WARNING: CPU: 0 PID: 1 at nowhere, made on purpose' >/dev/kmsg")
    found = vm.complaints()
    assert len(found) == 1 and "made on purpose" in found[0], found
    vm.forgive("made on purpose")
