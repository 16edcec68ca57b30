# SPDX-License-Identifier: BSD-2-Clause
"""The results as text."""

COLUMNS = (
    ("tx", "TX"), ("rx", "RX"), ("tx_call", "TX call"), ("rx_call", "RX call"), ("tx_gso", "TX GSO"),
    ("tx_more", "TX more"), ("tx_burst", "TX burst"), ("rx_list", "RX list"),
)


def _absolute(result, section):
    if section in result["bulk"]:
        return result["bulk"][section]
    return result["gso" if section == "tx_gso" else section]


def _cell(value, sign=""):
    if value is None:
        return "-"
    return f"{value:{sign}.0f}"


def _row(cells, widths):
    first, *rest = cells
    return "  ".join([first.ljust(widths[0])] +
                     [cell.rjust(width) for cell, width in zip(rest, widths[1:])]).rstrip()


def _print(rows):
    widths = [max(map(len, column)) for column in zip(*rows)]
    for number, row in enumerate(rows):
        print("  " + _row(row, widths))
        if number == 0:
            print("  " + "-" * (sum(widths) + 2 * len(widths) - 2))


def costs(result, configurations):
    """Devices alone in full, all others above them."""
    bases = {one.base for one in configurations}
    rows = [["instructions per packet", *(title for _, title in COLUMNS)]]
    for one in configurations:
        alone = one.name in bases
        cells = [one.title + ("" if alone else ", above " + one.base if one.base != "bare" else "")]
        for section, _ in COLUMNS:
            values = _absolute(result, section) if alone else result["above_bare"][section]
            cells.append(_cell(values.get(one.name), "" if alone else "+"))
        rows.append(cells)
    _print(rows)


def _time(nanoseconds):
    if nanoseconds < 1e5:
        return f"{nanoseconds / 1e3:.1f} us"
    return f"{nanoseconds / 1e6:.2f} ms"


def switches(result, configurations):
    """From the event to the first packet on the other side."""
    if not result["switch"]:
        return
    rows = [["switch", "V closing to S", "instructions", "lost", "V's link lost to S", "instructions",
             "lost", "V ready to V", "instructions", "lost"]]
    titles = {one.name: one.title for one in configurations}
    for name, events in result["switch"].items():
        cells = [titles[name]]
        for event in ("closing", "loss", "ready"):
            one = events[event]
            cells += [_time(one["ns"]), str(one["instructions"]), str(one["lost"])]
        rows.append(cells)
    print()
    _print(rows)


def repeatability(result):
    boots = result["boots"]
    if result["identical"]:
        how = "one boot" if boots == 1 else f"{boots} boots gave the same numbers, to the digit"
        print(f"\n  {how}; kernel {result['kernel']}, default qdisc {result['machine']['qdisc']}")
        return
    print(f"\n  {boots} boots did not give the same numbers:")
    for line in result["not_identical"]:
        print(f"    {line}")
