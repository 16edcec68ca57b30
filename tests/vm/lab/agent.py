# SPDX-License-Identifier: BSD-2-Clause
"""Runs shell commands in the guest, several at a time, over the agent's serial port."""

import base64
import itertools
import socket
import threading
from dataclasses import dataclass


class GuestError(Exception):
    """A command failed in the guest, or the guest does not answer."""


@dataclass(frozen=True)
class Result:
    code: int
    output: str


class Job:
    """A command that runs in the guest until it ends or is signalled."""

    def __init__(self, agent, identity, command):
        self._agent = agent
        self.identity = identity
        self.command = command

    def wait(self, timeout=60):
        return self._agent.result(self, timeout)

    def is_done(self):
        return self._agent.has_result(self)

    def signal(self, name):
        """Sends a signal to the command itself (start it with `exec` in a shell line)."""
        self._agent.run(f"kill -{name} $(cat /run/agent/{self.identity}.pid)")


class Agent:
    """The host's end. Answers come in any order and are kept until asked for."""

    def __init__(self, path):
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(str(path))
        self._ids = itertools.count(1)
        self._changed = threading.Condition()
        self._results = {}
        self._is_ready = False
        self._is_closed = False
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        try:
            for line in self._socket.makefile("r"):
                identity, code, *rest = line.split()
                output = base64.b64decode(rest[0]).decode(errors="replace") if rest else ""
                with self._changed:
                    if identity == "ready":
                        self._is_ready = True
                    else:
                        self._results[identity] = Result(int(code), output)
                    self._changed.notify_all()
        except (OSError, ValueError):
            pass
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()

    def wait_ready(self, timeout):
        with self._changed:
            self._changed.wait_for(lambda: self._is_ready or self._is_closed, timeout)
            if not self._is_ready:
                raise GuestError("the guest did not come up")

    def start(self, command):
        identity = str(next(self._ids))
        encoded = base64.b64encode(command.encode()).decode()
        try:
            self._socket.sendall(f"{identity} {encoded}\n".encode())
        except OSError as error:
            raise GuestError(f"guest is gone: {command}") from error
        return Job(self, identity, command)

    def has_result(self, job):
        with self._changed:
            return job.identity in self._results

    def result(self, job, timeout):
        with self._changed:
            self._changed.wait_for(
                lambda: job.identity in self._results or self._is_closed, timeout)
            if job.identity not in self._results:
                why = "guest is gone" if self._is_closed else f"no answer in {timeout} s"
                raise GuestError(f"{why}: {job.command}")
            return self._results.pop(job.identity)

    def run(self, command, timeout=60):
        """Runs to the end; the output, or GuestError if the exit code is not zero."""
        result = self.try_run(command, timeout)
        if result.code != 0:
            raise GuestError(f"exit code {result.code}: {command}\n{result.output}")
        return result.output

    def try_run(self, command, timeout=60):
        return self.start(command).wait(timeout)

    def close(self):
        self._socket.close()
