# SPDX-License-Identifier: BSD-2-Clause
"""Everything one can observe of an interface, to prove that it is as it was."""

import fnmatch
import json
import re

from .agent import GuestError

# Differ between two looks at an interface nobody touched.
_VOLATILE = ("*.stats*", "*.cacheinfo*", "*valid_life_time", "*preferred_life_time",
             "*carrier_changes", "*carrier_up_count", "*carrier_down_count")

# Belong to one life of a hot-plugged device, not to its configuration.
NEW_DEVICE = ("link.ifindex", "addresses.ifindex", "link.link_index", "sysfs.ifindex",
              "sysfs.iflink")

_SYSFS = ("mtu flags dev_id dev_port type address addr_len tx_queue_len ifalias group "
          "gro_flush_timeout napi_defer_hard_irqs proto_down threaded ifindex iflink").split()


def _flatten(prefix, value, out):
    if isinstance(value, dict):
        for key, inner in value.items():
            _flatten(f"{prefix}.{key}", inner, out)
    elif isinstance(value, list):
        # Lists of flags and addresses have no order worth comparing.
        if all(not isinstance(inner, (dict, list)) for inner in value):
            out[prefix] = sorted(map(str, value))
        else:
            ordered = sorted(value, key=lambda inner: json.dumps(inner, sort_keys=True))
            for index, inner in enumerate(ordered):
                _flatten(f"{prefix}[{index}]", inner, out)
    else:
        out[prefix] = value


def _lines(prefix, text, out):
    """`name: value` lines as ethtool prints them."""
    for line in text.splitlines():
        name, colon, value = line.strip().partition(":")
        if colon:
            out[f"{prefix}.{name.strip()}"] = value.strip()


def _settle(vm, interface):
    """Waits until an interface that came up a moment ago has its IPv6 address for good."""
    sysfs = f"/sys/class/net/{interface}"
    try:
        vm.wait_for(f"""[ "$(cat {sysfs}/carrier)" != 1 ] || [ "$(cat {sysfs}/type)" != 1 ] ||
            [ -e {sysfs}/master ] || ip -d link show {interface} | grep -q "addrgenmode none" ||
            ip -6 addr show dev {interface} scope link -tentative | grep -q inet6""", timeout=5)
    except GuestError:
        pass  # it has none: then that is how it is


def take(vm, interface):
    """A flat dictionary of all that is observable about `interface` in the guest."""
    _settle(vm, interface)
    out = {}
    first = json.loads(vm.run(f"ip -d -j link show dev {interface}") or "[{}]")
    _flatten("link", first[0], out)
    addresses = json.loads(vm.run(f"ip -j addr show dev {interface}") or "[{}]")
    _flatten("addresses", addresses[0], out)
    multicast = json.loads(vm.run(f"ip -j maddr show dev {interface}") or "[]")
    _flatten("maddr", [entry.get("maddr", []) for entry in multicast], out)
    _flatten("routes", json.loads(vm.run(f"ip -j route show table all dev {interface}") or "[]"),
             out)
    _flatten("qdisc", [{key: entry.get(key) for key in ("kind", "parent", "root")}
                       for entry in json.loads(vm.run(f"tc -j qdisc show dev {interface}") or "[]")],
             out)
    _lines("features", vm.run(f"ethtool -k {interface}"), out)
    for option in ("-l", "-g", "-c", "-x"):
        result = vm.try_run(f"ethtool {option} {interface} 2>/dev/null")
        section = ""
        for line in result.output.splitlines() if result.code == 0 else []:
            if line.endswith(":") and not line.startswith("\t"):
                section = line.split(" for ")[0].rstrip(":")
            _lines(f"ethtool {option}.{section}", line, out)
    sysfs = vm.run(f"cd /sys/class/net/{interface}; for f in {' '.join(_SYSFS)}; do "
                   "[ -r $f ] && echo \"$f: $(cat $f 2>/dev/null)\"; done; "
                   "for l in upper_* lower_* master; do [ -e $l ] && echo \"link $l: yes\"; done; "
                   "echo queues: $(ls queues)")
    _lines("sysfs", sysfs, out)
    return {key: value for key, value in out.items()
            if not any(fnmatch.fnmatchcase(key, pattern) for pattern in _VOLATILE)}


def difference(before, after, ignore=()):
    """Readable lines, one for each thing that changed; empty if nothing did."""
    lines = []
    for key in sorted(before.keys() | after.keys()):
        if any(fnmatch.fnmatchcase(key, pattern) for pattern in ignore):
            continue
        old, new = before.get(key, "(absent)"), after.get(key, "(absent)")
        if old != new:
            lines.append(f"{key}: was {old}, is {new}")
    return lines


def memory(vm):
    """Kernel memory in KiB by /proc/meminfo and live slab objects, with all caches emptied."""
    vm.run("""echo 3 >/proc/sys/vm/drop_caches; sleep 0.3
              for cache in /sys/kernel/slab/*; do
                [ -L "$cache" ] || echo 1 >"$cache/shrink"; done""")
    text = vm.run("cat /proc/meminfo")
    wanted = ("MemFree", "Slab", "SUnreclaim", "KernelStack", "PageTables", "Percpu", "VmallocUsed")
    values = {name: int(match[1]) for name in wanted
              if (match := re.search(rf"^{name}:\s+(\d+)", text, re.MULTILINE))}
    for line in vm.run("cat /proc/slabinfo").splitlines()[2:]:
        fields = line.split()
        values[f"slab.{fields[0]}"] = int(fields[1])
    return values


# Objects of processes and mappings come and go with every command the lab itself runs.
_OF_THE_LAB = ("slab.vmap_area", "slab.pid", "slab.lsm_*", "slab.anon_vma*", "slab.vm_area_struct",
               "slab.maple_node", "slab.radix_tree_node", "slab.dentry", "slab.*inode*",
               "slab.cred_jar", "slab.sig*", "slab.task_*", "slab.mm_struct", "slab.filp",
               "slab.files_cache", "slab.seq_file", "slab.file_lock*", "slab.fs_cache")
_PAGE = 4096
_IN_FLIGHT = 64  # buffers and the like that are in use at the moment of counting


def grown(before, after, cycles):
    """Slab caches that gained an object or more for each cycle, as readable lines.

    Caches grow by whole pages, on each CPU: a few pages of small objects prove nothing.
    """
    lines = []
    for name, count in sorted(after.items()):
        if not name.startswith("slab.") or any(fnmatch.fnmatchcase(name, pattern)
                                               for pattern in _OF_THE_LAB):
            continue
        size = re.search(r"kmalloc-(?:\w+-)?(\d+)$", name)
        noise = 4 * _PAGE // int(size[1]) if size else _IN_FLIGHT
        if count - before.get(name, 0) >= cycles + noise:
            lines.append(f"{name}: {before.get(name, 0)} -> {count} objects")
    return lines
