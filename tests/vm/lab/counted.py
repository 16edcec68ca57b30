# SPDX-License-Identifier: BSD-2-Clause
"""A guest in which one instruction takes one nanosecond: it runs one script and ends.

Nothing from outside reaches it (no network, no agent, a clock of its own), so that two boots do
the same, instruction by instruction.
"""

import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from . import complaints, initramfs, kernel, paths
from .process import spawn, stop
from .vm import GOOD_EXIT, VmFailure

COUNTING = ["-icount", "shift=0,sleep=off", "-rtc", "base=2026-01-01T00:00:00,clock=vm", "-seed", "1"]


def _append(script, extra):
    return ("console=ttyS0 quiet loglevel=5 panic=-1 oops=panic panic_on_warn=1 hung_task_panic=1 "
            "net.ifnames=0 mitigations=off no_timer_check nokaslr ipv6.disable=1 "
            f"lab.run={script.name} {extra}")


def _command_line(built, image, log_dir, append):
    return [
        "qemu-system-x86_64", "-nodefaults", "-no-user-config", "-no-reboot", "-display", "none",
        "-machine", "q35", "-accel", "tcg,thread=single", *COUNTING, "-smp", "1", "-m", "512",
        "-kernel", built.image, "-initrd", image, "-append", append,
        "-serial", f"file:{log_dir / 'console.log'}", "-serial", f"file:{log_dir / 'output.log'}",
        "-device", "isa-debug-exit,iobase=0xf4,iosize=0x04",
    ]


def _lines(path):
    return path.read_text(errors="replace").splitlines() if path.exists() else []


def _follow(process, path, deadline, on_line):
    """Hands over each line that the guest writes, until QEMU ends or time is up."""
    seen = 0
    while process.poll() is None and time.monotonic() < deadline:
        whole = path.read_text(errors="replace").splitlines(keepends=True) if path.exists() else []
        for line in whole[seen:]:
            if not line.endswith("\n"):
                break
            seen += 1
            on_line(line.rstrip())
        time.sleep(0.05)


def run(name, script, files=(), programs=(), on_line=lambda line: None, append="", timeout=300):
    """Boots, runs `script` (a path), and returns the lines that it printed.

    `files` are beside it in /lab/files, `programs` of this machine are in the PATH. VmFailure
    unless the script succeeded and the kernel had no complaint.
    """
    log_dir = paths.LOGS / name
    shutil.rmtree(log_dir, ignore_errors=True)
    log_dir.mkdir(parents=True)
    built = kernel.get()
    with tempfile.TemporaryDirectory(prefix="vfpair-vm-") as scratch:
        image = Path(scratch) / "initramfs"
        initramfs.build(built, image, [script, *files], programs)
        command = _command_line(built, image, log_dir, _append(script, append))
        with open(log_dir / "qemu.log", "w", encoding="utf-8") as log:
            qemu = spawn(command, stdout=log, stderr=subprocess.STDOUT)
        try:
            _follow(qemu, log_dir / "output.log", time.monotonic() + timeout, on_line)
            code = qemu.poll()
        finally:
            stop(qemu)
    found = complaints.find((log_dir / "console.log").read_text(errors="replace"))
    if found:
        raise VmFailure("the kernel complained:\n  " + "\n  ".join(found[:10]))
    output = _lines(log_dir / "output.log")
    if code != GOOD_EXIT:
        why = f"QEMU's exit code: {code}" if code is not None else f"no end within {timeout} s"
        raise VmFailure(f"the guest's script did not succeed ({why}); its last words, of "
                        f"{log_dir}/output.log:\n  " + "\n  ".join(output[-5:]))
    return output
