# SPDX-License-Identifier: BSD-2-Clause
"""Debian's own kernel, fetched but not installed, as an image that boots without unpacking itself."""

import lzma
import os
import re
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path

from . import paths


@dataclass(frozen=True)
class Kernel:
    """A kernel to boot: release name, image file, and the directory that holds lib/modules."""

    release: str
    image: Path
    tree: Path

    @property
    def modules(self):
        return self.tree / "lib" / "modules" / self.release


def _release():
    """The release whose headers are installed: modules must match it exactly."""
    chosen = os.environ.get("VFPAIR_KERNEL")
    if chosen:
        return chosen
    found = [re.fullmatch(r"linux-headers-(\d.*-amd64)", path.name)
             for path in Path("/usr/src").iterdir()]
    releases = [match[1] for match in found
                if match and not re.search(r"-(rt|cloud)-amd64$", match[1])]
    if not releases:
        raise RuntimeError("no kernel headers found: install linux-headers-amd64")
    return max(releases, key=lambda name: [int(part) for part in re.findall(r"\d+", name)])


def _headers_version(release):
    """Version of the headers' package, or None where they came another way."""
    query = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", f"linux-headers-{release}"],
                           capture_output=True, text=True, check=False)
    return query.stdout.strip() if query.returncode == 0 else None


def _unpack_package(release, tree):
    version = _headers_version(release)
    package = f"linux-image-{release}" + (f"={version}" if version else "")
    paths.CACHE.mkdir(parents=True, exist_ok=True)
    subprocess.run(["apt-get", "download", "-q", "-o", "APT::Sandbox::User=root", package],
                   cwd=paths.CACHE, check=True, stdout=subprocess.DEVNULL)
    archives = list(paths.CACHE.glob(f"linux-image-{release}_*.deb"))
    newest = max(archives, key=lambda path: path.stat().st_mtime)
    partial = tree.with_name(tree.name + ".partial")
    subprocess.run(["dpkg", "-x", str(newest), str(partial)], check=True)
    subprocess.run(["/sbin/depmod", "-b", str(partial), release], check=True)
    partial.rename(tree)
    newest.unlink()


def _extract_vmlinux(bz_image, vmlinux):
    """Writes the ELF kernel inside a bzImage: QEMU starts it by PVH, seconds sooner.

    Offsets are those of Documentation/x86/boot.rst. False if the payload is
    not xz, as Debian's is.
    """
    data = bz_image.read_bytes()
    setup_sectors = data[0x1F1] or 4
    offset, length = struct.unpack_from("<II", data, 0x248)
    begin = (setup_sectors + 1) * 512 + offset
    try:
        kernel = lzma.LZMADecompressor().decompress(data[begin:begin + length])
    except lzma.LZMAError:
        return False
    vmlinux.write_bytes(kernel)
    return kernel.startswith(b"\x7fELF")


def get():
    """The kernel to test on, fetched at first use and cached."""
    release = _release()
    tree = paths.CACHE / f"kernel-{release}"
    if not (tree / "lib/modules" / release / "modules.dep").exists():
        _unpack_package(release, tree)
    bz_image = tree / "boot" / f"vmlinuz-{release}"
    vmlinux = tree / "vmlinux"
    if not vmlinux.exists() and not _extract_vmlinux(bz_image, vmlinux):
        vmlinux.write_bytes(bz_image.read_bytes())
    return Kernel(release, vmlinux, tree)
