#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Proves that the tests of the algebra and of the transition table can fail: each small change is seen.

Algebra: every operator, number, condition and statement of a header is changed by itself
(changes.py), and the tests of that header are compiled against the changed copy. Table: every row
leads elsewhere, does less or more, or asks another guard; tests of whole pairs and the explorer
are compiled once against a copy that changes a row at run time. Only behaviour counts there: what
reads the table (its own unit test, the documentation, the property that stories reach every row)
is not run. A program that never looks at a row is not run with it changed. That an ignored event
is ignored, and not reconciled, is no mutant: to reconcile once more than needed is no defect.

A change that nothing can see is listed in survivors.txt with the reason.
Ends with "mutation: mutants=N killed=N survived=N explained=N"; exit code 0 if every survivor is
explained and every explanation is of a survivor.
"""

import argparse
import re
import sys
import time
from dataclasses import dataclass

import changes
import lab

sys.path.insert(0, str(lab.ROOT / "scripts"))
from test_targets import tests_of_the_core  # pylint: disable=wrong-import-position

SURVIVORS = lab.MODEL / "survivors.txt"
TABLE = "transition_table.h"
LIMIT_S = 5  # of a test at least, and PATIENCE times what it takes with an unchanged core
PATIENCE = 5
TELL_S = 20

# The tests of each header, the cheapest first.
ALGEBRA = {
    "bit_set.h": ("capabilities", "rss", "algebra_laws"),
    "tso.h": ("tso", "plan"),
    "capabilities.h": ("capabilities", "algebra_laws"),
    "assist.h": ("assist",),
    "rss.h": ("rss",),
    "filters.h": ("filters",),
    "mtu.h": ("mtu",),
    "link.h": ("link", "plan"),
    "damping.h": ("damping",),
    "machine.h": ("transition_table",),
    "desired.h": ("plan", "pair_policy", "behaviour_settings", "pair_nontransparent"),
}
# Includes that cost more than the tests themselves; compiled once.
COMMON = """#include <gtest/gtest.h>
#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <vector>
"""
PAIR_TESTS = re.compile(r"//tests/unit:(pair|behaviour)_?\w*_test")
PROPERTIES = ("fault_sweep", "identity_property", "pair_storm")
NOT_BEHAVIOUR = "*.StoriesReachEveryTransitionOfTheTable"
FAIL_FAST = ("--gtest_break_on_failure", f"--gtest_filter=-{NOT_BEHAVIOUR}")

KILLED, SURVIVED, INVALID = "killed", "ALIVE", "no mutant"


@dataclass(frozen=True)
class Fate:
    what: str
    seen: str


class Tests:
    """The unit and property tests by name, with what all of them include."""

    def __init__(self, scratch):
        self._tests = {test.label: test for test in tests_of_the_core()[0]}
        self._common = scratch.folder / "common.h"
        self._common.write_text(COMMON)
        self.must(scratch.compile(self._common, "common.h.gch", "-O0", "-x", "c++-header"))

    @staticmethod
    def must(complaint):
        if complaint:
            lab.fail(complaint)

    def get(self, name, package="unit"):
        return self._tests[f"//tests/{package}:{name}_test"]

    def of_pairs(self):
        return [test for label, test in self._tests.items() if PAIR_TESTS.fullmatch(label)]

    def compile(self, scratch, name):
        test = self.get(name)
        return scratch.compile(test.sources, name, "-O0", "-w", "-include", self._common,
                               libraries=test.libraries)


def failed_test(output):
    """The test that was the last to begin."""
    begun = re.findall(r"^\[ RUN      \] (\S+)", output, re.M)
    return begun[-1] if begun else "does not end"


# ---- the algebra ----

def algebra(only, headers):
    return [change for header in headers if header in ALGEBRA
            for change in changes.changes_of(header, read(header))
            if only in change.key]


def read(header):
    return (lab.ROOT / "include" / "vfpair" / header).read_text()


def try_change(tests, change):
    with lab.Scratch() as scratch:
        scratch.header(change.header).write_text(change.apply(read(change.header)))
        for name in ALGEBRA[change.header]:
            complaint = tests.compile(scratch, name)
            if complaint:
                by_compiler = "static assert" in complaint
                return Fate(KILLED if by_compiler else INVALID, complaint)
            code, output = scratch.run(name, *FAIL_FAST, limit=PATIENCE * LIMIT_S)
            if code != 0:
                return Fate(KILLED, failed_test(output))
        return Fate(SURVIVED, "")


# ---- the table ----

ROW = re.compile(r"^ +(Go|Reconcile|Ignore)(?:If)?\(S::k(\w+), E::k(\w+)(?:, G::k(\w+))?"
                 r"(?:, S::k(\w+))?,", re.M)
RESPONSES = ("Go", "Reconcile", "Ignore")  # in the order of the enumeration
NEVER = 255  # a guard that does not exist does not hold

# Takes the place of what finds a row: the same, in rows that can be changed.
AT_RUN_TIME = """
/// The table, with the row changed that VFPAIR_ROW names: its number, guard, response and next state.
/// VFPAIR_ASKED names a file with a byte for each row, which says whether the row was looked at.
struct ChangedRows {
  Row rows[kRowCount] = {};
  char* asked = nullptr;
  ChangedRows() {
    for (Size i = 0; i < kRowCount; ++i) rows[i] = kWritten[i];
    if (const char* file = std::getenv("VFPAIR_ASKED"))
      asked = static_cast<char*>(mmap(nullptr, kRowCount, PROT_READ | PROT_WRITE, MAP_SHARED,
                                      open(file, O_RDWR), 0));
    unsigned row = 0, guard = 0, response = 0, next = 0;
    const char* text = std::getenv("VFPAIR_ROW");
    if (text == nullptr) return;
    if (std::sscanf(text, "%u %u %u %u", &row, &guard, &response, &next) != 4) std::abort();
    rows[row].guard = static_cast<G>(guard);
    rows[row].response = static_cast<Response>(response);
    rows[row].next = static_cast<S>(next);
  }
  const Row* begin() const { return rows; }
  const Row* end() const { return rows + kRowCount; }
};
inline const ChangedRows kRows;
static_assert(kRowCount == %d && kStateCount == %d);

}  // namespace table

