# SPDX-License-Identifier: BSD-2-Clause
"""The guest's script: the prelude, then one block for each configuration in each environment."""

from pathlib import Path

PRELUDE = Path(__file__).resolve().parent.parent / "guest" / "prelude.sh"
# Programs of the building machine that the script calls, beside those of the lab.
PROGRAMS = ("teamnl", "chrt")


def _block(one, environment, switches):
    lines = [f"echo 'begin {environment.name} {one.name}'", one.setup]
    lines += [f'cost {environment.name} {one.name} {what} "$upper" {one.tx_end}'
              for what in one.tx if what in environment.measures]
    lines += [f'cost {environment.name} {one.name} {what} {one.rx_from} "$upper"'
              for what in one.rx if what in environment.measures]
    if switches and one.settled:
        lines.append(f'switches {one.name} "$upper" {one.settled}')
    lines += [one.teardown] if one.teardown else []
    lines.append("forget")
    return "\n".join(lines)


def text(environments, configurations, switches):
    """A whole script; it ends with "end", or with the first command that fails.

    Switches are measured in the last environment.
    """
    blocks = [PRELUDE.read_text()]
    for environment in environments:
        blocks.append(f"environment {environment.name}")
        blocks += [_block(one, environment, switches and environment is environments[-1])
                   for one in configurations]
    return "\n".join([*blocks, "echo end", ""])
