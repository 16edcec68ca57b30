# SPDX-License-Identifier: BSD-2-Clause
"""The host switch as a process, and its control socket."""

import json
import socket
import subprocess
import threading

from .process import spawn, stop
from .tools import tool


class HostSwitch:
    """One running hostswitch; its port sockets lie in `directory`."""

    def __init__(self, directory, station, peers=1):
        self.directory = directory
        self._process = spawn(
            [tool("hostswitch"), "--dir", directory, "--station", station, "--peers", peers],
            stdout=subprocess.PIPE, text=True)
        if "ready" not in self._process.stdout.readline():
            raise RuntimeError("hostswitch did not start")
        self._control = socket.socket(socket.AF_UNIX)
        self._control.connect(str(directory / "control.sock"))
        self._answers = self._control.makefile("r")
        self._lock = threading.Lock()  # a sampler asks beside the test

    def port(self, name):
        return self.directory / f"{name}.sock"

    def command(self, *words):
        with self._lock:
            self._control.sendall((" ".join(map(str, words)) + "\n").encode())
            answer = json.loads(self._answers.readline())
        if not answer.pop("ok"):
            raise ValueError(answer["error"])
        return answer

    def stats(self):
        return self.command("stats")

    def steer(self, where):
        self.command("steer", where)

    def close(self):
        self._control.close()
        stop(self._process)
        self._process.stdout.close()
