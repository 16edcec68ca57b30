# SPDX-License-Identifier: BSD-2-Clause
"""The report a person reads."""

from . import targets
from .tools import say

SCHEMES = (
    ("bare", "bare pointer, no section"),
    ("urcu-qsbr", "RCU, liburcu QSBR"),
    ("urcu-memb", "RCU, liburcu memb"),
    ("epoch", "epoch"),
    ("failsafe", "plain counters (DPDK failsafe; not safe)"),
    ("rmlock", "read-mostly lock (FreeBSD rmlock; hn)"),
    ("netvsc", "counted lock (DPDK netvsc)"),
    ("refcount", "reference count"),
    ("rwlock", "reader/writer lock (pthread)"),
)
PAIRS = (1, 16, 256, 4096, 65536)
NEGOTIATIONS = ("capabilities", "tso", "rss", "all_settings", "next_step")
BY_PAIRS = ("lookup{}/synthetic", "lookup{}/vf", "lookup{}/nobody", "lookup{}/stranger",
            "event{}/nothing", "event{}/link", "event{}/attach", "event{}/registry_attach")


def number(value, digits=1, unit=""):
    return "-" if value is None else f"{value:,.{digits}f}{unit}"


def grid(title, head, rows, note=""):
    """A table whose first column is text; rows without any number are left out."""
    rows = [row for row in rows if any(cell != "-" for cell in row[1:])]
    if not rows:
        return
    widths = [max(len(str(row[i])) for row in [head, *rows]) for i in range(len(head))]
    say()
    say(title)
    for row in [head, *rows]:
        cells = [str(row[0]).ljust(widths[0])]
        cells += [str(cell).rjust(width) for cell, width in zip(row[1:], widths[1:])]
        say("  " + "  ".join(cells))
        if row is head:
            say("  " + "  ".join("-" * width for width in widths))
    if note:
        say(f"  ({note})")


def packets(results):
    def cells(scheme):
        one = f"tx/{scheme}/packets:1"
        chain, array = f"rx_chain/{scheme}/packets:32", f"rx_batch/{scheme}/packets:32"
        ns = results.value(one, "ns")
        yield number(ns, 2)
        yield number(results.value(one, "instructions"))
        yield number(targets.above_call(results, one, "ns"), 2)
        yield number(targets.above_call(results, one, "instructions"))
        yield number(targets.ratio(ns, results.value("tx/call/packets:1", "ns")), 2, "x")
        yield number(results.value(f"tx_counted/{scheme}/packets:1", "ns"), 2)
        yield number(results.value(f"tx_counted/{scheme}/packets:1", "instructions"))
        yield number(results.value(f"rx_chain/{scheme}/packets:1", "ns"), 2)
        for name in (chain, array):
            yield number(results.value(name, "ns"), 2)
            yield number(results.value(name, "instructions"))

    grid("A packet, one thread (ns of CPU time, median; instr = instructions)",
         ["", "TX", "instr", "above", "instr", "ratio", "counted", "instr", "RX one", "of 32, linked",
          "instr", "in array", "instr"],
         [["an indirect call, no pair", *cells("call")],
          *([text, *cells(scheme)] for scheme, text in SCHEMES)],
         "above, ratio: to an indirect call; RX: per packet, with counters and the call of S's input")


def batches(results):
    sizes = (1, 2, 4, 8, 16, 32, 64)
    rows = [[f"{text}, {scheme}", *(number(results.value(f"{kind}/{scheme}/packets:{size}", "ns"), 2)
                                    for size in sizes)]
            for kind, text in (("rx_chain", "RX linked"), ("rx_batch", "RX array"), ("tx", "TX array"))
            for scheme in ("bare", "urcu-qsbr", "urcu-memb", "netvsc", "rwlock")]
    rows.append(["following the links alone",
                 *(number(results.value(f"rx_walk/call/packets:{size}", "ns"), 2) for size in sizes)])
    grid("By size of batch (ns a packet)", ["packets in a batch", *sizes], rows)


def threads(results):
    for family, title in (("tx_mt", "TX, one by one"), ("rx_mt", "RX, linked batches of 32")):
        for by_cpu, how in ((False, "by the clock on the wall"), (True, "by CPU time")):
            rows = []
            for scheme, text in SCHEMES:
                cells = []
                for flaps in (0, 10, -1):
                    for count in (1, 2):
                        rate = targets.throughput(results, family, scheme, flaps, count, by_cpu)
                        cells.append(number(rate and rate / 1e6))
                    cells.append(number(targets.scaling(results, family, scheme, flaps,
                                                        by_cpu=by_cpu), 2, "x"))
                cells.append(number(targets.flap_cost(results, family, scheme, 10, 1, by_cpu), 1, "%"))
                rows.append([text, *cells])
            grid(f"{title}: million packets a second with 1 and 2 threads, {how}; a writer that switches",
                 ["", "never: 1", "2", "", "10/s: 1", "2", "", "always: 1", "2", "", "10/s costs"],
                 rows,
                 "as if each thread had a CPU to itself: what readers do to each other, but not who "
                 "sleeps" if by_cpu else
                 "what else the machine does shows here most; 'always' has one thread more than there "
                 "are readers")


