# SPDX-License-Identifier: BSD-2-Clause
"""A guest in which one instruction takes one nanosecond: it runs one script and ends.

Nothing from outside reaches it (no network, no agent, a clock of its own), so that two boots do
the same, instruction by instruction. Unlike the other guests of the lab it has the mitigations that
its kernel has by default: they are part of what a packet costs.
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
            "net.ifnames=0 no_timer_check nokaslr ipv6.disable=1 "
            f"lab.run={script.name} {extra}")


def _command_line(built, image, log_dir, append, extra):
    return [
        "qemu-system-x86_64", "-nodefaults", "-no-user-config", "-no-reboot", "-display", "none",
        "-machine", "q35", "-accel", "tcg,thread=single", *COUNTING, "-smp", "1", "-m", "512",
        "-kernel", built.image, "-initrd", image, "-append", append,
        "-serial", f"file:{log_dir / 'console.log'}", "-serial", f"file:{log_dir / 'output.log'}",
        "-device", "isa-debug-exit,iobase=0xf4,iosize=0x04", *extra,
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


def _keep_logs(log_dir, name):
    """For whoever wants to know why: those of the last guest of that name, others may run beside."""
    kept = paths.LOGS / name
    shutil.rmtree(kept, ignore_errors=True)
    shutil.copytree(log_dir, kept, dirs_exist_ok=True)
    return kept


def _judge(log_dir, kept, code, timeout):
    found = complaints.find("\n".join(_lines(log_dir / "console.log")))
    if found:
        raise VmFailure("the kernel complained:\n  " + "\n  ".join(found[:10]))
    if code != GOOD_EXIT:
        why = f"QEMU's exit code: {code}" if code is not None else f"no end within {timeout} s"
        last = _lines(log_dir / "output.log")[-5:] or _lines(log_dir / "qemu.log")[-5:]
        raise VmFailure(f"the guest's script did not succeed ({why}); its last words, of {kept}:\n  " +
                        "\n  ".join(last))


def run(name, script, files=(), programs=(), on_line=lambda line: None, append="", qemu_options=(),
        timeout=600):
    """Boots, runs `script` (a path), and returns the lines that it printed.

    `files` are beside it in /lab/files, `programs` of this machine are in the PATH. VmFailure
    unless the script succeeded and the kernel had no complaint.
    """
    built = kernel.get()
    with tempfile.TemporaryDirectory(prefix="vfpair-vm-") as scratch:
        log_dir = Path(scratch) / "logs"
        log_dir.mkdir()
        image = Path(scratch) / "initramfs"
        initramfs.build(built, image, [script, *files], programs)
        command = _command_line(built, image, log_dir, _append(script, append), qemu_options)
        with open(log_dir / "qemu.log", "w", encoding="utf-8") as log:
            qemu = spawn(command, stdout=log, stderr=subprocess.STDOUT)
        try:
            _follow(qemu, log_dir / "output.log", time.monotonic() + timeout, on_line)
            code = qemu.poll()
        finally:
            stop(qemu)
        _judge(log_dir, _keep_logs(log_dir, name), code, timeout)
        return _lines(log_dir / "output.log")
