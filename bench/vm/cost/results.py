# SPDX-License-Identifier: BSD-2-Clause
"""What the guest printed, and what follows from it."""

import re
from dataclasses import dataclass, field

EVENTS = ("closing", "loss", "ready")

# Section of the results, the measurement behind it, and which of its numbers: what it takes until
# the packet has arrived, until the call returns, or until both have happened.
SECTIONS = (
    ("tx", "tx", "all"), ("rx", "rx", "all"),
    ("tx_arrival", "tx", "arrival"), ("rx_arrival", "rx", "arrival"),
    ("gso", "tx-gso", "all"),
    ("tx_more", "tx-more", "all"), ("tx_burst", "tx-burst", "all"), ("rx_list", "rx-list", "all"),
)
BULK = ("tx_more", "tx_burst", "rx_list")

LEGEND = {
    "tx": "from dev_queue_xmit() on the upper until V has the packet and the call has returned",
    "rx": "from netif_receive_skb() on V until a protocol handler has it from the upper and the call "
          "has returned",
    "tx_arrival, rx_arrival": "the same, until the packet has arrived",
    "gso": "a TCP frame of 10 segments, to be cut by the device; as tx",
    "bulk.tx_more": "a packet of 8 handed to ndo_start_xmit() of the upper, as pktgen does, all but "
                    "the last with xmit_more",
    "bulk.tx_burst": "a packet of 8 given to dev_queue_xmit(), the queue being stopped until the last: "
                     "the queueing discipline hands over lists",
    "bulk.rx_list": "a packet of 8 given to netif_receive_skb_list()",
    "bulk.doorbells": "of 8 packets, how many came to V without the promise of another",
    "switch": "closing: from NETDEV_GOING_DOWN of V to the first packet on S; loss: from the loss of "
              "V's carrier to the first packet on S; ready: from V's carrier being back to the first "
              "packet on V. One packet every 10 microseconds. The middle one of three",
}


class BadResult(Exception):
    """The guest measured something else than it should have."""


@dataclass
class Boot:
    """The results of one boot: numbers as the module told them."""

    facts: dict = field(default_factory=dict)
    costs: dict = field(default_factory=dict)     # (environment, name, what): fields
    switches: dict = field(default_factory=dict)  # (name, event): [fields, ...]


def _fields(line, words):
    if not words or not all(re.fullmatch(r"\w+=\d+", word) for word in words):
        raise BadResult(f"packets did not come to their end: {line}")
    return {key: int(value) for key, value in (word.split("=") for word in words)}


def parse(lines):
    boot = Boot()
    for line in lines:
        kind, *words = line.split() or [""]
        if kind == "fact":
            boot.facts[words[0]] = " ".join(words[1:])
        elif kind == "cost":
            fields = _fields(line, words[3:])
            fields["all"] = max(fields["arrival"], fields["call"])
            boot.costs[tuple(words[:3])] = fields
        elif kind == "switch":
            boot.switches.setdefault(tuple(words[:2]), []).append(_fields(line, words[2:]))
    return boot


def _unequal_costs(boots):
    for key in boots[0].costs:
        for number in ("arrival", "call"):
            values = [boot.costs[key][number] for boot in boots]
            if len(set(values)) > 1:
                yield f"{' '.join(key)} {number}: {values}"


def _unequal_switches(boots):
    for key in boots[0].switches:
        values = [[one["ns"] for one in boot.switches[key]] for boot in boots]
        if any(value != values[0] for value in values):
            yield f"{' '.join(key)} ns: {values}"


def middle(values):
    return sorted(values)[len(values) // 2]


def _number(value):
    return int(value) if value == int(value) else round(value, 2)


def _section(boots, environment, names, what, number):
    section = {}
    for name in names:
        key = environment, name, what
        if key in boots[0].costs:
            value = middle([boot.costs[key][number] for boot in boots])
            section[name] = _number(value / boots[0].costs[key]["batch"])
    return section


def _above(section, configurations):
    """The same, less what the device alone costs; the bases themselves are left out."""
    bases = {one.base for one in configurations}
    return {one.name: _number(section[one.name] - section[one.base]) for one in configurations
            if one.name in section and one.base in section and one.name not in bases}


def _doorbells(boots, environment, names):
    bells = {}
    for section, what in (("tx_more", "tx-more"), ("tx_burst", "tx-burst")):
        found = {name: boots[0].costs[environment, name, what] for name in names
                 if (environment, name, what) in boots[0].costs}
        if found:
            bells[section] = {name: one["batch"] - one["more"] for name, one in found.items()}
    return bells


def _environment(boots, environment, configurations):
    names = [one.name for one in configurations]
    sections = {section: _section(boots, environment, names, what, number)
                for section, what, number in SECTIONS}
    sections = {section: values for section, values in sections.items() if values}
    result = {section: values for section, values in sections.items() if section not in BULK}
    result["bulk"] = {section: sections[section] for section in BULK if section in sections}
    result["bulk"]["doorbells"] = _doorbells(boots, environment, names)
    result["above_bare"] = {section: _above(values, configurations)
                            for section, values in sections.items()}
    return result


def _switch(boots, key):
    runs = boots[0].switches[key]
    numbers = {number: middle([run[number] for run in runs])
               for number in ("ns", "instructions", "lost", "overtaken")}
    every = [run["ns"] for boot in boots for run in boot.switches[key]]
    return numbers | {"least_ns": min(every), "most_ns": max(every),
                      "most_lost": max(run["lost"] for boot in boots for run in boot.switches[key])}


def _switches(boots, configurations):
    result = {}
    for one in configurations:
        events = {event: _switch(boots, (one.name, event)) for event in EVENTS
                  if (one.name, event) in boots[0].switches}
        if events:
            result[one.name] = events
    return result


def _spread(boot):
    """Repetitions of a measurement that differ from its median: interrupts, timers."""
    return {" ".join(key): f"{one['repeats'] - one['arrival_equal']} of {one['repeats']}"
            for key, one in boot.costs.items() if one["arrival_equal"] < one["repeats"]}


def short_kernel(text):
    """`6.1.0-56-amd64 (6.1.192-2)` of what uname says."""
    version = re.search(r"Debian (\S+)", text)
    return text.split()[0] + (f" ({version[1]})" if version else "")


def combine(boots, environments, configurations):
    """Everything for bench-vm.json. The first environment is the top level, others are below it."""
    unequal = list(_unequal_costs(boots))
    result = {
        "unit": "instructions per packet",
        "legend": LEGEND,
        "environments": {one.name: one.title for one in environments},
        "kernel": short_kernel(boots[0].facts["kernel"]),
        "default_qdisc": boots[0].facts["qdisc"],
        "bpf_jit": boots[0].facts["jit"],
        "boots": len(boots),
        "identical": not unequal,
        "not_identical": unequal,
        "switches_not_identical": list(_unequal_switches(boots)),
        "repetitions_unlike_the_median": _spread(boots[0]),
    }
    first, *others = environments
    result |= _environment(boots, first.name, configurations)
    for one in others:
        result[one.name] = _environment(boots, one.name, configurations)
    return result | {"switch": _switches(boots, configurations)}
