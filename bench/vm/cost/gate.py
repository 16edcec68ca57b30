# SPDX-License-Identifier: BSD-2-Clause
"""The limits of gate.json: more instructions than these is a regression."""

import json
from pathlib import Path

FILE = Path(__file__).resolve().parent.parent / "gate.json"
SECTIONS = ("tx", "rx", "tx_call", "rx_call", "tx_gso", "tx_more", "tx_burst", "rx_list")
WORDS = {
    "tx": "a packet sent", "rx": "a packet received",
    "tx_call": "a packet sent, until the call returns",
    "rx_call": "a packet received, until the call returns",
    "tx_gso": "a GSO frame", "tx_more": "a packet sent with xmit_more",
    "tx_burst": "a packet of a burst", "rx_list": "a packet of a received list",
}


def write(result, lanes):
    """Makes the numbers measured now the limits."""
    limits = {section: {name: value for name, value in result["above_bare"][section].items()
                        if name in lanes} for section in SECTIONS}
    old = json.loads(FILE.read_text()) if FILE.exists() else {}
    new = {"kernel": result["kernel"],
           "tolerance": old.get("tolerance", 4),
           "tolerance_on_other_kernels": old.get("tolerance_on_other_kernels", 40),
           "above_bare": {section: limits[section] for section in SECTIONS if limits[section]}}
    FILE.write_text(json.dumps(new, indent=2) + "\n")


def check(result):
    """(complaints, remarks), in sentences."""
    gate = json.loads(FILE.read_text())
    same = gate["kernel"] == result["kernel"]
    tolerance = gate["tolerance" if same else "tolerance_on_other_kernels"]
    complaints, remarks = [], []
    for section, limits in gate["above_bare"].items():
        for name, limit in limits.items():
            value = result["above_bare"][section].get(name)
            if value is None:
                complaints.append(f"{name}: {WORDS[section]} was not measured")
            elif value > limit + tolerance:
                complaints.append(
                    f"{name}: {WORDS[section]} costs {value:g} instructions above the bare device; "
                    f"bench/vm/gate.json allows {limit:g} and {tolerance} more")
            elif value < limit - tolerance:
                remarks.append(
                    f"{name}: {WORDS[section]} costs {value:g} instructions above the bare device, "
                    f"{limit - value:g} less than bench/vm/gate.json allows: lower it "
                    "(make bench-vm ARGS='--gate --write-gate')")
    if not same:
        remarks.append(f"the limits are for kernel {gate['kernel']}, this is {result['kernel']}: "
                       f"{tolerance} instructions more are tolerated")
    return complaints, remarks
