# SPDX-License-Identifier: BSD-2-Clause
"""How much machine code it is."""

import subprocess
import tempfile
from pathlib import Path

from .headers import compilers
from .tools import ROOT

FLAGS = ("-std=c++20 -O2 -ffreestanding -fno-exceptions -fno-rtti -fno-asynchronous-unwind-tables "
         "-fno-stack-protector -Iinclude -Iadapters/common").split()
OBJECTS = (
    ("packet path alone", "tests/races/fast_path.cc"),
    ("core, every function", "tests/freestanding/probe.cc"),
    ("Linux: glue.cc", "adapters/linux/glue.cc"),
    ("FreeBSD: glue.cc", "adapters/freebsd/glue.cc"),
)
MODULE = ROOT / "bazel-bin/adapters/linux/vfpair.ko"


def _sections(path):
    out = subprocess.run(["size", str(path)], text=True, check=True, stdout=subprocess.PIPE).stdout
    text, data, bss = (int(word) for word in out.splitlines()[1].split()[:3])
    return {"text": text, "data": data, "bss": bss}  # text includes what is only read


def measure():
    """@returns [{"what", "compiler", "text", "data", "bss"}]"""
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        target = Path(scratch) / "it.o"
        for compiler in compilers():
            for what, source in OBJECTS:
                subprocess.run([compiler, *FLAGS, "-c", source, "-o", str(target)], cwd=ROOT,
                               check=True)
                rows.append({"what": what, "compiler": compiler, **_sections(target)})
    if MODULE.exists():
        rows.append({"what": "Linux: vfpair.ko", "compiler": "Kbuild", **_sections(MODULE)})
    return rows
