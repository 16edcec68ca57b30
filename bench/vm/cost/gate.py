# SPDX-License-Identifier: BSD-2-Clause
"""The limits of gate.json: more instructions than these is a regression."""

import json
from pathlib import Path

FILE = Path(__file__).resolve().parent.parent / "gate.json"
WORDS = {
    "tx": "a packet sent", "rx": "a packet received", "gso": "a GSO frame sent",
    "tx_more": "a packet sent with xmit_more", "tx_burst": "a packet sent in a burst",
    "rx_list": "a packet received in a list",
}


def _measured(result, environments):
    """(environment, section, name): instructions above the bare device."""
    first, *others = environments
    parts = {first.name: result} | {one.name: result[one.name] for one in others}
    return {(environment, section, name): value
            for environment, part in parts.items()
            for section, values in part["above_bare"].items() if section in WORDS
            for name, value in values.items()}


def write(result, environments):
    """Makes the numbers measured now the limits."""
    old = json.loads(FILE.read_text()) if FILE.exists() else {}
    new = {"kernel": result["kernel"],
           "tolerance": old.get("tolerance", 2),
           "tolerance_on_other_kernels": old.get("tolerance_on_other_kernels", 40),
           "above_bare": {}}
    for (environment, section, name), value in _measured(result, environments).items():
        lanes = new["above_bare"].setdefault(environment, {}).setdefault(name, {})
        lanes[section] = value
    FILE.write_text(json.dumps(new, indent=2) + "\n")


def _limits(gate):
    return {(environment, section, name): limit
            for environment, lanes in gate["above_bare"].items()
            for name, limits in lanes.items() for section, limit in limits.items()}


def check(result, environments):
    """(complaints, remarks), in sentences."""
    gate = json.loads(FILE.read_text())
    same = gate["kernel"] == result["kernel"]
    tolerance = gate["tolerance" if same else "tolerance_on_other_kernels"]
    measured = _measured(result, environments)
    complaints, remarks, lower = [], [], []
    for key, limit in _limits(gate).items():
        environment, section, name = key
        what = f"{name}, {environment}: {WORDS[section]}"
        value = measured.get(key)
        if value is None:
            complaints.append(f"{what} was not measured")
        elif value > limit + tolerance:
            complaints.append(f"{what} costs {value:g} instructions above the bare device, and "
                              f"bench/vm/gate.json allows {limit:g} (and {tolerance} more): the data "
                              "path has become slower")
        elif value < limit - tolerance:
            lower.append(f"{name} {environment} {section} {value:g} of {limit:g}")
    if lower:
        remarks.append(f"less than bench/vm/gate.json allows: {', '.join(lower)}; lower it there "
                       "(make bench-vm ARGS='--gate --write-gate')")
    if not same:
        remarks.append(f"bench/vm/gate.json was written for kernel {gate['kernel']}; this is "
                       f"{result['kernel']}, so {tolerance} instructions more are tolerated")
    return complaints, remarks
