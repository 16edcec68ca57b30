# SPDX-License-Identifier: BSD-2-Clause
"""Where things are: one place, so that nothing else counts '..'s."""

import os
from pathlib import Path

TESTS_VM = Path(__file__).resolve().parent.parent
# Bazel runs a copy of the tree; the real one is where the person stands.
ROOT = Path(os.environ.get("BUILD_WORKSPACE_DIRECTORY", TESTS_VM.parent.parent))
GUEST = TESTS_VM / "guest"
SCENARIOS = TESTS_VM / "scenarios"
CACHE = ROOT / "build" / "vm"
LOGS = CACHE / "logs"
