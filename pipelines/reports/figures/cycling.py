"""The figure that lets an eye check what was judged: voltage over time, plateaus cycle by cycle, the event in words."""

from __future__ import annotations

import io
import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np

from ....data.arrays import Floats
from ....data.cycling.half_cycles import clock_without_gaps, first_current_h
from ....data.cycling.judgement import SymmetricCell
from ....data.cycling.trace import Trace

if TYPE_CHECKING:
    from matplotlib.axes import Axes


#: Okabe and Ito's colours, as in the reports.
POSITIVE, NEGATIVE, EVENT, VOLTAGE, SPIKE = "#0072B2", "#E69F00", "#D55E00", "#7F7F7F", "#009E73"
#: More records than this are drawn as the lowest and the highest of each stretch.
DRAWN = 6000


def cycling_figure(trace: Trace, cell: SymmetricCell, title: str, *, file_format: str = "png") -> bytes:
    """Voltage over time above, plateaus and spikes of the half-cycles below.

    Parameters
    ----------
    trace : Trace
    cell : SymmetricCell
    title : str
    file_format : str
        `png` or `svg`.

    Returns
    -------
    bytes
        The picture's file.
    """
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    style: dict[str, Any] = {"font.family": "DejaVu Sans", "font.size": 9, "svg.hashsalt": "nacre"}
    with rc_context(style):  # type: ignore[arg-type]
        figure = Figure(figsize=(9, 5.8), layout="constrained")
        above, below = figure.subplots(2, 1, sharex=True)
        _voltage(above, trace, cell)
        _plateaus(below, cell)
        for axes in (above, below):
            if cell.lifetime_event == "failed":
                axes.axvline(cell.lifetime_h, color=EVENT, lw=1.2)
            axes.spines[["top", "right"]].set_visible(False)
        _name_event(above, cell)
        below.set_xlabel("time since the first current (h)")
        color = EVENT if cell.lifetime_event == "failed" else "black"
        reason = "\n".join(textwrap.wrap(f"{cell.lifetime_event}: {cell.reason}", 118))
        figure.suptitle(textwrap.shorten(title, 90, placeholder="…"), weight="bold", x=0.01, ha="left")
        above.set_title(f"{reason}\n{_figures(cell)}", loc="left", fontsize=9, color=color, pad=20)
        handle = io.BytesIO()
        metadata = {"Date": None} if file_format == "svg" else {"Software": None}
        figure.savefig(handle, format=file_format, dpi=130, metadata=metadata)
    return handle.getvalue()


def _figures(cell: SymmetricCell) -> str:
    sign = {"eq": "", "approx": "about ", "gt": "above "}.get(cell.overpotential_qualifier, "")
    parts = []
    if cell.overpotential_qualifier:
        parts.append(f"overpotential {sign}{cell.overpotential_mV:.3g} mV ({cell.overpotential_time})")
    if cell.current_density_mA_cm2 > 0:
        parts.append(f"{cell.current_density_mA_cm2:.3g} mA cm⁻², {cell.areal_capacity_mAh_cm2:.3g} mAh cm⁻²")
    return "; ".join(parts)


def _voltage(axes: Axes, trace: Trace, cell: SymmetricCell) -> None:
    clock, _ = clock_without_gaps(trace.frame.time_h.to_numpy())
    hours, volts = thinned(clock - first_current_h(trace), 1e3 * trace.frame.voltage_V.to_numpy())
    axes.plot(hours, volts, color=VOLTAGE, lw=0.5, label="voltage", rasterized=True)
    halves = cell.half_cycles
    for polarity, color, name in ((1, POSITIVE, "positive plateau"), (-1, NEGATIVE, "negative plateau")):
        side = halves[halves.polarity == polarity]
        axes.plot((side.start_h + side.end_h) / 2, polarity * side.plateau_mV, ".", ms=3, color=color, label=name)
    limit = 1.6 * float(np.nanquantile(halves.plateau_mV + halves.spike_mV, 0.9))
    axes.set_ylim(-limit, limit)
    axes.set_ylabel("voltage (mV)")
    _legend(axes)


def thinned(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """At most `DRAWN` points: the lowest and the highest reading of each stretch, in order."""
    if len(x) <= DRAWN:
        return x, y
    edges = np.linspace(0, len(x), DRAWN // 2 + 1).astype(int)[:-1]
    low, high = np.minimum.reduceat(y, edges), np.maximum.reduceat(y, edges)
    return np.repeat(x[edges], 2), np.stack([low, high], axis=1).ravel()


def _plateaus(axes: Axes, cell: SymmetricCell) -> None:
    cycles = cell.per_cycle
    axes.plot(cycles.start_h, cycles.positive_mV, ".", ms=3, color=POSITIVE)
    axes.plot(cycles.start_h, cycles.negative_mV, ".", ms=3, color=NEGATIVE)
    axes.plot(cycles.start_h, cycles.overpotential_mV, color="black", lw=0.9, label="overpotential (mean of both)")
    spikes = cycles[cycles.spike_mV > 0]
    axes.plot(spikes.start_h, spikes.overpotential_mV + spikes.spike_mV, "^", ms=2.5, color=SPIKE, mew=0,
              label="with nucleation spike")  # fmt: skip
    formation = cycles[~cycles.is_protocol]
    axes.plot(formation.start_h, formation.overpotential_mV, "o", mfc="none", ms=6, color=VOLTAGE,
              label="other current (formation)")  # fmt: skip
    highest = float(np.nanmax([*cycles.overpotential_mV, *(spikes.overpotential_mV + spikes.spike_mV), 1e-3]))
    axes.set_ylim(0, 1.1 * highest)
    axes.set_ylabel("polarisation (mV)")
    _legend(axes)


def _legend(axes: Axes) -> None:
    """Above the drawing, where no line runs."""
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=4, frameon=False, fontsize=8, borderaxespad=0.2)


def _name_event(axes: Axes, cell: SymmetricCell) -> None:
    if cell.lifetime_event != "failed":
        return
    late = cell.lifetime_h > 0.6 * float(cell.half_cycles.end_h.max())
    axes.annotate(
        f"{cell.kind}, {cell.lifetime_h:,.4g} h", (cell.lifetime_h, 0.03), xycoords=("data", "axes fraction"),
        xytext=(-5 if late else 5, 0), textcoords="offset points", ha="right" if late else "left", color=EVENT,
        bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 1},
    )  # fmt: skip
