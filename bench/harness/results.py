# SPDX-License-Identifier: BSD-2-Clause
"""What was measured, by the name of the benchmark."""

import re
import statistics
from dataclasses import asdict, dataclass, field

# Parts of a name that say nothing: Google Benchmark adds them.
NOISE = re.compile(r"/(?:real_time|min_time:[\d.]+|flaps:0(?=/packets:\d+$))")


def short(name):
    return NOISE.sub("", name)


@dataclass
class Row:
    """One benchmark. Times and instructions are for one packet, event or look-up."""
    name: str
    ns: float = None  # median of the thread's CPU time: others on the machine disturb it least
    ns_min: float = None
    ns_real: float = None
    spread: float = None  # of the middle half, as a part of the median
    per_second: float = None  # median, all threads together, by the clock on the wall
    instructions: float = None
    each: int = 1
    repetitions: int = 0
    counters: dict = field(default_factory=dict)


def spread(values):
    if len(values) < 4:
        return (max(values) - min(values)) / statistics.median(values) if values else None
    quarters = statistics.quantiles(values, n=4)
    return (quarters[2] - quarters[0]) / statistics.median(values)


class Results:
    def __init__(self, context=None):
        self.context = context or {}
        self.rows = {}
        self.headers = []
        self.sizes = []

    def row(self, name):
        return self.rows.setdefault(name, Row(name))

    def add_times(self, runs):
        """Runs as Google Benchmark's JSON has them; several of one name are repetitions."""
        groups = {}
        for run in runs:
            if run.get("run_type", "iteration") == "iteration" and not run.get("error_occurred"):
                groups.setdefault(short(run["run_name"]), []).append(run)
        for name, group in groups.items():
            row = self.row(name)
            row.each = round(group[0].get("each", 1))
            cpu = [run["cpu_time"] / row.each for run in group]
            row.ns, row.ns_min, row.spread = statistics.median(cpu), min(cpu), spread(cpu)
            row.ns_real = statistics.median(run["real_time"] for run in group) / row.each
            row.repetitions = len(group)
            row.per_second = statistics.median(run["items_per_second"] for run in group)
            if "instructions" in group[0]:
                row.instructions = min(run["instructions"] for run in group) / row.each
            row.counters = {key: value for key, value in group[0].items() if key.endswith("_bytes")}

    def add_instructions(self, counts):
        for name, count in counts.items():
            if short(name) in self.rows:
                row = self.row(short(name))
                row.instructions = count / row.each

    def has_instructions(self):
        return any(row.instructions is not None for row in self.rows.values())

    def value(self, name, what):
        """Of a benchmark that may not have been run: None."""
        return getattr(self.rows.get(name), what, None)

    def names(self, pattern):
        expression = re.compile(pattern)
        return [name for name in self.rows if expression.fullmatch(name)]

    def dump(self, verdicts):
        return {"context": self.context, "targets": [asdict(verdict) for verdict in verdicts],
                "benchmarks": [asdict(row) for row in self.rows.values()],
                "headers": self.headers, "sizes": self.sizes}

    @classmethod
    def load(cls, data):
        results = cls(data["context"])
        results.rows = {row["name"]: Row(**row) for row in data["benchmarks"]}
        results.headers, results.sizes = data["headers"], data["sizes"]
        return results
