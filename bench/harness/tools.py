# SPDX-License-Identifier: BSD-2-Clause
"""What every part needs."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BUILD = ROOT / "build"


def say(text=""):
    print(text, flush=True)


def note(text):
    """Progress: not part of the report."""
    print(text, file=sys.stderr, flush=True)


def load_average():
    return round(os.getloadavg()[0], 2)


def machine():
    """What must be known to compare two reports."""
    cpu = "?"
    try:
        cpuinfo = Path("/proc/cpuinfo").read_text()
        cpu = (re.search(r"^model name\s*: (.*)$", cpuinfo, re.M) or [0, "?"])[1]
    except OSError:
        pass
    compiler = subprocess.run([os.environ.get("CC", "gcc"), "--version"], text=True, check=False,
                              stdout=subprocess.PIPE).stdout.split("\n", 1)[0]
    return {"cpu": cpu, "cpus": os.cpu_count(), "kernel": os.uname().release, "compiler": compiler}
