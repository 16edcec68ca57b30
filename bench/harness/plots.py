# SPDX-License-Identifier: BSD-2-Clause
"""The report as pictures."""

from . import targets
from .table import PAIRS, SCHEMES

OURS, PEERS, TEXT = "#2f6db3", "#e08e2b", "#333333"
FREE = ("bare", "urcu-qsbr", "urcu-memb", "epoch")  # of shared writes
MARKS = "osD^vPX*<>"


def _pyplot():
    import matplotlib
    matplotlib.use("agg")
    from matplotlib import pyplot
    # Text stays text: searchable, and legible at any size.
    pyplot.rcParams.update({"svg.fonttype": "none", "font.family": "sans-serif", "font.size": 10,
                            "axes.edgecolor": "#999999", "text.color": TEXT,
                            "axes.labelcolor": TEXT, "xtick.color": TEXT, "ytick.color": TEXT,
                            "svg.hashsalt": "vfpair"})
    return pyplot


def _bars(axes, results, name, title):
    known = [(text, results.value(name.format(scheme), "ns"),
              results.value(name.format(scheme), "instructions"), scheme)
             for scheme, text in (("call", "an indirect call, no pair"), *SCHEMES)]
    known = [row for row in known if row[1] is not None]
    for place, (_, ns, instructions, scheme) in enumerate(known):
        color = "#999999" if scheme == "call" else OURS if scheme in FREE else PEERS
        axes.barh(place, ns, color=color)
        count = "" if instructions is None else f"  {instructions:.0f} instructions"
        axes.text(ns, place, f" {ns:.2f}{count}", va="center", fontsize=8.5)
    axes.set_yticks(range(len(known)), [row[0] for row in known])
    axes.invert_yaxis()
    axes.set_xlim(0, 1.45 * max((row[1] for row in known), default=1))
    axes.set_xlabel("ns a packet")
    axes.set_title(title, loc="left", fontsize=10.5)


def cost(pyplot, results):
    """Cost per packet by scheme."""
    figure, (tx, rx) = pyplot.subplots(2, 1, figsize=(9, 8.6), layout="constrained")
    _bars(tx, results, "tx/{}/packets:1", "Transmit: decision and V's transmit, packets one by one")
    _bars(rx, results, "rx_batch/{}/packets:32", "Receive: rewritten and counted, arrays of 32")
    return figure


def scaling(pyplot, results):
    """Throughput by number of readers, a writer beside them."""
    figure, grid = pyplot.subplots(2, 3, figsize=(12, 7.4), layout="constrained", sharex=True)
    figure.get_layout_engine().set(rect=(0, 0.11, 1, 0.89))  # below it: the legend
    most = max((int(name.rsplit(":", 1)[1]) for name in results.names(r"tx_mt/.*")), default=2)
    counts = [count for count in (1, 2, 4, 8, 16, 32, 64) if count <= most]
    for row, (family, what) in zip(grid, (("tx_mt", "TX"), ("rx_mt", "RX"))):
        for axes, flaps, writer in zip(row, (0, 10, -1), ("no writer", "10 switches/s",
                                                          "switches without end")):
            for mark, (scheme, text) in zip(MARKS, SCHEMES):
                one = targets.throughput(results, family, scheme, flaps, 1)
                line = [targets.ratio(targets.throughput(results, family, scheme, flaps, count), one)
                        for count in counts]
                if None in line:
                    continue
                axes.plot(counts, line, marker=mark, label=text, linewidth=1.4, markersize=5,
                          color=OURS if scheme in FREE else PEERS,
                          alpha=0.55 + 0.45 * (scheme in ("urcu-qsbr", "netvsc")))
            axes.plot(counts, counts, color="#bbbbbb", linewidth=0.8, linestyle="--")
            axes.set_title(f"{what}, {writer}", loc="left", fontsize=10)
            axes.set_xticks(counts)
            axes.set_ylim(bottom=0)
    grid[0][0].set_ylabel("throughput, 1 thread = 1")
    grid[1][0].set_ylabel("throughput, 1 thread = 1")
    for axes in grid[1]:
        axes.set_xlabel("threads")
    handles, labels = next((axes.get_legend_handles_labels() for axes in grid.flat
                            if axes.lines[1:]), ([], []))
    if handles:
        figure.legend(handles, labels, loc="lower center", ncols=3, fontsize=8.5,
                      frameon=False)
    return figure


def growth(pyplot, results):
    """What an event and a look-up cost, by number of pairs."""
    figure, panels = pyplot.subplots(1, 2, figsize=(12, 5.4), layout="constrained")
    for axes, kind, title in zip(panels, ("lookup", "event"), ("Look-up", "Events")):
        whats = dict.fromkeys(name.split("/")[1] for name in results.names(f"{kind}/.*"))
        for mark, what in zip(MARKS, whats):
            for cold in ("", "_cold"):
                known = [(pairs, results.value(f"{kind}{cold}/{what}/pairs:{pairs}", "ns"))
                         for pairs in PAIRS]
                known = [(pairs, ns) for pairs, ns in known if ns]
                if known:
                    axes.plot(*zip(*known), marker=mark, markersize=5, linewidth=1.3,
                              color=PEERS if cold else OURS, linestyle="--" if cold else "-",
                              label=what.replace("_", " ") + (", another pair each time" if cold else ""))
        axes.set_xscale("log", base=4)
        axes.set_yscale("log")
        axes.set_xticks(PAIRS, [f"{pairs:,}" for pairs in PAIRS])
        axes.set_xlabel("pairs")
        axes.set_title(title, loc="left", fontsize=10.5)
        axes.grid(color="#e4e4e4", linewidth=0.6)
        axes.legend(fontsize=8, frameon=False)
    panels[0].set_ylabel("ns")
    return figure


def draw(results, folder):
    """@returns the pictures' paths."""
    try:
        pyplot = _pyplot()
    except ImportError:
        raise SystemExit("bench: matplotlib is missing (scripts/install-deps, or --no-plots)")
    paths = []
    for name, picture in (("cost", cost), ("scaling", scaling), ("growth", growth)):
        figure = picture(pyplot, results)
        paths.append(folder / f"bench-{name}.svg")
        figure.savefig(paths[-1], metadata={"Date": None})
        pyplot.close(figure)
    return paths
