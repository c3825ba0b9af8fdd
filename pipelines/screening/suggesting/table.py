"""The table of a batch: what each cell is predicted to do, what a test of it is worth, and why it is there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ....data.arrays import Bools, Floats, Ints, Matrix
from ....data.quantity import Quantity
from ....data.space.read import Space
from ....models.estimators.surrogate import Surrogate
from .known import Known
from .shortlist import Wishes, notation, prices_of

#: Normal quantile of the range that holds nine of ten outcomes.
_RANGE_90 = 1.645


@dataclass(frozen=True)
class Words:
    """Values of a posterior, turned so that higher is better, in the unit of a quantity."""

    quantity: Quantity

    def value(self, turned: Floats) -> Floats:
        """In the unit of the quantity."""
        return self.quantity.scale.value(np.exp(self.quantity.sign * np.asarray(turned)))

    def text(self, turned: float) -> str:
        """With the unit: "640 h"."""
        return self.quantity.text(float(self.value(np.array([turned]))[0]))


def table(
    choices: Space,
    index: Ints,
    features: Matrix,
    scores: Floats,
    known: Known,
    surrogate: Surrogate,
    wishes: Wishes,
    quantity: Quantity,
) -> pd.DataFrame:
    """The chosen candidates in the order of the batch.

    Parameters
    ----------
    choices : Space
    index : int64 array of shape (n,)
        Numbers of the chosen candidates.
    features : float32 array of shape (n, n_columns)
    scores : float64 array of shape (n,)
        Of each when it was chosen.
    known : Known
    surrogate : Surrogate
    wishes : Wishes
    quantity : Quantity

    Returns
    -------
    DataFrame
        See `Suggested.frame`.
    """
    batch = choices.batch(index)
    mean, spread = surrogate.predict(features)
    whole = np.hypot(spread, surrogate.noise)
    value, column = quantity.scale.value, quantity.column
    columns: dict[str, object] = {
        "cell": [notation(choices, i) for i in index],
        f"predicted_{column}": value(np.exp(mean)),
        f"predicted_{quantity.bound_column('lower')}": value(np.exp(mean - _RANGE_90 * whole)),
        f"predicted_{quantity.bound_column('upper')}": value(np.exp(mean + _RANGE_90 * whole)),
        f"sd_{column}": (value(np.exp(mean + spread)) - value(np.exp(mean - spread))) / 2,
    }
    acquisition, mark = wishes.acquisition, wishes.standard.mark
    if acquisition.column:
        name = acquisition.column.format(column=column, unit=quantity.unit or quantity.name)
        columns[name] = acquisition.shown(scores, mark, Words(quantity).value)
    chances = wishes.chances(batch, known.columns, features)
    columns |= chances
    if wishes.per_cost:
        columns["price_per_kg"] = prices_of(batch, choices)
    frame = pd.DataFrame(columns)
    frame["domain"] = known.judge(batch, features)
    frame["nearest"] = known.data.frame["record_id"].to_numpy()[known.nearest(features)]
    frame["why"] = _reasons(mean, spread, scores, surrogate, wishes, quantity, frame)
    return frame


def _reasons(
    mean: Floats,
    spread: Floats,
    scores: Floats,
    surrogate: Surrogate,
    wishes: Wishes,
    quantity: Quantity,
    frame: pd.DataFrame,
) -> list[str]:
    """Why each cell is in the batch: what it is worth, how it is expected to be, how much is known near it."""
    known_mean, known_spread = surrogate.predict_known()
    good = quantity.sign * (mean - float(np.median(known_mean))) > 0
    worth = [wishes.acquisition.reason(float(s), wishes.standard.mark, Words(quantity).text) for s in scores]
    further = _further(wishes, frame)
    return [
        f"{worth[i]}; {words}{further[i]}" for i, words in enumerate(_expected(good, spread > np.median(known_spread)))
    ]


def _expected(good: Bools, unsure: Bools) -> list[str]:
    words = {
        (True, True): "expected better than the middle of the known cells, with little known near it",
        (True, False): "expected better than the middle of the known cells by tests near it",
        (False, True): "not expected to be good, but little is known near it",
        (False, False): "tests near it promise no more than the middle of the known cells",
    }
    return [words[bool(g), bool(u)] for g, u in zip(good, unsure, strict=True)]


def _further(wishes: Wishes, frame: pd.DataFrame) -> list[str]:
    """What is told of requirements and price."""
    texts = [""] * len(frame)
    for one in wishes.requirements:
        chances = frame[one.limit.column]
        texts = [f"{t}; {one.limit.text} with {100 * c:.0f} %" for t, c in zip(texts, chances, strict=True)]
    if wishes.per_cost:
        texts = [f"{t}; at a price of {p:,.3g} per kg" for t, p in zip(texts, frame["price_per_kg"], strict=True)]
    return texts
