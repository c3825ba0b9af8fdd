"""What a prediction must reach for a candidate to count: "lifetime >= 500", "overpotential <= 30"."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ....data.errors import SpaceError
from ....data.quantity import Quantity

_FORM = re.compile(r"\s*(?P<name>.+?)\s*(?P<sign>>=|<=|≥|≤)\s*(?P<value>\S+)\s*")


@dataclass(frozen=True)
class Requirement:
    """A quantity that candidates are ranked on, and the worst predicted median that is still wanted.

    Attributes
    ----------
    place : int
        Of the quantity among those that candidates are ranked on.
    loss : float
        The value as a loss: negated where higher is better.
    words : str
        Such as "lifetime worse than 500 h".
    """

    place: int
    loss: float
    words: str


def read_requirement(text: str, objectives: Sequence[Quantity]) -> Requirement:
    """Read a requirement.

    Parameters
    ----------
    text : str
        Such as "lifetime >= 500", in the unit of the quantity.
    objectives : sequence of Quantity
        What candidates are ranked on.

    Returns
    -------
    Requirement

    Raises
    ------
    SpaceError
        Where it is no requirement, or asks for worse rather than better.
    """
    told = f"`--require '{text}'`"
    found = _FORM.fullmatch(text)
    value = _number(found["value"]) if found else None
    if found is None or value is None:
        raise SpaceError(f"{told} is no requirement.", hint="Write e.g. 'lifetime >= 500' or 'overpotential <= 30'.")
    names = [own.name for own in objectives]
    if found["name"] not in names:
        raise SpaceError(
            f"{told}: candidates are not ranked on {found['name']!r}.", hint=f"They are ranked on {', '.join(names)}."
        )
    place = names.index(found["name"])
    own = objectives[place]
    better = ">=" if own.higher_is_better else "<="
    if found["sign"].replace("≥", ">=").replace("≤", "<=") != better:
        raise SpaceError(
            f"{told}: of {own.name} {'more' if own.higher_is_better else 'less'} is better.",
            hint=f"Write '{own.name} {better} {value:g}'.",
        )
    return Requirement(place, -own.sign * value, f"{own.name} worse than {value:g} {own.unit}".rstrip())


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
