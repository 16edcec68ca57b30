# SPDX-License-Identifier: BSD-2-Clause
"""How long a compiler reads each public header, alone."""

import os
import shutil
import subprocess
import tempfile

from .tools import ROOT, note

COMPILERS = ("g++-12", "clang++-14", "clang++-19")


def compilers():
    wanted = os.environ.get("VFPAIR_COMPILERS", "").split() or COMPILERS
    return [name for name in wanted if shutil.which(name)]


def _once(command):
    """CPU seconds of a command, user and system."""
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"bench: {' '.join(command)} failed")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def _best(command, times):
    return min(_once(command) for _ in range(times))


def measure(times):
    """@returns [{"header", "compiler", "seconds", "megabytes"}], the slowest first."""
    rows = []
    names = sorted(path.name for path in (ROOT / "include/vfpair").glob("*.h"))
    with tempfile.NamedTemporaryFile(suffix=".cc") as nothing:
        for compiler in compilers():
            note(f"bench: headers by {compiler}")
            start = [compiler, "-std=c++20", "-fsyntax-only", "-Iinclude"]
            empty = _best([*start, nothing.name], times)[0]
            for name in names:
                seconds, kilobytes = _best(
                    [*start, "-include", f"vfpair/{name}", nothing.name], times)
                rows.append({"header": name, "compiler": compiler, "seconds": round(seconds, 4),
                             "empty_seconds": round(empty, 4),
                             "megabytes": round(kilobytes / 1024)})
    return sorted(rows, key=lambda row: -row["seconds"])