inline const Row& FindRow(State state, Event event, const Situation& situation) {
  for (const Row& row : table::kRows) {
    if (row.state != state || row.event != event) continue;
    if (table::kRows.asked != nullptr) table::kRows.asked[&row - table::kRows.begin()] = 1;
    if (Holds(row.guard, situation)) return row;
  }
  return table::kRows.rows[table::kRowCount - 1];
}

VFPAIR_NAMESPACE_END

#endif
"""


def names_of(enumeration):
    """Enumerators, in their order."""
    if enumeration == "Guard":
        return re.findall(r"k(\w+)", re.search(r"enum class Guard : U8 \{(.*?)\}", read("machine.h"),
                                               re.S)[1])
    block = re.search(rf"#define {enumeration}\(X\)((?:.*\\\n)*.*)", read("lists.h"))[1]
    return re.findall(r"X\((\w+),", block)


@dataclass(frozen=True)
class RowChange:
    key: str
    row: int
    to: str  # guard, response and next state, as numbers


def table(only):
    """Every change of every row."""
    states, guards = names_of("VFPAIR_STATES"), names_of("Guard")
    found = []
    for number, match in enumerate(ROW.finditer(read(TABLE))):
        response, state, event, guard, following = match.groups()
        guard = guard or "Always"
        here = states.index(following or state)
        before, after = states[here - 1], states[(here + 1) % len(states)]

        def add(what, guard=guard, response=response, following=following or state):
            g = NEVER if guard == "Never" else guards.index(guard)
            name = f"{TABLE}: {state} {event}" + (f" if {original}" if original != "Always" else "")
            found.append(RowChange(
                f"{name} [{what}]",
                number, f"{g} {RESPONSES.index(response)} {states.index(following)}"))

        original = guard
        for other in RESPONSES[1:]:
            if other != response != "Ignore":  # to reconcile once more than needed is no defect
                add(f"{response} -> {other}", response=other, following=state)
        for other in (before, after) if response == "Go" else (after,):
            add(f"{following or response} -> {other}", response="Go", following=other)
        if guard != "Always":
            neighbour = guards[guards.index(guard) % (len(guards) - 1) + 1]
            for other in ("Always", "Never", neighbour):
                add(f"{guard} -> {other}", guard=other)
    return [change for change in found if only in change.key]


@dataclass
class Program:
    """Something that may see a change of a row."""
    name: str
    arguments: tuple
    reader: object  # output -> what was seen
    limit: float = lab.LIMIT_S
    asked: bytes = b""  # for each row, whether it is looked at


class Pairs:
    """What runs whole pairs, compiled against a table whose rows can be changed at run time."""

    def __init__(self, scratch, tests):
        self._scratch = scratch
        lab.say("compiling the tests of pairs and the explorer against a table that can be changed")
        make_changeable(scratch)
        unity = scratch.folder / "pairs.cc"
        of_pairs = tests.of_pairs()
        unity.write_text("".join(f'#include "{source}"\n'
                                 for test in of_pairs for source in test.sources))
        tests.must(scratch.compile(unity, "pairs", "-O1", "-w", libraries=of_pairs[0].libraries))
        for name in PROPERTIES:
            test = tests.get(name, "property")
            tests.must(scratch.compile(test.sources, name, "-O2", "-w", libraries=test.libraries))
        tests.must(scratch.explorer())
        programs = [Program(name, FAIL_FAST, failed_test) for name in ("pairs", *PROPERTIES)]
        report = self._scratch.run("model", "--small", "--no-progress")[1]
        programs += [Program("model", ("--small", "--no-progress", "--only", configuration),
                             lambda output: lab.broken_rule(output)[0])
                     for configuration in re.findall(r"^(\S+) +\d+ +\d+ .*: ", report, re.M)]
        self._programs = sorted(programs, key=self._prepare)

    def _run(self, program, **environment):
        """@returns who failed, or None."""
        code, output = self._scratch.run(program.name, *program.arguments, limit=program.limit,
                                         environment=environment)
        seen = "does not end" if code < 0 and output == "did not end" else program.reader(output)
        return f"{seen} ({program.name})" if code else None

    def _prepare(self, program):
        """Without a change nothing may be seen. @returns how long that takes."""
        file = self._scratch.folder / "asked"
        file.write_bytes(bytes(len(ROW.findall(read(TABLE)))))
        begin = time.monotonic()
        seen = self._run(program, VFPAIR_ASKED=str(file))
        if seen:
            lab.fail(f"the table as it is written fails: {seen}")
        seconds = time.monotonic() - begin
        program.limit = max(LIMIT_S, PATIENCE * seconds)
        program.asked = file.read_bytes()
        return seconds

    def try_change(self, change):
        asked = [program for program in self._programs if program.asked[change.row]]
        for program in asked:
            seen = self._run(program, VFPAIR_ROW=f"{change.row} {change.to}")
            if seen:
                return Fate(KILLED, seen)
        return Fate(SURVIVED, "" if asked else "(nobody asks for this row)")


def make_changeable(scratch):
    source = read(TABLE).replace("kRows", "kWritten")
    head = source[:source.index("\n}  // namespace table")]
    rows = len(ROW.findall(source))
    tail = AT_RUN_TIME.replace("%d", str(rows), 1).replace("%d", str(len(names_of("VFPAIR_STATES"))))
    system = "".join(f"#include <{name}>\n" for name in
                     ("fcntl.h", "sys/mman.h", "cstdio", "cstdlib"))
    scratch.header(TABLE).write_text(system + head + tail)


# ---- all of it ----

def explanations():
    """Key -> reason."""
    found = {}
    for number, line in enumerate(SURVIVORS.read_text().splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            key, bar, reason = line.rpartition(" | ")
            if not (bar and key.strip() and reason.strip()) or key.strip() in found:
                lab.fail(f'{SURVIVORS.name}:{number}: want "key | reason", each key once')
            found[key.strip()] = reason.strip()
    return found


class Account:
    """What became of the mutants, by header."""

    def __init__(self, explained):
        self._explained = explained
        self._begin = self._told = time.monotonic()
        self._fates = {}

    def add(self, key, fate, left):
        self._fates[key] = fate.what
        if fate.what == SURVIVED and key not in self._explained:
            lab.say(f"{fate.what:10}{key} {fate.seen}")
        elif time.monotonic() - self._told > TELL_S:
            self._told = time.monotonic()
            lab.say(f"{self._told - self._begin:4.0f} s: {left} to go; last: {key} {fate.seen}")

    def count(self, fate, header=""):
        return sum(1 for key, what in self._fates.items() if what == fate and key.startswith(header))

    def tell(self, tried):
        """@returns whether all is as it should be. `tried`: a test of whether a key's header was."""
        for header in (*ALGEBRA, TABLE):
            killed, alive = self.count(KILLED, header), self.count(SURVIVED, header)
            if killed + alive:
                lab.say(f"{header:20} {killed:5} of {killed + alive} killed")
        survived = {key for key, what in self._fates.items() if what == SURVIVED}
        stale = [key for key in self._explained if tried(key) and key not in survived]
        for key in stale:
            lab.say(f"explained, and no survivor ({self._fates.get(key, 'not there')}): {key}")
        killed, explained = self.count(KILLED), len(survived & self._explained.keys())
        lab.say(f"mutation: mutants={killed + len(survived)} killed={killed} "
                f"survived={len(survived)} explained={explained}")
        return killed > 0 and explained == len(survived) and not stale


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--jobs", type=int, default=2, help="processes at a time")
    parser.add_argument("--only", help="a part of the keys of the mutants to try", default="")
    parser.add_argument("--header", choices=[*ALGEBRA, TABLE], action="append",
                        help="only this one (may be given again)")
    options = parser.parse_args()
    headers = options.header or [*ALGEBRA, TABLE]
    account = Account(explanations())
    with lab.Scratch() as scratch:
        tests = Tests(scratch)
        work = [(change, lambda change: try_change(tests, change))
                for change in algebra(options.only, headers)]
        rows = table(options.only) if TABLE in headers else []
        if rows:
            pairs = Pairs(scratch, tests)
            work += [(change, pairs.try_change) for change in rows]
        lab.say(f"{len(work)} changes")
        fates = lab.in_parallel(options.jobs, lambda item: item[1](item[0]), work)
        for done, ((change, _), fate) in enumerate(zip(work, fates), 1):
            account.add(change.key, fate, len(work) - done)
    ok = account.tell(lambda key: options.only in key and key.split(":")[0] in headers)
    return 0 if ok else 1


if __name__ == "__main__":
    raise SystemExit(main())
