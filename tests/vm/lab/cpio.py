# SPDX-License-Identifier: BSD-2-Clause
"""A writer of the kernel's initramfs format: no root rights and no tool needed."""

import stat


class Archive:
    """Collects files in memory and yields the bytes of a `newc` archive."""

    def __init__(self):
        self._parts = []
        self._names = set()

    def __contains__(self, name):
        return name in self._names

    def _entry(self, name, mode, data):
        fields = (len(self._parts) + 1, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0,
                  len(name.encode()) + 1, 0)
        header = b"070701" + b"".join(b"%08X" % field for field in fields)
        block = header + name.encode() + b"\0"
        block += b"\0" * (-len(block) % 4)
        self._parts.append(block + data + b"\0" * (-len(data) % 4))
        self._names.add(name)

    def _parents(self, name):
        parts = name.split("/")[:-1]
        for count in range(1, len(parts) + 1):
            self.directory("/".join(parts[:count]))

    def directory(self, name):
        if name not in self._names:
            self._entry(name, stat.S_IFDIR | 0o755, b"")

    def file(self, name, data, mode=0o755):
        if name in self._names:
            return
        self._parents(name)
        self._entry(name, stat.S_IFREG | mode, data)

    def link(self, name, target):
        if name in self._names:
            return
        self._parents(name)
        self._entry(name, stat.S_IFLNK | 0o777, target.encode())

    def bytes(self):
        self._entry("TRAILER!!!", 0, b"")
        return b"".join(self._parts)
