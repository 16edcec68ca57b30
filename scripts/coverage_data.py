# SPDX-License-Identifier: BSD-2-Clause
"""Line and branch coverage of the core's headers, merged over templates' instantiations.

llvm-cov sums up instantiation by instantiation: a branch of a template counts once for each. Here
a line or the side of a branch is covered when anything, in any program, ever went there.
"""

import re
import subprocess
from dataclasses import dataclass, field

from clang_build import ROOT

COVERAGE_FLAGS = ["-fprofile-instr-generate", "-fcoverage-mapping"]
HEADERS = ROOT / "include" / "vfpair"

_LINE = re.compile(r"\s*(\d+)\|\s*([\d.]+[kMGTPEZY]?)\|(.*)")
_BRANCH = re.compile(r"\s*\|\s*Branch \((\d+):(\d+)\): \[(?:True: (\S+), False: (\S+)|Folded.*)\]")


@dataclass
class Header:
    """What is known of one header."""
    lines: dict = field(default_factory=dict)     # line -> covered
    branches: dict = field(default_factory=dict)  # (line, column) -> [true covered, false covered]

    def add_line(self, line, covered):
        self.lines[line] = self.lines.get(line, False) or covered

    def add_branch(self, place, sides):
        known = self.branches.setdefault(place, [False, False])
        self.branches[place] = [old or new for old, new in zip(known, sides)]

    def line_counts(self):
        """(covered, all)"""
        return sum(self.lines.values()), len(self.lines)

    def branch_counts(self):
        return sum(map(sum, self.branches.values())), 2 * len(self.branches)


def run(program, args, profile, timeout):
    """Runs an instrumented program; its result, with the output of both kinds as stdout."""
    profile.parent.mkdir(parents=True, exist_ok=True)
    raw = profile.with_suffix(".profraw")
    result = subprocess.run(
        [program, *args], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        errors="replace", timeout=timeout, check=False,
        env={"LLVM_PROFILE_FILE": str(raw), "PATH": "/usr/bin:/bin"})
    if result.returncode == 0:
        subprocess.run(["llvm-profdata-16", "merge", "-sparse", str(raw), "-o", str(profile)],
                       check=True)
    raw.unlink(missing_ok=True)
    return result


def headers_of(program, profile):
    """name -> Header, as one program's run covered them."""
    # The directory, as its files: a filter by directory would take testing/ in.
    files = sorted(map(str, HEADERS.glob("*.h")))
    text = subprocess.run(
        ["llvm-cov-16", "show", str(program), f"-instr-profile={profile}",
         "-show-branches=count", "-show-instantiations=false", "-show-expansions=false", *files],
        cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout
    return _parse(text)


def _parse(text):
    headers, header = {}, None
    prefix = str(HEADERS) + "/"
    for row in text.splitlines():
        if row.endswith(":") and not row.startswith((" ", "|")):
            name = row[:-1]
            header = headers.setdefault(name.removeprefix(prefix), Header())
        elif (match := _LINE.match(row)) and not match[3].lstrip().startswith("//"):
            header.add_line(int(match[1]), match[2] != "0")
        elif (match := _BRANCH.match(row)) and match[3] is not None:
            header.add_branch((int(match[1]), int(match[2])), [match[3] != "0", match[4] != "0"])
    return headers


def merge(results):
    merged = {}
    for headers in results:
        for name, header in headers.items():
            into = merged.setdefault(name, Header())
            for line, covered in header.lines.items():
                into.add_line(line, covered)
            for place, sides in header.branches.items():
                into.add_branch(place, sides)
    return merged


def totals(headers):
    """((lines covered, lines), (branches covered, branches))"""
    lines = [header.line_counts() for header in headers.values()]
    branches = [header.branch_counts() for header in headers.values()]
    return tuple(tuple(map(sum, zip(*counts))) if counts else (0, 0)
                 for counts in (lines, branches))


def percent(counts):
    covered, every = counts
    return 100.0 * covered / every if every else 0.0  # nothing was measured
