# SPDX-License-Identifier: BSD-2-Clause
"""V's link goes: packets go over S at once, and over V again when the link is back."""

from lab.module import Module
from lab.streams import Traffic, totals

NEEDS_MODULE = True

# Sent over V between the moment its link went and the moment the guest's driver knew.
MOST_LOST = 100


def run(vm):
    module = Module(vm)
    module.load()
    vm.plug()
    module.do(f"pair {vm.s} mac")
    module.wait(vm.s, state="active", path="vf")
    traffic = Traffic(vm)
    vm.run("sleep 0.5")
    vm.set_link("v0", False)
    module.wait(vm.s, state="starting", path="synthetic")
    sent = vm.switch.stats()["ports"]["s"]["rx_frames"]
    vm.run("sleep 0.5")
    assert vm.switch.stats()["ports"]["s"]["rx_frames"] > sent + 100, "S does not carry"
    vm.set_link("v0", True)
    module.wait(vm.s, state="active", path="vf")
    vm.run("sleep 0.5")
    udp, tcp = traffic.end()
    result = totals(udp)
    print(f"\n      {result}")
    assert result.lost <= MOST_LOST and result.duplicated == 0, result
    assert tcp["wrong_bytes"] == 0 and tcp["bytes"] == tcp["sender_bytes"], tcp
    module.unload()
