# SPDX-License-Identifier: BSD-2-Clause
"""Counters over time: from the switch outside, and from the interfaces inside."""

import threading
import time
from dataclasses import dataclass

_FIELDS = ("rx_packets", "rx_bytes", "tx_packets", "tx_bytes")


@dataclass(frozen=True)
class Sample:
    """Time (host, monotonic seconds) and what ports s and v had carried, both ways together."""

    at: float
    bytes_s: int
    bytes_v: int
    frames_s: int
    frames_v: int


def switch_sample(switch):
    """One look at the switch: the only witness that neither NIC nor module can fool."""
    ports = switch.stats()["ports"]
    s, v = ports["s"], ports["v"]
    return Sample(time.monotonic(), s["rx_bytes"] + s["tx_bytes"], v["rx_bytes"] + v["tx_bytes"],
                  s["rx_frames"] + s["tx_frames"], v["rx_frames"] + v["tx_frames"])


class SwitchSampler:
    """Samples in the background until ended."""

    def __init__(self, switch, period=0.1):
        self.samples = []
        self._switch = switch
        self._period = period
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._loop, daemon=True)
        self._thread.start()

    def _loop(self):
        while not self._end.is_set():
            self.samples.append(switch_sample(self._switch))
            self._end.wait(self._period)

    def end(self):
        self._end.set()
        self._thread.join()
        return self.samples


class GuestSampler:
    """/sys/class/net/*/statistics of every interface, by the guest itself."""

    def __init__(self, vm, period=0.1, path="/run/samples"):
        self._vm = vm
        self._path = path
        self._job = vm.start(f"exec sampler {path} {period}")

    def end(self):
        """{interface: [{'at': uptime, 'rx_packets': ...}, ...]}"""
        self._job.signal("TERM")
        self._job.wait()
        series = {}
        for line in self._vm.run(f"cat {self._path}").splitlines():
            at, interface, *values = line.split()
            if len(values) == len(_FIELDS):
                sample = {"at": float(at)} | dict(zip(_FIELDS, map(int, values)))
                series.setdefault(interface, []).append(sample)
        return series
