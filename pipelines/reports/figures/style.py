"""What all figures share: fonts, colours, axes, and how a figure becomes SVG for a page or a file."""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import numpy as np

_P = ParamSpec("_P")
_T = TypeVar("_T")

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Okabe and Ito's colours (their purple a shade darker, for contrast), told apart by colour-blind readers too.
BETTER, WORSE, NEUTRAL, PREDICTED = "#0072b2", "#d55e00", "#7f7f7f", "#b4508e"
#: Ink, pale ink and lines. On a page all of these follow its colours, light or dark.
INK, DIM, LINE = "#1b1f24", "#57606a", "#d0d7de"
_VARIABLES = {
    INK: "var(--ink)",
    DIM: "var(--dim)",
    LINE: "var(--line)",
    BETTER: "var(--better)",
    WORSE: "var(--worse)",
    NEUTRAL: "var(--neutral)",
    PREDICTED: "var(--predicted)",
}
#: The same on dark paper, as `style.css` has them.
_ON_DARK = {
    INK: "#e6edf3",
    DIM: "#9aa4ae",
    LINE: "#3d444d",
    BETTER: "#56b4e9",
    WORSE: "#f08a3c",
    NEUTRAL: "#9aa4ae",
    PREDICTED: "#e39bc6",
}

#: Width of a figure on a page.
WIDTH_IN = 7.2
#: Width of a figure in a column: half a page, or a phone's screen, with letters of the size that they have there.
COLUMN_IN = 3.7
#: Pixels per inch of a PNG: enough for print in a column.
PRINT_DPI = 300
#: A label is broken after so many characters.
LABEL = 30

_FONT: dict[str, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 9.5,
    # A dollar sign in a SMILES or a lab's name is no formula.
    "text.parse_math": False,
    "svg.fonttype": "path",
    "svg.hashsalt": "nacre",
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": DIM,
    "xtick.color": DIM,
    "ytick.color": DIM,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
}


def house_style(draw: Callable[_P, _T]) -> Callable[_P, _T]:
    """Draw or write under the style of the reports; matplotlib's settings are a user's own again afterwards."""

    @wraps(draw)
    def styled(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        from matplotlib import rc_context

        with rc_context(_FONT):  # type: ignore[arg-type]
            return draw(*args, **kwargs)

    return styled


def new_figure(width_in: float, height_in: float, *, aligned: bool = False) -> Figure:
    """An empty figure; panels that share their edges (`aligned`) take longer to lay out.

    Parameters
    ----------
    width_in : float
        Inches.
    height_in : float
        Inches.
    aligned : bool
        Whether panels share their edges.
    """
    from matplotlib.figure import Figure

    return Figure(figsize=(width_in, height_in), layout="constrained" if aligned else "tight")


@house_style
def page_svg(figure: Figure, name: str, *, points: bool = False) -> str:
    """A figure as SVG inside a page: ids of its own, colours of the page, hidden from screen readers.

    The element around it carries the text alternative; with `points` its links are for all readers.

    Parameters
    ----------
    figure : Figure
    name : str
        Put before every id, so that figures share a page.
    points : bool
        Whether its links are for all readers.
    """
    handle = io.StringIO()
    figure.savefig(handle, format="svg", transparent=True, metadata={"Date": None})
    text = handle.getvalue()
    text = re.sub(r"<metadata>.*?</metadata>", "", text[text.index("<svg") :], flags=re.DOTALL)
    text = re.sub(r'\bid="([^"]+)"', rf'id="{name}-\1"', text)
    text = re.sub(r'(href="|url\()#', rf"\1#{name}-", text)
    for color, variable in _VARIABLES.items():
        text = text.replace(color, variable)
    return text if points else text.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)


