# SPDX-License-Identifier: BSD-2-Clause
"""What was promised, and whether it is kept. A target that was not measured is neither."""

from dataclasses import dataclass

BATCHES = (8, 16, 32, 64)
READERS = ("urcu-memb", "urcu-qsbr")  # the kernels' own way
RX_SCHEMES = ("bare", "urcu-qsbr")  # not memb, whose section is mostly its library's
LOOKUPS = ("lookup/synthetic", "lookup/vf", "lookup/nobody")
EVENTS = ("event/nothing", "event/link", "event/attach", "event/registry_attach")
FEW, MANY = 1, 65_536


@dataclass
class Verdict:
    name: str
    limit: float
    at_least: bool
    unit: str
    value: float = None
    met: bool = None
    where: str = ""  # which of several is the worst


def _minus(a, b):
    return None if a is None or b is None else a - b


def ratio(a, b):
    return None if a is None or not b else a / b


def above_call(results, name, what):
    """What a scheme adds to an indirect call."""
    family, _, packets = name.split("/")
    call = results.value(f"{family.replace('_counted', '')}/call/{packets}", what)
    return _minus(results.value(name, what), call)


def throughput(results, family, scheme, flaps, threads, by_cpu=False):
    """Packets a second by the clock on the wall; or by the CPU time that they took, as if each thread
    had had a CPU to itself: that shows what readers do to each other, though not who sleeps."""
    packets = 1 if family == "tx_mt" else 32
    name = f"{family}/{scheme}/flaps:{flaps}/packets:{packets}/threads:{threads}"
    if not by_cpu:
        return results.value(name, "per_second")
    ns = results.value(name, "ns")
    return ns and threads * 1e9 / ns


def scaling(results, family, scheme, flaps, threads=2, by_cpu=False):
    return ratio(throughput(results, family, scheme, flaps, threads, by_cpu),
                 throughput(results, family, scheme, flaps, 1, by_cpu))


def flap_cost(results, family, scheme, flaps, threads, by_cpu=False):
    kept = ratio(throughput(results, family, scheme, flaps, threads, by_cpu),
                 throughput(results, family, scheme, 0, threads, by_cpu))
    return None if kept is None else 100 * (1 - kept)


def growth(results, name, what, pairs=MANY):
    return ratio(results.value(f"{name}/pairs:{pairs}", what),
                 results.value(f"{name}/pairs:{FEW}", what))


def _judge(name, limit, unit, values, at_least=False):
    """By the worst of {where: value}."""
    verdict = Verdict(name, limit, at_least, unit)
    known = {where: value for where, value in values.items() if value is not None}
    if known:
        worst = (min if at_least else max)(known, key=known.get)
        verdict.value, verdict.where = round(known[worst], 4), worst
        verdict.met = verdict.value >= limit if at_least else verdict.value <= limit
    return verdict


def judge(results):
    def many(function, *lists):
        keys = [()]
        for words in lists:
            keys = [(*key, word) for key in keys for word in words]
        return {" ".join(str(word) for word in key): function(*key) for key in keys}

    one = "tx/bare/packets:1"
    per_packet = {kind: many(lambda scheme, size, kind=kind:
                             results.value(f"{kind}/{scheme}/packets:{size}", "ns"),
                             RX_SCHEMES, BATCHES)
                  for kind in ("rx_chain", "rx_batch")}
    memory = results.rows.get("memory/pair")
    umbrella = {row["compiler"]: row["seconds"] for row in results.headers
                if row["header"] == "vfpair.h"}
    module = {row["what"]: row["text"] / 1024 for row in results.sizes
              if row["what"].endswith(".ko")}
    both = ("tx_mt", "rx_mt")
    return [
        _judge("TX decision above an indirect call", 2, "ns",
               {"bare": above_call(results, one, "ns")}),
        _judge("TX decision above an indirect call", 8, "instructions",
               {"bare": above_call(results, one, "instructions")}),
        _judge("RX rewrite, linked, batches of 8 and more", 1, "ns a packet",
               per_packet["rx_chain"]),
        _judge("RX rewrite, arrays, batches of 8 and more", 1, "ns a packet",
               per_packet["rx_batch"]),
        *(_judge("readers, 1 to 2 threads, 10 switches/s", 1.95, unit,
                 many(lambda family, scheme, by_cpu=by_cpu:
                      scaling(results, family, scheme, 10, by_cpu=by_cpu), both, READERS),
                 at_least=True)
          for unit, by_cpu in (("x", False), ("x by CPU time", True))),
        *(_judge("10 switches/s cost throughput", 2, unit,
                 many(lambda family, scheme, threads, by_cpu=by_cpu:
                      flap_cost(results, family, scheme, 10, threads, by_cpu),
                      both, READERS, (1, 2)))
          for unit, by_cpu in (("%", False), ("% by CPU time", True))),
        _judge("look-up, 1 to 65,536 pairs", 1.5, "x time",
               many(lambda name: growth(results, name, "ns"), LOOKUPS)),
        _judge("look-up, 1 to 65,536 pairs", 1.5, "x instructions",
               many(lambda name: growth(results, name, "instructions"), LOOKUPS)),
        _judge("event, 1 to 65,536 pairs", 1.5, "x time",
               many(lambda name: growth(results, name, "ns"), EVENTS)),
        _judge("event, 1 to 65,536 pairs", 1.5, "x instructions",
               many(lambda name: growth(results, name, "instructions"), EVENTS)),
        _judge("memory of a pair", 2048, "bytes",
               {"sizeof": memory.counters.get("pair_bytes") if memory else None}),
        _judge("all headers parsed", 0.1, "s", umbrella),
        _judge("text of the Linux module", 64, "KiB", module),
    ]
