# SPDX-License-Identifier: BSD-2-Clause
"""What the two mutation drivers share: a copy of the headers, a compiler, and programs with a limit."""

import concurrent.futures
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
MODEL = ROOT / "tests" / "model"
CXX = os.environ.get("CXX", "g++")
LIMIT_S = 900  # of a program that should have ended long ago


class Scratch:
    """A copy of the core's headers that may be changed."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="vfpair-mutant-"))
        shutil.copytree(ROOT / "include", self.folder / "include")

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def header(self, name):
        return self.folder / "include" / "vfpair" / name

    def restore(self, name):
        shutil.copyfile(ROOT / "include" / "vfpair" / name, self.header(name))

    def compile(self, source, program, *flags, libraries=()):
        """`source`: a file, or several. @returns the compiler's complaint; "" when there is none."""
        sources = [source] if isinstance(source, (str, Path)) else source
        command = [CXX, "-std=c++20", *flags, f"-I{self.folder}/include", f"-I{ROOT}"]
        command += [str(ROOT / path) for path in sources]
        command += ["-fsyntax-only"] if program is None else ["-o", str(self.folder / program)]
        command += libraries
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return ""
        found = re.search(r"error: .*", done.stderr)
        return found[0] if found else done.stderr[-200:] or "compiler failed"

    def explorer(self):
        return self.compile(MODEL / "model.cc", "model", "-O1", "-w")

    def run(self, program, *arguments, environment=None, limit=LIMIT_S):
        """@returns (exit code, output); a program that does not end counts as failed."""
        try:
            done = subprocess.run([str(self.folder / program), *arguments], capture_output=True,
                                  text=True, timeout=limit, check=False,
                                  env={**os.environ, **(environment or {})})
            return done.returncode, done.stdout
        except subprocess.TimeoutExpired:
            return -1, "did not end"


def broken_rule(output):
    """What the explorer says of a violation: (rule, steps of its story)."""
    found = re.search(r"^broken: (\S+), in (\d+) steps", output, re.M)
    return (found[1], int(found[2])) if found else ("crash", 0)


def in_parallel(jobs, work, items):
    """Yields what work(item) returns, in the order of the items, as soon as it is there."""
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        yield from pool.map(work, items)


def say(text):
    print(text, flush=True)


def fail(text):
    sys.exit(f"{Path(sys.argv[0]).name}: {text}")
