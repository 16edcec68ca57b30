# SPDX-License-Identifier: BSD-2-Clause
"""What the guest printed, and what follows from it."""

import re
from collections import defaultdict
from dataclasses import dataclass, field

EVENTS = ("closing", "loss", "ready")


@dataclass
class Boot:
    """The results of one boot: numbers as the module told them."""

    facts: dict = field(default_factory=dict)
    costs: dict = field(default_factory=lambda: defaultdict(dict))      # [name][what] = fields
    switches: dict = field(default_factory=lambda: defaultdict(dict))   # [name][event] = [fields]


class BadResult(Exception):
    """The guest measured something else than it should have."""


def _fields(words):
    return {key: int(value) for key, value in (word.split("=", 1) for word in words)}


def parse(lines):
    boot = Boot()
    for line in lines:
        kind, *words = line.split()
        if kind == "fact":
            boot.facts[words[0]] = " ".join(words[1:])
        elif kind in ("cost", "switch"):
            name, what, *rest = words
            if not all("=" in word for word in rest):
                raise BadResult(f"{name}: packets did not come to their end: {line}")
            if kind == "cost":
                boot.costs[name][what] = _fields(rest)
            else:
                boot.switches[name].setdefault(what, []).append(_fields(rest))
    return boot


def differences(boots):
    """Readable lines: what was not the same number in every boot."""
    lines = []
    for name, costs in boots[0].costs.items():
        for what, first in costs.items():
            for key in ("arrival", "call"):
                values = [boot.costs[name][what][key] for boot in boots]
                if len(set(values)) > 1:
                    lines.append(f"{name} {what} {key}: {values}")
    for name, events in boots[0].switches.items():
        for event in events:
            values = [[one["ns"] for one in boot.switches[name][event]] for boot in boots]
            if any(value != values[0] for value in values):
                lines.append(f"{name} {event} ns: {values}")
    return lines


def _middle(values):
    return sorted(values)[len(values) // 2]


def _per_packet(boots, name, what, key):
    """The median of the boots, or None where it was not measured."""
    found = [boot.costs[name][what] for boot in boots if what in boot.costs.get(name, {})]
    if not found:
        return None
    value = _middle([one[key] for one in found]) / found[0]["batch"]
    return int(value) if value == int(value) else round(value, 2)


def _doorbells(boots, name, what):
    found = boots[0].costs.get(name, {}).get(what)
    return None if found is None else found["batch"] - found["more"]


def _section(boots, names, what, key="arrival"):
    values = {name: _per_packet(boots, name, what, key) for name in names}
    return {name: value for name, value in values.items() if value is not None}


def _above(section, configurations):
    """The same, less what the device alone costs; the bases themselves are left out."""
    bases = {one.base for one in configurations}
    result = {}
    for one in configurations:
        if one.name in section and one.base in section and one.name not in bases:
            result[one.name] = round(section[one.name] - section[one.base], 2)
    return result


# Section of the results, measurement, which of its two numbers.
SECTIONS = (
    ("tx", "tx", "arrival"), ("rx", "rx", "arrival"),
    ("tx_call", "tx", "call"), ("rx_call", "rx", "call"),
    ("tx_gso", "tx-gso", "arrival"),
    ("tx_more", "tx-more", "call"), ("tx_burst", "tx-burst", "call"), ("rx_list", "rx-list", "call"),
)


def _switch(boots, name, event):
    runs = boots[0].switches[name][event]
    middle = {key: _middle([run[key] for run in runs])
              for key in ("ns", "instructions", "lost", "overtaken")}
    return middle | {"all_ns": [run["ns"] for run in runs], "all_lost": [run["lost"] for run in runs]}


def combine(boots, configurations):
    """Everything for bench-vm.json."""
    names = [one.name for one in configurations]
    sections = {section: _section(boots, names, what, key) for section, what, key in SECTIONS}
    unequal = differences(boots)
    spread = [f"{name} {what}: {fields['repeats'] - fields['arrival_equal']} of {fields['repeats']}"
              for name, costs in boots[0].costs.items() for what, fields in costs.items()
              if fields["arrival_equal"] < fields["repeats"]]
    switches = {name: {event: _switch(boots, name, event) for event in EVENTS if event in events}
                for name, events in boots[0].switches.items()}
    return {
        "unit": "instructions per packet",
        "sections": {
            "tx": "from dev_queue_xmit() on the upper to ndo_start_xmit() of V",
            "rx": "from netif_receive_skb() on V to a protocol handler, with S as the device",
            "tx_call, rx_call": "the same calls until they return, which they do after the arrival",
            "bulk.tx_more": "8 packets to ndo_start_xmit() of the upper, as pktgen sends them, "
                            "all but the last with xmit_more; until the last call returns",
            "bulk.tx_burst": "8 packets to dev_queue_xmit(), the queue being stopped before the last: "
                             "the queueing discipline hands over lists; all calls until they return",
            "bulk.rx_list": "8 packets to netif_receive_skb_list(), until it returns",
            "bulk.doorbells": "of 8 packets, how many came to V without the promise of another",
            "gso": "a TCP frame of 10 segments, to be cut by the device; as tx",
            "switch": "closing: NETDEV_GOING_DOWN of V to the first packet on S; loss: V's carrier "
                      "lost, to the first packet on S; ready: V's carrier back, to the first packet "
                      "on V. A packet is sent every 10 microseconds. The middle one of three",
        },
        "machine": boots[0].facts,
        "boots": len(boots),
        "identical": not unequal,
        "not_identical": unequal,
        "repetitions_unlike_the_median": spread,
        "tx": sections["tx"],
        "rx": sections["rx"],
        "tx_call": sections["tx_call"],
        "rx_call": sections["rx_call"],
        "gso": sections["tx_gso"],
        "bulk": {
            "tx_more": sections["tx_more"],
            "tx_burst": sections["tx_burst"],
            "rx_list": sections["rx_list"],
            "doorbells": {
                section: {name: _doorbells(boots, name, what) for name in sections[section]}
                for section, what in (("tx_more", "tx-more"), ("tx_burst", "tx-burst"))},
        },
        "above_bare": {section: _above(values, configurations)
                       for section, values in sections.items()},
        "switch": switches,
    }


def short_kernel(text):
    """`6.1.0-56-amd64 (6.1.192-2)` of what uname says."""
    version = re.search(r"Debian (\S+)", text)
    return text.split()[0] + (f" ({version[1]})" if version else "")
