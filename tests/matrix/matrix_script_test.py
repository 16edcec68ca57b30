#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""scripts/matrix finds what is wrong with a table: each case makes a small tree and runs it there.

matrix_script_test PROGRAM. Ends with "matrix_script: N passed, N failed".
"""

import contextlib
import importlib.machinery
import importlib.util
import io
import sys
import tempfile
import unittest
from pathlib import Path


def load(program):
    """The script as a module: starting it anew for each case takes most of the time."""
    sys.dont_write_bytecode = True
    loader = importlib.machinery.SourceFileLoader("matrix", program)
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("matrix", loader))
    sys.modules["matrix"] = module
    loader.exec_module(module)
    return module


MATRIX = load(sys.argv[1] if len(sys.argv) > 1 else "scripts/matrix")

BUILD = 'cc_test(name = "one_test", srcs = ["one_test.cc"])\n'
TABLE = """\
title: Letters
ids: A1..2
A1 | the first thing that is done here | tested | One.Works
A2 | a thing that cannot be done here | na | it belongs to somebody else
"""
SOURCE = "TEST(One, Works) { EXPECT_TRUE(true); }\n"


class MatrixTest(unittest.TestCase):
    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()
        self.addCleanup(self._folder.cleanup)
        self.root = Path(self._folder.name)
        self.write("tests/unit/BUILD.bazel", BUILD)
        self.write("tests/unit/one_test.cc", SOURCE)
        self.write("tests/matrix/letters.table", TABLE)

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def row(self, row):
        """A table of one row."""
        self.write("tests/matrix/letters.table", f"title: Letters\nids: A1\n{row}\n")

    def names(self, tests):
        self.row(f"A1 | the first thing that is done here | tested | {tests}")

    def run_it(self, *options):
        """(exit status, what it prints)"""
        with contextlib.redirect_stdout(io.StringIO()) as output:
            status = MATRIX.main(["--root", str(self.root), *options])
        return status, output.getvalue()

    def passes(self):
        status, output = self.run_it()
        self.assertEqual(status, 0, output)
        return output.splitlines()

    def fails(self, *words):
        status, output = self.run_it()
        self.assertEqual(status, 1, output)
        for word in words:
            self.assertIn(word, output)

    def is_no_test(self, source, test="One.Works"):
        self.write("tests/unit/one_test.cc", source)
        self.names(test)
        self.fails(f"{test}: no such test")

    def is_test(self, source, test="One.Works"):
        self.write("tests/unit/one_test.cc", source)
        self.names(test)
        self.passes()

    # ---- tables ----

    def test_a_good_table_passes_and_is_counted_in_the_last_line(self):
        self.assertEqual(self.passes()[-1], "matrix: ids=2 tested=1 not_applicable=1 missing=0")

    def test_an_id_that_is_missing_fails_and_is_counted(self):
        self.row("A1 | the first thing that is done here | missing | needs a test of its own")
        self.fails("A1: missing: needs a test of its own", "missing=1")

    def test_an_id_of_two_rows_is_named_with_both_places(self):
        self.write("tests/matrix/others.table", TABLE)
        self.fails("others.table:3: A1: also at tests/matrix/letters.table:3")

    def test_an_id_that_is_declared_needs_a_row(self):
        self.write("tests/matrix/letters.table", TABLE.replace("A1..2", "A1..3"))
        self.fails("A3 has no row")

    def test_an_id_that_is_not_declared_is_no_id(self):
        self.write("tests/matrix/letters.table", TABLE.replace("A1..2", "A1"))
        self.fails("A2: not among the ids")

    def test_ranges_keep_their_zeros(self):
        self.write("tests/matrix/letters.table",
                   TABLE.replace("A1..2", "W-01..02").replace("A1", "W-01").replace("A2", "W-02"))
        self.passes()

    def test_not_applicable_needs_a_reason(self):
        self.row("A1 | the first thing that is done here | na | because")
        self.fails("A1: no reason")

    def test_tested_needs_a_test(self):
        self.row("A1 | the first thing that is done here | tested |  ")
        self.fails("A1: no test")

    def test_a_row_needs_a_statement(self):
        self.row("A1 | | tested | One.Works")
        self.fails("not \"id | statement | kind | tests\"")
        self.row("A1 | short | tested | One.Works")
        self.fails("A1: no statement")

    def test_a_row_needs_a_known_kind(self):
        self.row("A1 | the first thing that is done here | proven | One.Works")
        self.fails('kind "proven"')

    def test_quotes_must_be_closed(self):
        self.row('A1 | the first thing that is done here | tested | static:a.h:"words')
        self.fails("A1: No closing quotation")

    def test_a_tree_without_rows_fails(self):
        self.write("tests/matrix/letters.table", "title: Letters\n")
        self.fails("there are no rows")

    # ---- GoogleTest ----

    def test_an_unknown_test_is_named(self):
        self.names("One.Worked")
        self.fails("A1: One.Worked: no such test")

    def test_one_unknown_test_among_known_ones_is_enough(self):
        self.names("One.Works Two.Works")
        self.fails("A1: Two.Works: no such test")

    def test_a_test_that_a_reason_names_must_exist(self):
        self.row("A1 | the first thing that is done here | na | elsewhere, as One.Worked shows")
        self.fails("A1: One.Worked: no such test")

    def test_a_test_in_a_comment_is_none(self):
        self.is_no_test("// " + SOURCE)
        self.is_no_test("/* " + SOURCE + " */")

    def test_a_comment_in_a_text_ends_nothing(self):
        self.is_test('const char* kText = "/*";\n' + SOURCE + 'const char* kMore = "*/";\n')
        self.is_test("constexpr int kMany = 1'000; constexpr char kSlash = '/';\n" + SOURCE)

    def test_a_test_that_is_compiled_away_is_none(self):
        self.is_no_test("#if 0\n" + SOURCE + "#endif\n")

    def test_a_disabled_test_is_none(self):
        self.is_no_test("TEST(One, DISABLED_Works) {}\n", "One.DISABLED_Works")
        self.is_no_test("TEST(DISABLED_One, Works) {}\n", "DISABLED_One.Works")

    def test_a_test_that_is_built_by_no_package_is_none(self):
        self.write("tests/unit/BUILD.bazel", "")
        self.fails("One.Works: no such test")

    def test_a_source_may_be_built_as_part_of_a_list(self):
        self.write("tests/unit/BUILD.bazel", 'srcs = [part + "_test.cc" for part in ["one"]]\n')
        self.passes()

    def test_a_fixture_makes_no_difference(self):
        self.is_test("TEST_F(One,\n       Works) {}\n")

    def test_a_parameterised_test_must_be_instantiated(self):
        source = "TEST_P(One, Works) {}\n"
        self.is_no_test(source)
        self.is_test(source + "INSTANTIATE_TEST_SUITE_P(All, One, Values(1));\n")

    def test_a_typed_test_must_be_registered_and_instantiated(self):
        source = "TYPED_TEST_P(One, Works) {}\n"
        registered = "REGISTER_TYPED_TEST_SUITE_P(\n    One, Other,\n    Works);\n"
        instantiated = "INSTANTIATE_TYPED_TEST_SUITE_P(All, One, Types);\n"
        self.is_no_test(source)
        self.is_no_test(source + registered)
        self.is_no_test(source + instantiated)
        self.is_test(source + registered + instantiated)

    def test_a_macro_that_instantiates_must_be_used(self):
        self.write("include/vfpair/testing/suite.h",
                   "TYPED_TEST_P(One, Suits) {}\nREGISTER_TYPED_TEST_SUITE_P(One, Suits);\n"
                   "#define ALL(Name, H) \\\n  INSTANTIATE_TYPED_TEST_SUITE_P(Name, One, H)\n")
        self.is_no_test(SOURCE, "One.Suits")
        self.is_test(SOURCE + "ALL(Mine, Harness);\n", "One.Suits")

    # ---- other tests ----

    def test_a_vm_scenario_must_be_there_and_run(self):
        self.names("vm:comes_and_goes")
        self.fails("no such VM scenario")
        self.write("tests/vm/scenarios/comes_and_goes.py", "def walk(vm):\n    pass\n")
        self.fails("no such VM scenario")
        self.write("tests/vm/scenarios/comes_and_goes.py", "def run(vm):\n    pass\n")
        self.passes()

    def test_a_compile_fail_case_must_be_there_and_listed(self):
        self.names("compile_fail:swapped")
        self.write("tests/compile_fail/cases/swapped.cc", "#ifdef FAIL\n#endif\n")
        self.fails("no such case")
        self.write("tests/compile_fail/BUILD.bazel", 'CASES = glob(["cases/*.cc"])\n')
        self.passes()

    def test_words_of_a_static_assert_must_be_in_one(self):
        self.write("include/vfpair/table.h", '// static_assert(f(), "is total");\nint total;\n')
        self.names('static:table.h:"is total"')
        self.fails("no static_assert")
        self.write("include/vfpair/table.h", 'static_assert(f(),\n  "the table is total, (all)");\n')
        self.names('static:table.h:"table is total"')
        self.passes()

    def test_a_script_must_be_run_by_a_package(self):
        self.names("script:tests/other/other_test.sh")
        self.write("tests/other/other_test.sh", "#!/bin/sh\n")
        self.write("tests/other/BUILD.bazel", "")
        self.fails("no such script")
        self.write("tests/other/BUILD.bazel", 'script = "other_test.sh"\n')
        self.passes()

    def test_a_target_must_be_a_test_of_its_package(self):
        self.names("target:tests/model:explore_test")
        self.write("tests/model/BUILD.bazel", 'cc_binary(\n    name = "explore_test",\n)\n')
        self.fails("no such test target")
        self.write("tests/model/BUILD.bazel", 'script_test(\n    name = "explore_test",\n)\n')
        self.passes()

    def test_an_invariant_must_be_in_the_models_code(self):
        self.names("model:I2")
        self.write("tests/model/explore.cc", "// I2\n")
        self.fails("tests/model does not check it")
        self.write("tests/model/explore.cc", 'Check("I2", ok);\n')
        self.passes()

    def test_mutants_and_rules_are_found_by_name(self):
        self.names("mutant:drops_grace rule:no_skb_cb")
        self.fails("no such mutant", "no such rule")
        self.write("tests/model/mutants/drops_grace.patch", "-")
        self.write("tests/matrix/adapter_rules", 'Rule("no_skb_cb", 1)')
        self.passes()

    def test_an_unknown_kind_of_test_is_named(self):
        self.names("hope:it_works")
        self.fails('"hope:" is no kind of test')

    # ---- what it prints ----

    def test_tests_without_an_id_are_listed_and_no_failure(self):
        self.write("tests/unit/one_test.cc", SOURCE + "TEST(One, MoreWorks) {}\n")
        self.assertIn("1 tests are named by no id", "\n".join(self.passes()))
        self.assertEqual(self.run_it("--unmentioned"),
                         (0, "tests/unit/one_test.cc: One.MoreWorks\n"))

    def test_the_page_shows_every_row(self):
        _, page = self.run_it("--print-docs")
        self.assertIn("| A1 | the first thing that is done here | `One.Works` |\n", page)
        self.assertIn("| not applicable: it belongs to somebody else |\n", page)
        self.assertIn("| Letters | 2 | 1 | 1 | 0 |\n", page)
        (self.root / "docs").mkdir()
        self.assertEqual(self.run_it("--write-docs"), (0, ""))
        self.assertEqual((self.root / "docs" / "matrix.md").read_text(), page)


if __name__ == "__main__":
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(MatrixTest)
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=1).run(suite)
    bad = len(result.failures) + len(result.errors)
    print(f"matrix_script: {result.testsRun - bad} passed, {bad} failed")
    sys.exit(1 if bad else 0)
