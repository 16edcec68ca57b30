#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""The packet path may not get dearer: instructions under callgrind, which are the same on every
machine and at every load, against the limits in a table. Ends with "N passed, N failed".

    gate_test.py <program> <limits>
"""

import platform
import sys

from harness import counting


def limits(path):
    """Lines of: benchmark | benchmark to subtract, or - | most instructions, for all its packets, of
    gcc's code | of clang's"""
    for line in open(path):
        words = [word.strip() for word in line.split("#")[0].split("|")]
        if words != [""]:
            name, base, gcc, clang = words
            yield name, base, {"gcc": float(gcc), "clang": float(clang)}


def main():
    if "--sanitized" in sys.argv or platform.machine() != "x86_64":
        print("skipped: the limits are those of x86-64, without sanitizers")
        return 0
    program, table = sys.argv[1:]
    rows = list(limits(table))
    names = sorted({name for row in rows for name in row[:2]} - {"-"})
    counts, compiler = counting.count_matching(program, "^(" + "|".join(names) + ")$")
    passed = failed = 0
    for name, base, most_of in rows:
        most = most_of[compiler]
        try:
            found = round(counts[name] - (counts[base] if base != "-" else 0), 1)
        except KeyError as missing:
            print(f"FAILED: there is no benchmark {missing}")
            failed += 1
            continue
        above = f" above {base}" if base != "-" else ""
        good = found <= most
        print(f"{'ok' if good else 'FAILED'}: {compiler}: {name}{above}: {found:g} instructions, "
              f"at most {most:g}")
        passed += good
        failed += not good
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
