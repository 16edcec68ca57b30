# SPDX-License-Identifier: BSD-2-Clause
"""Where the instructions go: one packet, followed instruction by instruction through QEMU's gdb port.

Two boots: the first says where each function lies, the second, which does the same, is stopped in
the function that measures and taken forward one step at a time.
"""

import bisect
import collections
import itertools
import socket
import tempfile
import threading
import time
from pathlib import Path

from lab import counted
from lab.vm import VmFailure

from . import script

# The functions of the module that measure, by measurement.
STOPS = {"tx": "bench_run_tx", "tx-gso": "bench_run_tx", "tx-more": "bench_run_more",
         "tx-burst": "bench_run_burst", "rx": "bench_run_rx", "rx-list": "bench_run_rx_list"}
WARM_UP = 100   # packets before the one that is looked at
MOST_STEPS = 100_000
RSP, RIP = 7, 16  # as gdb numbers them


class Symbols:
    """Functions by address, from the guest's /proc/kallsyms."""

    def __init__(self, lines):
        functions = []
        for line in lines:
            address, kind, name, *module = line.split()
            if kind in "tT":
                functions.append((int(address, 16), name + "".join(f" {one}" for one in module)))
        functions.sort()
        self._addresses = [address for address, _ in functions]
        self._names = [name for _, name in functions]

    def name(self, address):
        return self._names[bisect.bisect_right(self._addresses, address) - 1]

    def address(self, name):
        return next(address for address, known in zip(self._addresses, self._names)
                    if known.split()[0] == name)


class Gdb:
    """As much of gdb's protocol as it takes."""

    def __init__(self, path):
        self._socket = socket.socket(socket.AF_UNIX)
        deadline = time.monotonic() + 10
        while self._socket.connect_ex(str(path)) != 0:
            if time.monotonic() > deadline:
                raise VmFailure("QEMU's gdb port does not answer")
            time.sleep(0.02)
        self._answers = self._socket.makefile("rb")

    def send(self, command):
        self._socket.sendall(f"${command}#{sum(command.encode()) % 256:02x}".encode())

    def ask(self, command):
        self.send(command)
        while self._answers.read(1) not in (b"$", b""):
            pass
        answer = b"".join(iter(lambda: self._answers.read(1), b"#"))
        self._answers.read(2)
        self._socket.sendall(b"+")
        return answer.decode()

    def _word(self, text):
        return int.from_bytes(bytes.fromhex(text[:16]), "little")

    def register(self, number):
        return self._word(self.ask("g")[16 * number:])

    def memory(self, address):
        return self._word(self.ask(f"m{address:x},8"))


def _trace(gdb, stop):
    """Addresses of all instructions of one call of the function at `stop`."""
    gdb.ask("?")
    gdb.ask(f"Z1,{stop:x},1")
    for _ in range(WARM_UP):
        gdb.ask("c")
    gdb.ask(f"z1,{stop:x},1")
    back = gdb.memory(gdb.register(RSP))
    for _ in range(MOST_STEPS):
        address = gdb.register(RIP)
        if address == back:
            break
        yield address
        gdb.ask("s")
    gdb.send("k")


def _script(environment, one, what):
    chosen = [f"environment {environment.name}", one.setup,
              f'cost {environment.name} {one.name} {what} '
              + (f'{one.rx_from} "$upper"' if what in one.rx else f'"$upper" {one.tx_end}')]
    return "\n".join([script.PRELUDE.read_text(), *chosen,
                      "cat /proc/kallsyms | grep -i ' t '", "echo end", ""])


def follow(environment, one, what, files, programs):
    """The names of the functions, one for each instruction, in order."""
    with tempfile.TemporaryDirectory(prefix="vfpair-profile-") as scratch:
        path = Path(scratch) / "bench.sh"
        path.write_text(_script(environment, one, what))
        print("  boot 1 of 2: where functions lie", flush=True)
        lines = counted.run("bench-profile", path, files, programs)
        symbols = Symbols(line for line in lines if len(line.split(" ")[0]) == 16)
        port = Path(scratch) / "gdb.sock"
        options = ["-chardev", f"socket,path={port},server=on,wait=off,id=gdb", "-gdb", "chardev:gdb",
                   "-S"]
        addresses = []

        def step():
            addresses.extend(_trace(Gdb(port), symbols.address(STOPS[what])))

        print("  boot 2 of 2: step by step", flush=True)
        stepper = threading.Thread(target=step, daemon=True)
        stepper.start()
        try:
            counted.run("bench-profile", path, files, programs, qemu_options=options)
        except VmFailure:
            if not addresses:  # it was killed where we had seen enough
                raise
        stepper.join(10)
    return [symbols.name(address) for address in addresses]


def show(names):
    print("\n  In order:")
    for name, group in itertools.groupby(names):
        print(f"  {len(list(group)):6} {name}")
    print(f"\n  By function, of {len(names)} instructions:")
    for name, count in collections.Counter(names).most_common():
        print(f"  {count:6} {name}")
