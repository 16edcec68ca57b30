# SPDX-License-Identifier: BSD-2-Clause
"""One guest: boots it, plugs the VF, runs commands in it, and judges how it ended."""

import json
import os
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from . import complaints, initramfs, kernel, paths
from .agent import Agent, GuestError
from .hostswitch import HostSwitch
from .process import spawn, stop
from .qmp import Qmp

STATION_MAC = "52:54:00:12:34:56"
PEER_MAC = "52:54:00:99:00:01"
S_ADDRESS = "10.77.0.1"
PEER_ADDRESS = "10.77.0.2"

S_SLOT, PEER_SLOT, V_SLOT, V2_SLOT = 5, 6, 8, 9
EXIT_VALUE = 21
GOOD_EXIT = 2 * EXIT_VALUE + 1


class VmFailure(Exception):
    """The guest did something no guest may do, whatever the test was about."""


@dataclass
class Config:
    """What differs between boots."""

    name: str = "vm"
    vf: str = "vmxnet3"
    module: str = None          # path of vfpair.ko, or None
    failover: bool = False      # offer VIRTIO_NET_F_STANDBY: Linux's own net_failover
    memory_mb: int = 512
    cpus: int = 2
    boot_timeout: float = 60
    extra_append: str = ""


def _pci(slot):
    return f"0000:00:{slot:02x}.0"


