# SPDX-License-Identifier: BSD-2-Clause
"""The guest's script: the prelude, then one block for each configuration."""

from pathlib import Path

PRELUDE = Path(__file__).resolve().parent.parent / "guest" / "prelude.sh"


def _block(one, switches):
    lines = [f"echo 'begin {one.name}'", one.setup]
    lines += [f'cost {one.name} {what} "$upper" {one.tx_end}' for what in one.tx]
    lines += [f'cost {one.name} {what} {one.rx_from} "$upper"' for what in one.rx]
    if switches and one.switches:
        lines.append(f'switches {one.name} "$upper"')
    lines += [one.teardown] if one.teardown else []
    lines.append("forget")
    return "\n".join(lines)


def text(configurations, switches):
    """A whole script; it ends with "end", or with the first command that fails."""
    blocks = [PRELUDE.read_text()]
    blocks += [_block(one, switches) for one in configurations]
    return "\n".join([*blocks, "echo end", ""])
