"""The chance to be still running, beside what comparable known cells did."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...data.arrays import Bools, Matrix
from ...data.quantity import Quantity, outcome_intervals
from ...models.labels.intervals import check_interval
from ...models.predictor.cell_predictor import CellPredictor
from ...models.predictor.survival import HORIZONS, kaplan_meier
from ..text import percent
from .records import Chance

#: Columns that tell what protects the sodium.
_KINDS = {
    "protection.nothing": "with nothing done to protect the sodium",
    "protection.coating": "with a coating",
    "protection.host": "with a host",
    "protection.interlayer": "with an interlayer or functional separator",
    "protection.electrolyte": "protected by the electrolyte",
}


def chances_of(features: Matrix, predictor: CellPredictor, survived: float = 0.0) -> dict[str, list[Chance]]:
    """The chance of one cell at each horizon, for each quantity that is judged by survival.

    Parameters
    ----------
    features : float32 array of shape (1, n_features)
    predictor : CellPredictor
    survived : float
        How long the cell ran already, in the unit of the quantity; horizons then count from there on.

    Returns
    -------
    dict of str to list of Chance
        By name of the quantity.

    Raises
    ------
    NacreError
        Where `survived` is negative.
    """
    found = {}
    for name, target in predictor.targets.items():
        if target.survival is None:
            continue
        times = [survived + time for time in HORIZONS]
        chances = predictor.chances(name, features, times, survived=survived)[0]
        alike, words = comparable(features, predictor)
        base, count = _base_rates(predictor, target.quantity, alike, times, survived)
        found[name] = [
            Chance(time=time, chance=float(one), base=None if np.isnan(rate) else float(rate), cells=count, among=words)
            for time, one, rate in zip(times, chances, base, strict=True)
        ]
    return found


def chances_text(chances: Sequence[Chance], unit: str) -> str:
    """The chance to be still running in one line, with what comparable known cells did.

    Parameters
    ----------
    chances : sequence of Chance
        Of one quantity.
    unit : str
        Of the times.
    """
    own = ", ".join(f"{one.time:g} {unit} {percent(one.chance)}" for one in chances)
    known = ", ".join("–" if one.base is None else percent(one.base) for one in chances)
    return f"still running after {own}; {chances[0].cells} known cells {chances[0].among}: {known}"


def comparable(features: Matrix, predictor: CellPredictor) -> tuple[Bools, str]:
    """Known cells whose sodium is protected in the same way, and the way in words.

    Parameters
    ----------
    features : float32 array of shape (1, n_features)
    predictor : CellPredictor

    Returns
    -------
    bool array of shape (n_known,), str
    """
    columns = [predictor.feature_names.index(name) for name in _KINDS]
    own, known = features[0, columns] > 0, predictor.evidence.features[:, columns] > 0
    words = [text for text, has in zip(_KINDS.values(), own, strict=True) if has]
    return np.asarray((known == own).all(axis=1)), " and ".join(words)


def _base_rates(
    predictor: CellPredictor, quantity: Quantity, alike: Bools, times: list[float], survived: float
) -> tuple[list[float], int]:
    """Share of comparable known cells still running at each time, and how many cells have a known outcome."""
    known = outcome_intervals(predictor.evidence.frame[alike], [quantity])
    lower, upper = (known[quantity.bound_column(side)].to_numpy(dtype=np.float64) for side in ("lower", "upper"))
    told = ~np.isnan(lower)
    if not told.any():
        return [float("nan")] * len(times), 0
    start, *running = kaplan_meier(check_interval(lower[told], upper[told]), [survived, *times])
    return [float(one / start) if start > 0 else float("nan") for one in running], int(told.sum())
