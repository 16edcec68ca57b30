# SPDX-License-Identifier: BSD-2-Clause
"""The guest's file system: busybox, Debian's network tools, kernel modules, and our own parts."""

import lzma
import re
import shutil
import subprocess
from pathlib import Path

from . import paths
from .cpio import Archive
from .tools import tool

# busybox has poorer programs of the same names, or none; these come first in PATH.
TOOLS = ["ip", "tc", "bridge", "ethtool", "tcpdump", "iperf3", "flock", "dash"]

MODULES = """
    virtio_pci virtio_net virtio_console failover net_failover vmxnet3 e1000e e1000
    8021q bridge bonding team team_mode_activebackup macvlan macvtap ipvlan dummy veth tun
    sch_ingress act_mirred cls_matchall cls_u32 cls_flower cls_bpf act_bpf sch_netem sch_fq sch_prio
    pktgen nf_tables nft_chain_nat
""".split()

# Where the tools of a guest program may lie on the machine that builds it.
SEARCH_PATH = "/usr/sbin:/usr/bin:/sbin:/bin"


def _module_closure(kernel):
    """Files of MODULES and all they depend on, from modules.dep."""
    needs = {}
    by_name = {}
    for line in (kernel.modules / "modules.dep").read_text().splitlines():
        path, _, rest = line.partition(":")
        needs[path] = rest.split()
        by_name[re.sub(r"\.ko(\.\w+)?$", "", Path(path).name).replace("-", "_")] = path
    wanted = set()
    for name in MODULES:
        path = by_name.get(name)  # absent: built in, or not in this flavour
        if path:
            wanted.update([path, *needs[path]])
    return sorted(wanted)


def _add_modules(archive, kernel):
    base = f"lib/modules/{kernel.release}"
    for path in _module_closure(kernel):
        data = (kernel.modules / path).read_bytes()
        if path.endswith(".xz"):
            data = lzma.decompress(data)
        archive.file(f"{base}/{re.sub('.xz$', '', path)}", data, 0o644)
    for name in ("modules.dep", "modules.alias", "modules.builtin"):
        text = (kernel.modules / name).read_text().replace(".ko.xz", ".ko")
        archive.file(f"{base}/{name}", text.encode(), 0o644)


def _add_program(archive, name):
    """A program of the building machine with the libraries it loads."""
    path = shutil.which(str(name), path=SEARCH_PATH)
    if path is None:
        raise RuntimeError(f"the VM lab needs {name}: it is not installed")
    archive.file(f"lab/bin/{Path(path).name}", Path(path).read_bytes())
    listing = subprocess.run(["ldd", path], capture_output=True, text=True, check=False).stdout
    for library in re.findall(r"(/\S+)", listing):
        if Path(library).name != name:
            archive.file(library.lstrip("/"), Path(library).read_bytes())


def _add_busybox(archive):
    busybox = "/bin/busybox"
    archive.file("bin/busybox", Path(busybox).read_bytes())
    listing = subprocess.run([busybox, "--list"], capture_output=True, text=True, check=True)
    for applet in listing.stdout.split():
        # Not its shell either: that runs busybox's own ip whatever PATH says.
        if applet not in TOOLS and applet not in ("busybox", "sh"):
            archive.link(f"bin/{applet}", "busybox")


def build(kernel, output, extra_files=(), programs=()):
    """Writes the archive; extra_files are host paths that appear under /lab/files.

    programs are more of this machine's, by name or path.
    """
    archive = Archive()
    for name in ("proc", "sys", "dev", "run", "tmp", "root", "etc", "var", "lab/files"):
        archive.directory(name) if "/" not in name else archive.file(f"{name}/.keep", b"")
    archive.link("var/run", "/run")
    archive.link("sbin", "bin")
    archive.link("bin/sh", "/lab/bin/dash")
    _add_busybox(archive)
    for name in (*TOOLS, *programs):
        _add_program(archive, name)
    _add_modules(archive, kernel)
    archive.file("lab/bin/traffic", Path(tool("traffic")).read_bytes())
    for script in sorted(paths.GUEST.iterdir()):
        target = "init" if script.name == "init" else f"lab/bin/{script.name}"
        archive.file(target, script.read_bytes())
    for path in extra_files:
        archive.file(f"lab/files/{Path(path).name}", Path(path).read_bytes())
    output.write_bytes(archive.bytes())
