# SPDX-License-Identifier: BSD-2-Clause
"""Child processes that cannot outlive us."""

import subprocess


def spawn(argv, **kwargs):
    """Starts argv so that the kernel kills it when we die, however we die.

    A harness that was killed used to leave QEMU behind. Call it from the main
    thread: the kernel means the thread that started the child.
    """
    command = ["setpriv", "--pdeathsig", "KILL", "--", *map(str, argv)]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, **kwargs)


def stop(child, timeout=5):
    """Ends a child by its own id and reaps it."""
    if child is None or child.poll() is not None:
        return
    child.terminate()
    try:
        child.wait(timeout)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
