# SPDX-License-Identifier: BSD-2-Clause
"""The C++ tests that BUILD.bazel files describe, for tools that build them without Bazel.

BUILD files are Starlark, which is near enough to Python to be run with every rule recorded.
"""

import builtins
from dataclasses import dataclass

from clang_build import ROOT

# Libraries outside the repository, as a linker names them.
LIBRARIES = {
    "@com_google_googletest//:gtest": ["-lgtest"],
    "@com_google_googletest//:gtest_main": ["-lgtest_main", "-lgtest"],
}
CORE = "//:vfpair"
NOT_FOR_US = {"manual", "no-coverage"}  # the latter: far too slow with counters in it


@dataclass
class Test:
    label: str
    sources: list
    libraries: list
    args: list


class _Package(dict):
    """What a BUILD file sees: rules that record what they are called with."""

    def __init__(self, name, rules):
        super().__init__()
        self._name = name
        self._folder = ROOT / name
        self._rules = rules
        self["glob"] = self._glob
        self["load"] = lambda *names, **aliases: None
        self["select"] = lambda choices: choices.get("//conditions:default", [])

    def __missing__(self, name):
        if name.isupper():
            return []  # a constant of a .bzl file: compiler flags
        return lambda *args, **fields: self._record(name, fields)

    def _glob(self, include, exclude=(), **_):
        found = {path for pattern in include for path in self._folder.glob(pattern)}
        found -= {path for pattern in exclude for path in self._folder.glob(pattern)}
        return sorted(str(path.relative_to(self._folder)) for path in found if path.is_file())

    def _record(self, rule, fields):
        if "name" in fields:
            self._rules[self.absolute(f":{fields['name']}")] = (rule, self, fields)

    def absolute(self, label):
        if label.startswith("@"):
            return label
        if not label.startswith("//"):
            label = f"//{self._name}:{label.removeprefix(':')}"
        return label if ":" in label else f"{label}:{label.rsplit('/', 1)[-1]}"

    def file(self, name):
        return str((self._folder / name).relative_to(ROOT))


def _rules():
    rules = {}
    for path in sorted(ROOT.rglob("BUILD.bazel")):
        name = str(path.parent.relative_to(ROOT)).removeprefix(".")
        if name.startswith(("build/", "bazel-", "bazel/offline", "bench")):
            continue
        package = _Package(name, rules)
        code = compile(path.read_text(), str(path), "exec")
        exec(code, {word: package[word] for word in _names(code)})
    return rules


def _names(code):
    """Every global name that code uses, but Python's own."""
    names = set(code.co_names) - set(dir(builtins))
    for constant in code.co_consts:
        if hasattr(constant, "co_names"):
            names |= _names(constant)
    return names


def _closure(rules, label, seen):
    """Every label that one depends on, itself first."""
    if label not in seen:
        seen.append(label)
        if label in rules:
            _, package, fields = rules[label]
            for dependency in fields.get("deps", []):
                _closure(rules, package.absolute(dependency), seen)
    return seen


def tests_of_the_core():
    """(tests that include the core, labels of those that need what is not known here)"""
    rules = _rules()
    tests, left_out = [], []
    for label, (rule, package, fields) in rules.items():
        if not rule.endswith("_test") or not fields.get("srcs") or NOT_FOR_US & {*fields.get("tags", [])}:
            continue
        closure = _closure(rules, label, [])
        if CORE not in closure:
            continue
        foreign = [name for name in closure if name.startswith("@") and name not in LIBRARIES]
        if foreign:
            left_out.append(label)
            continue
        sources = [rules[name][1].file(source) for name in closure if name in rules
                   for source in rules[name][2].get("srcs", []) if source.endswith(".cc")]
        libraries = [flag for name in closure if name in LIBRARIES for flag in LIBRARIES[name]]
        libraries += [flag for name in closure if name in rules
                      for flag in rules[name][2].get("linkopts", [])
                      if not flag.startswith("-fsanitize")]
        tests.append(Test(label, sources, [*libraries, "-lpthread"], fields.get("args", [])))
    return tests, left_out
