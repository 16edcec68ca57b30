# SPDX-License-Identifier: BSD-2-Clause
"""The story as a picture: throughput by path over time, events marked."""

from .phases import LINK_LOSS, S_DOWN

COLOR_S, COLOR_V, COLOR_LOSS, COLOR_TEXT = "#e08e2b", "#2f6db3", "#c0282d", "#333333"
SHADE = {LINK_LOSS: "#f6dada", S_DOWN: "#e8e8e8"}


def _rates(samples, begin):
    """(times, Mbit/s by S, Mbit/s by V) between successive samples, lightly smoothed."""
    times, by_s, by_v = [], [], []
    window = 2
    for first, last in zip(samples, samples[window:]):
        span = last.at - first.at
        if span <= 0:
            continue
        times.append((first.at + last.at) / 2 - begin)
        by_s.append((last.bytes_s - first.bytes_s) * 8e-6 / span)
        by_v.append((last.bytes_v - first.bytes_v) * 8e-6 / span)
    return times, by_s, by_v


def draw(path, title, samples, phases, begin, to_host):
    """Writes an SVG (or PNG, by the name); to_host turns guest nanoseconds into the samples' clock."""
    import matplotlib
    matplotlib.use("agg")
    from matplotlib import pyplot
    from matplotlib.patches import Patch
    # Text stays text: searchable, and legible at any size.
    pyplot.rcParams.update({"svg.fonttype": "none", "font.family": "sans-serif", "font.size": 10,
                            "axes.edgecolor": "#999999", "text.color": COLOR_TEXT,
                            "axes.labelcolor": COLOR_TEXT, "xtick.color": COLOR_TEXT,
                            "ytick.color": COLOR_TEXT})

    def seconds(time_ns):
        return to_host(time_ns) - begin

    times, by_s, by_v = _rates(samples, begin)
    figure, (main, lower) = pyplot.subplots(
        2, 1, figsize=(12, 5.8), sharex=True, height_ratios=(5, 1.2),
        gridspec_kw={"hspace": 0.1, "left": 0.065, "right": 0.93, "top": 0.68, "bottom": 0.1})

    main.stackplot(times, by_s, by_v, colors=(COLOR_S, COLOR_V), alpha=0.9, linewidth=0)
    # What TCP sends to catch up may be many times its pace: cut such peaks off.
    together = sorted(map(sum, zip(by_s, by_v)))
    usual = together[int(0.9 * len(together))] if together else 1
    main.set_ylim(0, min(1.1 * max(together, default=1), 1.8 * usual))
    main.set_ylabel("Mbit/s, both directions")
    main.grid(axis="y", color="#dddddd", linewidth=0.6)
    main.set_axisbelow(True)
    for number, phase in enumerate(phases):
        start = seconds(phase.begin_ns)
        main.axvline(start, color=COLOR_TEXT, linewidth=0.9, linestyle=(0, (3, 2)))
        lower.axvline(start, color="#aaaaaa", linewidth=0.6)
        # Slanted labels climb out of each other's way.
        main.annotate(f"{number + 1}  {phase.event}", (start, 1.0),
                      xycoords=("data", "axes fraction"), xytext=(2, 5),
                      textcoords="offset points", rotation=32, rotation_mode="anchor",
                      ha="left", va="bottom", fontsize=9.5)
        if phase.kind in SHADE:
            for axes in (main, lower):
                axes.axvspan(start, seconds(phase.end_ns), color=SHADE[phase.kind], zorder=0)

    losses = [seconds(at) for phase in phases for at in phase.losses_at_ns]
    lower.set_ylabel("packets lost\nin 0.1 s", fontsize=8.5)
    if losses:
        bins = [0.1 * number for number in range(int(10 * seconds(phases[-1].end_ns)) + 2)]
        lower.hist(losses, bins=bins, color=COLOR_LOSS)
    else:
        lower.set_ylim(0, 1)
        lower.set_yticks([0])
        lower.text(0.5, 0.5, "none", transform=lower.transAxes, ha="center", va="center",
                   color="#666666")
    lower.set_xlabel("seconds")
    lower.set_xlim(times[0] if times else 0, seconds(phases[-1].end_ns))

    kinds = {phase.kind for phase in phases}
    entries = [Patch(color=COLOR_V, label="by V (the VF)"),
               Patch(color=COLOR_S, label="by S (synthetic)")]
    entries += [Patch(color=color, label=label) for kind, color, label in
                ((LINK_LOSS, SHADE[LINK_LOSS], "VF's link is down"),
                 (S_DOWN, SHADE[S_DOWN], "S is down, UDP paused")) if kind in kinds]
    figure.legend(handles=entries, loc="upper right", ncols=len(entries), frameon=False,
                  bbox_to_anchor=(0.99, 0.945))
    figure.text(0.012, 0.955, title, fontsize=13, fontweight="bold", ha="left", va="center")
    for axes in (main, lower):
        axes.spines[["top", "right"]].set_visible(False)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)
    pyplot.close(figure)
