# SPDX-License-Identifier: BSD-2-Clause
"""The results as text."""

COLUMNS = {
    "tx": "TX", "rx": "RX", "tx_arrival": "TX arrival", "rx_arrival": "RX arrival", "gso": "TX GSO",
    "tx_more": "TX more", "tx_burst": "TX burst", "rx_list": "RX list",
}


def _print(rows):
    widths = [max(map(len, column)) for column in zip(*rows)]
    for number, (first, *rest) in enumerate(rows):
        cells = [first.ljust(widths[0]), *(c.rjust(w) for c, w in zip(rest, widths[1:]))]
        print("  " + "  ".join(cells).rstrip())
        if number == 0:
            print("  " + "-" * (sum(widths) + 2 * len(widths) - 2))


def _title(one):
    return one.title + (f", above {one.base}" if one.base not in ("bare", one.name) else "")


def _costs(title, result, configurations):
    """Devices alone in full, all others above them."""
    columns = {section: name for section, name in COLUMNS.items() if section in result["above_bare"]}
    bases = {one.base for one in configurations}
    rows = [["", *columns.values()]]
    for one in configurations:
        alone = one.name in bases
        row = [one.title if alone else _title(one)]
        for section in columns:
            whole = result["bulk"].get(section) or result.get(section)
            value = (whole if alone else result["above_bare"][section]).get(one.name)
            row.append("-" if value is None else f"{value:.0f}" if alone else f"{value:+.0f}")
        rows.append(row)
    print(f"\n  {title}")
    _print(rows)


def costs(result, environments, configurations):
    print("  Instructions per packet")
    first, *others = environments
    _costs(first.title, result, configurations)
    for one in others:
        _costs(one.title, result[one.name], configurations)


def _time(nanoseconds):
    return f"{nanoseconds / 1e3:.1f} us" if nanoseconds < 1e6 else f"{nanoseconds / 1e6:.1f} ms"


def switches(result, configurations):
    """From the event to the first packet on the other side."""
    rows = [["", "V closing, to S", "instructions", "lost", "link lost, to S", "instructions", "lost",
             "V ready, to V", "instructions", "lost"]]
    for one in configurations:
        if one.name in result["switch"]:
            row = [one.title]
            for event in ("closing", "loss", "ready"):
                numbers = result["switch"][one.name][event]
                row += [_time(numbers["ns"]), str(numbers["instructions"]), str(numbers["lost"])]
            rows.append(row)
    if len(rows) > 1:
        print("\n  Switches: time to the first packet on the other side, a packet every 10 us")
        _print(rows)


def repeatability(result):
    print(f"\n  Kernel {result['kernel']}, QEMU {result['qemu']}, default queueing discipline "
          f"{result['default_qdisc']}")
    if result["boots"] == 1:
        return
    if result["identical"]:
        print(f"  Costs: {result['boots']} boots gave the same numbers, to the digit")
    else:
        print(f"  Costs: {result['boots']} boots did not give the same numbers:")
    for line in result["not_identical"]:
        print(f"    {line}")
    if result["switch"] and not result["switches_not_identical"]:
        print(f"  Switches: {result['boots']} boots gave the same numbers, to the digit")
    for line in result["switches_not_identical"]:
        print(f"  Switches, not the same in every boot: {line}")
