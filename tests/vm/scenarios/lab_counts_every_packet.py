# SPDX-License-Identifier: BSD-2-Clause
"""The accounting is exact: nothing lost on a clean cable, and what the switch loses is missed."""

from lab.streams import Traffic, totals


def measure(vm, seconds):
    traffic = Traffic(vm)
    vm.run(f"sleep {seconds}")
    udp, tcp = traffic.end()
    assert tcp["wrong_bytes"] == 0 and tcp["clean_end"], tcp
    assert tcp["bytes"] == tcp["sender_bytes"], tcp
    return totals(udp)


def run(vm):
    clean = measure(vm, 2)
    assert clean.sent > 1000, clean
    assert (clean.lost, clean.duplicated, clean.reordered) == (0, 0, 0), clean

    vm.switch.command("loss", "s", 2)
    lossy = measure(vm, 2)
    dropped = vm.switch.stats()["ports"]["s"]["drops"]["loss"]
    vm.switch.command("loss", "s", 0)
    # The cable loses TCP's frames and end markers too.
    assert 0 < lossy.lost <= dropped, (lossy, dropped)
