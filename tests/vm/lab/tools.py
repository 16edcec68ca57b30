# SPDX-License-Identifier: BSD-2-Clause
"""Our own two programs: those the build hands over, else compiled here when their sources change."""

import os
import subprocess

from . import paths

FLAGS = ["-std=c++20", "-O2", "-Wall", "-Wextra", f"-I{paths.TESTS_VM.parent.parent}"]
LINK_FLAGS = {"hostswitch": [], "traffic": ["-static"]}


def _compile(name, sources, binary):
    binary.parent.mkdir(parents=True, exist_ok=True)
    compiler = os.environ.get("CXX", "g++")
    files = [str(path) for path in sources if path.suffix == ".cc"]
    fresh = binary.with_name(binary.name + ".new")
    command = [compiler, *FLAGS, *LINK_FLAGS[name], "-o", str(fresh), *files]
    subprocess.run(command, check=True)
    fresh.replace(binary)


def tool(name):
    """Path of `hostswitch` or `traffic`; VFPAIR_HOSTSWITCH and VFPAIR_TRAFFIC override."""
    given = os.environ.get(f"VFPAIR_{name.upper()}")
    if given:
        return given
    directory = paths.TESTS_VM / name
    sources = [path for path in directory.iterdir()
               if path.suffix in (".cc", ".h") and not path.stem.endswith("_test")]
    binary = paths.CACHE / "bin" / name
    newest = max(path.stat().st_mtime for path in sources)
    if not binary.exists() or binary.stat().st_mtime < newest:
        _compile(name, sources, binary)
    return str(binary)
