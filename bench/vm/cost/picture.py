# SPDX-License-Identifier: BSD-2-Clause
"""The results as a picture: what each way adds to the bare device."""

OURS, PEER, TEXT = "#2f6db3", "#b8b8b8", "#333333"
# Environment, section, title; an environment that is not at the top level is below its name.
PANELS = (
    ("", "tx", "sent; no queueing discipline, no lock, plain packets"),
    ("", "rx", "received"),
    ("nic", "tx", "sent, as a NIC: queueing discipline, lock, checksum offload"),
    ("nic", "tx_more", "the same, handed over in bulk (xmit_more)"),
)


def _panel(axes, title, values, configurations):
    shown = [one for one in configurations if one.name in values and not one.aside]
    shown.sort(key=lambda one: values[one.name], reverse=True)
    numbers = [values[one.name] for one in shown]
    colors = [OURS if one.name.startswith("vfpair") else PEER for one in shown]
    bars = axes.barh([one.title for one in shown], numbers, color=colors, height=0.7)
    axes.bar_label(bars, [f"{number:+.0f}" for number in numbers], padding=3, fontsize=9)
    axes.set_title(title, loc="left", fontsize=11)
    axes.set_xlim(min([0, *numbers]), 1.18 * max([1, *numbers]))
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)


def draw(path, result, configurations):
    """Writes an SVG."""
    import matplotlib
    matplotlib.use("agg")
    from matplotlib import pyplot
    # Text stays text: searchable, and legible at any size.
    pyplot.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "vfpair",
                            "font.family": "sans-serif", "font.size": 9.5,
                            "axes.edgecolor": "#999999", "text.color": TEXT,
                            "xtick.color": TEXT, "ytick.color": TEXT})
    panels = [(title, (result[environment] if environment else result)["above_bare"][section])
              for environment, section, title in PANELS]
    figure, all_axes = pyplot.subplots(2, 2, figsize=(13, 7.4), gridspec_kw={
        "left": 0.18, "right": 0.98, "top": 0.87, "bottom": 0.05, "hspace": 0.28, "wspace": 0.62})
    for axes, (title, values) in zip(all_axes.flat, panels):
        _panel(axes, title, values, configurations)
    figure.text(0.012, 0.955, "Instructions per packet, above the bare device", fontsize=13,
                fontweight="bold", va="center")
    figure.text(0.012, 0.922, f"Linux {result['kernel']}, QEMU with instruction counting; S with 16 "
                "queues, V with one; statistics on", fontsize=9.5, va="center")
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)
