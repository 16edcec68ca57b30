#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""The report on numbers that are known: medians, ratios, targets, and what was not measured."""

import contextlib
import io
import json
import sys
import unittest

from harness import table, targets
from harness.results import Results, short


def run(name, cpu, **more):
    return {"run_name": name, "run_type": "iteration", "cpu_time": cpu, "real_time": 2 * cpu,
            "items_per_second": 1e9 / cpu, "each": 1, **more}


def runs(name, *times, **more):
    return [run(name, time, **more) for time in times]


def verdict(results, name, unit):
    return next(found for found in targets.judge(results)
                if (found.name, found.unit) == (name, unit))


class Report(unittest.TestCase):
    def setUp(self):
        self.results = Results({"cpu": "one", "cpus": 2, "compiler": "none", "load_before": 0.1,
                                "load_after": 0.2, "instructions": "callgrind", "quick": False,
                                "repetitions": 3})

    def test_names_are_short(self):
        self.assertEqual(short("tx/bare/flaps:0/packets:8"), "tx/bare/packets:8")
        self.assertEqual(short("tx_mt/bare/flaps:10/packets:1/min_time:1.000/real_time/threads:2"),
                         "tx_mt/bare/flaps:10/packets:1/threads:2")
        self.assertEqual(short("tx_mt/bare/flaps:0/packets:1/real_time/threads:1"),
                         "tx_mt/bare/flaps:0/packets:1/threads:1")

    def test_medians_are_for_one_packet(self):
        self.results.add_times(runs("rx_chain/bare/flaps:0/packets:8", 8, 80, 16, each=8.0))
        self.results.add_instructions({"rx_chain/bare/flaps:0/packets:8": 64})
        row = self.results.rows["rx_chain/bare/packets:8"]
        self.assertEqual((row.ns, row.ns_min, row.instructions), (2, 1, 8))

    def test_decision_is_what_a_call_does_not_cost(self):
        self.results.add_times(runs("tx/call/flaps:0/packets:1", 1) +
                               runs("tx/bare/flaps:0/packets:1", 4))
        found = verdict(self.results, "TX decision above an indirect call", "ns")
        self.assertEqual((found.value, found.met), (3, False))
        # Nobody counted instructions.
        found = verdict(self.results, "TX decision above an indirect call", "instructions")
        self.assertEqual((found.value, found.met), (None, None))

    def test_worst_reader_decides(self):
        for scheme, one, two in (("urcu-memb", 2, 1), ("urcu-qsbr", 2, 1.25)):
            for threads, time in ((1, one), (2, two)):
                self.results.add_times(runs(
                    f"tx_mt/{scheme}/flaps:10/packets:1/min_time:1.000/real_time/threads:{threads}",
                    time))
        found = verdict(self.results, "readers, 1 to 2 threads, 10 switches/s", "x")
        self.assertEqual((found.value, found.met, found.where), (1.6, False, "tx_mt urcu-qsbr"))

    def test_flat_is_flat(self):
        self.results.add_times(runs("lookup/vf/pairs:1", 10) + runs("lookup/vf/pairs:65536", 12))
        found = verdict(self.results, "look-up, 1 to 65,536 pairs", "x time")
        self.assertEqual((found.value, found.met), (1.2, True))

    def test_memory_is_a_counter(self):
        self.results.add_times(runs("memory/pair", 1, pair_bytes=2049.0))
        self.assertIs(verdict(self.results, "memory of a pair", "bytes").met, False)

    def test_failed_runs_are_left_out(self):
        self.results.add_times(runs("nothing", 1) + runs("nothing", 9, error_occurred=True))
        self.assertEqual(self.results.rows["nothing"].repetitions, 1)

    def test_report_of_nothing_is_a_report(self):
        with contextlib.redirect_stdout(io.StringIO()) as out:
            table.show(self.results, targets.judge(self.results))
        self.assertNotIn("MISSED", out.getvalue())

    def test_report_survives_its_file(self):
        self.results.add_times(runs("tx/call/flaps:0/packets:1", 1) + runs("memory/pair", 1))
        self.results.headers = [{"header": "vfpair.h", "compiler": "c", "seconds": 0.2,
                                 "empty_seconds": 0.1, "megabytes": 30}]
        text = []
        for results in (self.results, Results.load(json.loads(json.dumps(
                self.results.dump(targets.judge(self.results)))))):
            with contextlib.redirect_stdout(io.StringIO()) as out:
                table.show(results, targets.judge(results))
            text.append(out.getvalue())
        self.assertEqual(*text)
        self.assertIn("MISSED", text[0])


if __name__ == "__main__":
    result = unittest.main(exit=False, verbosity=0).result
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)