@house_style
def file_bytes(figure: Figure, suffix: str, *, dpi: int = PRINT_DPI) -> bytes:
    """A figure as a file: ".png" at print resolution, or ".svg".

    Parameters
    ----------
    figure : Figure
    suffix : str
        ".png" or ".svg".
    dpi : int
        Pixels an inch.
    """
    handle = io.BytesIO()
    if suffix == ".png":
        figure.savefig(handle, format="png", dpi=dpi, facecolor="white")
    else:
        figure.savefig(handle, format="svg", facecolor="white", metadata={"Date": None})
    return handle.getvalue()


@house_style
def theme_svg(figure: Figure, *, dark: bool) -> str:
    """A figure as SVG on transparent ground, in the colours of a light or a dark page.

    Parameters
    ----------
    figure : Figure
    dark : bool
    """
    handle = io.StringIO()
    figure.savefig(handle, format="svg", transparent=True, metadata={"Date": None})
    text = handle.getvalue()
    text = text[text.index("<svg") :]
    if dark:
        for color, other in _ON_DARK.items():
            text = text.replace(color, other)
    return text


def pictures(draw: Callable[[], Figure]) -> dict[str, Callable[[], bytes]]:
    """By ending what makes a picture's file; nothing is drawn before it is asked for."""
    return {".png": lambda: file_bytes(draw(), ".png"), ".svg": lambda: file_bytes(draw(), ".svg")}


def wrapped(text: str, width: int = LABEL) -> str:
    """A label on as many lines as it needs; long names break at "+" and "-" too."""
    loose = text.replace("/", "/\u200b").replace("@", "@\u200b")
    lines = [line for part in textwrap.wrap(loose, width, break_long_words=True) for line in [part]]
    return "\n".join(line.replace("\u200b", "") for line in lines) or text


def tick_style(axes: Axes, which: str = "both") -> None:
    """Ticks of one length and pad, so that the numbers of major and minor ones stand in one line."""
    axes.tick_params(axis=which, which="both", color=DIM, labelcolor=INK, length=3.5, pad=3.5)  # type: ignore[arg-type]


def plain_axes(axes: Axes) -> None:
    """Only the axis that carries a scale."""
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)


def value_axis(axes: Axes, values: Any, *, log: bool) -> None:  # noqa: ANN401 - array-like
    """Limits and ticks of a horizontal axis over values; logarithmic where all are positive and `log` is asked for.

    Parameters
    ----------
    axes : Axes
        What is drawn on.
    values : object
    log : bool
    """
    known = np.asarray(values, dtype=np.float64)
    known = known[np.isfinite(known)]
    low, high = float(known.min()), float(known.max())
    if not log or low <= 0:
        margin = 0.06 * (high - low) or 1.0
        axes.set_xlim(low - margin, high + margin)
        return
    axes.set_xscale("log")
    margin = max((high / low) ** 0.06, 1.2)
    axes.set_xlim(low / margin, high * margin)
    log_ticks(axes, "x", high / low * margin**2)


def log_ticks(axes: Axes, which: str, span: float) -> None:
    """Plain numbers on a log axis; some between the decades where there are few of these.

    Parameters
    ----------
    axes : Axes
        What is drawn on.
    which : str
    span : float
    """
    from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

    axis = axes.xaxis if which == "x" else axes.yaxis
    if span < 2.5:  # less than what the leads below divide: even steps
        axis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
        axis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:,.0f}" if abs(x) >= 100 else f"{x:.4g}"))
        axis.set_minor_locator(NullLocator())
        return
    axis.set_major_locator(LogLocator(numticks=6))
    axis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:,.0f}" if x >= 1 else f"{x:g}"))
    if span >= 60:
        axis.set_minor_locator(NullLocator())
        return
    # Only ticks that carry a number: each tick costs as much time as a curve.
    leads = (1.5, 2, 3, 4, 5, 6, 7, 8, 9) if span < 3 else (2, 3, 5, 7) if span < 6 else (2, 5)
    axis.set_minor_locator(LogLocator(subs=leads, numticks=30))
    axis.set_minor_formatter(FuncFormatter(lambda x, _: f"{x:,.0f}" if x >= 10 else f"{x:.2g}"))
