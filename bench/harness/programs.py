# SPDX-License-Identifier: BSD-2-Clause
"""Builds the benchmarks and runs them."""

import json
import os
import subprocess
import tempfile
from dataclasses import dataclass

from .tools import ROOT, note

NAMES = ("data_path_benchmark", "seam_benchmark", "core_benchmark")


@dataclass
class Run:
    """One program with some of its benchmarks; these are interleaved with each other."""
    program: str
    filter: str
    times: float  # of the usual time, for each repetition


def runs(options):
    if options.filter:
        return [Run(name, options.filter, 1) for name in NAMES]
    threads = "_mt/"
    if options.quick:  # waiting for switches takes a second each
        threads = "_mt/(bare|urcu-memb|rwlock)/"
    return [Run("data_path_benchmark", "-_mt/", 1), Run("data_path_benchmark", threads, 4),
            Run("seam_benchmark", ".", 2), Run("core_benchmark", ".", 1)]


def build():
    """@returns the path of each program by its name."""
    flags = os.environ.get("BAZEL_FLAGS", "").split()
    labels = [f"//bench:{name}" for name in NAMES]
    if subprocess.run(["bazel", "build", *flags, *labels], cwd=ROOT, check=False).returncode:
        raise SystemExit("bench: the benchmarks were not built")
    return {name: ROOT / "bazel-bin/bench" / name for name in NAMES}


def time(program, run, options):
    """@returns all its runs, as Google Benchmark's JSON has them."""
    with tempfile.NamedTemporaryFile(suffix=".json") as out:
        command = [str(program), f"--benchmark_filter={run.filter}",
                   f"--benchmark_min_time={options.min_time * run.times}",
                   f"--benchmark_repetitions={options.repetitions}",
                   "--benchmark_enable_random_interleaving=true",
                   f"--benchmark_out={out.name}", "--benchmark_out_format=json"]
        note(f"bench: {program.name} {run.filter}")
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                              check=False)
        if done.returncode:
            raise SystemExit(f"bench: {program.name} failed:\n{done.stderr}")
        text = out.read()
        runs_of_it = json.loads(text)["benchmarks"] if text else []
    failed = [run["name"] for run in runs_of_it if run.get("error_occurred")]
    if failed:
        raise SystemExit(f"bench: {failed[0]} does not do what it measures")
    return runs_of_it
