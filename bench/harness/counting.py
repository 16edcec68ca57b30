# SPDX-License-Identifier: BSD-2-Clause
"""Instructions, to the digit: each benchmark's work so many times under callgrind."""

import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from .tools import note

ROUNDS = 500


def _dumps(folder):
    """{number of a dump: its instructions}"""
    found = {}
    for path in folder.glob("out.*"):
        text = path.read_text()
        number = re.search(r"^desc: Trigger: Client Request: (\d+)$", text, re.M)
        total = re.search(r"^(?:summary|totals): (\d+)", text, re.M)
        if number and total:
            found[int(number[1])] = int(total[1])
    return found


def count_matching(program, pattern):
    """@returns ({name: instructions of one round}, what kind of compiler made the program); pattern
    is Google Benchmark's filter."""
    if not shutil.which("valgrind"):
        raise SystemExit("bench: valgrind is missing (scripts/install-deps)")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        done = subprocess.run(
            ["valgrind", "--tool=callgrind", "--collect-atstart=no",
             f"--callgrind-out-file={folder / 'out'}", str(program), f"--count={ROUNDS}",
             f"--benchmark_filter={pattern}", "--benchmark_min_time=0", "--benchmark_format=json"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"bench: {program} failed under callgrind:\n{done.stderr[-2000:]}")
        # Nothing matches: no JSON.
        report = json.loads(done.stdout) if done.stdout.strip() else {}
        runs = report.get("benchmarks", [])
        dumps = _dumps(folder)
    counts = {}
    for run in runs:
        if run.get("error_occurred"):
            raise SystemExit(f"bench: {run['name']} does not do what it measures")
        total = dumps.get(round(run["dump"]))
        if total is None:  # a client request that nobody heard
            raise SystemExit("bench: the benchmarks were built without valgrind's headers")
        counts[run["run_name"]] = total / run["rounds"]
    return counts, report.get("context", {}).get("compiler", "")


def count(program, options):
    """What can be counted: one thread, nobody else."""
    pattern = options.filter or ("-_mt/|pairs:65536" if options.quick else "-_mt/")
    note(f"bench: {program.name} under callgrind")
    return count_matching(program, pattern)[0]