def core(results):
    what = ("ns", "instructions")
    base = results.value("seam/none/vf:0", "ns")
    grid("The seam: one packet through a hook in C (ns, instructions)",
         ["hook", "no V", "instr", "to V", "instr", "ratio to no pair"],
         [[text, *(number(results.value(f"seam/{key}/vf:{vf}", column), 1 + (column == "ns"))
                   for vf in (0, 1) for column in what),
           number(targets.ratio(results.value(f"seam/{key}/vf:1", "ns"), base), 2, "x")]
          for key, text in (("none", "no pair"), ("inline", "inlined template (C++ driver)"),
                            ("snapshot", "published snapshot (the adapters)"),
                            ("verdict", "verdict by a call into C++"))])
    grid("Negotiation", ["", "ns", "instr"],
         [[name.replace("_", " "),
           *(number(results.value(f"negotiate/{name}", column)) for column in what)]
          for name in NEGOTIATIONS])
    grid("By number of pairs: ns of one pair, in the caches",
         ["pairs", *(f"{pairs:,}" for pairs in PAIRS), "growth", "instr at 1", "growth"],
         [_by_pairs(results, name.format("")) for name in BY_PAIRS],
         "stranger: an interface that is nobody's appears and is offered to each pair")
    grid("By number of pairs: ns of another pair each time",
         ["pairs", *(f"{pairs:,}" for pairs in PAIRS), "growth", "instr at 1", "growth"],
         [_by_pairs(results, name.format("_cold")) for name in BY_PAIRS],
         "with many pairs this is the price of memory: no cache holds them")


def _by_pairs(results, name):
    most = next((pairs for pairs in reversed(PAIRS)
                 if results.value(f"{name}/pairs:{pairs}", "instructions")), 1)
    return [name.replace("_cold", "").replace("/", ", ").replace("_", " "),
            *(number(results.value(f"{name}/pairs:{pairs}", "ns")) for pairs in PAIRS),
            number(targets.growth(results, name, "ns"), 2, "x"),
            number(results.value(f"{name}/pairs:1", "instructions"), 0),
            number(targets.growth(results, name, "instructions", most), 2, "x")]


def memory_and_compilers(results):
    memory = results.rows.get("memory/pair")
    if memory:
        grid("Memory (bytes)", ["", ""],
             [[key.removesuffix("_bytes").replace("_", " "), number(value, 0)]
              for key, value in sorted(memory.counters.items(), key=lambda item: -item[1])],
             "a pair consists of legs, watch, waiting list, damper and small things; the profile and "
             "what the registry has for it are beside it; counters: for each CPU")
    names = list(dict.fromkeys(row["compiler"] for row in results.headers))
    slowest = list(dict.fromkeys(row["header"] for row in results.headers))[:6]
    if "vfpair.h" not in slowest and results.headers:
        slowest.append("vfpair.h")
    by = {(row["header"], row["compiler"]): row for row in results.headers}
    empty = ["an empty file", *(number(next((row["empty_seconds"] for row in results.headers
                                             if row["compiler"] == name), None), 3)
                                for name in names)]
    grid("Headers: CPU seconds to parse, best of several", ["", *names],
         [*([header, *(number(by.get((header, name), {}).get("seconds"), 3) for name in names)]
            for header in slowest), empty])
    grid("Objects at -O2 (bytes)", ["", "compiler", "text", "data", "bss"],
         [[row["what"], row["compiler"], *(f"{row[key]:,}" for key in ("text", "data", "bss"))]
          for row in results.sizes])


def show(results, verdicts):
    context = results.context
    say(f"{context['cpu']}, {context['cpus']} CPUs, {context['compiler']}; load "
        f"{context['load_before']} before, {context['load_after']} after; instructions by "
        f"{context['instructions']}; {context['repetitions']} interleaved repetitions, medians"
        f"{'; QUICK: times mean little' if context['quick'] else ''}")
    if max(context["load_before"], context["load_after"] - 2) > 0.5 * context["cpus"]:
        say("The machine was busy: nanoseconds, and threads above all, are not to be trusted.")
    packets(results)
    batches(results)
    threads(results)
    core(results)
    memory_and_compilers(results)
    words = {True: "met", False: "MISSED", None: "-"}
    grid("Targets", ["", "limit", "measured", "", "worst of them"],
         [[verdict.name, f"{'>=' if verdict.at_least else '<='} {verdict.limit:g} {verdict.unit}",
           number(verdict.value, 3 if verdict.limit < 1 else 2), words[verdict.met], verdict.where]
          for verdict in verdicts])
    say()
