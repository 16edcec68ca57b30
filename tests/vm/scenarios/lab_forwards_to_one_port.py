# SPDX-License-Identifier: BSD-2-Clause
"""The switch delivers one copy, follows the station when it sends from its other port, and obeys."""

from lab.vm import PEER_ADDRESS

PINGS = 5


def frames_to_station(vm, action):
    """Frames that the switch sends to ports s and v during `action`."""
    before = vm.switch.stats()["ports"]
    action()
    after = vm.switch.stats()["ports"]
    return {port: after[port]["tx_frames"] - before[port]["tx_frames"] for port in ("s", "v")}


def ping_from_peer(vm):
    vm.try_run(f"ip netns exec peer ping -c {PINGS} -i 0.1 -W 1 10.77.0.1", timeout=30)


def run(vm):
    vm.run(f"ping -c 1 {PEER_ADDRESS}")
    seen = frames_to_station(vm, lambda: ping_from_peer(vm))
    assert seen["s"] >= PINGS and seen["v"] == 0, f"one copy, to s: {seen}"

    # A frame with the station's address out of V moves the station there.
    # S is silent meanwhile: what it says of its own accord would move the station back.
    vm.run(f"ip link set {vm.s} down")
    v = vm.plug()
    vm.run(f"ip link set {v} up")
    vm.wait_for(f"grep -q 1 /sys/class/net/{v}/carrier")
    vm.run("ip netns add probe")
    vm.run(f"ip link set {v} netns probe; ip -n probe addr add 10.77.0.3/24 dev {v}; "
           f"ip -n probe link set {v} up")
    vm.wait_for(f"ip netns exec probe ping -c 1 -W 1 {PEER_ADDRESS}")
    stats = vm.switch.stats()
    assert stats["station_port"] == "v" and stats["moves"] >= 1, f"moved on learning: {stats}"
    seen = frames_to_station(vm, lambda: vm.try_run(
        f"ip netns exec peer ping -c {PINGS} -i 0.1 -W 1 10.77.0.3", timeout=30))
    assert seen["v"] >= PINGS and seen["s"] == 0, f"one copy, to v: {seen}"

    # Told steering wins over what V goes on sending.
    vm.run(f"ip link set {vm.s} up")
    vm.switch.steer("s")
    seen = frames_to_station(vm, lambda: ping_from_peer(vm))
    assert seen["s"] >= PINGS and seen["v"] == 0, f"steered to s: {seen}"
    vm.switch.steer("learn")

    # Between s and v nothing passes, whoever floods.
    drops = vm.switch.stats()["ports"]
    assert "hairpin" not in drops["peer"]["drops"], drops
    vm.unplug()
    vm.run(f"ping -c 2 -W 2 {PEER_ADDRESS}")
    assert vm.switch.stats()["station_port"] == "s"
