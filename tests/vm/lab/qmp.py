# SPDX-License-Identifier: BSD-2-Clause
"""A client of QEMU's machine protocol: commands, and waiting for events."""

import json
import socket
import threading
import time


class QmpError(Exception):
    pass


class Qmp:
    """One connection. Events are kept, so that none is missed between calls."""

    def __init__(self, path):
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(str(path))
        self._lines = self._socket.makefile("r")
        self._changed = threading.Condition()
        self._events = []
        self._replies = []
        self._is_closed = False
        threading.Thread(target=self._read, daemon=True).start()
        self.command("qmp_capabilities")

    def _read(self):
        try:
            for line in self._lines:
                message = json.loads(line)
                if "QMP" in message:  # the greeting, which may come more than once
                    continue
                with self._changed:
                    kept = self._events if "event" in message else self._replies
                    kept.append(message)
                    self._changed.notify_all()
        except (OSError, ValueError):
            pass
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()

    def command(self, name, /, timeout=20, **arguments):
        request = {"execute": name}
        if arguments:
            request["arguments"] = arguments
        self._socket.sendall(json.dumps(request).encode() + b"\n")
        with self._changed:
            self._changed.wait_for(lambda: self._replies or self._is_closed, timeout)
            if not self._replies:
                raise QmpError(f"{name}: no answer from QEMU")
            reply = self._replies.pop(0)
        if "error" in reply:
            raise QmpError(f"{name}: {reply['error']['desc']}")
        return reply["return"]

    def mark(self):
        """A position for wait_event: only events after it count."""
        with self._changed:
            return len(self._events)

    def wait_event(self, name, since, timeout=30, **data):
        """Waits for an event whose data contain `data`; returns the seconds it took."""
        begin = time.monotonic()

        def found():
            return any(event["event"] == name and
                       all(event.get("data", {}).get(key) == value for key, value in data.items())
                       for event in self._events[since:])

        with self._changed:
            self._changed.wait_for(lambda: found() or self._is_closed, timeout)
            if not found():
                raise QmpError(f"no {name} event with {data} within {timeout} s")
        return time.monotonic() - begin

    def close(self):
        self._socket.close()
