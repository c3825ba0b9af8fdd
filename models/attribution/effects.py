"""What a contribution means on the scale of its quantity: a factor, a difference, or a factor of the odds.

Contributions c add up on the natural logarithm of the positive numbers that boosters learn (`quantity.Scale`). On a
"log" scale exp(c) multiplies the value, on a "linear" one step · c is added to it, on a "bounded" one exp(c) multiplies
the odds. Whichever it is, all of them together lead from the base to the prediction exactly.
"""

from __future__ import annotations

import numpy as np

from ...data.quantity import Quantity

#: What the effects of each kind of scale are called.
KINDS = {"log": "factor", "linear": "difference", "bounded": "factor of the odds"}
#: A factor nearer to one than this reads as no change.
_NO_CHANGE = 0.005


def effect(contribution: float, quantity: Quantity) -> float:
    """A contribution as a number: factor, difference in the unit of the quantity, or factor of the odds."""
    if quantity.scale.kind == "linear":
        return contribution * quantity.scale.step
    return float(np.exp(contribution))


def contribution_between(value: float, reference: float, quantity: Quantity) -> float:
    """The contribution that leads from one value to another; infinite from or to a limit of the scale.

    Parameters
    ----------
    value : float
        In the unit of the quantity.
    reference : float
        In the unit of the quantity.
    quantity : Quantity
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        there, here = quantity.scale.positive(value), quantity.scale.positive(reference)
        return float(np.log(there) - np.log(here))


def value_at(position: float, quantity: Quantity) -> float:
    """The value of the quantity where contributions and base add up to `position`."""
    return float(quantity.scale.value(np.exp(position)))


def short_text(contribution: float, quantity: Quantity) -> str:
    """A contribution for a label: "× 1.80", "+12 h", "odds × 0.60"."""
    size = effect(contribution, quantity)
    if quantity.scale.kind == "linear":
        return f"{size:+.3g} {quantity.unit}".rstrip()
    return f"{'odds ' if quantity.scale.kind == 'bounded' else ''}× {size:.2f}"


def effect_text(contribution: float, quantity: Quantity) -> str:
    """A contribution as a chemist reads it: "× 1.80 longer", "× 0.60 (shorter)", "+12 °C higher"."""
    if abs(np.expm1(contribution)) < _NO_CHANGE:
        return "no change"
    up, down = quantity.words
    word = up if contribution > 0 else down
    # "× 0.60 shorter" could be read as shorter by 0.60; a signed difference cannot.
    plain = contribution > 0 or quantity.scale.kind == "linear"
    return f"{short_text(contribution, quantity)} {word if plain else f'({word})'}"


def is_better(contribution: float, quantity: Quantity) -> bool:
    """Whether a contribution leads to where a chemist wants to go."""
    return contribution > 0 if quantity.higher_is_better else contribution < 0
