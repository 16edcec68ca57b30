#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Proves that the explorer can fail: each file in mutants/ is a defect, made in a copy of the core.

A mutant names a header of include/vfpair, the text that it replaces (which must be there exactly
once) and the text that takes its place. The explorer is built against the changed copy and must
find a rule broken. Ends with "mutants: N killed of N"; exit code 1 unless all were.
"""

import argparse
import re

import lab


class Mutant:
    FORM = re.compile(r"# SPDX.*\nstands for: (.+)\nheader: (\S+)\nold:\n(.*?)^new:\n(.*)\Z",
                      re.S | re.M)

    def __init__(self, path):
        found = self.FORM.match(path.read_text())
        if not found:
            lab.fail(f"{path.name}: not a mutant")
        self.name = path.stem
        self.stands_for, self.header, self.old, self.new = found.groups()

    def apply(self, scratch):
        target = scratch.header(self.header)
        text = target.read_text()
        # whole lines, or a piece of one
        for old, new in ((self.old, self.new), (self.old.rstrip("\n"), self.new.rstrip("\n"))):
            if text.count(old) == 1:
                target.write_text(text.replace(old, new))
                return ""
        return f"its text is in {self.header} {text.count(self.old)} times, not once"


def hunt(mutant):
    """@returns (killed, what was seen)."""
    with lab.Scratch() as scratch:
        complaint = mutant.apply(scratch) or scratch.explorer()
        if complaint:
            return None, complaint
        for extent in ("--small", "--quick"):
            code, output = scratch.run("model", extent, "--stop", "--no-progress")
            if code != 0:
                rule, steps = lab.broken_rule(output)
                return True, f"{rule} in {steps} steps ({extent[2:]})"
        return False, "nothing is broken"


def load(part=""):
    return [Mutant(path) for path in sorted((lab.MODEL / "mutants").glob("*.mutant"))
            if part in path.stem]


def hunt_all(mutants, jobs):
    """Says what became of each. @returns how many were killed."""
    killed = 0
    for mutant, (dead, seen) in zip(mutants, lab.in_parallel(jobs, hunt, mutants)):
        killed += dead is True
        word = {True: "killed", False: "ALIVE", None: "INVALID"}[dead]
        lab.say(f"{word:8}{mutant.name:40} {seen}\n        {mutant.stands_for}")
    lab.say(f"mutants: {killed} killed of {len(mutants)}")
    return killed


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", help="a part of the names of the mutants to try", default="")
    options = parser.parse_args()
    mutants = load(options.only)
    return 0 if hunt_all(mutants, options.jobs) == len(mutants) and mutants else 1


if __name__ == "__main__":
    raise SystemExit(main())
