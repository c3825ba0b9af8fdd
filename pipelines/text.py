"""Numbers and bounds as a reader wants them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from ..data.quantity import Quantity, Side

#: What a bound of each side promises.
BOUND_WORDS: dict[Side, str] = {"lower": "at least", "upper": "at most"}


def figure_text(value: float | None) -> str:
    """A figure as a reader wants it: two digits below 20, whole above."""
    if value is None or math.isnan(value):
        return "–"
    if math.isinf(value):
        return "no bound"
    return f"{value:,.0f}" if value >= 20 else f"{value:.2g}"


def number_text(value: float | None) -> str:
    """A value with as many figures as it deserves; a dash where it is not known."""
    if value is None or np.isnan(value):
        return "–"
    if np.isinf(value):
        return "∞" if value > 0 else "-∞"
    return f"{value:,.0f}" if abs(value) >= 20 else f"{value:.3g}"


def percent(share: float) -> str:
    """A level as it is written: "90 %"."""
    return f"{100 * share:.0f} %"


def is_bound(values: Any, quantity: Quantity, side: Side) -> Any:  # noqa: ANN401 - a number or a column of them
    """Where a bound says something: it is neither infinite nor at the end of what the quantity can be.

    Parameters
    ----------
    values : float or array-like
        In the unit of the quantity.
    quantity : Quantity
    side : {"lower", "upper"}

    Returns
    -------
    bool or bool array
    """
    end = quantity.scale.value([0.0, np.inf])[0 if side == "lower" else 1]
    return np.isfinite(values) & (values != end)


def bound_text(value: float, quantity: Quantity, side: Side, level: float) -> str:
    """A bound in words: "at least 94 h at 90 %".

    Parameters
    ----------
    value : float
        In the unit of the quantity.
    quantity : Quantity
    side : {"lower", "upper"}
    level : float
        Share of new papers' cells that the bounds hold for.
    """
    if not is_bound(value, quantity, side):
        return f"no bound at {percent(level)}"
    return f"{BOUND_WORDS[side]} {quantity.text(value)} at {percent(level)}"


def bounds_text(row: Mapping[Any, Any], quantity: Quantity, level: float) -> str:
    """All bounds of a quantity in words: "at least 94 h, at most 800 h (each at 90 %)".

    Parameters
    ----------
    row : mapping
        A prediction, by column.
    quantity : Quantity
    level : float
        Share of new papers' cells that the bounds hold for.
    """
    values = {side: row[quantity.bound_column(side)] for side in quantity.sides}
    texts = {
        side: f"{BOUND_WORDS[side]} {quantity.text(value)}"
        for side, value in values.items()
        if is_bound(value, quantity, side)
    }
    if not texts:
        return f"no bound at {percent(level)}"
    if len(values) == 1:
        return f"{texts[quantity.side]} at {percent(level)}"
    return f"{', '.join(texts.get(side, f'no {side} bound') for side in values)} (each at {percent(level)})"


#: An author at the front of a citation: "M. Ihsan-Ul-Haq", "J. K. Kim".
_AUTHOR = re.compile(r"(?:[A-Z]\w?\.[ -]?)+[^\W\d]\S*(?: and (?:[A-Z]\w?\.[ -]?)+\S+)?")


def short_citation(citation: str) -> str:
    """A citation with its first author only, and without the title in brackets at its end.

    Parameters
    ----------
    citation : str
        As the known cells have it.

    Examples
    --------
    >>> short_citation("M. Xu, Y. Li, Z. Luo and J. K. Kim, Energy Storage Mater., 2022, 44, 477")
    'M. Xu et al., Energy Storage Mater., 2022, 44, 477'
    """
    parts = citation.split(", ")
    authors = next((place for place, part in enumerate(parts) if not _AUTHOR.fullmatch(part)), len(parts))
    if 0 < authors < len(parts) and (authors > 1 or " and " in parts[0]):
        parts = [f"{parts[0].split(' and ')[0]} et al.", *(one for one in parts[authors:] if "et al." not in one)]
    text = ", ".join(parts)
    plain = re.sub(r" \([^()]{25,}\)$", "", text)
    return plain if any(letter.isalpha() for letter in plain) else text


def title(text: str) -> str:
    """A text that begins with a capital letter."""
    return f"{text[:1].upper()}{text[1:]}"


def known_word(quantities: Iterable[Quantity]) -> str:
    """What the cells behind a prediction are: "published" where only quantities of published cells are predicted."""
    return "published" if all(quantity.from_catalogue for quantity in quantities) else "known"
