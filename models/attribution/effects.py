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
    """A contribution as a number: factor, difference in the unit of the quantity, or factor of the odds.

    Parameters
    ----------
    contribution : float
        Natural log.
    quantity : Quantity

    Returns
    -------
    float
        What kind of number it is stands in `KINDS`.

    Examples
    --------
    >>> from nacre.data.quantity import LIFETIME
    >>> round(effect(0.59, LIFETIME), 2)
    1.8
    """
    if quantity.scale.kind == "linear":
        return contribution * quantity.scale.step
    return float(np.exp(contribution))


def contribution_between(value: float, reference: float, quantity: Quantity) -> float:
    """The contribution that leads from a reference to a value; infinite from or to a limit of the scale.

    Parameters
    ----------
    value, reference : float
        In the unit of the quantity.
    quantity : Quantity

    Returns
    -------
    float
        Natural log.

    Examples
    --------
    >>> from nacre.data.quantity import LIFETIME
    >>> round(contribution_between(900.0, 500.0, LIFETIME), 2)
    0.59
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        there, here = quantity.scale.positive(value), quantity.scale.positive(reference)
        return float(np.log(there) - np.log(here))


def value_at(position: float, quantity: Quantity) -> float:
    """The value of a quantity where base and contributions add up to `position`.

    Parameters
    ----------
    position : float
        Natural log of the positive scale.
    quantity : Quantity

    Returns
    -------
    float
        In the unit of the quantity.
    """
    return float(quantity.scale.value(np.exp(position)))


def short_text(contribution: float, quantity: Quantity) -> str:
    """A contribution for a label: "× 1.80", "+12 h", "odds × 0.60".

    Parameters
    ----------
    contribution : float
        Natural log.
    quantity : Quantity

    Returns
    -------
    str

    Examples
    --------
    >>> from nacre.data.quantity import LIFETIME
    >>> short_text(0.59, LIFETIME)
    '× 1.80'
    """
    size = effect(contribution, quantity)
    if quantity.scale.kind == "linear":
        return f"{size:+.3g} {quantity.unit}".rstrip()
    return f"{'odds ' if quantity.scale.kind == 'bounded' else ''}× {size:.2f}"


def effect_text(contribution: float, quantity: Quantity) -> str:
    """A contribution as a chemist reads it: "× 1.80 longer", "× 0.60 (shorter)", "+12 °C higher".

    Parameters
    ----------
    contribution : float
        Natural log.
    quantity : Quantity

    Returns
    -------
    str
        "no change" where it is a factor nearer to one than half a percent.

    Examples
    --------
    >>> from nacre.data.quantity import LIFETIME
    >>> effect_text(0.59, LIFETIME)
    '× 1.80 longer'
    >>> effect_text(-0.51, LIFETIME)
    '× 0.60 (shorter)'
    """
    if abs(np.expm1(contribution)) < _NO_CHANGE:
        return "no change"
    up, down = quantity.words
    word = up if contribution > 0 else down
    # "× 0.60 shorter" could be read as shorter by 0.60; a signed difference cannot.
    plain = contribution > 0 or quantity.scale.kind == "linear"
    return f"{short_text(contribution, quantity)} {word if plain else f'({word})'}"


def is_better(contribution: float, quantity: Quantity) -> bool:
    """Whether a contribution leads towards longer lifetime, lower overpotential, or what else is wanted of a quantity.

    Parameters
    ----------
    contribution : float
        Natural log.
    quantity : Quantity

    Returns
    -------
    bool
    """
    return contribution > 0 if quantity.higher_is_better else contribution < 0
