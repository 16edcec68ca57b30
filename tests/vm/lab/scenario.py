# SPDX-License-Identifier: BSD-2-Clause
"""Finds the scenarios and runs one in a guest of its own."""

import importlib.util
import time
import traceback
from dataclasses import dataclass

from . import paths
from .agent import GuestError
from .vm import Config, Vm, VmFailure


@dataclass(frozen=True)
class Outcome:
    verdict: str      # passed, failed, skipped
    seconds: float
    reason: str = ""


class Scenario:
    """A file of scenarios/: a docstring, `run(vm)`, perhaps CONFIG and NEEDS_MODULE."""

    def __init__(self, path):
        self.name = path.stem
        spec = importlib.util.spec_from_file_location(f"scenario_{self.name}", path)
        self._module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(self._module)
        self.summary = (self._module.__doc__ or "").strip().splitlines()[0]
        self.needs_module = getattr(self._module, "NEEDS_MODULE", False)

    def play(self, vf, module):
        if self.needs_module and not module:
            return Outcome("skipped", 0, "needs --module")
        config = Config(**({"name": self.name, "vf": vf,
                            "module": module if self.needs_module else None}
                           | getattr(self._module, "CONFIG", {})))
        begin = time.monotonic()
        try:
            with Vm(config) as vm:
                self._module.run(vm)
        except (AssertionError, GuestError, VmFailure) as error:
            last = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{last.filename.rsplit('/', 1)[-1]}:{last.lineno}"
            return Outcome("failed", time.monotonic() - begin, f"{error or last.line} ({place})")
        except Exception:  # pylint: disable=broad-except  # a broken test is a failed one
            return Outcome("failed", time.monotonic() - begin, traceback.format_exc())
        return Outcome("passed", time.monotonic() - begin)


def every():
    return [Scenario(path) for path in sorted(paths.SCENARIOS.glob("*.py"))]
