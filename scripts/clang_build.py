# SPDX-License-Identifier: BSD-2-Clause
"""Compiles and links C++ with clang directly, two jobs at a time, and only what changed.

For what Bazel's toolchain does not do here: libFuzzer and source-based coverage.
"""

import shutil
import subprocess
import sys
import threading
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
JOBS = 2
MOST_LINES = 30  # of what a compiler says
COMPILER = "clang++-16"
COMMON = ["-std=c++20", "-g", "-O1", "-Wall", "-Wextra", "-I.", "-Iinclude", "-Iadapters/common"]


def need(*tools):
    """Ends the program, with a sentence, when a tool is not installed."""
    missing = [tool for tool in tools if not shutil.which(tool)]
    if missing:
        sys.exit(f"vfpair: {', '.join(missing)} not found: apt-get install clang-16 llvm-16 "
                 "libclang-rt-16-dev")


def in_parallel(function, items):
    """The results, in order; the first failure is raised after all have ended."""
    with ThreadPoolExecutor(JOBS) as pool:
        return [future.result() for future in [pool.submit(function, item) for item in items]]


def _prerequisites(depfile):
    """The files of a make rule."""
    text = depfile.read_text().replace("\\\n", " ")
    return text.split(":", 1)[1].split() if ":" in text else []


class Build:
    """Objects and programs below one directory, made with one set of flags."""

    def __init__(self, out, flags):
        self._out = out
        self._flags = flags
        self._locks = defaultdict(threading.Lock)  # by target: programs share objects

    def program(self, name, sources, libraries=()):
        """Compiles what changed and links; the path of the program."""
        objects = [self.compile(source) for source in sources]
        program = self._out / "bin" / name
        command = [COMPILER, *self._flags, *map(str, objects), "-o", str(program), *libraries]
        with self._locks[program]:
            self._make(program, command, objects)
        return program

    def compile(self, source):
        target = self._out / "obj" / (source.replace("/", "+") + ".o")
        depfile = target.with_suffix(".d")
        command = [COMPILER, *COMMON, *self._flags, "-MD", "-MF", str(depfile), "-c", source, "-o",
                   str(target)]
        with self._locks[target]:
            inputs = _prerequisites(depfile) if depfile.exists() else [source]
            self._make(target, command, inputs)
        return target

    @staticmethod
    def _make(target, command, inputs):
        record = target.with_suffix(target.suffix + ".command")
        try:
            made = target.stat().st_mtime
            if record.read_text() == "\n".join(command) and all(
                    (ROOT / file).stat().st_mtime < made for file in inputs):
                return
        except OSError:
            pass
        target.parent.mkdir(parents=True, exist_ok=True)
        record.unlink(missing_ok=True)
        result = subprocess.run(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, check=False)
        if result.stderr:
            sys.stderr.writelines(result.stderr.splitlines(keepends=True)[:MOST_LINES])
        if result.returncode:
            raise RuntimeError(f"{target.name} was not built")
        record.write_text("\n".join(command))
