# SPDX-License-Identifier: BSD-2-Clause
"""Divides what the receivers counted among the phases of a story."""

import bisect
from dataclasses import dataclass, field

PLANNED, LINK_LOSS, S_DOWN = "planned", "link loss", "S down"


@dataclass
class Phase:
    """From one event to the next. Times are the guest's CLOCK_MONOTONIC."""

    event: str
    kind: str
    begin_ns: int
    end_ns: int = 0
    seconds_to_switch: float = 0
    state: str = "-"
    path: str = "-"
    frames_s: int = 0
    frames_v: int = 0
    sent: int = 0
    lost: int = 0
    duplicated: int = 0
    reordered: int = 0
    longest_gap_ms: float = 0
    losses_at_ns: list = field(default_factory=list)


def _sent_before(timeline, total, at_ns):
    """How many packets a stream had sent at that time."""
    index = bisect.bisect_right(timeline, at_ns, key=lambda entry: entry[1])
    if index == 0:
        return 0
    if index == len(timeline):
        return total
    (first, first_ns), (last, last_ns) = timeline[index - 1], timeline[index]
    return first + round((last - first) * (at_ns - first_ns) / (last_ns - first_ns))


def _at(phases, time_ns):
    """The phase of a moment; what came before the first belongs to it."""
    index = bisect.bisect_right([phase.begin_ns for phase in phases], time_ns) - 1
    return phases[max(index, 0)]


def _send_times(loss):
    """When the packets of a missing run were sent: evenly between its neighbours, as senders pace."""
    first = loss["after_ns"] or loss["before_ns"]
    last = loss["before_ns"] or loss["after_ns"]
    step = (last - first) / (loss["count"] + 1)
    return [first + step * number for number in range(1, loss["count"] + 1)]


def _overlap(phase, gap):
    return min(phase.end_ns, gap["to_ns"]) - max(phase.begin_ns, gap["from_ns"])


def assign(phases, reports):
    """Adds every report's losses, duplicates, late packets and gaps to its phase."""
    for report in reports:
        for number, phase in enumerate(phases):
            begin = 0 if number == 0 else _sent_before(
                report["timeline"], report["sent"], phase.begin_ns)
            end = report["sent"] if number + 1 == len(phases) else _sent_before(
                report["timeline"], report["sent"], phases[number + 1].begin_ns)
            phase.sent += end - begin
        for loss in report["losses"]:
            for at_ns in _send_times(loss):
                phase = _at(phases, at_ns)
                phase.lost += 1
                phase.losses_at_ns.append(at_ns)
        for duplicate in report["duplicates"]:
            _at(phases, duplicate["received_ns"]).duplicated += 1
        for late in report["late"]:
            _at(phases, late["received_ns"]).reordered += 1
        for gap in report["gaps"]:
            phase = max(phases, key=lambda one, gap=gap: _overlap(one, gap))
            length = (gap["to_ns"] - gap["from_ns"]) / 1e6
            phase.longest_gap_ms = max(phase.longest_gap_ms, length)


def summary(phases, kind):
    """One line for all phases of a kind."""
    chosen = [phase for phase in phases if phase.kind == kind]
    counts = " ".join(f"{name}={sum(getattr(phase, name) for phase in chosen)}"
                      for name in ("sent", "lost", "duplicated", "reordered"))
    gap = max((phase.longest_gap_ms for phase in chosen), default=0)
    return f"{counts} longest_gap_ms={_gap(gap)}"


def _gap(milliseconds):
    return f"{milliseconds:.0f}" if milliseconds else "<20"


def table(phases):
    """The story as a table."""
    head = ("time s", "event", "kind", "state", "path", "switch s", "frames S", "frames V",
            "sent", "lost", "dup", "late", "gap ms")
    rows = [head]
    for phase in phases:
        rows.append((f"{(phase.begin_ns - phases[0].begin_ns) / 1e9:.2f}", phase.event, phase.kind,
                     phase.state, phase.path,
                     f"{phase.seconds_to_switch:.2f}" if phase.seconds_to_switch else "-",
                     *map(str, (phase.frames_s, phase.frames_v, phase.sent, phase.lost,
                                phase.duplicated, phase.reordered)),
                     _gap(phase.longest_gap_ms)))
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    is_text = (False, True, True, True, True) + (False,) * 8
    return "\n".join("  ".join(cell.ljust(width) if left else cell.rjust(width)
                               for cell, width, left in zip(row, widths, is_text)).rstrip()
                     for row in rows)