class Vm:
    """Use as a context manager: leaving it shuts the guest down and judges it."""

    def __init__(self, config):
        self.config = config
        self.log_dir = paths.LOGS / config.name
        self._forgiven = []
        self._may_die = False
        self._qemu = self.switch = self.qmp = self.agent = None

    # Life

    def __enter__(self):
        shutil.rmtree(self.log_dir, ignore_errors=True)
        self.log_dir.mkdir(parents=True)
        self._run_dir = Path(tempfile.mkdtemp(prefix="vfpair-vm-"))
        try:
            self._boot()
        except BaseException:
            self._tear_down()
            raise
        return self

    def __exit__(self, kind, error, trace):
        try:
            self.finish()
        except VmFailure as failure:
            # What the kernel said is the cause, the test's own error a symptom.
            if error is None or not isinstance(error, AssertionError):
                raise failure from error
            raise AssertionError(f"{error}\n{failure}") from error
        finally:
            self._tear_down()

    def _boot(self):
        begin = time.monotonic()
        built = kernel.get()
        self.release = built.release
        image = self._run_dir / "initramfs"
        files = [self.config.module] if self.config.module else []
        initramfs.build(built, image, files)
        self.switch = HostSwitch(self._run_dir, STATION_MAC)
        with open(self.log_dir / "qemu.log", "w", encoding="utf-8") as log:
            self._qemu = spawn(self._command_line(built, image), stdout=log, stderr=log)
        self._wait_for_socket("agent.sock")
        self.agent = Agent(self._run_dir / "agent.sock")
        self.qmp = Qmp(self._run_dir / "qmp.sock")
        try:
            self.agent.wait_ready(self.config.boot_timeout)
        except GuestError as error:
            raise VmFailure(f"no boot; see {self.log_dir}/console.log") from error
        self._set_up_network()
        self.boot_seconds = time.monotonic() - begin

    def _wait_for_socket(self, name):
        deadline = time.monotonic() + 10
        while not ((self._run_dir / name).exists() and (self._run_dir / "qmp.sock").exists()):
            if self._qemu.poll() is not None or time.monotonic() > deadline:
                raise VmFailure((self.log_dir / "qemu.log").read_text())
            time.sleep(0.01)
        time.sleep(0.02)

    def _command_line(self, built, image):
        accel = os.environ.get("ACCEL", "tcg")
        append = ("console=ttyS0 quiet loglevel=5 panic=-1 oops=panic panic_on_warn=1 "
                  "hung_task_panic=1 net.ifnames=0 mitigations=off no_timer_check "
                  f"lab.modules=virtio_net,{self.config.vf} {self.config.extra_append}")
        failover = ",failover=on" if self.config.failover else ""

        def netdev(port):
            return ["-netdev", f"stream,id=net_{port},server=off,addr.type=unix,"
                               f"addr.path={self.switch.port(port)}"]

        def root_port(name, slot):
            return ["-device", f"pcie-root-port,id={name},bus=pcie.0,addr={slot:#x},"
                               f"chassis={slot},slot={slot}"]

        def server(name, identity):
            return ["-chardev", f"socket,id={identity},path={self._run_dir / name},"
                                "server=on,wait=off"]

        return [
            "qemu-system-x86_64", "-nodefaults", "-no-user-config", "-no-reboot",
            "-display", "none", "-machine", "q35",
            "-accel", "tcg,thread=multi" if accel == "tcg" else accel,
            *(["-cpu", "host"] if accel == "kvm" else []),
            "-smp", str(self.config.cpus), "-m", str(self.config.memory_mb),
            "-kernel", built.image, "-initrd", image, "-append", append,
            "-serial", f"file:{self.log_dir / 'console.log'}",
            "-device", "isa-debug-exit,iobase=0xf4,iosize=0x04",
            *server("qmp.sock", "qmp"), "-mon", "chardev=qmp,mode=control",
            "-device", "virtio-serial-pci", *server("agent.sock", "agent"),
            "-device", "virtserialport,chardev=agent,name=agent",
            *netdev("s"), *netdev("v"), *netdev("peer"),
            "-netdev", "hubport,id=net_v2,hubid=1",
            "-device", f"virtio-net-pci,id=s0,netdev=net_s,mac={STATION_MAC},bus=pcie.0,"
                       f"addr={S_SLOT:#x},romfile={failover}",
            "-device", f"virtio-net-pci,id=peer0,netdev=net_peer,mac={PEER_MAC},bus=pcie.0,"
                       f"addr={PEER_SLOT:#x},romfile=",
            *root_port("rp_v", V_SLOT), *root_port("rp_v2", V2_SLOT),
        ]

    def _set_up_network(self):
        """Puts the peer into a namespace of its own and gives both ends an address."""
        self.s = self.run(f"netdev-at {_pci(S_SLOT)}").strip()
        self.peer = self.run(f"netdev-at {_pci(PEER_SLOT)}").strip()
        self.run(f"""set -e
            ip netns add peer
            ip link set {self.peer} netns peer
            ip -n peer link set lo up
            ip -n peer addr add {PEER_ADDRESS}/24 dev {self.peer}
            ip -n peer link set {self.peer} up
            ip addr add {S_ADDRESS}/24 dev {self.s}
            ip link set {self.s} up""")
        self.wait_for(f"ping -c 1 -W 1 {PEER_ADDRESS}", timeout=20)

    def finish(self):
        """Ends the guest in order and judges it: complaints and the exit code."""
        if self._may_die:
            return
        if self._qemu.poll() is None:
            try:
                (self.log_dir / "dmesg.log").write_text(self.run("dmesg", timeout=20))
                stats = json.dumps(self.switch.stats(), indent=1)
                (self.log_dir / "hostswitch.json").write_text(stats)
                self.agent.start(f"lab-exit {EXIT_VALUE}")
            except (GuestError, OSError):
                pass
        try:
            code = self._qemu.wait(15)
        except subprocess.TimeoutExpired:
            code = "none: it hangs"
        found = self.complaints()
        if found:
            raise VmFailure("the kernel complained:\n  " + "\n  ".join(found[:10]))
        if code != GOOD_EXIT:
            raise VmFailure(f"the guest did not end in order (QEMU's exit code: {code}); "
                            f"see {self.log_dir}/console.log")

    def _tear_down(self):
        stop(self._qemu)
        for part in (self.agent, self.qmp, self.switch):
            if part is not None:
                part.close()
        shutil.rmtree(self._run_dir, ignore_errors=True)

    def complaints(self):
        """Kernel complaints so far, from a live guest's log or from what it left."""
        text = ""
        for name in ("console.log", "dmesg.log"):
            path = self.log_dir / name
            text += path.read_text(errors="replace") if path.exists() else ""
        if self._qemu.poll() is None:
            try:
                text += self.run("dmesg", timeout=20)
            except GuestError:
                pass
        unique = dict.fromkeys(complaints.find(text))
        return [line for line in unique if not any(part in line for part in self._forgiven)]

    def forgive(self, part):
        """Complaints that contain `part` were made on purpose."""
        self._forgiven.append(part)

    def expect_death(self):
        """The test killed the guest on purpose and has judged that itself."""
        self._may_die = True

    def wait_gone(self, timeout=20):
        """Waits for a guest that is expected to die; QEMU's exit code."""
        return self._qemu.wait(timeout)

    # Commands in the guest

    def run(self, command, timeout=60):
        return self.agent.run(command, timeout)

    def try_run(self, command, timeout=60):
        return self.agent.try_run(command, timeout)

    def start(self, command):
        """A background job; one program should be started with `exec`."""
        return self.agent.start(command)

    def wait_for(self, command, timeout=10):
        """Repeats a command in the guest until it succeeds; the seconds it took."""
        begin = time.monotonic()
        loop = f"for i in $(seq {int(timeout * 50)}); do {{ {command}; }} >/dev/null 2>&1 && exit 0; " \
               "sleep 0.02; done; exit 1"
        if self.try_run(loop, timeout + 30).code != 0:
            raise GuestError(f"not true within {timeout} s: {command}")
        return time.monotonic() - begin

    def clock_ns(self):
        """The guest's CLOCK_MONOTONIC: the clock of every time the lab reports."""
        return int(self.run("traffic clock"))

    # The VF

    def plug(self, identity="v0", slot=V_SLOT, mac=STATION_MAC, wait=True):
        """Hot-plugs a VF; its interface name once there is one.

        One in the second slot is on no cable: only its presence matters.
        """
        bus, netdev = {V_SLOT: ("rp_v", "net_v"), V2_SLOT: ("rp_v2", "net_v2")}[slot]
        arguments = {"driver": self.config.vf, "id": identity, "netdev": netdev,
                     "mac": mac, "bus": bus, "romfile": ""}
        if self.config.failover:
            arguments["failover_pair_id"] = "s0"
        self.qmp.command("device_add", **arguments)
        if not wait:
            return None
        self.wait_for(f"netdev-at {_pci(slot)}", timeout=15)
        return self.v_name(slot)

    def v_name(self, slot=V_SLOT):
        """The VF's interface, or None while there is none."""
        return self.try_run(f"netdev-at {_pci(slot)}").output.strip() or None

    def open_once(self, interface):
        """Up until IPv6 uses it, then down: leaves a default qdisc, an RSS table, no groups."""
        self.run(f"ip link set {interface} up")
        self.wait_for(f"ip -6 addr show dev {interface} | grep -q fe80", timeout=20)
        self.run(f"ip link set {interface} down")

    def unplug(self, identity="v0", timeout=30):
        """Asks the guest to release the VF, as a host does; seconds until it has."""
        mark = self.qmp.mark()
        self.qmp.command("device_del", id=identity)
        return self.qmp.wait_event("DEVICE_DELETED", mark, timeout, device=identity)

    def set_link(self, identity, is_up):
        self.qmp.command("set_link", name=identity, up=is_up)
