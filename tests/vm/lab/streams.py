# SPDX-License-Identifier: BSD-2-Clause
"""Traffic through S, each packet numbered: UDP both ways and a TCP stream."""

import json
from dataclasses import dataclass

from .vm import PEER_ADDRESS, S_ADDRESS

IN_PEER = "ip netns exec peer "


class Stream:
    """A sender and a receiver in the guest, one of them in the peer's namespace."""

    def __init__(self, vm, name, kind, outbound, port, options):
        self.name = name
        self._vm = vm
        target = PEER_ADDRESS if outbound else S_ADDRESS
        there, here = (IN_PEER, "") if outbound else ("", IN_PEER)
        report = f"/run/{name}.json"
        self._report = report
        self._receiver = vm.start(
            f"exec {there}traffic {kind}-recv --bind {target} --port {port} --report {report}")
        # The receiver must listen before the first packet.
        vm.wait_for(f"{there}grep -qi ':{port:04X} ' /proc/net/{kind}")
        self._sender = vm.start(f"exec {here}traffic {kind}-send --to {target} --port {port} "
                                f"--report {report}.sender {options}")

    def pause(self):
        self._sender.signal("USR1")

    def resume(self):
        self._sender.signal("USR2")

    def ask_end(self):
        self._sender.signal("TERM")

    def report(self):
        """What the receiver counted; `refused` is what the sender could not even hand in."""
        sender = self._sender.wait(90)
        if sender.code != 0:
            self._receiver.signal("TERM")
        receiver = self._receiver.wait(30)
        try:
            result = json.loads(self._vm.run(f"cat {self._report}"))
            result |= {f"sender_{key}": value for key, value in json.loads(
                self._vm.run(f"cat {self._report}.sender")).items()}
        except json.JSONDecodeError as error:
            raise AssertionError(f"{self.name}: no report: {sender} {receiver}") from error
        return result


@dataclass
class Totals:
    """The sums of the numbered streams."""

    sent: int
    lost: int
    duplicated: int
    reordered: int
    longest_gap_ms: float

    def __str__(self):
        return (f"sent={self.sent} lost={self.lost} duplicated={self.duplicated} "
                f"reordered={self.reordered} longest_gap_ms={self.longest_gap_ms:.0f}")


def totals(reports):
    """Sums over the UDP reports; for the gap the worst of them."""
    return Totals(*(sum(report[key] for report in reports)
                    for key in ("sent", "lost", "duplicated", "reordered")),
                  max((report["longest_gap_ms"] for report in reports), default=0))


class Traffic:
    """Both UDP directions and optionally a TCP stream, started and ended together."""

    def __init__(self, vm, rate=500, tcp_bytes_per_second=1_000_000):
        options = f"--rate {rate}"
        self.udp = [Stream(vm, "udp_out", "udp", True, 5001, options),
                    Stream(vm, "udp_in", "udp", False, 5002, options)]
        self.tcp = None
        if tcp_bytes_per_second:
            self.tcp = Stream(vm, "tcp_out", "tcp", True, 5003,
                              f"--rate {tcp_bytes_per_second}")

    def pause_udp(self):
        for stream in self.udp:
            stream.pause()

    def resume_udp(self):
        for stream in self.udp:
            stream.resume()

    def end(self):
        """Ends all in order; ([udp reports], tcp report or None)."""
        every = self.udp + ([self.tcp] if self.tcp else [])
        for stream in every:
            stream.ask_end()
        reports = [stream.report() for stream in every]
        return reports[:2], reports[2] if self.tcp else None
