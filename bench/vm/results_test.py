#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""What the report and the gate make of a guest's words that are known. Ends with "N passed, N failed"."""

import json
import sys
import tempfile
from pathlib import Path

from cost import gate, results
from cost.configurations import Configuration, Environment

LANES = (Configuration("bare", "V alone", ""), Configuration("vfpair", "vfpair", ""))
PLACES = (Environment("dummy", "", ()), Environment("nic", "", ()))


def cost(environment, name, what, arrival, call, batch=1, more=0):
    return (f"cost {environment} {name} {what} arrival={arrival} call={call} batch={batch} more={more} "
            "repeats=255 arrival_equal=255")


def lines(vfpair_tx=486):
    return ["fact kernel 6.1.0-56-amd64 #1 SMP Debian 6.1.192-2 (2026-11-16)", "fact qdisc fq_codel",
            "fact jit 1", "begin dummy bare", cost("dummy", "bare", "tx", 314, 406),
            cost("dummy", "bare", "tx-more", 360, 392, batch=8, more=7),
            cost("dummy", "vfpair", "tx", 420, 406 + vfpair_tx),
            cost("dummy", "vfpair", "tx-more", 700, 792, batch=8, more=0),
            cost("nic", "bare", "tx", 470, 719), cost("nic", "vfpair", "tx", 1036, 1518),
            *(f"switch vfpair loss ns={ns} instructions=7 lost={lost} overtaken=0"
              for ns, lost in ((30, 0), (10, 2), (20, 0))), "end"]


def combined(*boots):
    return results.combine([results.parse(one) for one in boots], PLACES, LANES)


def numbers_are_above_bare():
    result = combined(lines())
    assert result["tx"] == {"bare": 406, "vfpair": 892}, result["tx"]
    assert result["above_bare"]["tx"] == {"vfpair": 486}
    assert result["above_bare"]["tx_more"] == {"vfpair": 50}
    assert result["nic"]["above_bare"]["tx"] == {"vfpair": 799}
    assert result["bulk"]["doorbells"]["tx_more"] == {"bare": 1, "vfpair": 8}
    assert result["kernel"] == "6.1.0-56-amd64 (6.1.192-2)"


def switches_are_the_middle_one():
    loss = combined(lines())["switch"]["vfpair"]["loss"]
    assert (loss["ns"], loss["least_ns"], loss["most_ns"]) == (20, 10, 30)
    assert (loss["lost"], loss["most_lost"]) == (0, 2)


def boots_that_differ_are_told():
    assert combined(lines(), lines())["identical"]
    result = combined(lines(), lines(), lines(vfpair_tx=487))
    assert not result["identical"]
    assert result["not_identical"] == ["dummy vfpair tx call: [892, 892, 893]"]


def a_late_arrival_counts():
    boot = results.parse([cost("dummy", "tc-bpf", "rx", 1221, 750)])
    assert boot.costs["dummy", "tc-bpf", "rx"]["all"] == 1221


def lost_packets_are_no_result():
    try:
        results.parse(["cost dummy vfpair tx tx lost arrived=0 elsewhere=1 of=1"])
    except results.BadResult:
        return
    raise AssertionError("it was taken for a result")


def the_gate_complains_above_its_limits():
    with tempfile.TemporaryDirectory() as scratch:
        gate.FILE = Path(scratch) / "gate.json"
        gate.write(combined(lines()), PLACES)
        assert gate.check(combined(lines()), PLACES) == ([], [])
        complaints, _ = gate.check(combined(lines(vfpair_tx=500)), PLACES)
        assert len(complaints) == 1 and "500 instructions" in complaints[0], complaints
        complaints, remarks = gate.check(combined(lines(vfpair_tx=110)), PLACES)
        assert not complaints and "110 of 486" in remarks[0], remarks
        fewer = [line for line in lines() if "vfpair tx " not in line]
        complaints, _ = gate.check(combined(fewer), PLACES)
        assert complaints and "not measured" in complaints[0], complaints


def another_kernel_is_given_more():
    with tempfile.TemporaryDirectory() as scratch:
        gate.FILE = Path(scratch) / "gate.json"
        gate.write(combined(lines()), PLACES)
        written = json.loads(gate.FILE.read_text())
        gate.FILE.write_text(json.dumps(written | {"kernel": "5.4"}))
        complaints, remarks = gate.check(combined(lines(vfpair_tx=500)), PLACES)
        assert not complaints and "5.4" in remarks[0], (complaints, remarks)


CASES = (numbers_are_above_bare, switches_are_the_middle_one, boots_that_differ_are_told,
         a_late_arrival_counts, lost_packets_are_no_result, the_gate_complains_above_its_limits,
         another_kernel_is_given_more)


def main():
    failed = 0
    for case in CASES:
        try:
            case()
        except AssertionError as error:
            print(f"FAILED {case.__name__}: {error}")
            failed += 1
    print(f"{len(CASES) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
